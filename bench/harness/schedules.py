"""Schedules in mixed zones, the same ones each time."""

from random import Random
from zoneinfo import available_timezones

SEED = 7
# The year 2026.
FROM, UNTIL = 1_767_225_600, 1_798_761_600
# Not one place each: copies, and what a machine is set to.
NO_PLACES = ("posix", "right", "localtime", "posixrules", "Factory")


def schedules(count):
    """Requests of what both programs write in the same way."""
    dice = Random(SEED)
    zones = zone_names()
    kinds = (daily, weekly, monthly, last_day, nth_weekday, by_month, every, hourly, either, word)
    for number in range(count):
        line = {
            "expr": kinds[number % len(kinds)](dice),
            "zone": dice.choice(zones),
            "from": dice.randrange(FROM, UNTIL),
        }
        yield line


def zone_names():
    return sorted(name for name in available_timezones() if not name.startswith(NO_PLACES))


def time(dice):
    return f"{dice.randrange(60)} {dice.randrange(24)}"


def daily(dice):
    return f"{time(dice)} * * *"


def weekly(dice):
    return f"{time(dice)} * * {dice.choice(('MON', 'TUE', 'FRI', '0', '1-5', 'MON-FRI', '6,0'))}"


def monthly(dice):
    return f"{time(dice)} {dice.randint(1, 28)} * *"


def last_day(dice):
    return f"{time(dice)} L * *"


def nth_weekday(dice):
    return f"{time(dice)} * * {dice.randint(0, 6)}#{dice.randint(1, 5)}"


def by_month(dice):
    return f"{time(dice)} {dice.randint(1, 28)} {dice.choice(('1,4,7,10', 'JAN', '*/3', '3-5'))} *"


def every(dice):
    return f"*/{dice.choice((1, 5, 10, 15, 20, 30))} * * * *"


def hourly(dice):
    return f"{dice.randrange(60)} {dice.choice(('*', '*/2', '8-18', '6,12,18'))} * * *"


def either(dice):
    """Both day fields: either fires."""
    return f"{time(dice)} {dice.randint(1, 31)} * {dice.randint(0, 6)}"


def word(dice):
    return dice.choice(("@yearly", "@monthly", "@weekly", "@daily", "@hourly"))

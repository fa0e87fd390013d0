"""Schedules at every change of clocks in 2026, and why croniter's firing there may be another one."""

import json
from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from harness.schedules import FROM, UNTIL, zone_names
from harness.table import grouped

DAY = 86_400
REASONS = {
    "twice": "fires a fixed time again when clocks show it a second time",
    "made_up": "fires an interval at the end of a jump that its time lies in",
}


def lines():
    """Fixed times and intervals in the hours around each change, asked from before, at and after it."""
    for name, change in changes():
        zone = ZoneInfo(name)
        before, after = (datetime.fromtimestamp(second, zone) for second in (change - 1, change))
        for hour in sorted({before.hour, after.hour, (before.hour + 1) % 24}):
            for expr in expressions(hour):
                for start in (change - 20_000, change - 1800, change - 1, change, change + 1800):
                    yield {"expr": expr, "zone": name, "from": start}


def expressions(hour):
    yield from (f"30 {hour} * * *", f"0 {hour} * * *", f"10,40 {hour} * * *")
    yield from (f"*/20 {hour} * * *", "*/20 * * * *", "0 */2 * * *")


def changes():
    """One zone for each change that there is, as several zones have most of them."""
    seen = set()
    for name in zone_names():
        zone = ZoneInfo(name)
        for day in range(FROM, UNTIL, DAY):
            before, after = offset(zone, day), offset(zone, day + DAY)
            if before == after:
                continue
            low, high = day, day + DAY
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(zone, middle) == before else (low, middle)
            if (high, before, after) not in seen:
                seen.add((high, before, after))
                yield name, high


def offset(zone, second):
    return datetime.fromtimestamp(second, zone).utcoffset()


def reason(line, theirs):
    """Why their answer may be another one; `None` when it may not."""
    zone = ZoneInfo(line["zone"])
    minute, hour = line["expr"].split()[:2]
    is_interval = minute.startswith("*") or hour.startswith("*")
    if is_interval:
        return "made_up" if offset(zone, theirs - 1) < offset(zone, theirs) else None
    return "twice" if datetime.fromtimestamp(theirs, zone).fold else None


def summary(rows):
    """What the answers to `lines` say, from rows of line, our firing and theirs."""
    odd = [(line, theirs) for line, ours, theirs in rows if ours != theirs]
    found = Counter()
    for line, theirs in odd:
        why = reason(line, theirs)
        if why is None:
            raise SystemExit(f"bench: no reason why croniter says {theirs} to {json.dumps(line)}")
        found[why] += 1
    shown = "; ".join(f"it {REASONS[why]} ({grouped(count)})" for why, count in found.items())
    return (
        f"At every change of clocks in 2026 ({grouped(len(rows))} lines, not timed) both gave the "
        f"same for {grouped(len(rows) - len(odd))}. Where croniter differs, {shown}."
    )

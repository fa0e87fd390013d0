"""Tax recomputed with `decimal`: stacked and compound rates, included or not, at three levels."""

from collections import defaultdict
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    getcontext,
)
from typing import NamedTuple

getcontext().prec = 60

ROUNDINGS = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "down": ROUND_DOWN,
    "up": ROUND_UP,
}
DIGITS = {"JPY": 0, "KRW": 0, "BHD": 3, "KWD": 3, "OMR": 3}


class Line(NamedTuple):
    id: int
    position: int
    code: int | None
    net: Decimal
    tax: Decimal
    components: dict[str, Decimal]


class Document(NamedTuple):
    id: int
    number: str
    is_credit: bool
    day: object
    currency: str
    net: Decimal
    tax: Decimal
    lines: list[Line]


class Stack(NamedTuple):
    """The components of a code that are in force together, as factors of a line's amount."""

    valid_from: object
    factors: tuple[tuple[str, Decimal], ...]


def unit_of(currency):
    return Decimal(1).scaleb(-DIGITS.get(currency, 2))


class Rules:
    """A clinic's codes, rates and policies; what is looked up once is kept."""

    def __init__(self, codes, rates, policies, prices_include_tax):
        self.codes = {id: (code, category) for _, id, code, category in codes}
        self.included = prices_include_tax
        self._rates = defaultdict(list)
        for _, code, *rate in rates:
            self._rates[code].append(rate)
        self._policies = [row[1:] for row in policies]
        self._stacks = {}
        self._policy_of = {}

    def name(self, code):
        return self.codes[code][0] if code in self.codes else None

    def stack(self, code, day):
        key = (code, day)
        if key not in self._stacks:
            self._stacks[key] = self._find_stack(code, day)
        return self._stacks[key]

    def _find_stack(self, code, day):
        if code not in self.codes or self.codes[code][1] != "S":
            return Stack(None, ())
        factors, total, valid_from = [], Decimal(0), None
        for component, percent, _, compound, begins, ends in self._rates[code]:
            if not (begins <= day and (ends is None or day < ends)):
                continue
            factor = percent / 100
            if compound:
                factor *= 1 + total
            total += factor
            factors.append((component, factor))
            valid_from = max(valid_from or begins, begins)
        if not factors:
            raise SystemExit(f"no rate in force: tax code {self.name(code)}, {day}")
        if self.included:
            factors = [(component, factor / (1 + total)) for component, factor in factors]
        return Stack(valid_from, tuple(factors))

    def policy(self, day):
        if day not in self._policy_of:
            *_, (_, level, mode) = [row for row in self._policies if row[0] <= day]
            self._policy_of[day] = (level, ROUNDINGS[mode])
        return self._policy_of[day]

    def recompute(self, document):
        """The tax of each line, component by component, in the order of the lines."""
        level, rounding = self.policy(document.day)
        unit = unit_of(document.currency)
        amounts = [line.net + line.tax if self.included else line.net for line in document.lines]
        stacks = [self.stack(line.code, document.day).factors for line in document.lines]
        taxes = [
            {component: (amount * factor).quantize(unit, rounding) for component, factor in stack}
            for amount, stack in zip(amounts, stacks)
        ]
        if level != "line":
            spread(document, amounts, stacks, taxes, level, rounding, unit)
        return taxes


def spread(document, amounts, stacks, taxes, level, rounding, unit):
    """Rounds once a group or document, and gives the change to the largest lines first."""
    groups = defaultdict(list)
    for index, stack in enumerate(stacks):
        for component, factor in stack:
            code = document.lines[index].code if level == "group" else None
            groups[code, component].append((index, amounts[index] * factor))
    for (_, component), members in groups.items():
        total = sum(exact for _, exact in members).quantize(unit, rounding)
        change = total - sum(taxes[index][component] for index, _ in members)
        if not change:
            continue
        order = sorted(
            (index for index, _ in members),
            key=lambda index: (-abs(amounts[index]), document.lines[index].position),
        )
        for turn in range(int(abs(change) / unit)):
            taxes[order[turn % len(order)]][component] += unit.copy_sign(change)

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
    credited: int | None
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
        for component, _, percent, _, _, compound, _, begins, ends in self._rates[code]:
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
            *_, (_, level, mode, _) = [row for row in self._policies if row[0] <= day]
            self._policy_of[day] = (level, ROUNDINGS[mode])
        return self._policy_of[day]

    def recompute(self, document, earlier):
        """The tax of each line, component by component, in the order of the lines.

        A credit note's is what it adds to the tax of the earlier ones of its invoice, which are
        tuples of credited line, code and amount.
        """
        level, rounding = self.policy(document.day)
        unit = unit_of(document.currency)
        amounts = [line.net + line.tax if self.included else line.net for line in document.lines]
        stacks = [self.stack(line.code, document.day).factors for line in document.lines]
        taxes = [
            {component: (amount * factor).quantize(unit, rounding) for component, factor in stack}
            for amount, stack in zip(amounts, stacks)
        ]
        if level != "line":
            before = sums(self, document.day, earlier, level)
            spread(document, amounts, stacks, taxes, level, rounding, unit, before)
        elif earlier:
            for index, line in enumerate(document.lines):
                known = sum(amount for credited, _, amount in earlier if credited == line.credited)
                for component, factor in stacks[index]:
                    total = ((known + amounts[index]) * factor).quantize(unit, rounding)
                    taxes[index][component] = total - (known * factor).quantize(unit, rounding)
        return taxes


def sums(rules, day, earlier, level):
    """The exact tax of earlier credit notes by group, or by component of the document."""
    found = defaultdict(Decimal)
    for _, code, amount in earlier:
        for component, factor in rules.stack(code, day).factors:
            found[code if level == "group" else None, component] += amount * factor
    return found


def spread(document, amounts, stacks, taxes, level, rounding, unit, before):
    """Rounds once a group or document, and gives the change to the largest lines first."""
    groups = defaultdict(list)
    for index, stack in enumerate(stacks):
        for component, factor in stack:
            code = document.lines[index].code if level == "group" else None
            groups[code, component].append((index, amounts[index] * factor))
    for (code, component), members in groups.items():
        known = before.get((code, component), Decimal(0))
        total = (known + sum(exact for _, exact in members)).quantize(unit, rounding)
        total -= known.quantize(unit, rounding)
        change = total - sum(taxes[index][component] for index, _ in members)
        if not change:
            continue
        order = sorted(
            (index for index, exact in members if exact),
            key=lambda index: (-abs(amounts[index]), document.lines[index].position),
        )
        for turn in range(int(abs(change) / unit)):
            taxes[order[turn % len(order)]][component] += unit.copy_sign(change)

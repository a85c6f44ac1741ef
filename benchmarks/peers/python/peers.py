"""Plain Python in exact arithmetic: peers.py waterfall PARTNERS FLOWS | peers.py allocation PARTNERS. Prints nanoseconds and a figure to compare."""
import json
import sys
import time
from decimal import ROUND_HALF_UP, Decimal, getcontext
from fractions import Fraction

getcontext().prec = 28
CENT = Decimal("0.01")


def cents(amount):
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


class Partner:
    """Whole of fund: capital, 8 % a year, 80 % catch-up to 20 %, 80/20."""

    def __init__(self):
        self.capital = self.preferred = self.profit = self.carry = self.caught = Decimal(0)
        self.day = None

    def accrue(self, day, growth):
        if self.day is not None and day > self.day:
            span = day - self.day
            if span not in growth:
                growth[span] = Decimal("1.08") ** (Decimal(span) / 365) - 1
            self.preferred += (self.capital + self.preferred) * growth[span]
        self.day = day

    def distribute(self, share):
        capital = min(share, max(Decimal(0), cents(self.capital)))
        left = share - capital
        preferred = min(left, max(Decimal(0), cents(self.preferred)))
        left -= preferred
        # G + x * 0.8 = 0.2 * (P + x)
        size = cents((Decimal("0.2") * (self.profit + preferred) - self.before_split_carry) / Decimal("0.6"))
        catch_up = min(left, max(Decimal(0), size - self.caught))
        left -= catch_up
        carry = cents(catch_up * Decimal("0.8")) + cents(left * Decimal("0.2"))
        self.capital -= capital
        self.preferred -= preferred
        self.profit += preferred
        self.caught += catch_up
        self.carry += carry

    before_split_carry = Decimal(0)  # No tier before the catch-up carries.


def waterfall(partners, flows):
    begin = time.perf_counter_ns()
    growth = {}
    fund = [Partner() for _ in range(partners - 1)]
    for i in range(flows):
        day = i * 12 * 365 // flows
        for partner in fund:
            partner.accrue(day, growth)
            if i < flows // 2:
                partner.capital += 10000
            else:
                partner.distribute(Decimal(20000))
    carry = sum(p.carry for p in fund)
    return time.perf_counter_ns() - begin, str(carry)


def allocation(partners):
    weights = [1 + (i * 7919 % 4999) for i in range(partners)]
    begin = time.perf_counter_ns()
    total, whole = 12345678901, sum(weights)
    exact = [Fraction(total * w, whole) for w in weights]
    parts = [int(e) for e in exact]
    order = sorted(range(partners), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    spent = time.perf_counter_ns() - begin
    return spent, str(sum((i + 1) * p for i, p in enumerate(parts)))


run = {"waterfall": waterfall, "allocation": allocation}[sys.argv[1]]
results = [run(*map(int, sys.argv[2:])) for _ in range(3)]
print(json.dumps({"nanoseconds": min(r[0] for r in results), "figure": results[0][1]}))

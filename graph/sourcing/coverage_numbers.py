"""Figures as exact fractions and whole numbers.

Numbers are read as the short decimals or fractions they were meant as, and rows are scaled by the
common denominator: then arithmetic is exact. Where the denominators do not fit into ``ROW_LIMIT`` a
row is scaled as far as it goes, and rounded to the safe side (a capacity is never exceeded;
relative loss below 1e-9 for real figures).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

ROW_LIMIT = 2**55
_TOLERANCE = Fraction(1, 10**9)


@lru_cache(maxsize=100_000)
def rational(value: float) -> Fraction:
    """The short fraction or decimal within 1e-12 of ``value``, else the float itself."""
    exact = Fraction(value)
    close = abs(exact) / 10**12
    for digits in range(10):
        decimal = Fraction(round(exact * 10**digits), 10**digits)
        if abs(decimal - exact) <= close:
            return decimal
    simple = exact.limit_denominator(1000)
    return simple if abs(simple - exact) <= close else exact


def round_up(value: Fraction) -> int:
    """The next whole number, where 1e-9 (relative above 1) over a whole number is noise."""
    if value.denominator == 1:
        return max(0, value.numerator)
    return max(0, math.ceil(value - _TOLERANCE * max(Fraction(1), value)))


def round_down(value: Fraction) -> int:
    """The whole number below, with the tolerance of :func:`round_up`."""
    if value.denominator == 1:
        return max(0, value.numerator)
    return max(0, math.floor(value + _TOLERANCE * max(Fraction(1), value)))


def scale_row(
    values: Iterable[Fraction], total: Fraction, limit: int = ROW_LIMIT
) -> tuple[int, bool]:
    """A factor that makes ``values`` whole while ``total`` stays below ``limit``; and if exact."""
    factor = 1
    largest = max(1, math.floor(limit / max(total, Fraction(1))))
    for value in values:
        factor = math.lcm(factor, value.denominator)
        if factor > largest:
            return largest, False
    return factor, True

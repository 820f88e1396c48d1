"""Numbers that look random and never change: each depends only on the words it is asked for.

A generator that shares one random state reshuffles everything when a row is added. Here every
draw has its own seed, so a new part or enterprise leaves the other rows as they were.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable


def draw(*words: str) -> float:
    """A number in [0, 1) that belongs to these words."""
    return random.Random("|".join(words)).random()


def between(low: float, high: float, *words: str) -> float:
    """A number in [low, high) that belongs to these words."""
    return low + (high - low) * draw(*words)


def whole(low: int, high: int, *words: str) -> int:
    """A whole number from low to high, both included, that belongs to these words."""
    return low + int(draw(*words) * (high - low + 1))


def rounded(value: float, digits: int = 2) -> int:
    """The value as a person would state it: so many leading digits, at least 1."""
    if value < 1:
        return 1
    step = int(10 ** max(0, math.floor(math.log10(value)) - digits + 1))
    return max(1, round(value / step) * step)


def rounded_up(value: float, digits: int = 2) -> int:
    """Like rounded, never less than the value."""
    if value < 1:
        return 1
    step = int(10 ** max(0, math.floor(math.log10(value)) - digits + 1))
    return math.ceil(value / step - 1e-9) * step


def ranked(weights: Iterable[tuple[str, float]], *words: str) -> list[str]:
    """Names with a positive weight in a lasting random order, heavier ones tending to the front.

    Each name draws for itself (Efraimidis and Spirakis), so the order of the others stays when
    one is added.
    """
    drawn = [
        (math.log(max(draw(name, *words), 1e-12)) / weight, name)
        for name, weight in weights
        if weight > 0
    ]
    return [name for _, name in sorted(drawn, reverse=True)]


def text_of(value: float, digits: int = 6) -> str:
    """A number as plain text without trailing zeros."""
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

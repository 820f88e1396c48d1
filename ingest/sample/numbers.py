"""Part numbers in a maker's style, the same for a key on every run."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.sample.stable import draw, whole

_SERIES = ("96", "95", "94", "93", "92", "90", "25", "13")
_LETTERS = "ABCDEFGHKLMNPRSTUVWX"


def part_numbers(ids: Iterable[str]) -> dict[str, str]:
    """An eight-digit number for each id; a clash draws again, in the order of the ids."""
    taken: dict[str, str] = {}
    for item_id in sorted(ids):
        attempt = 0
        while (number := _number(item_id, attempt)) in taken:
            attempt += 1
        taken[number] = item_id
    return {item_id: number for number, item_id in taken.items()}


def _number(item_id: str, attempt: int) -> str:
    words = (item_id, "number", str(attempt))
    return (
        f"{_SERIES[whole(0, len(_SERIES) - 1, *words)]}{whole(100000, 999999, *words, 'tail'):06d}"
    )


def other_numbers(item_id: str) -> str:
    """A supplier's number, and for some items an older one."""
    letters = "".join(
        _LETTERS[whole(0, len(_LETTERS) - 1, item_id, "letter", str(place))] for place in range(3)
    )
    supplier = (
        f"{letters[:2]}-{whole(1000, 9999, item_id, 'supplier')}"
        f"-{whole(100, 999, item_id, 'variant')}{letters[2]}"
    )
    if draw(item_id, "old") < 0.3:
        return f"{supplier};{whole(70000000, 79999999, item_id, 'old number')}"
    return supplier

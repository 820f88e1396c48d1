"""Small random bills of material, and totals computed the slow way: way by way, in fractions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from graph.structure.bill import Bill, ItemHead
from graph.structure.building import BillBuilder
from graph.structure.lines import Selection

DAY = date(2026, 6, 15)
TODAY = Selection(DAY, "as-planned")
DAYS = [None, "2026-06-14", "2026-06-15", "2026-06-16"]

quantities = st.one_of(
    st.integers(1, 12).map(float), st.floats(0.01, 50, allow_nan=False, allow_infinity=False)
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``quantity`` of ``child`` in one ``parent``."""

    parent: str
    child: str
    quantity: float
    position: str | None = None
    alternative_group: str | None = None
    alternative_rank: float | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    lifecycle: str = "as-planned"

    def cells(self) -> list[object]:
        """As the queries return it."""
        return [
            self.child, self.quantity, None, None, self.position, self.alternative_group,
            self.alternative_rank, self.valid_from, self.valid_to, self.lifecycle,
        ]  # fmt: skip


def bill_of(lines: Iterable[Line], *items: str) -> Bill:
    """The bill of these lines, with the items in them and some more."""
    lines = list(lines)
    ids = {line.parent for line in lines} | {line.child for line in lines} | set(items)
    builder = BillBuilder(ItemHead(id_, "part", id_, "piece", None) for id_ in ids)
    for line in lines:
        builder.add_lines(line.parent, [line.cells()])
    return builder.build()


@st.composite
def bills(draw: st.DrawFn) -> list[Line]:
    """Lines over items n0 … n6, each from a lower to a higher number; n0 is the root."""
    size = draw(st.integers(2, 7))
    pairs = [(a, b) for a in range(size) for b in range(a + 1, size)]
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=14))
    lines = []
    for position, (a, b) in enumerate(chosen):
        group = draw(st.sampled_from([None, None, "g", "h"]))
        lines.append(
            Line(
                parent=f"n{a}",
                child=f"n{b}",
                quantity=draw(quantities),
                position=f"{position:02}",
                alternative_group=group,
                alternative_rank=draw(st.sampled_from([None, 1, 2])) if group else None,
                valid_from=draw(st.sampled_from(DAYS)),
                valid_to=draw(st.sampled_from(DAYS)),
                lifecycle=draw(st.sampled_from(["as-planned", "as-planned", "as-built"])),
            )
        )
    return lines


def stands(lines: Sequence[Line]) -> list[Line]:
    """The lines that count, chosen by sorting each group instead of scanning once."""
    valid = [
        line
        for line in lines
        if line.lifecycle == "as-planned"
        and (line.valid_from or "0000-00-00") <= DAY.isoformat() <= (line.valid_to or "9999-99-99")
    ]
    kept = [line for line in valid if line.alternative_group is None]
    for parent, group in {(line.parent, line.alternative_group) for line in valid}:
        if group is None:
            continue
        rivals = [
            line for line in valid if line.parent == parent and line.alternative_group == group
        ]
        ranked = [line for line in rivals if line.alternative_rank is not None]
        ranked.sort(key=lambda line: (line.alternative_rank, line.child, int(line.position or 0)))
        last = sorted(rivals, key=lambda line: (line.child, int(line.position or 0)))
        kept.append((ranked or last)[0])
    return kept


def ways(lines: Sequence[Line], root: str, depth: int | None = None) -> Iterator[list[Line]]:
    """Every way down from the root as its lines."""
    for line in lines:
        if line.parent == root and depth != 0:
            yield [line]
            below = None if depth is None else depth - 1
            for rest in ways(lines, line.child, below):
                yield [line, *rest]


def product(way: Sequence[Line]) -> Fraction:
    amount = Fraction(1)
    for line in way:
        amount *= Fraction(line.quantity)
    return amount


def totals(
    lines: Sequence[Line], root: str, depth: int | None = None
) -> dict[str, tuple[Fraction, int]]:
    """Item -> (total in one root, steps of the longest way)."""
    found: dict[str, tuple[Fraction, int]] = {}
    for way in ways(lines, root, depth):
        amount, level = found.get(way[-1].child, (Fraction(0), 0))
        found[way[-1].child] = (amount + product(way), max(level, len(way)))
    return found


def close(found: float, exact: Fraction) -> bool:
    return abs(Fraction(found) - exact) <= abs(exact) / 10**9

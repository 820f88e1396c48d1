"""The risk-exposure programme as published, over shipments, in fractions: a simplex of its own.

Nothing of it is shared with the code under test: every item has its own bought and assembled
amounts, nothing is scaled or left out, and time to survive is a programme too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from tests.planning.planning_worlds import PLACES, PlannedWorld

Row = dict[str, Fraction]
ZERO, ONE = Fraction(0), Fraction(1)
LITTLE = Fraction(1, 10**12)
"""A part of a unit, so that nothing else becomes short by it."""
TINY = Fraction(1, 10**15)
"""In exact arithmetic enough to choose the fewest units among losses of the same value."""


@dataclass
class Programme:
    """maximise gain, each row at most its bound (0 or more), all variables 0 or more."""

    rows: list[tuple[Row, Fraction]] = field(default_factory=list)
    gain: Row = field(default_factory=dict)

    def solve(self) -> Row | None:
        """The values of the variables; None when it is unbounded. By Bland's rule it ends."""
        names = sorted({name for row, _ in self.rows for name in row} | set(self.gain))
        column = {name: i for i, name in enumerate(names)}
        width = len(names) + len(self.rows)
        table = []
        for i, (row, bound) in enumerate(self.rows):
            assert bound >= 0
            cells = [ZERO] * (width + 1)
            for name, factor in row.items():
                cells[column[name]] += factor
            cells[len(names) + i], cells[width] = ONE, bound
            table.append(cells)
        costs = [ZERO] * (width + 1)
        for name, factor in self.gain.items():
            costs[column[name]] = -factor
        basis = [len(names) + i for i in range(len(self.rows))]
        while (enters := next((j for j in range(width) if costs[j] < 0), None)) is not None:
            ratios = [
                (cells[width] / cells[enters], basis[i], i)
                for i, cells in enumerate(table)
                if cells[enters] > 0
            ]
            if not ratios:
                return None
            _, _, leaves = min(ratios)
            pivot = table[leaves][enters]
            table[leaves] = [cell / pivot for cell in table[leaves]]
            for cells in (*(c for i, c in enumerate(table) if i != leaves), costs):
                if factor := cells[enters]:
                    for j, cell in enumerate(table[leaves]):
                        if cell:
                            cells[j] -= factor * cell
            basis[leaves] = enters
        values = dict.fromkeys(names, ZERO)
        for i, variable in enumerate(basis):
            if variable < len(names):
                values[names[variable]] = table[i][width]
        return values


@dataclass
class Scenario:
    """What is down in one world, and what is localized."""

    world: PlannedWorld
    down: Collection[str] = ()
    localize: Mapping[str, Fraction] = field(default_factory=dict)
    least: Fraction = ONE
    """The least value of a vehicle known anywhere in the plan."""
    more: Mapping[str, Fraction] = field(default_factory=dict)
    """What lies in stock beyond what the world says."""

    def stops(self, enterprise: str) -> bool:
        country, region = PLACES[enterprise]
        return bool({enterprise, country, region} & set(self.down) - {""})

    def capacity(self, item: str) -> Fraction | None:
        """What can be bought in a year; None: not limited."""
        world = self.world
        offers = world.offers.get(item, [])
        rows = [r for r in world.imports.get(item, []) if r.quantity is not None]
        rows = [r for r in rows if r.year == max(each.year for each in rows)]
        open_ = [offer for offer in offers if not self.stops(offer.enterprise)]
        if any(offer.capacity is None for offer in open_):
            return None
        if not offers and not rows and not world.children(item):
            return None
        total = sum((offer.capacity or ZERO for offer in open_), ZERO)
        total += sum((r.quantity or ZERO for r in rows if r.country not in self.down), ZERO)
        if "UZ" not in self.down:
            total += self.localize.get(item, ZERO) * self.demand(item)
        return total

    def stock(self, item: str) -> Fraction:
        stocks = self.world.stocks.get(item, [])
        held = sum((q for at, q in stocks if at is None or not self.stops(at)), ZERO)
        return held + self.more.get(item, ZERO)

    def demand(self, item: str) -> Fraction:
        """Of a year, by every way down from every planned vehicle."""
        world = self.world

        def inside(holder: str) -> Fraction:
            if holder == item:
                return ONE
            return sum(
                (
                    amount * inside(child)
                    for below in (world.children(holder), world.made_of.get(holder, {}))
                    for child, amount in below.items()
                ),
                ZERO,
            )

        return sum((units * inside(vehicle) for vehicle, units in world.plans.items()), ZERO)

    def programme(self, time: Row, constant: Fraction) -> Programme:
        """All rows for a period of ``constant`` years, or of the variable in ``time`` in years.

        Variables: ``get`` what is bought, ``build`` what is assembled, ``give`` vehicles delivered.
        """
        world, programme = self.world, Programme()
        for item in [*world.items, *world.materials]:
            use: Row = {f"get {item}": -ONE}
            if world.children(item):
                use[f"build {item}"] = -ONE
            if item in world.plans:
                use[f"give {item}"] = ONE
            for holder in world.items:
                if amount := world.children(holder).get(item):
                    use[f"build {holder}"] = use.get(f"build {holder}", ZERO) + amount
                if amount := world.made_of.get(holder, {}).get(item):
                    use[f"get {holder}"] = use.get(f"get {holder}", ZERO) + amount
            programme.rows.append((use, self.stock(item)))
            if item in self.down:
                for verb in ("get", "build"):
                    programme.rows.append(({f"{verb} {item}": ONE}, ZERO))
            elif (capacity := self.capacity(item)) is not None:
                most = {name: -capacity * factor for name, factor in time.items()}
                programme.rows.append(({f"get {item}": ONE, **most}, capacity * constant))
        return programme

    def losses(self, years: Fraction) -> dict[str, Fraction]:
        """Lost units by vehicle: of least value, then the fewest."""
        programme = self.programme({}, years)
        for vehicle, units in self.world.plans.items():
            programme.rows.append(({f"give {vehicle}": ONE}, units * years))
            programme.gain[f"give {vehicle}"] = self.weight(vehicle) + TINY
        found = programme.solve()
        assert found is not None
        return {v: units * years - found[f"give {v}"] for v, units in self.world.plans.items()}

    def saved_by(self, item: str, years: Fraction) -> dict[str, Fraction]:
        """How many of each vehicle one more unit of an item would save, at the margin."""
        lost = self.losses(years)
        other = replace(self, more={item: LITTLE}).losses(years)
        return {v: (lost[v] - other[v]) / LITTLE for v in lost}

    def value(self, vehicle: str) -> Fraction | None:
        margin = self.world.margins[vehicle]
        return self.world.prices[vehicle] if margin is None else margin

    def weight(self, vehicle: str) -> Fraction:
        value = self.value(vehicle)
        return self.least if value is None else value

    def survives(self, vehicles: Collection[str]) -> Fraction | None:
        """Days for which the demand of these is met in full; None: for ever."""
        programme = self.programme({"years": ONE}, ZERO)
        for vehicle in vehicles:
            units = self.world.plans[vehicle]
            programme.rows.append(({"years": units, f"give {vehicle}": -ONE}, ZERO))
        programme.gain = {"years": ONE}
        found = programme.solve()
        return None if found is None else found["years"] * 365

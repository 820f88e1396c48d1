"""The answer as a sentence: who, how many, which share, the first names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel

from graph.asking.composing import Composed
from graph.asking.thing_index import ThingIndex
from graph.asking.wording import Raw, Value, Wording
from graph.paths import PathsAnswer
from graph.planning.bottleneck_answers import BottlenecksAnswer
from graph.planning.candidate_answers import CandidatesAnswer, OpportunitiesAnswer
from graph.planning.localization_answers import LocalizationAnswer
from graph.planning.what_if_answers import WhatIfAnswer
from graph.search.answers import SearchAnswer
from graph.sourcing.answers import CoverageAnswer, EnterpriseRef, SuppliersAnswer
from graph.structure.answers import ExplosionAnswer, WhereUsedAnswer


class Teller:
    """Tells answers in one language, with the names of one graph."""

    def __init__(self, wording: Wording, index: ThingIndex) -> None:
        self._say = wording
        self._index = index

    def tell(self, composed: Composed, result: BaseModel) -> str:
        """The sentence for an answer."""
        for kind, tell in _TELLERS.items():
            if isinstance(result, kind):
                return tell(self, composed, result)
        raise TypeError(f"no sentence for {type(result).__name__}")

    def refused(self, detail: str) -> str:
        """Understood, but the call is refused."""
        return self._say.sentence("refused", detail=Raw(detail))

    def unknown(self, questions: Sequence[str]) -> str:
        """Not understood; what could be asked instead."""
        shown = Raw("; ".join(f"“{question}”" for question in questions))
        return self._say.sentence("unknown", names=shown)

    def search(self, composed: Composed, answer: SearchAnswer) -> str:
        """What was found."""
        values: dict[str, Value] = {"q": Raw(answer.query), "total": answer.total}
        if not answer.total:
            return self._say.sentence("search-none", **values)
        names = [self._name(each.kind, each.id, each.name) for each in answer.results]
        listed = self._say.listed(names, answer.total)
        return self._say.sentence("search", names=listed, **values)

    def explosion(self, composed: Composed, answer: ExplosionAnswer) -> str:
        """How many different items, leaves and materials, and the first level."""
        name = self._name(answer.kind, answer.root, answer.name)
        if not answer.lines:
            return self._say.sentence("explosion-none", name=name)
        leaves = sum(line.leaf for line in answer.lines)
        only_leaves = leaves == len(answer.lines)
        shown = answer.lines if only_leaves else [line for line in answer.lines if line.level == 1]
        names: list[Raw | str] = []
        for line in shown:
            named = self._name(line.kind, line.id, line.name).text
            names.append(f"{self._say.number(line.quantity)} × {named}")
        return self._say.sentence(
            "explosion-leaves" if only_leaves else "explosion",
            name=name,
            units=answer.units,
            lines=len(answer.lines),
            leaves=leaves,
            materials=len(answer.materials),
            names=self._say.listed(names),
        )

    def where_used(self, composed: Composed, answer: WhereUsedAnswer) -> str:
        """In how many things, in which vehicles, and how much a year."""
        name = self._name(answer.kind, answer.item, answer.name)
        if not answer.lines and not answer.vehicles:
            return self._say.sentence("where-used-none", name=name)
        users = answer.vehicles or answer.lines
        names = [
            self._name("vehicle" if answer.vehicles else "part", each.id, each.name)
            for each in users
        ]
        annual = sum(
            each.annual_quantity or 0.0 for each in answer.vehicles if not each.alternative
        )
        values: dict[str, Value] = {
            "name": name,
            "lines": len(answer.lines),
            "vehicles": len(answer.vehicles),
            "names": self._say.listed(names),
        }
        if not annual:
            return self._say.sentence("where-used", **values)
        unit = self._unit(answer.unit)
        year = Raw(str(answer.year))
        return self._say.sentence("where-used-year", annual=annual, year=year, unit=unit, **values)

    def suppliers(self, composed: Composed, answer: SuppliersAnswer) -> str:
        """How many of each relation, and the best."""
        name = self._name(answer.kind, answer.item, answer.name)
        if not answer.suppliers:
            return self._say.sentence("suppliers-none", name=name)
        relations = Counter(each.relation for each in answer.suppliers)
        return self._say.sentence(
            "suppliers",
            name=name,
            count=len(answer.suppliers),
            current=relations["supplies"],
            capable=relations["capable"],
            inferred=relations["inferred"],
            names=self._enterprises([each.enterprise for each in answer.suppliers]),
        )

    def coverage(self, composed: Composed, answer: CoverageAnswer) -> str:
        """Whether, to which share, by whom, and what stays open."""
        missing = [self._name("part", each.item_id, each.name) for each in answer.uncovered]
        return self._say.sentence(
            f"coverage-{answer.status}",
            name=self._name("part", answer.item_id, answer.name),
            units=answer.units,
            share=Raw(self._say.share(answer.covered_share)),
            count=len(answer.suppliers),
            names=self._enterprises([each.enterprise for each in answer.suppliers]),
            open=len(missing),
            missing=self._say.listed(missing),
        )

    def path(self, composed: Composed, answer: PathsAnswer) -> str:
        """How far, and over what."""
        first, last = composed.links[0].thing, composed.links[-1].thing
        ends = {"first": self._say.name(first), "last": self._say.name(last)}
        if not answer.nodes:
            return self._say.sentence("path-none", **ends)
        way = " → ".join(self._name(node.kind, node.id, node.name).text for node in answer.nodes)
        steps = len(answer.nodes) - 1
        return self._say.sentence("path", steps=steps, names=Raw(way), **ends)

    def bottlenecks(self, composed: Composed, answer: BottlenecksAnswer) -> str:
        """How many things have a demand, and the worst."""
        year = Raw(str(answer.year))
        worst = [*answer.materials, *answer.parts]
        if not worst:
            return self._say.sentence("bottlenecks-none", year=year)
        kind = "material" if answer.materials else "part"
        names = [self._name(kind, each.id, each.name) for each in worst]
        return self._say.sentence(
            "bottlenecks", year=year, total=answer.total, names=self._say.listed(names)
        )

    def what_if(self, composed: Composed, answer: WhatIfAnswer) -> str:
        """How much is lost, how much is lost anyway, and how long stocks last."""
        lasts = answer.time_to_survive_days
        survive = (
            self._say.phrase("survive-ever")
            if lasts is None
            else self._say.phrase("survive-days", days=lasts)
        )
        said = self._say.sentence(
            "what-if",
            days=answer.recovery_days,
            year=Raw(str(answer.year)),
            lost=round(answer.lost_units),
            value=round(answer.lost_value_usd),
            base=round(answer.baseline_lost_units),
            survive=Raw(survive),
        )
        changed = [
            Raw(f"{self._name('vehicle', id_, id_).text} {self._say.share(level)}")
            for id_, level in answer.localization.after.items()
            if level is not None and level != answer.localization.before.get(id_)
        ]
        if not changed:
            return said
        levels = self._say.sentence("localized", names=self._say.listed(changed))
        return f"{said} {levels}."

    def localization(self, composed: Composed, answer: LocalizationAnswer) -> str:
        """The level, the gap, and what brings most from abroad."""
        name = self._name("vehicle", answer.vehicle, answer.name)
        if answer.level is None or answer.gap is None:
            return self._say.sentence("localization-none", name=name)
        names = [self._name(each.kind, each.item_id, each.name) for each in answer.contributions]
        return self._say.sentence(
            "localization",
            name=name,
            level=Raw(self._say.share(answer.level)),
            gap=Raw(self._say.share(answer.gap)),
            threshold=Raw(self._say.share(answer.threshold)),
            method=Raw(self._say.phrase(f"method-{answer.method}")),
            names=self._say.listed(names),
        )

    def candidates(self, composed: Composed, answer: CandidatesAnswer) -> str:
        """What is imported, and what is best made here."""
        year = Raw(str(answer.year))
        if not answer.candidates:
            return self._say.sentence("candidates-none", year=year)
        names = [self._name(each.kind, each.item_id, each.name) for each in answer.candidates]
        return self._say.sentence(
            "candidates",
            year=year,
            total=answer.total,
            value=round(answer.import_value_usd),
            names=self._say.listed(names, answer.total),
        )

    def opportunities(self, composed: Composed, answer: OpportunitiesAnswer) -> str:
        """How many imported items it could make, and the best."""
        values: dict[str, Value] = {
            "name": Raw(answer.enterprise.name),
            "year": Raw(str(answer.year)),
        }
        if not answer.opportunities:
            return self._say.sentence("opportunities-none", **values)
        names = [self._name(each.kind, each.item_id, each.name) for each in answer.opportunities]
        listed = self._say.listed(names, answer.total)
        return self._say.sentence("opportunities", total=answer.total, names=listed, **values)

    def _enterprises(self, enterprises: Sequence[EnterpriseRef]) -> Raw:
        shown = [
            Raw(f"{each.name} ({self._say.place(place)})" if place else each.name)
            for each in enterprises
            for place in [each.region or each.country]
        ]
        return self._say.listed(shown)

    def _name(self, kind: str, id_: str, name: str) -> Raw:
        thing = self._index.find(kind, id_)
        return self._say.name(thing, name)

    def _unit(self, unit: str) -> Raw:
        return Raw(self._say.phrase(f"unit-{unit}") if unit in ("piece", "kg") else unit)


_TELLERS: Final[Mapping[type[BaseModel], Callable[[Teller, Composed, Any], str]]] = {
    SearchAnswer: Teller.search,
    ExplosionAnswer: Teller.explosion,
    WhereUsedAnswer: Teller.where_used,
    SuppliersAnswer: Teller.suppliers,
    CoverageAnswer: Teller.coverage,
    PathsAnswer: Teller.path,
    BottlenecksAnswer: Teller.bottlenecks,
    WhatIfAnswer: Teller.what_if,
    LocalizationAnswer: Teller.localization,
    CandidatesAnswer: Teller.candidates,
    OpportunitiesAnswer: Teller.opportunities,
}

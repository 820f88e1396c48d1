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
from graph.search.answers import SearchAnswer
from graph.sourcing.answers import CoverageAnswer, EnterpriseRef, SuppliersAnswer
from graph.structure.answers import ExplosionAnswer, WhereUsedAnswer


class Teller:
    """Tells answers in one language, with the names of one graph."""

    def __init__(self, wording: Wording, index: ThingIndex) -> None:
        self._say = wording
        self._index = index

    def tell(self, composed: Composed, result: BaseModel | None) -> str:
        """The sentence for an answer; where there is none yet, what was understood."""
        if result is None:
            return self._later(composed)
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

    def _later(self, composed: Composed) -> str:
        names: list[Raw | str] = [self._say.name(link.thing) for link in composed.links]
        places = composed.said.get("region", composed.said.get("down", []))
        known = {link.thing.id for link in composed.links}
        for code in [places] if isinstance(places, str) else places:
            if code not in known:
                names.append(self._say.place(code))
        names += [str(year) for year in _years(composed.said)]
        subject = ""
        if names:
            subject = self._say.phrase("subject", names=self._say.listed(names))
        return self._say.sentence(f"later-{composed.intent}", subject=Raw(subject))

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


def _years(said: Mapping[str, Any]) -> list[int]:
    return [said["year"]] if "year" in said else []


_TELLERS: Final[Mapping[type[BaseModel], Callable[[Teller, Composed, Any], str]]] = {
    SearchAnswer: Teller.search,
    ExplosionAnswer: Teller.explosion,
    WhereUsedAnswer: Teller.where_used,
    SuppliersAnswer: Teller.suppliers,
    CoverageAnswer: Teller.coverage,
    PathsAnswer: Teller.path,
}

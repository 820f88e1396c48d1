"""What to localize next: imported items by value, concentration and local capability."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.connection import Graph
from graph.planning.ability import Abilities, abilities_of, feasible_share, stated
from graph.planning.bottlenecks import vehicle_place
from graph.planning.candidate_answers import Candidate, CandidatesAnswer, LocalMaker
from graph.planning.demand import contents_of, demand_of
from graph.planning.facts import Facts
from graph.planning.import_register import (
    Register,
    YearColumns,
    columns_in,
    headings_in,
    register_of,
)
from graph.planning.local_effect import level_deltas
from graph.planning.material_share import material_mass
from graph.sourcing.capability import Profile
from graph.sourcing.judgement import judge
from graph.sourcing.judging import columns_of, judge_all
from graph.sourcing.makers import shown

WEIGHTS: Final = {"value": 0.45, "concentration": 0.15, "capability": 0.3, "materials": 0.1}
"""What each figure, 0…1, adds to the score at most."""
CAPABLE: Final = 0.5
"""What a capable enterprise counts at least, and one that lacks something less than."""
NEAREST: Final = 3


@dataclass(frozen=True, slots=True)
class _Ranked:
    """An item with the figures that its score is made of, each 0…1."""

    place: int
    value: float
    capable: int
    figures: Mapping[str, float]
    score: float


def candidate_score(figures: Mapping[str, float]) -> float:
    """The weighted sum of the four figures of ``WEIGHTS``."""
    return math.fsum(weight * figures[name] for name, weight in WEIGHTS.items())


def localization_candidates(
    graph: Graph,
    *,
    vehicles: Iterable[str] = (),
    year: int | None = None,
    limit: int = 20,
    offset: int = 0,
) -> CandidatesAnswer:
    """Items with imports in the year, best first; ``vehicles`` keep what is in one of them.

    Raises NotFoundError for an unknown vehicle.
    """
    facts, abilities = abilities_of(graph)
    chosen = [vehicle_place(facts, id_) for id_ in dict.fromkeys(vehicles)]
    of = facts.year(year)
    columns = columns_in(facts, of)
    if chosen:
        held = np.concatenate([contents_of(facts)[vehicle].places for vehicle in chosen])
        columns = columns.only(np.isin(columns.places, held))
    ranked = _ranked(facts, abilities, columns, of)
    page = ranked[offset : offset + limit]
    headings = headings_in(facts, of)
    return CandidatesAnswer(
        year=of,
        vehicles=[facts.bill.items.ids[vehicle] for vehicle in chosen],
        import_value_usd=math.fsum(columns.values),
        candidates=[_candidate(facts, abilities, each, of) for each in page],
        headings=headings,
        total=len(ranked),
        unknown=[*facts.unread, *no_imports(facts, of)],
        graph_version=facts.version,
    )


def no_imports(facts: Facts, year: int) -> list[str]:
    """What to say where nothing at all was imported in a year."""
    years = sorted({*facts.imports.years.tolist(), *(row.year for row in facts.headings)})
    if year in years:
        return []
    others = f"there are imports of {', '.join(map(str, years))}" if years else "there are none"
    return [f"no imports of {year} are known; {others}"]


def _ranked(facts: Facts, abilities: Abilities, columns: YearColumns, year: int) -> list[_Ranked]:
    most = max(columns.values.tolist(), default=0.0)
    amounts = demand_of(facts, year).amounts
    masses = material_mass(facts)
    best, capable = abilities.best_shares(amounts), np.diff(abilities.able.offsets)
    found = []
    for place, value, hhi in zip(
        columns.places.tolist(), columns.values.tolist(), columns.hhi.tolist(), strict=True
    ):
        row = abilities.row(place)
        figures = {
            "value": math.sqrt(value / most) if most > 0 else 0.0,
            "concentration": 0.0 if math.isnan(hhi) else hhi,
            "capability": _capability(float(best[row])),
            "materials": masses.local_share(place) or 0.0,
        }
        found.append(_Ranked(place, value, int(capable[row]), figures, candidate_score(figures)))
    return sorted(found, key=lambda each: (-each.score, -each.value, each.place))


def _capability(best_share: float) -> float:
    """0 without a capable enterprise (NaN), else 0.5…1 by the largest feasible share."""
    return 0.0 if math.isnan(best_share) else CAPABLE + (1 - CAPABLE) * best_share


def _candidate(facts: Facts, abilities: Abilities, each: _Ranked, year: int) -> Candidate:
    items, register = facts.bill.items, register_of(facts, each.place, year)
    demand = float(demand_of(facts, year).amounts[each.place])
    profile = abilities.profile(each.place)
    able = sorted(
        abilities.able_for(each.place),
        key=lambda one: (-(feasible_share(one[1], demand) or 0.0), one[0]),
    )
    best = [_maker(abilities, profile, id_, demand) for id_, _ in able[:1]]
    nearest = _nearest(facts, abilities, each.place, demand)
    share = material_mass(facts).local_share(each.place)
    deltas = level_deltas(facts, each.place)
    return Candidate(
        item_id=items.ids[each.place],
        kind=items.kind(each.place),
        name=items.names[each.place],
        unit=items.unit(each.place),
        import_value_usd=register.value,
        import_quantity=register.quantity,
        countries=register.countries,
        by_country=register.by_country,
        by_year=register.by_year,
        trend=register.trend(year),
        hhi_countries=register.hhi,
        annual_demand=demand,
        capable_local=each.capable,
        best=next(iter([*best, *nearest]), None),
        nearest=nearest,
        local_material_share=share,
        level_delta={items.ids[vehicle]: delta for vehicle, delta in sorted(deltas.items())},
        score=each.score,
        reasons=_reasons(facts, each, register, year, deltas),
        unknown=_unknown(facts, each.place, register, profile, able, demand),
    )


def _maker(abilities: Abilities, profile: Profile, id_: str, demand: float) -> LocalMaker:
    enterprise = abilities.everyone[id_]
    judged = judge(profile, enterprise.holder, abilities.day)
    capacity = float(
        judge_all(columns_of([profile]), enterprise.holder, abilities.day).capacities[0]
    )
    return LocalMaker(
        enterprise=enterprise.ref,
        capacity=stated(capacity),
        feasible_share=feasible_share(capacity, demand),
        missing=shown(judged.missing),
        unknown=shown(judged.unknown),
    )


def _nearest(facts: Facts, abilities: Abilities, place: int, demand: float) -> list[LocalMaker]:
    """Local enterprises that lack least and do not supply it, best first."""
    supplying = {facts.supplier(line).id for line in facts.lines_of(place)}
    profile = abilities.profile(place)
    found = abilities.local.nearest(profile, limit=NEAREST + len(supplying))
    return [
        _maker(abilities, profile, near.enterprise.id, demand)
        for near in found
        if near.enterprise.id not in supplying
    ][:NEAREST]


def _reasons(
    facts: Facts, each: _Ranked, register: Register, year: int, deltas: Mapping[int, float]
) -> list[str]:
    adds = {name: f"adds {WEIGHTS[name] * figure:.3f}" for name, figure in each.figures.items()}
    countries = ", ".join(register.countries)
    hhi = register.hhi
    found = [
        f"imports of {register.value:,.0f} US dollars in {year}; {adds['value']}",
        f"from {countries}, concentration {'not known' if hhi is None else f'{hhi:.3g}'}; "
        f"{adds['concentration']}",
        f"{each.capable} capable local enterprises that do not supply it; {adds['capability']}",
        f"local materials {each.figures['materials']:.1%} by mass; {adds['materials']}",
    ]
    if deltas:
        vehicle, delta = max(deltas.items(), key=lambda pair: (pair[1], -pair[0]))
        found.append(
            f"made at home it changes the local content of {facts.bill.items.ids[vehicle]} by "
            f"{delta:+.3%}"
        )
    return found


def unknown_of_item(facts: Facts, place: int, register: Register, demand: float) -> list[str]:
    """What is not known of an imported item, whoever makes it, and how that is treated."""
    found = [*register.unknown, *material_mass(facts).unknown(place)]
    if demand <= 0:
        found.append("no vehicle planned for that year holds it; its demand is not known")
    return found


def _unknown(
    facts: Facts,
    place: int,
    register: Register,
    profile: Profile,
    able: Sequence[tuple[str, float]],
    demand: float,
) -> list[str]:
    found = unknown_of_item(facts, place, register, demand)
    if not profile.requirements:
        found.append("no requirements are declared, so nobody is known to be capable")
    if able and all(feasible_share(capacity, demand) is None for _, capacity in able):
        found.append("the share that the capable could make is not known and counts as none")
    if math.isnan(facts.values.unit_values[place]) and facts.values.foreign_shares[place] > 0:
        found.append("its unit value is not known, so neither is its effect on local content")
    unpriced = [
        facts.bill.items.ids[vehicle]
        for vehicle, contents in sorted(contents_of(facts).items())
        if contents.amount(place) > 0 and not facts.prices[vehicle].exworks_price_usd
    ]
    if unpriced:
        found.append(f"{', '.join(unpriced)} without an ex-works price: no effect is reckoned")
    return found

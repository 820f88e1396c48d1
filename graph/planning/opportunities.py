"""What one enterprise could make of what is imported (INTERFACE section 5, Opportunities)."""

from __future__ import annotations

import math
from typing import Final

from graph.connection import Graph
from graph.errors import InputError, NotFoundError
from graph.planning.ability import Abilities, abilities_of, feasible_share, stated
from graph.planning.candidate_answers import OpportunitiesAnswer, Opportunity
from graph.planning.candidates import no_imports, unknown_of_item
from graph.planning.demand import demand_of
from graph.planning.facts import Facts
from graph.planning.import_register import Register, columns_in, register_of
from graph.planning.material_share import material_mass
from graph.sourcing.judgement import judge
from graph.sourcing.judging import Judged
from graph.sourcing.makers import shown

WEIGHTS: Final = {"value": 0.4, "feasible": 0.3, "fit": 0.2, "materials": 0.1}
"""What each figure, 0…1, adds to the score at most."""
MOST_NEAR: Final = 100


def opportunities(
    graph: Graph,
    enterprise_id: str,
    *,
    near: int = 0,
    year: int | None = None,
    limit: int = 20,
    offset: int = 0,
) -> OpportunitiesAnswer:
    """Imported items that it does not supply yet and lacks at most ``near`` things for, best first.

    Raises NotFoundError for an unknown enterprise, InputError for a ``near`` below 0.
    """
    if not 0 <= near <= MOST_NEAR:
        raise InputError(f"near must be 0 to {MOST_NEAR}")
    facts, abilities = abilities_of(graph)
    enterprise = facts.enterprises.get(enterprise_id)
    if enterprise is None:
        raise NotFoundError(f"there is no enterprise {enterprise_id!r}")
    of = facts.year(year)
    judged = abilities.judged(enterprise_id)
    places = _possible(facts, abilities, enterprise_id, judged, near, of)
    registers = {place: register_of(facts, place, of) for place in places}
    most = max((register.value for register in registers.values()), default=0.0)
    found = [
        _opportunity(facts, abilities, (enterprise_id, judged), place, register, of, most)
        for place, register in registers.items()
    ]
    found.sort(key=lambda each: (-each.score, -each.import_value_usd, each.item_id))
    return OpportunitiesAnswer(
        enterprise=enterprise,
        year=of,
        near=near,
        opportunities=found[offset : offset + limit],
        total=len(found),
        unknown=[*facts.unread, *no_imports(facts, of)],
        graph_version=facts.version,
    )


def _possible(
    facts: Facts, abilities: Abilities, enterprise: str, judged: Judged, near: int, year: int
) -> list[int]:
    """Items imported in the year, with requirements, of which at most ``near`` are missing."""
    fits = (judged.missing <= near) & (abilities.asked.required > 0)
    possible = set(abilities.places[fits].tolist())
    return [
        place
        for place in columns_in(facts, year).places.tolist()
        if place in possible
        and not any(facts.supplier(line).id == enterprise for line in facts.lines_of(place))
    ]


def _opportunity(
    facts: Facts,
    abilities: Abilities,
    enterprise: tuple[str, Judged],
    place: int,
    register: Register,
    year: int,
    most: float,
) -> Opportunity:
    items, profile = facts.bill.items, abilities.profile(place)
    id_, columns = enterprise
    demand = float(demand_of(facts, year).amounts[place])
    judged = judge(profile, abilities.everyone[id_].holder, abilities.day)
    capacity = float(columns.capacities[abilities.row(place)])
    share = feasible_share(capacity, demand)
    materials = material_mass(facts).local_share(place)
    figures = {
        "value": math.sqrt(register.value / most) if most > 0 else 0.0,
        "feasible": share or 0.0,
        "fit": 1 / (1 + len(judged.missing)),
        "materials": materials or 0.0,
    }
    return Opportunity(
        item_id=items.ids[place],
        kind=items.kind(place),
        name=items.names[place],
        unit=items.unit(place),
        import_value_usd=register.value,
        import_quantity=register.quantity,
        countries=register.countries,
        annual_demand=demand,
        capacity=stated(capacity),
        feasible_share=share,
        local_material_share=materials,
        met=shown(judged.met),
        missing=shown(judged.missing),
        unknown=shown(judged.unknown),
        score=math.fsum(weight * figures[name] for name, weight in WEIGHTS.items()),
        reasons=[
            f"imports of {register.value:,.0f} US dollars in {year}; "
            f"adds {WEIGHTS['value'] * figures['value']:.3f}",
            f"could make {'an unknown share' if share is None else f'{share:.1%}'} of "
            f"{demand:,.6g} {items.unit(place)} a year; "
            f"adds {WEIGHTS['feasible'] * figures['feasible']:.3f}",
            f"{len(judged.missing)} requirements missing; "
            f"adds {WEIGHTS['fit'] * figures['fit']:.3f}",
            f"local materials {'not known' if materials is None else f'{materials:.1%}'} by mass; "
            f"adds {WEIGHTS['materials'] * figures['materials']:.3f}",
        ],
        notes=unknown_of_item(facts, place, register, demand),
    )

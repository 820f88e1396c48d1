"""Where each item comes from: made in house, bought here or abroad, or only imported.

The rules are seeds (`sourcing.tsv`); the first whose pattern and scope fit an item holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from ingest.sample.seeds import SCOPES, SeedError, read_rows, split, vehicles_of
from ingest.sample.stable import draw, ranked
from ingest.sample.structure import Item

MAKE, BUY, IMPORT, NOTHING = "make", "buy", "import", "nothing"


@dataclass(frozen=True, slots=True)
class Rule:
    """How items whose key fits the pattern are usually sourced."""

    pattern: str
    vehicles: frozenset[str]
    mode: str
    local: float
    local_share: float
    origins: tuple[tuple[str, float], ...]


def weighted(cell: str) -> tuple[tuple[str, float], ...]:
    """`KR:6;CN:4` as pairs of country and weight."""
    pairs = (part.split(":") for part in split(cell))
    return tuple((country, float(weight)) for country, weight in pairs)


@cache
def rules() -> tuple[Rule, ...]:
    """All rules in the order of the file."""
    return tuple(
        Rule(
            pattern=row["pattern"],
            vehicles=vehicles_of(row["scope"] or "common", row["pattern"]),
            mode=row["mode"],
            local=float(row["local"] or 0),
            local_share=float(row["local_share"] or 0),
            origins=weighted(row["origins"]),
        )
        for row in read_rows("sourcing.tsv")
    )


def rule_for(item: Item) -> Rule:
    """The first rule that fits the item."""
    for rule in rules():
        if fnmatchcase(item.concept.key, rule.pattern) and SCOPES[item.scope] & rule.vehicles:
            return rule
    raise SeedError(f"no sourcing rule for {item.id}")


def mode_of(item: Item) -> str:
    """How this item is sourced; a rule may leave it to chance.

    Left to chance, a part has suppliers (78 %), only import records (19 %) or nothing known; an
    assembly that is traded as a unit has suppliers (50 %), only import records or neither.
    """
    if not item.is_part and item.price_usd is None:
        return MAKE
    mode = rule_for(item).mode
    if mode != "auto":
        return mode
    chance = draw(item.id, "mode")
    if item.is_part:
        return NOTHING if chance < 0.03 else IMPORT if chance < 0.22 else BUY
    return MAKE if chance < 0.42 else IMPORT if chance < 0.50 else BUY


def import_countries(item: Item) -> dict[str, float]:
    """Countries and shares of an item that only import records know."""
    origins = rule_for(item).origins
    count = 1 + (draw(item.id, "second") < 0.6) + (draw(item.id, "third") < 0.2)
    chosen = ranked(origins, item.id, "origin")[:count]
    weights = dict(origins)
    total = sum(weights[country] for country in chosen)
    return {country: weights[country] / total for country in chosen}

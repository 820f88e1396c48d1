"""How suppliers of one item are ranked.

The relation sets the band, the quality the place in it: *supplies* 0.8…1, *capable* 0.4…0.79,
*inferred* 0…0.39 (times its confidence). Quality is 1 and falls with the share of the volume asked
for that the yearly capacity cannot meet, by a tenth for each requirement not known, and by a fifth
for each one missing, which only those that supply already can have.
"""

from __future__ import annotations

from typing import Final

from graph.sourcing.coverage_model import Relation

BANDS: Final[dict[Relation, tuple[float, float]]] = {
    "supplies": (0.8, 1.0),
    "capable": (0.4, 0.79),
    "inferred": (0.0, 0.39),
}
PER_UNKNOWN: Final = 0.9
PER_MISSING: Final = 0.8


def supplier_score(
    relation: Relation,
    *,
    capacity: float | None,
    units: float | None,
    unknown: int,
    missing: int = 0,
    confidence: float = 1.0,
) -> float:
    """Score in 0…1; a ``capacity`` of None does not limit, without ``units`` none does."""
    fit = 1.0 if capacity is None or units is None else min(1.0, max(0.0, capacity) / units)
    quality = fit * PER_UNKNOWN**unknown * PER_MISSING**missing * confidence
    low, high = BANDS[relation]
    return low + (high - low) * quality

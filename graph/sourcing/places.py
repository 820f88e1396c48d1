"""Regions, countries and distances as questions about sourcing use them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from graph.errors import InputError
from graph.text import (
    country_name,
    region_name,
    resolve_country,
    resolve_region,
    suggest_countries,
    suggest_regions,
)

EARTH_RADIUS_KM = 6371.0088
Point = tuple[float, float]
"""Latitude and longitude in degrees."""


@dataclass(frozen=True, slots=True)
class PlaceFilter:
    """Codes of which one must hold; an empty set is no restriction, both sets must hold."""

    regions: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()

    def admits(self, region: str | None, country: str | None) -> bool:
        """Does an enterprise there pass?"""
        if self.regions and region not in self.regions:
            return False
        return not self.countries or country in self.countries


def place_filter(regions: Iterable[str], countries: Iterable[str]) -> PlaceFilter:
    """Codes from any spelling; raises InputError naming what is near an unknown one."""
    return PlaceFilter(
        frozenset(_region(text) for text in regions),
        frozenset(_country(text) for text in countries),
    )


def _region(text: str) -> str:
    code = resolve_region(text)
    if code is None:
        near = ", ".join(f"{code} ({region_name(code)})" for code in suggest_regions(text))
        raise InputError(f"unknown region {text[:40]!r}" + _hint(near))
    return code


def _country(text: str) -> str:
    code = resolve_country(text)
    if code is None:
        near = ", ".join(f"{code} ({country_name(code)})" for code in suggest_countries(text))
        raise InputError(f"unknown country {text[:40]!r}" + _hint(near))
    return code


def _hint(near: str) -> str:
    return f"; near: {near}" if near else "; use an ISO 3166 code or a name"


def great_circle_km(start: Point, end: Point) -> float:
    """Distance over the surface of the earth, by the haversine formula on the mean radius."""
    latitude, other_latitude = math.radians(start[0]), math.radians(end[0])
    across = math.sin((other_latitude - latitude) / 2) ** 2
    along = math.sin(math.radians(end[1] - start[1]) / 2) ** 2
    chord = across + math.cos(latitude) * math.cos(other_latitude) * along
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))

"""Places, distances and the bands of supplier scores."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InputError
from graph.sourcing.places import great_circle_km, place_filter
from graph.sourcing.scoring import supplier_score

TASHKENT = (41.311, 69.279)
ANDIJAN = (40.783, 72.344)


def test_places_in_any_spelling():
    places = place_filter(["Andijon viloyati", "Фергана"], ["Uzbekistan"])
    assert places.regions == {"UZ-AN", "UZ-FA"}
    assert places.countries == {"UZ"}
    assert places.admits("UZ-AN", "UZ")
    assert not places.admits("UZ-TK", "UZ")
    assert not places.admits(None, "UZ")
    assert not place_filter([], ["DE"]).admits("UZ-AN", "UZ")
    assert place_filter([], []).admits(None, None)


def test_unknown_places_name_what_is_near():
    with pytest.raises(InputError, match="UZ-AN"):
        place_filter(["Andijonn vilayat x"], [])
    with pytest.raises(InputError, match="unknown country"):
        place_filter([], ["Atlantis"])


def test_great_circle():
    assert great_circle_km(TASHKENT, TASHKENT) == 0.0
    assert great_circle_km((0, 0), (0, 180)) == pytest.approx(math.pi * 6371.0088)
    # About 264 km by any map.
    assert great_circle_km(TASHKENT, ANDIJAN) == pytest.approx(264, abs=3)
    assert great_circle_km((90, 0), (90, 77)) == pytest.approx(0.0, abs=1e-6)


@given(
    st.none() | st.floats(0, 1e6),
    st.none() | st.floats(1, 1e6),
    st.integers(0, 9),
    st.integers(0, 9),
    st.floats(0, 1),
)
def test_relations_keep_their_order_whatever_else(capacity, units, unknown, missing, confidence):
    worst = supplier_score("supplies", capacity=0.0, units=1.0, unknown=unknown, missing=missing)
    capable = supplier_score("capable", capacity=capacity, units=units, unknown=unknown)
    nothing = supplier_score("capable", capacity=0.0, units=1.0, unknown=unknown)
    inferred = supplier_score(
        "inferred", capacity=capacity, units=units, unknown=0, confidence=confidence
    )
    assert 1.0 >= worst > capable >= nothing > inferred >= 0.0


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.integers(0, 5))
def test_capacity_and_unknowns_bear_on_the_score(one, other, unknown):
    low, high = sorted((one, other))
    scores = [
        supplier_score("capable", capacity=amount, units=1e5, unknown=unknown)
        for amount in (low, high, None)
    ]
    assert scores == sorted(scores)
    less_known = supplier_score("capable", capacity=high, units=1e5, unknown=unknown + 1)
    assert less_known <= scores[1]

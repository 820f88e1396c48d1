"""Judging many items at once says what judging one by one says."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.sourcing.capability import (
    Capability,
    Holder,
    Profile,
    RequiredProcess,
    capable_capacity,
    missing_count,
)
from graph.sourcing.judgement import judge
from graph.sourcing.judging import columns_of, judge_all
from graph.text import fold_name

DAY = "2026-06-15"
BELOW = {"casting": {"casting", "grey", "sand"}, "grey": {"grey", "sand"}, "turning": {"turning"}}
LIMITS = st.sampled_from([0.0, 1.0, 2.5, 4.0])
sizes = st.lists(LIMITS, max_size=3).map(lambda found: tuple(sorted(found, reverse=True)))
materials = st.frozensets(st.sampled_from(["iron", "steel", "glass"]), max_size=2)
certificates = st.sampled_from(["ISO 9001", "IATF 16949"])
requirements = st.lists(st.sampled_from(sorted(BELOW)), unique=True, max_size=3)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    return Profile(
        "part",
        draw(st.sampled_from(["piece", "kg", "g", "m"])),
        draw(st.none() | LIMITS),
        draw(sizes),
        draw(materials),
        tuple(
            RequiredProcess(
                process,
                process,
                frozenset(BELOW[process]),
                tuple(draw(st.lists(certificates, unique=True, max_size=2))),
            )
            for process in draw(requirements)
        ),
    )


@st.composite
def holders(draw: st.DrawFn) -> Holder:
    made = [
        Capability(
            str(number),
            draw(st.sampled_from(["casting", "grey", "sand", "turning", "welding"])),
            draw(st.none() | LIMITS),
            draw(st.sampled_from(["piece", "kg"])),
            draw(st.none() | LIMITS),
            draw(sizes),
            draw(materials),
        )
        for number in range(draw(st.integers(0, 5)))
    ]
    held = certificates.map(fold_name)
    days = st.sampled_from([None, "2026-06-14", DAY])
    return Holder("maker", tuple(made), draw(st.dictionaries(held, days)))


@settings(deadline=None)
@given(st.lists(profiles(), min_size=1, max_size=6), holders())
def test_columns_say_what_the_judgement_of_each_says(asked: list[Profile], holder: Holder) -> None:
    found = judge_all(columns_of(asked), holder, DAY)
    for row, profile in enumerate(asked):
        judged = judge(profile, holder, DAY)
        assert found.missing[row] == len(judged.missing) == missing_count(profile, holder, DAY)
        assert judged.capable == (found.missing[row] == 0 and bool(profile.requirements))
        fitting = {process: each for process, each in judged.fitting.items() if each}
        capacity, known = capable_capacity(profile, fitting)
        if not fitting or not known:
            assert math.isnan(found.capacities[row])
        else:
            expected = math.inf if capacity is None else capacity
            assert found.capacities[row] == pytest.approx(expected, rel=1e-12)


def test_no_items_at_all() -> None:
    found = judge_all(columns_of([]), Holder("maker"), DAY)
    assert (len(found.missing), len(found.capacities)) == (0, 0)

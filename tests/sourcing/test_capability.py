"""The rules by which a capability meets a requirement (INTERFACE section 5)."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.sourcing.capability import (
    Capability,
    Holder,
    Profile,
    RequiredProcess,
    annual_units,
    capable_capacity,
    certificate_valid,
    fitting_capabilities,
    missing_count,
    size_fits,
)
from graph.sourcing.judgement import judge

DAY = "2026-11-23"
CASTING = RequiredProcess("casting", "Casting", frozenset({"casting", "sand", "grey"}))
SAND = RequiredProcess("sand", "Sand casting", frozenset({"sand", "grey"}))
TURNING = RequiredProcess("turning", "Turning", frozenset({"turning"}))
PART = Profile("disc", mass_kg=8.0, size_mm=(300.0, 300.0, 40.0), materials=frozenset({"iron"}))


def holder(*capabilities: Capability, **certificates: str | None) -> Holder:
    return Holder("e", capabilities, certificates)


def kinds(entries):
    return sorted((entry.requirement, entry.process) for entry in entries)


@pytest.mark.parametrize(
    ("required", "process", "capable"),
    [
        (CASTING, "casting", True),
        (CASTING, "sand", True),
        (CASTING, "grey", True),
        (SAND, "grey", True),
        (SAND, "casting", False),  # the broader one is not enough
        (CASTING, "turning", False),
    ],
)
def test_process_is_the_required_one_or_lies_below_it(required, process, capable):
    judged = judge(replace(PART, requirements=(required,)), holder(Capability("c", process)), DAY)
    assert judged.capable is capable
    assert kinds(judged.met if capable else judged.missing) == [("process", required.process)]


def test_no_requirement_means_nobody_is_capable():
    judged = judge(PART, holder(Capability("c", "casting")), DAY)
    assert not judged.capable
    assert fitting_capabilities(PART, holder(Capability("c", "casting")), DAY) is None


@pytest.mark.parametrize(
    ("change", "verdict", "kind"),
    [
        ({"max_mass_kg": 8.0}, "met", "mass"),
        ({"max_mass_kg": 7.999}, "missing", "mass"),
        ({"max_size_mm": (40.0, 300.0, 300.0)}, "met", "size"),
        ({"max_size_mm": (300.0, 299.0, 200.0)}, "missing", "size"),
        ({"max_size_mm": (300.0,)}, "met", "size"),
        ({"max_size_mm": (299.0,)}, "missing", "size"),
        ({"materials": frozenset({"iron", "steel"})}, "met", "material"),
        ({"materials": frozenset({"steel"})}, "missing", "material"),
    ],
)
def test_limits(change, verdict, kind):
    capability = replace(Capability("c", "casting"), **change)
    judged = judge(replace(PART, requirements=(CASTING,)), holder(capability), DAY)
    assert (kind, "casting") in kinds(getattr(judged, verdict))
    assert judged.capable is (verdict == "met")


def test_all_materials_of_the_part_must_be_in_the_list():
    part = replace(PART, materials=frozenset({"iron", "rubber"}), requirements=(CASTING,))
    one = Capability("c", "casting", materials=frozenset({"iron"}))
    judged = judge(part, holder(one), DAY)
    assert kinds(judged.missing) == [("material", "casting")]
    assert "rubber" in judged.missing[0].detail
    assert "iron" not in judged.missing[0].detail


def test_unknown_facts_exclude_nobody():
    part = Profile("disc", requirements=(CASTING,))
    limited = Capability("c", "casting", 100.0, "kg", 5.0, (100.0, 50.0, 20.0), frozenset({"iron"}))
    judged = judge(part, holder(limited), DAY)
    assert judged.capable
    assert kinds(judged.unknown) == [
        ("mass", "casting"), ("mass", "casting"), ("material", "casting"), ("size", "casting"),
    ]  # fmt: skip
    assert capable_capacity(part, judged.fitting) == (None, False)


def test_without_limits_unknown_facts_do_not_matter():
    judged = judge(Profile("p", requirements=(CASTING,)), holder(Capability("c", "grey")), DAY)
    assert judged.capable
    assert judged.unknown == ()
    assert capable_capacity(Profile("p"), judged.fitting) == (None, True)


@pytest.mark.parametrize(
    ("held", "valid"),
    [
        ({"iatf 16949": None}, True),
        ({"iatf 16949": DAY}, True),
        ({"iatf 16949": "2026-11-22"}, False),
        ({"iso 9001": None}, False),
        ({}, False),
    ],
)
def test_certificate_is_held_and_not_expired(held, valid):
    for spelling in ("IATF 16949", "iatf-16949", "IATF16949"):
        assert certificate_valid(held, spelling, DAY) is valid
    required = replace(CASTING, certificates=("IATF 16949",))
    part = replace(PART, requirements=(required,))
    someone = Holder("e", (Capability("c", "casting"),), held)
    judged = judge(part, someone, DAY)
    assert judged.capable is valid
    entries = judged.met if valid else judged.missing
    assert ("certificate", "casting") in kinds(entries)
    assert (fitting_capabilities(part, someone, DAY) is not None) is valid


def test_a_process_is_required_once_with_all_its_certificates():
    required = replace(TURNING, certificates=("IATF 16949", "ISO 9001"))
    part = replace(PART, requirements=(required,))
    lacking = Holder("e", (), {"iso 9001": None})
    judged = judge(part, lacking, DAY)
    assert kinds(judged.missing) == [("certificate", "turning"), ("process", "turning")]
    assert missing_count(part, lacking, DAY) == 2
    both = Holder("e", (Capability("c", "turning"),), {"iso 9001": None, "iatf 16949": None})
    assert judge(part, both, DAY).capable


def test_each_process_uses_the_capability_that_suits_best_and_remembers_all():
    small = Capability("small", "casting", 10.0)
    large = Capability("large", "casting", 90.0)
    heavy = Capability("heavy", "casting", None, max_mass_kg=1.0)
    unsure = Capability("unsure", "casting", None, materials=frozenset({"iron"}))
    part = replace(PART, materials=frozenset(), requirements=(CASTING,))
    judged = judge(part, holder(heavy, unsure, small, large), DAY)
    assert judged.used["casting"] is large
    assert [c.id for c in judged.fitting["casting"]] == ["large", "small", "unsure"]
    assert judged.unknown == ()


def test_missing_process_and_expired_certificate_are_both_named():
    required = replace(TURNING, certificates=("ISO 9001",))
    judged = judge(
        replace(PART, requirements=(CASTING, required)),
        Holder("e", (Capability("c", "grey", max_mass_kg=5.0),), {"iso 9001": "2020-01-01"}),
        DAY,
    )
    assert kinds(judged.missing) == [
        ("certificate", "turning"), ("mass", "casting"), ("process", "turning"),
    ]  # fmt: skip
    details = " ".join(entry.detail for entry in judged.missing)
    assert "8 kg" in details
    assert "5 kg" in details
    assert "2020-01-01" in details


def test_capacity_is_the_least_over_processes_of_the_sum_over_capabilities():
    part = replace(PART, requirements=(CASTING, TURNING))
    judged = judge(
        part,
        holder(
            Capability("a", "casting", 800.0, "kg"),  # 100 discs of 8 kg
            Capability("b", "grey", 50.0),
            Capability("t", "turning", 120.0),
        ),
        DAY,
    )
    assert capable_capacity(part, judged.fitting) == (120.0, True)
    more = judge(part, holder(*judged.fitting["casting"], Capability("t", "turning")), DAY)
    assert capable_capacity(part, more.fitting) == (150.0, True)


def test_kilograms_of_an_item_counted_by_mass_or_not():
    assert annual_units(Capability("c", "x", 5.0, "kg"), Profile("p", unit="kg")) == 5.0
    assert annual_units(Capability("c", "x", 5.0, "kg"), Profile("p", unit="g")) == 5000.0
    assert annual_units(Capability("c", "x", 5.0, "kg"), Profile("p")) is None
    assert annual_units(Capability("c", "x", None, "kg"), Profile("p")) == math.inf


sizes = st.lists(st.integers(1, 6).map(float), min_size=1, max_size=3)


@given(sizes, sizes)
def test_size_rule_against_the_words_of_the_interface(size, limit):
    if len(size) == 1 or len(limit) == 1:
        expected = max(size) <= max(limit)
    else:
        ordered = zip(sorted(size)[::-1], sorted(limit)[::-1], strict=False)
        expected = not any(one > most for one, most in ordered)
    assert size_fits(size, limit) is expected


@given(sizes, st.lists(st.integers(1, 6).map(float), min_size=3, max_size=3), st.randoms())
def test_size_does_not_depend_on_the_order_of_dimensions(size, limit, random):
    turned = list(limit)
    random.shuffle(turned)
    assert size_fits(size, limit) == size_fits(list(reversed(size)), turned)


capabilities = st.builds(
    Capability,
    id=st.sampled_from("abcdef"),
    process=st.sampled_from(["casting", "sand", "grey", "turning", "other"]),
    annual_capacity=st.none() | st.integers(0, 50).map(float),
    unit=st.sampled_from(["piece", "kg"]),
    max_mass_kg=st.none() | st.integers(1, 10).map(float),
    max_size_mm=st.sampled_from([(), (300.0,), (400.0, 350.0, 30.0), (400.0, 350.0, 50.0)]),
    materials=st.sampled_from([frozenset(), frozenset({"iron"}), frozenset({"steel"})]),
)
profiles = st.builds(
    Profile,
    item=st.just("p"),
    mass_kg=st.none() | st.integers(1, 10).map(float),
    size_mm=st.sampled_from([(), (300.0,), (300.0, 300.0, 40.0)]),
    materials=st.sampled_from([frozenset(), frozenset({"iron"}), frozenset({"iron", "steel"})]),
    requirements=st.lists(
        st.sampled_from([CASTING, SAND, TURNING, replace(TURNING, certificates=("ISO 9001",))]),
        unique_by=lambda required: required.process,
        max_size=3,
    ).map(tuple),
)
holders = st.builds(
    Holder,
    enterprise=st.just("e"),
    capabilities=st.lists(capabilities, max_size=5).map(tuple),
    certificates=st.sampled_from([{}, {"iso 9001": None}, {"iso 9001": "2026-01-01"}]),
)


@given(profiles, holders)
def test_short_forms_agree_with_the_judgement(profile, someone):
    judged = judge(profile, someone, DAY)
    fitting = fitting_capabilities(profile, someone, DAY)
    assert (fitting is not None) is judged.capable
    if fitting is not None:
        assert fitting == dict(judged.fitting)
    assert missing_count(profile, someone, DAY) == len(judged.missing)


@given(profiles, holders, capabilities)
def test_one_more_capability_never_makes_less_capable(profile, someone, more):
    before = judge(profile, someone, DAY)
    richer = replace(someone, capabilities=(*someone.capabilities, more))
    after = judge(profile, richer, DAY)
    if before.capable:
        assert after.capable
    for process, fitting in before.fitting.items():
        assert set(fitting) <= set(after.fitting[process])


@given(profiles, holders)
def test_knowing_less_of_the_part_excludes_nobody(profile, someone):
    blank = replace(profile, mass_kg=None, size_mm=(), materials=frozenset())
    if judge(profile, someone, DAY).capable:
        assert judge(blank, someone, DAY).capable
    assert not any(
        entry.requirement in ("mass", "size", "material")
        for entry in judge(blank, someone, DAY).missing
    )

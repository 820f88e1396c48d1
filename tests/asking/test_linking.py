"""Things found in questions: by number, id, name, short name, and the variant that is meant."""

from __future__ import annotations

import pytest

from graph.asking.understanding import Understander
from graph.glossary.space import concept_space
from graph.search.things import Thing
from tests.asking.judging import sample_things, sample_understander
from tests.search.things import thing


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_every_name_of_the_sample_finds_its_thing(language: str) -> None:
    things = [each for each in sample_things() if each.kind in ("assembly", "part", "material")]
    names = [getattr(each, f"name_{language}") for each in things]
    frames = {"en": "who makes {}", "ru": "кто делает {}", "uz": "{} kim yasaydi"}
    wrong = []
    for name in names[::7]:
        understood = sample_understander().understand(frames[language].format(name))
        found = [link.thing for link in understood.links]
        if not found or getattr(found[0], f"name_{language}") != name:
            wrong.append((name, found))
    assert len(wrong) <= len(things) / 7 * 0.02, wrong


def test_enterprises_are_found_by_their_first_two_words() -> None:
    for each in sample_things():
        if each.kind == "enterprise":
            short = " ".join(each.name.split()[:2])
            understood = sample_understander().understand(f"what could {short} make")
            assert [link.thing.id for link in understood.links] == [each.id], short


@pytest.mark.parametrize(
    ("question", "id_"),
    [
        ("BRK-DISC-L ni kim yasaydi", "BRK-DISC-L"),
        ("кто поставляет 932 464 19", "BOD-AWNING"),
        ("who makes part HE-4596-856A", "BOD-AWNING"),
        ("who makes НЕ 4596 856а", "BOD-AWNING"),
        ("подшипник 6203 кто делает", "STD-BEARING-6203"),
        ("front brake discs of the compact car: who makes them", "BRK-DISC-L"),
        ("old tormoz diski, og'ir mashinalar, kim yasaydi", "BRK-DISC-H"),
        ("who makes the brakke disc for light vehicles", "BRK-DISC-L"),
        ("кто делает блок цилиндров дизеля, не в сборе", "ENG-BLOCK-DIESEL"),
        ("front brake assembly suppliers", "BRK-FRONT-ASSEMBLY-L"),
        ("who makes radiators", "COOL-RADIATOR-C"),
        ("what parts do I need to build 40 trucks", "VEH-TRUCK-1"),
    ],
)
def test_the_variant_that_is_meant(question: str, id_: str) -> None:
    understood = sample_understander().understand(question)
    assert [link.thing.id for link in understood.links] == [id_]


def test_doubt_is_shown() -> None:
    [link] = sample_understander().understand("кто делает передний тормозной диск").links
    assert {link.thing.id, *(other.id for other, _ in link.others)} >= {"BRK-DISC-L", "BRK-DISC-H"}


def small(*things: Thing) -> Understander:
    return Understander(things, concept_space())


def test_an_everyday_word_stands_for_the_only_vehicle_that_fits() -> None:
    bus = thing("b", "City bus 12 m", "vehicle", name_en="City bus 12 m")
    other = thing("c", "School bus", "vehicle", name_en="School bus")
    assert small(bus).understand("how local is the bus").links[0].thing.id == "b"
    assert not small(bus).understand("how local is the bus").links[0].others
    both = small(bus, other).understand("how local is the bus").links[0]
    assert [each.id for each, _ in both.others] == ["c"]
    assert small(bus, other).understand("how local is the school bus").links[0].thing.id == "c"


def test_things_of_any_data_are_found() -> None:
    made = small(
        thing("a/b?c", "Wheel", "assembly", name_en="Wheel"),
        thing("x", "Wheel nut", "part", name_en="Wheel nut"),
        thing("e", "Nut House Ltd", "enterprise"),
    )
    understood = made.understand("explode wheel for 5 units")
    assert understood.call is not None
    assert understood.call.path == "/v1/items/a%2Fb%3Fc/explosion?units=5"
    assert made.understand("who makes wheel nuts").links[0].thing.id == "x"
    assert made.understand("opportunities for Nut House").links[0].thing.id == "e"
    assert Understander([], concept_space()).understand("who makes wheels").intent in (
        "unknown",
        "search",
    )


def test_short_ids_are_found_as_they_are_written() -> None:
    made = small(
        thing("V1", "Nexia 4", "vehicle"),
        thing("A.6", "Gasket", "part", name_en="Gasket"),
        thing("B", "Bonnet", "assembly", name_en="Bonnet"),
        thing("E 6", "Vektor", "enterprise"),
    )
    for question, ids in (
        ("explode v1 for 100 units", ["V1"]),
        ("where is A.6 used", ["A.6"]),
        ("explode B", ["B"]),
        ("возможности E 6", ["E 6"]),
        ("what if A.6 and E 6 are down for 3 weeks", ["A.6", "E 6"]),
        ("насколько локализована нексия", ["V1"]),
    ):
        assert [link.thing.id for link in made.understand(question).links] == ids, question
    assert not made.understand("who makes a b-pillar").links


def test_an_enterprise_may_be_called_as_a_place() -> None:
    made = small(
        thing("g", "Gasket", "part", name_en="Gasket"),
        thing("f", "Fergana", "enterprise"),
        thing("c", "China Parts Trading", "enterprise"),
    )
    in_region = made.understand("who makes the gasket in Fergana")
    assert in_region.call is not None
    assert in_region.call.path == "/v1/items/g/suppliers?region=UZ-FA"
    for question, id_ in (
        ("what could Fergana make of what is imported", "f"),
        ("what could China Parts Trading make", "c"),
    ):
        understood = made.understand(question)
        assert understood.intent == "opportunities"
        assert [link.thing.id for link in understood.links] == [id_]


def test_of_a_word_said_twice_the_one_beside_the_name_counts() -> None:
    made = small(thing("x", "Local clutch", "assembly", name_en="Local clutch"))
    call = made.understand("can local suppliers cover 200 local clutches a year").call
    assert call is not None
    assert call.body == {"item_id": "x", "units": 200, "countries": ["UZ"]}

"""Which entries a thing gets."""

from __future__ import annotations

import hypothesis
from hypothesis import strategies as st

from graph.glossary.space import concept_space
from graph.search.entry_texts import MAX_TEXT, entries_of
from graph.search.hs_codes import heading_rows, known_heading


def texts(**properties: str) -> dict[str, str]:
    return {
        e.lang: e.text
        for e in entries_of(concept_space(), "Item", "part", {"id": "X"} | properties)
    }


def test_one_entry_for_each_language() -> None:
    assert texts(
        name="Oil cooler", name_ru="Масляный радиатор", description_uz="Moy sovutgich"
    ) == {
        "en": "Oil cooler",
        "ru": "Масляный радиатор",
        "uz": "Oil cooler\nMoy sovutgich",
    }


def test_a_plain_name_goes_to_its_own_language_once() -> None:
    assert texts(name="Болт", name_ru="Болт") == {"ru": "Болт"}
    assert texts(name="12-34") == {"und": "12-34"}
    assert texts() == {}
    assert texts(name="  ") == {}


def test_places_join_the_languages_there_are() -> None:
    place = {"district": "Asaka", "region_name_en": "Andijan", "region_name_ru": "Андижан"}
    assert texts(name="Steel works", **place) == {"en": "Steel works\nAsaka\nAndijan"}


def test_ids_and_hashes_follow_the_thing_and_the_text() -> None:
    [entry] = entries_of(concept_space(), "Item", "part", {"id": "a|b", "name": "bolt"})
    [other] = entries_of(concept_space(), "Item", "assembly", {"id": "a|b", "name": "nut"})
    assert entry.id == other.id == "Item|a|b|en"
    assert entry.text_hash != other.text_hash


@hypothesis.given(st.text(), st.text(), st.text())
def test_any_text_gives_bounded_entries(name: str, name_ru: str, description: str) -> None:
    found = texts(name=name, name_ru=name_ru, description=description * 50)
    assert all(0 < len(text) <= MAX_TEXT for text in found.values())


def test_codes_are_tied_to_their_longest_official_heading() -> None:
    assert known_heading("8482100000") == "848210"
    assert known_heading("8482") == "8482"
    assert known_heading("848299") == "848299"
    assert known_heading("00") is None
    assert known_heading(None) is None
    rows = heading_rows({"848210", "84"})
    assert [(row["id"], row["parent"]) for row in rows] == [
        ("84", None),
        ("8482", "84"),
        ("848210", "8482"),
    ]
    assert rows[2]["name"] == "Ball bearings"

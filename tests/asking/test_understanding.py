"""Understanding, measured on questions of people whose right understanding is known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph.asking.intents import IntentModel, examples, told_of_example
from tests.asking.judging import measure, questions, report, sample_understander

HERE = Path(__file__).parent
LANGUAGES = ("en", "ru", "uz-Cyrl", "uz-Latn")
LEAST = {
    "questions_tuning.jsonl": 0.95,
    "questions_tuning_2.jsonl": 0.95,
    "questions_tuning_3.jsonl": 0.95,
    "questions_tuning_4.jsonl": 0.95,
    "questions_held_back.jsonl": 0.925,
    "questions_held_back_2.jsonl": 0.84,
    "questions_held_back_3.jsonl": 0.92,
}
"""The least share of fully right ones in every language."""
LEAST_OF_EXAMPLES = 0.88


@pytest.mark.parametrize("name", [name for name in LEAST if (HERE / name).exists()])
def test_questions_are_understood_in_every_language(name: str) -> None:
    judged, by_language, _ = measure(HERE / name)
    assert set(by_language) == set(LANGUAGES)
    assert min(by_language.values()) >= LEAST[name], report(judged)


def test_no_example_is_a_judged_question() -> None:
    judged = {
        each["question"].casefold() for name in LEAST if (HERE / name).exists()
        for each in questions(HERE / name)
    }  # fmt: skip
    assert not [each for each in examples() if each.question.casefold() in judged]


def test_intents_are_learnt_and_not_remembered() -> None:
    """A fifth of the examples at a time is judged by a model of the others."""
    told = [(each.intent, told_of_example(each)) for each in examples()]
    right = 0
    for fold in range(5):
        model = IntentModel([each for at, each in enumerate(told) if at % 5 != fold])
        for intent, question in told[fold::5]:
            likely = model.probabilities(question)
            right += max(likely, key=lambda each: likely[each]) == intent
    assert right / len(told) >= LEAST_OF_EXAMPLES


@pytest.mark.parametrize(
    "question",
    [
        "кто делает " * 500,
        "a" * 5000,
        "' OR 1=1; DROP TABLE items; --",
        "MATCH (n) DETACH DELETE n //",
        'name:"x" AND (kind:part OR *:*)~2^5 \\',
        "\u202ewho makes\u202c \u0000\u0007 brake \u200f disc",
        "{item} {vehicle} %s %d {{}} \\N{BULLET}",
        "1" * 400,
        "9" * 16 + "% " + "0,0,0 1.2.3.4 99.99.9999 2026-13-45",
        "½ ⅓ ² ١٢٣ Ⅷ 一 二",
        "UZ-FA CN UZ-XX " * 40,
        "-" * 3000,
        "кто\x00делает\ud7ff🛞🚗",
        "of the and or",
        "bir yarim yarim bir ming ming ming ming",
    ],
)
def test_hostile_questions_are_understood_as_anything_but_an_error(question: str) -> None:
    understood = sample_understander().understand(question)
    assert understood.language in LANGUAGES
    assert (understood.call is None) == (understood.intent == "unknown")
    if understood.call is not None:
        assert understood.call.path.startswith("/v1/")
        assert "\n" not in understood.call.path
        json.dumps(understood.call.body)


@pytest.mark.parametrize(
    ("question", "path"),
    [
        (
            "materials needed for 1000 compact cars",
            "/v1/vehicles/VEH-COMPACT-1/explosion?units=1000",
        ),
        ("how many hex nuts M10 go into one compact car", "/v1/items/STD-NUT-M10/where-used"),
        ("сколько гаек М10 в компактном автомобиле", "/v1/items/STD-NUT-M10/where-used"),
        (
            "which parts of the city bus are imported",
            "/v1/localization/candidates?vehicle=VEH-BUS-1",
        ),
        (
            "avtobusning qaysi detallari turkiyadan import qilinadi",
            "/v1/localization/candidates?vehicle=VEH-BUS-1",
        ),
        ("can we make 20000 compact cars from local suppliers only", "/v1/coverage"),
        ("how many days can we survive without natural rubber", "/v1/what-if"),
        ("which materials go into the clutch servo", "/v1/items/TRN-CLUTCH-SERVO/explosion"),
        ("what does the clutch servo go into", "/v1/items/TRN-CLUTCH-SERVO/where-used"),
        ("что идёт в пневморессору в сборе", "/v1/items/SUS-AIR-SPRING-ASSEMBLY/explosion"),
        ("does the bus have glow plugs", "/v1/items/ENG-GLOW-PLUG/where-used"),
        ("in which trucks do we put the retarder rotor", "/v1/items/TRN-RETARDER-ROTOR/where-used"),
        ("can Andijan plants make 5000 parking brake assemblies a year", "/v1/coverage"),
        ("how many suppliers do we need for 5000 kingpin sets", "/v1/coverage"),
        (
            "which local plants can cover the parking brake assembly",
            "/v1/items/BRK-PARK-ASSEMBLY/suppliers?country=UZ",
        ),
        ("what if our plant in Fergana stops", "/v1/what-if"),
        (
            "who does powder coating in Navoi",
            "/v1/search?q=powder%20coating&kind=enterprise&region=UZ-NW&process=PROC-POWDER-COATING",
        ),
        (
            "companies with ISO 14001 in Bukhara",
            "/v1/search?q=companies%20Bukhara&kind=enterprise&region=UZ-BU",
        ),
        ("brake pads", "/v1/search?q=brake%20pads"),
    ],
)
def test_what_two_calls_have_in_common_is_told_apart(question: str, path: str) -> None:
    call = sample_understander().understand(question).call
    assert call is not None
    assert call.path == path
    assert "recovery_days" not in (call.body or {})


def test_inferred_suppliers_are_let_in_where_asked_for() -> None:
    asked = "cover 10000 front subframe assemblies with inferred suppliers too"
    call = sample_understander().understand(asked).call
    assert call is not None
    assert call.body == {
        "item_id": "FRM-SUBFRAME-ASSEMBLY",
        "units": 10_000,
        "include_inferred": True,
    }


def test_units_of_a_month_are_counted_up_to_a_year() -> None:
    for question in (
        "can local suppliers cover 1000 spark plugs a month",
        "хватит ли местных заводов на 1000 свечей зажигания в месяц",
        "oyiga 1000 ta o't oldirish shamini mahalliy zavodlar qoplay oladimi",
    ):
        call = sample_understander().understand(question).call
        assert call is not None
        assert call.body == {"item_id": "ENG-SPARK-PLUG", "units": 12_000, "countries": ["UZ"]}


@pytest.mark.parametrize(
    "question",
    [
        "when was Uzbekistan founded",
        "why is the sky blue",
        "when will the turbocharger arrive",
        "best winter tyres for the mountains",
        "цена свечи зажигания",
        "osmon nega ko'k",
    ],
)
def test_what_no_call_answers_is_not_guessed(question: str) -> None:
    assert sample_understander().understand(question).intent == "unknown"


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("ENG-PISTON suppliers", "en"),
        ("ENG-PISTON поставщики", "ru"),
        ("top 10 riskiest materials", "en"),
        ("топ 10 материалов", "ru"),
        ("польша компаниялари", "uz-Cyrl"),
        ("комплектующие турбокомпрессора", "ru"),
        ("rul reykasini top", "uz-Latn"),
    ],
)
def test_codes_and_shared_words_choose_no_language(question: str, language: str) -> None:
    assert sample_understander().understand(question).language == language

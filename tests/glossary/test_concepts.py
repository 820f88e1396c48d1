"""A user's own tables add to the glossary, and wrong ones say what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import ConfigurationError
from graph.glossary.concepts import load_glossary

HEADING = "concept\tkind\ten\tru\tuz\n"


def table(folder: Path, text: str, name: str = "own.tsv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_own_terms_come_first_and_others_stay(tmp_path: Path) -> None:
    file = table(tmp_path, HEADING + "oil-cooler\tpart\t\t\tmoy muzlatgich\n")
    concept = load_glossary(file).concepts["oil-cooler"]
    packaged = load_glossary().concepts["oil-cooler"]
    assert concept.terms["uz"] == ("moy muzlatgich", *packaged.terms["uz"])
    assert concept.terms["en"] == packaged.terms["en"]
    assert concept.about == packaged.about
    assert concept.term("uz") == "moy muzlatgich"


def test_a_folder_of_tables_with_new_concepts(tmp_path: Path) -> None:
    table(tmp_path, HEADING + "flux-gate\tpart\tflux gate\t\t\n", "a.tsv")
    table(tmp_path, HEADING + "flux-ring\tpart\tflux ring\t\t\n", "b.tsv")
    loaded = load_glossary(tmp_path)
    assert {"flux-gate", "flux-ring"} <= loaded.concepts.keys()
    assert loaded.digest != load_glossary().digest
    assert loaded.concepts["flux-gate"].term("ru") == "flux gate"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id\tkind\nx\tpart\n", "column 'concept' is missing"),
        (HEADING + "x\tgadget\tx\t\t\n", "row 2: unknown kind 'gadget'"),
        (HEADING + "x\tpart\t\t\t\n", "row 2: a concept needs an id and at least one term"),
        (HEADING + "\tpart\tx\t\t\n", "row 2: a concept needs"),
    ],
)
def test_wrong_tables_say_where(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        load_glossary(table(tmp_path, text))


def test_no_table_and_no_text(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="GLOSSARY_PATH"):
        load_glossary(tmp_path / "nothing.tsv")
    with pytest.raises(ConfigurationError, match="GLOSSARY_PATH"):
        load_glossary(tmp_path)
    binary = tmp_path / "binary.tsv"
    binary.write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_glossary(binary)

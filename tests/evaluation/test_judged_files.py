"""Judged files of every form are read alike, and a wrong one is named with its row."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import InputError
from graph.evaluation.judged import JudgedQuery, read_judged, unknown_ids

EXPECTED = [
    JudgedQuery("q1", "brake disc", {"D": 3, "A=1": 1}, "en", "name"),
    JudgedQuery("q2", 'диск 15", передний', {"D": 2, "P": 0}, "ru", None),
]
GOOD = {
    "a.tsv": "query_id\tlanguage\ttype\tquery\trelevant\n"
    "q1\ten\tname\tbrake disc\tD=3;A=1=1\n"
    'q2\tru\t\tдиск 15", передний\t D=2 ; P=0; \n\n',
    "b.csv": "\ufeffrelevant,query,type,language,query_id,note\r\n"
    "D=3;A=1=1,brake disc,name,en,q1,x\r\n"
    '"D=2;P=0","диск 15"", передний",,ru,q2,\r\n',
    "c.jsonl": '{"query_id": "q1", "language": "en", "type": "name", "query": "brake disc",'
    ' "relevant": {"D": 3, "A=1": 1}}\n\n'
    '{"query_id": "q2", "language": "ru", "query": "диск 15\\", передний",'
    ' "relevant": "D=2;P=0", "note": [1]}\n',
}


def written(folder: Path, name: str, text: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


@pytest.mark.parametrize("name", GOOD)
def test_each_form_is_read_alike(tmp_path: Path, name: str) -> None:
    assert read_judged(written(tmp_path, name, GOOD[name])) == EXPECTED


def test_two_columns_are_enough(tmp_path: Path) -> None:
    [query] = read_judged(written(tmp_path, "q.TSV", "query\trelevant\nbolt\tB=1\n"))
    assert query == JudgedQuery("2", "bolt", {"B": 1})


def test_unknown_ids_are_those_no_thing_has() -> None:
    assert unknown_ids(EXPECTED, ["D", "X"]) == {"A=1", "P"}


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("q.txt", "query\trelevant\n", ".tsv, .csv"),
        ("q.tsv", "", "row 1: no column query and no column relevant"),
        ("q.tsv", "query\tid\nbolt\tB=1\n", "row 1: no column relevant"),
        ("q.tsv", "query\trelevant\n", "no queries"),
        ("q.tsv", "query\trelevant\nbolt\tB=1\nnut\n", "row 3: 1 cells under 2 columns"),
        ("q.tsv", "query\trelevant\nbolt\tB=1\tmore\n", "row 2: 3 cells"),
        ("q.tsv", "query\trelevant\n \tB=1\n", "row 2: the query is blank"),
        ("q.tsv", "query\trelevant\nbolt\t\n", "row 2: nothing is relevant"),
        ("q.tsv", "query\trelevant\nbolt\tB=0\n", "row 2: nothing is relevant"),
        ("q.tsv", "query\trelevant\nbolt\tB\n", "row 2: 'B' in relevant"),
        ("q.tsv", "query\trelevant\nbolt\tB=\n", "row 2: the grade '' of 'B'"),
        ("q.tsv", "query\trelevant\nbolt\tB=high\n", "row 2: the grade 'high' of 'B'"),
        ("q.tsv", "query\trelevant\nbolt\tB=-1\n", "row 2: the grade '-1'"),
        ("q.tsv", "query\trelevant\nbolt\tB=11\n", "from 0 to 10"),
        ("q.tsv", "query\trelevant\nbolt\tB=²\n", "row 2: the grade"),
        ("q.tsv", "query\trelevant\nbolt\tB=1;B=2\n", "row 2: 'B' is judged twice"),
        (
            "q.csv",
            "query_id,query,relevant\n1,bolt,B=1\n1,nut,N=1\n",
            "row 3: query_id '1' is that of row 2",
        ),
        ("q.csv", b"query,relevant\nb\xff,B=1\n", "not UTF-8"),
        ("q.jsonl", '{"query": "bolt", "relevant": "B=1"}\n{"query":\n', "row 2: not JSON"),
        ("q.jsonl", "[1]\n", "row 1: not an object"),
        ("q.jsonl", '{"query": ["bolt"], "relevant": "B=1"}\n', "row 1: query must be a text"),
        ("q.jsonl", '{"query": "bolt", "relevant": ["B"]}\n', "row 1: relevant must be"),
        ("q.jsonl", '{"query": "bolt", "relevant": {"B": 1.5}}\n', "row 1: the grade '1.5'"),
    ],
)
def test_a_wrong_file_is_one_line_with_its_row(
    tmp_path: Path, name: str, text: str | bytes, complaint: str
) -> None:
    file = written(tmp_path, name, text)
    with pytest.raises(InputError) as caught:
        read_judged(file)
    assert complaint in caught.value.detail
    assert str(file) in caught.value.detail
    assert "\n" not in caught.value.detail

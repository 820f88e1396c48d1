"""The table of the words that frame questions is kept in order."""

from __future__ import annotations

import csv
from importlib import resources


def test_no_cell_says_a_word_twice() -> None:
    text = resources.files("graph.asking").joinpath("lexicon.tsv").read_text(encoding="utf-8")
    twice = []
    for row in csv.reader(text.splitlines(), delimiter="\t"):
        for cell in row[1:]:
            words = [word.strip() for word in cell.split(";")]
            twice += [(row[0], word) for word in {*words} if words.count(word) > 1]
    assert twice == []

"""What a question wants, learnt from examples: logistic regression over words and slots.

`examples.tsv` holds a few hundred questions with placeholders for things. A question is told by
the frame concepts in it (`lexicon.tsv`), their order, the other words by their keys, and what
else was found: kinds of things, durations, shares, amounts. Weights are learnt when first needed,
in a fraction of a second, always the same.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final, Literal, get_args

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_array

from graph.asking.dates import days_of
from graph.asking.lexicon import Mark, lexicon
from graph.asking.measures import Around, Measure, measures_of
from graph.asking.names import CLASSES
from graph.asking.tokens import Token, tokens_of
from graph.text.words import clean

Intent = Literal[
    "search", "explosion", "where-used", "suppliers", "coverage", "bottlenecks", "what-if",
    "localization", "candidates", "opportunities", "path", "unknown",
]  # fmt: skip
INTENTS: Final[tuple[Intent, ...]] = get_args(Intent)

CONCEPT_WORTH: Final = 1.0
WORD_WORTH: Final = 0.35
ORDER_WORTH: Final = 0.4
KIND_WORTH: Final = 1.2
PENALTY: Final = 0.6
ROUNDS: Final = 60

Floats = np.ndarray[Any, np.dtype[np.float64]]
_STAND_IN: Final = "qqthing"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_CONDITION = re.compile(r"(?:sa|sak|salar|sam|masa|sachi|saku)$")


@dataclass(frozen=True, slots=True)
class Example:
    """A question of the table; ``language`` en, ru or uz."""

    intent: Intent
    language: str
    question: str


@dataclass(frozen=True, slots=True)
class Told:
    """What intents are judged by: the features of a question and what each weighs."""

    features: Mapping[str, float]


def told(
    tokens: Sequence[Token],
    marks: Sequence[Mark],
    kinds: Iterable[str],
    measures: Iterable[Measure],
    named: Collection[int],
    has_date: bool,
) -> Told:
    """The features of a question; ``named`` are the tokens of things, places and numbers."""
    features = _of_concepts(marks, named)
    for at, token in enumerate(tokens):
        if at in named:
            continue
        for key in token.keys | token.mended:
            if len(key) > 1:
                features[f"w:{key}"] = WORD_WORTH
        if any(_CONDITION.search(each) and len(each) > 4 for each in token.folds):
            features["f:condition"] = KIND_WORTH
    counts = Counter(kinds)
    things = sum(counts[kind] for kind in ("item", "vehicle", "material", "enterprise"))
    found = [f"k:{kind}" for kind in counts]
    found += [f"k:{kind}+" for kind, count in counts.items() if count > 1]
    found += [f"n:{min(things, 2)}"]
    found += [f"m:{measure.kind}" for measure in measures]
    found += ["m:date"] if has_date else []
    return Told(features | dict.fromkeys(found, KIND_WORTH))


def _of_concepts(marks: Sequence[Mark], named: Collection[int]) -> dict[str, float]:
    """The concepts that frame a question, and which of them meet in it."""
    concepts = {
        mark.concept for mark in marks if mark.concept not in CLASSES and mark.start not in named
    }
    features = {f"c:{concept}": CONCEPT_WORTH for concept in concepts}
    features |= {
        f"p:{one}&{other}": ORDER_WORTH for one in concepts for other in concepts if one < other
    }
    return features


class IntentModel:
    """Weights of every feature for every intent; read only once made."""

    def __init__(self, examples: Sequence[tuple[Intent, Told]]) -> None:
        counts = Counter(name for _, each in examples for name in each.features)
        # A pair of concepts seen once says nothing that the two do not.
        names = sorted(name for name in counts if counts[name] > 1 or name[0] != "p")
        self._columns = {name: column for column, name in enumerate(names)}
        self._bias = len(names)
        self._words = frozenset(name[2:] for name in names if name.startswith("w:"))
        labels = np.array([INTENTS.index(intent) for intent, _ in examples])
        self._weights = _fit(self._matrix([each for _, each in examples]), labels)

    def probabilities(self, question: Told) -> dict[Intent, float]:
        """How likely each intent is; they add up to 1."""
        columns, worths = self._cells(question)
        scores = np.asarray(worths) @ self._weights[columns]
        scores = np.exp(scores - scores.max())
        return dict(zip(INTENTS, (scores / scores.sum()).tolist(), strict=True))

    @property
    def words(self) -> frozenset[str]:
        """Keys of the words of the examples."""
        return self._words

    def _cells(self, each: Told) -> tuple[list[int], list[float]]:
        known = [name for name in each.features if name in self._columns]
        columns = [*(self._columns[name] for name in known), self._bias]
        return columns, [*(each.features[name] for name in known), 1.0]

    def _matrix(self, all_told: Sequence[Told]) -> csr_array:
        columns, worths, ends = [], [], [0]
        for each in all_told:
            its_columns, its_worths = self._cells(each)
            columns += its_columns
            worths += its_worths
            ends.append(len(columns))
        shape = (len(all_told), self._bias + 1)
        return csr_array((np.array(worths), np.array(columns), np.array(ends)), shape=shape)


def _fit(rows: csr_array, labels: np.ndarray[Any, np.dtype[np.int64]]) -> Floats:
    """Multinomial logistic regression with a quadratic penalty, by L-BFGS."""
    width, classes = rows.shape[1], len(INTENTS)
    wanted = np.eye(classes)[labels]
    # Every intent counts alike, however many examples it has.
    shares = np.bincount(labels, minlength=classes).clip(1)
    weight = (len(labels) / classes / shares[labels])[:, None]
    transposed = rows.T.tocsr()

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(width, classes)
        scores = rows @ weights
        scores -= scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        error = weight * (np.exp(logs) - wanted)
        value = -(weight * wanted * logs).sum() + 0.5 * PENALTY * (weights**2).sum()
        return float(value), (transposed @ error + PENALTY * weights).ravel()

    start = np.zeros(width * classes)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
    return np.asarray(found.x, dtype=np.float64).reshape(width, classes)


@cache
def examples() -> tuple[Example, ...]:
    """The table."""
    text = resources.files(__package__).joinpath("examples.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(Example(_intent(row["intent"]), row["language"], row["question"]) for row in rows)


@cache
def intent_model() -> IntentModel:
    """Learnt from the whole table."""
    return IntentModel([(each.intent, told_of_example(each)) for each in examples()])


def told_of_example(example: Example) -> Told:
    """The features of an example; a placeholder stands for a thing of its kind."""
    kinds: list[str] = []

    def replace(match: re.Match[str]) -> str:
        kinds.append(match[1])
        return f" {_STAND_IN} "

    text = clean(_PLACEHOLDER.sub(replace, example.question))
    tokens = tokens_of(text)
    marks = lexicon().marks(tokens)
    days = days_of(text, tokens)
    things = {at for at, token in enumerate(tokens) if token.text == _STAND_IN}
    dated = {
        at for at, token in enumerate(tokens) for day in days if day.start <= token.start < day.end
    }
    measures = measures_of(tokens, Around(marks), things | dated)
    counted = {at for measure in measures for at in range(measure.start, measure.end)}
    return told(tokens, marks, kinds, measures, things | dated | counted, bool(days))


def _intent(text: str) -> Intent:
    for intent in INTENTS:
        if intent == text:
            return intent
    raise ValueError(f"examples.tsv: unknown intent {text!r}")

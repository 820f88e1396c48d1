"""CTranslate2 in place of PyTorch: the same vectors, or PyTorch goes on."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer
from transformers import AlbertConfig, AlbertModel, AutoTokenizer, BertConfig, BertModel

from graph.search.compiled_encoder import compile_encoder
from graph.search.embedding import Embedder

WORDS = ("brake", "caliper", "суппорт", "кўприк", "g'ildirak", "96-815-894", "rod")
TEXTS = [" ".join((WORDS * 12)[start : start + size]) for start in range(3) for size in range(80)]


@pytest.fixture(scope="module")
def folder() -> Path:
    packaged = Embedder().folder
    assert packaged is not None
    return packaged


@pytest.fixture(scope="module")
def kept(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    kept = tmp_path_factory.mktemp("compiled")
    assert compile_encoder(SentenceTransformer(str(folder)), folder, kept, 2)
    return kept


@pytest.fixture
def own_copy(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / "kept"))


def test_the_same_vectors_at_every_length(tmp_path: Path) -> None:
    plain, compiled = Embedder(), Embedder(compiled=tmp_path)
    expected = plain.encode_documents(TEXTS)
    assert compiled.encode_documents(TEXTS) == pytest.approx(expected, abs=1e-5)
    assert compiled.encode_query("oil cooler") == pytest.approx(
        plain.encode_query("oil cooler"), abs=1e-5
    )
    assert list(tmp_path.rglob("model.bin")), "PyTorch went on, and nothing was compared"


def test_the_copy_is_made_once(folder: Path, own_copy: Path) -> None:
    [made] = own_copy.rglob("model.bin")
    before = made.stat().st_mtime_ns
    assert compile_encoder(SentenceTransformer(str(folder)), folder, own_copy, 1)
    assert [file.stat().st_mtime_ns for file in own_copy.rglob("model.bin")] == [before]


def test_a_copy_of_another_version_makes_room(folder: Path, own_copy: Path) -> None:
    [version] = own_copy.iterdir()
    version.rename(own_copy / "0.0.1")
    assert compile_encoder(SentenceTransformer(str(folder)), folder, own_copy, 1)
    assert [path.name for path in own_copy.iterdir()] == [version.name]


def test_a_damaged_copy_is_thrown_away(folder: Path, own_copy: Path) -> None:
    [made] = own_copy.rglob("model.bin")
    made.write_bytes(made.read_bytes()[:1000])
    model = SentenceTransformer(str(folder))
    before = model.encode(["oil cooler"])
    assert not compile_encoder(model, folder, own_copy, 1)
    assert np.array_equal(model.encode(["oil cooler"]), before)
    assert compile_encoder(model, folder, own_copy, 1)


def test_a_copy_with_other_vectors_is_thrown_away(
    folder: Path, own_copy: Path, tmp_path: Path
) -> None:
    config = BertConfig.from_pretrained(folder)
    config.num_hidden_layers = 1
    BertModel(config).save_pretrained(tmp_path / "other")
    AutoTokenizer.from_pretrained(folder).save_pretrained(tmp_path / "other")
    other = SentenceTransformer(str(tmp_path / "other"))
    assert compile_encoder(other, tmp_path / "other", tmp_path / "kept-of-other", 1)
    [version] = own_copy.iterdir()
    shutil.rmtree(version)
    shutil.copytree(tmp_path / "kept-of-other" / version.name, version)
    model = SentenceTransformer(str(folder))
    before = model.encode(["oil cooler"])
    assert not compile_encoder(model, folder, own_copy, 1)
    assert np.array_equal(model.encode(["oil cooler"]), before)
    assert not version.exists()


def test_nowhere_to_keep_it(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    model = SentenceTransformer(str(folder))
    assert not compile_encoder(model, folder, tmp_path / "file" / "kept", 1)
    assert model.encode(["oil cooler"]).shape == (1, 384)


def test_a_model_that_it_does_not_know(folder: Path, tmp_path: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(str(folder))
    tokenizer.save_pretrained(tmp_path / "albert")
    config = AlbertConfig(
        vocab_size=len(tokenizer),
        embedding_size=16,
        hidden_size=32,
        num_attention_heads=2,
        intermediate_size=32,
        num_hidden_layers=1,
    )
    AlbertModel(config).save_pretrained(tmp_path / "albert")
    model = SentenceTransformer(str(tmp_path / "albert"))
    before = model.encode(["oil cooler"])
    assert not compile_encoder(model, tmp_path / "albert", tmp_path / "kept", 1)
    assert np.array_equal(model.encode(["oil cooler"]), before)

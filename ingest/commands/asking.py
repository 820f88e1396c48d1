"""``zanjir ask``."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from graph.asking.answers import AskRequest
from graph.asking.executing import Means
from graph.asking.service import Asker
from graph.asking.service import ask as ask_graph
from graph.connection import open_graph
from graph.errors import InputError
from graph.search.embedding import Embedder
from graph.search.snapshot_loading import load_snapshot
from graph.settings import get_settings
from ingest.commands.showing import AsJson


def ask(
    question: Annotated[str, typer.Argument(help="In English, Russian or Uzbek.")],
    as_json: AsJson = False,
) -> None:
    """Ask in plain words: the answer as a sentence, and the call it stands for."""
    settings = get_settings()
    if not question.strip():
        raise InputError("ask something")
    with open_graph(settings) as graph:
        means = Means(graph, load_snapshot(graph), Embedder.of(settings))
        answer = ask_graph(
            Asker(settings.home_country, settings.glossary_path),
            means,
            AskRequest(question=question),
        )
    if as_json:
        typer.echo(answer.model_dump_json(indent=2))
        return
    typer.echo(answer.answer)
    if answer.call is not None:
        body = "" if answer.call.body is None else json.dumps(answer.call.body, ensure_ascii=False)
        typer.echo(f"{answer.call.method} {answer.call.path} {body}".rstrip())
    for other in answer.alternatives:
        typer.echo(f"or: {other.question}" + (f" ({other.id})" if other.id else ""))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(ask)

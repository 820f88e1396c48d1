"""What the made worlds of sourcing and planning share: capabilities, cells, and their loading."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from graph.connection import Graph
from graph.projection.keeper import ProjectionKeeper
from graph.search.embedding import Embedder
from ingest.progress import Progress
from ingest.run import IngestOptions, run_ingest


@dataclass
class Can:
    """A capability; None as in an empty cell."""

    enterprise: str
    process: str
    capacity: Fraction | None
    unit: str
    most_kg: Fraction | None

    def admits(self, mass: Fraction | None) -> bool:
        """What is not known is admitted."""
        return self.most_kg is None or mass is None or mass <= self.most_kg

    def row(self, prefix: str = "") -> dict[str, Any]:
        """Of the table of capabilities."""
        return {
            "enterprise_id": prefix + self.enterprise,
            "process_id": prefix + self.process,
            "annual_capacity": cell(self.capacity),
            "unit": self.unit,
            "max_mass_kg": cell(self.most_kg),
        }


def cell(value: Fraction | int | None) -> str:
    """A figure as a table has it."""
    return "" if value is None else repr(float(value))


def held(graph: Graph, tables: Path) -> Graph:
    """Ingest a folder, every row of it; the graph as a service holds it."""
    options = IngestOptions([tables], embed=False)
    report = run_ingest(graph, options, Embedder(), Progress(quiet=True))
    assert report.rejects == []
    keeper = ProjectionKeeper(graph)
    keeper.refresh()
    return replace(graph, projections=keeper)

"""What an ingest run tells: counts a table, every reject, what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import BaseModel


class TableCount(BaseModel):
    """Rows of one table: ``rows`` = loaded + unchanged + rejected."""

    table: str
    rows: int = 0
    loaded: int = 0
    unchanged: int = 0
    missing: int = 0
    pruned: int = 0
    rejected: int = 0
    warnings: int = 0


class Reject(BaseModel):
    """A row, or a whole table (row 1), that was not loaded, and why."""

    file: str
    table: str
    row: int
    column: str | None
    value: str | None
    reason: str


class Warned(BaseModel):
    """Something loaded that somebody should look at."""

    file: str
    table: str
    row: int
    column: str | None
    reason: str


class MissingRow(BaseModel):
    """A fact the source stated once and states no longer."""

    table: str
    key: str


class Report(BaseModel):
    """The outcome of one run (INTERFACE section 3)."""

    run_id: str
    source: str
    dry_run: bool = False
    tables: list[TableCount] = []
    rejects: list[Reject] = []
    missing_rows: list[MissingRow] = []
    warnings: list[Warned] = []
    searchable: int = 0
    embedded: int = 0
    seconds: float = 0.0
    stages: dict[str, float] = {}
    graph_version: int = 0

    def exit_code(self, max_rejects: int) -> int:
        """0, or 3 when more rows were rejected than allowed."""
        return 3 if len(self.rejects) > max_rejects else 0


MAX_VALUE = 200


@dataclass
class Findings:
    """Rejects, warnings and counts as they come up during a run."""

    rejects: list[Reject] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)
    missing: list[MissingRow] = field(default_factory=list)
    counts: dict[str, TableCount] = field(default_factory=dict)

    def count(self, table: str) -> TableCount:
        """The counts of one table."""
        return self.counts.setdefault(table, TableCount(table=table))

    def reject(
        self, file: str, table: str, row: int, column: str | None, value: object, reason: str
    ) -> None:
        """Note a row that is not loaded; the caller counts its rows."""
        text = None if value is None else str(value)[:MAX_VALUE]
        self.rejects.append(
            Reject(file=file, table=table, row=row, column=column, value=text, reason=reason)
        )
        self.count(table).rejected += 1

    def warn(self, file: str, table: str, row: int, column: str | None, reason: str) -> None:
        """Note something loaded that somebody should look at."""
        self.warnings.append(Warned(file=file, table=table, row=row, column=column, reason=reason))
        self.count(table).warnings += 1

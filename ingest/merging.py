"""Rows of one source that state the same natural key more than once."""

from __future__ import annotations

from math import fsum

from ingest.digest import canonical_json, digest_of, read_canonical
from ingest.report import Findings
from ingest.staging import Staged, Staging

REPEATED = (
    "SELECT source, key FROM staged WHERE tbl = ? AND state = 'ok' "
    "GROUP BY source, key HAVING count(*) > 1"
)


def add_up_lines(staging: Staging, findings: Findings) -> None:
    """Repeated lines of a bill of material become one whose quantity is their sum.

    Scrap is part of what adds up: the sum is of quantity x (1 + scrap_rate), and where the rates
    differ the merged line carries it as a plain quantity.
    """
    for source, key in staging.db.execute(REPEATED, ("bom",)).fetchall():
        rows = list(staging.rows("bom", "source = ? AND key = ?", source, key))
        merged = _summed(rows)
        staging.replace([merged])
        staging.set_state([row.seq for row in rows[1:]], "merged")
        for row in rows[1:]:
            findings.warn(
                row.file,
                "bom",
                row.row,
                "quantity",
                f"the same line as row {rows[0].row} of {rows[0].file}: the quantities add up",
            )


def _summed(rows: list[Staged]) -> Staged:
    lines = [read_canonical(row.properties) for row in rows]
    first = dict(lines[0])
    rates = {line.get("scrap_rate", 0.0) for line in lines}
    if len(rates) == 1:
        first["quantity"] = fsum(line["quantity"] for line in lines)
    else:
        first["quantity"] = fsum(
            line["quantity"] * (1.0 + line.get("scrap_rate", 0.0)) for line in lines
        )
        first.pop("scrap_rate", None)
    text = canonical_json(first)
    return rows[0]._replace(properties=text, digest=digest_of(text))


def keep_last(staging: Staging, findings: Findings, table: str) -> None:
    """Of other rows with the same key the last one counts; a difference is a warning."""
    for source, key in staging.db.execute(REPEATED, (table,)).fetchall():
        rows = list(staging.rows(table, "source = ? AND key = ?", source, key))
        last = rows[-1]
        staging.set_state([row.seq for row in rows[:-1]], "superseded")
        for row in rows[:-1]:
            if row.digest != last.digest:
                findings.warn(
                    row.file,
                    table,
                    row.row,
                    None,
                    f"row {last.row} of {last.file} states the same key differently and counts",
                )

"""Brings quantities into the unit of the item they count."""

from __future__ import annotations

from graph.units import UnitError, convert
from ingest.digest import canonical_json, digest_of, read_canonical
from ingest.references import reject
from ingest.report import Findings
from ingest.staging import Staged, Staging

# Columns that grow with the factor, and those that shrink with it.
PER_TABLE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "bom": (("quantity",), ()),
    "supplies": (("annual_capacity", "moq"), ("unit_price_usd",)),
    "imports": (("quantity",), ()),
    "stocks": (("quantity",), ()),
}

# An item that states no unit is counted in pieces, a material in kilograms.
OTHER_UNIT = (
    "SELECT seq, counted FROM (SELECT s.seq AS seq, s.unit AS unit, coalesce(k.unit, "
    "iif(k.kind = 'material', 'kg', 'piece')) AS counted FROM staged s JOIN known k "
    "ON k.namespace = 'item' AND k.id = s.end_id WHERE +s.tbl = ? AND s.state = 'ok') "
    "WHERE unit IS NOT NULL AND unit <> counted"
)


def convert_units(staging: Staging, findings: Findings) -> None:
    """Rows in another unit than their item's are converted, or rejected where that cannot be."""
    for table, (multiplied, divided) in PER_TABLE.items():
        units = dict(staging.db.execute(OTHER_UNIT, (table,)).fetchall())
        changed = []
        for seq, unit in units.items():
            row = next(staging.rows(table, "seq = ?", seq))
            try:
                changed.append(_converted(row, unit, multiplied, divided))
            except UnitError:
                reason = f"{row.end_id!r} is counted in {unit}; {row.unit} cannot be converted"
                reject(staging, findings, seq, "unit", row.unit, reason)
        staging.replace(changed)


def _converted(
    row: Staged, unit: str, multiplied: tuple[str, ...], divided: tuple[str, ...]
) -> Staged:
    values = read_canonical(row.properties)
    for column in multiplied:
        if column in values:
            values[column] = convert(values[column], str(row.unit), unit)
    for column in divided:
        if column in values:
            # A price for one kilogram is a thousandth of the price for one tonne.
            values[column] = values[column] / convert(1.0, str(row.unit), unit)
    values["unit"] = unit
    text = canonical_json(values)
    return row._replace(properties=text, digest=digest_of(text), unit=unit)

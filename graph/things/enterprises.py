"""One enterprise with its neighbours in short."""

from __future__ import annotations

from typing import Any

from graph.connection import Graph
from graph.errors import NotFoundError
from graph.provenance import sources_of
from graph.structure.service import today
from graph.text.countries import country_name
from graph.text.regions import region_name
from graph.things.answers import (
    MOST,
    CapabilityShort,
    CertificateShort,
    EnterpriseAnswer,
    StockShort,
    SupplyShort,
    short,
    texts,
)

OWN = (
    "description",
    "tax_number",
    "country",
    "region",
    "district",
    "latitude",
    "longitude",
    "employees",
)


def get_enterprise(graph: Graph, enterprise_id: str) -> EnterpriseAnswer:
    """An enterprise. Raises NotFoundError for any other id."""
    rows = graph.database.read("things/get_enterprise", id=enterprise_id, limit=MOST)
    if not rows:
        raise NotFoundError(f"there is no enterprise {enterprise_id!r}")
    row = rows[0]
    properties = row["properties"]
    return EnterpriseAnswer(
        id=properties["id"],
        kind="enterprise",
        name=properties.get("name") or properties["id"],
        names=texts(properties, "name"),
        descriptions=texts(properties, "description"),
        **{name: properties.get(name) for name in OWN},
        country_name=_named(country_name, properties.get("country")),
        region_name=_named(region_name, properties.get("region")),
        certificates=[_certificate(each) for each in row["certificates"]],
        capabilities=[_capability(each) for each in row["capabilities"]],
        supplies=[_supply(each) for each in row["supplies"]],
        makes=[short(each) for each in row["makes"]],
        stocks=[StockShort(enterprise_id=enterprise_id, **each) for each in row["stocks"]],
        totals={
            "certificates": row["certificate_count"],
            "capabilities": row["capability_count"],
            "supplies": row["supply_count"],
            "makes": row["make_count"],
            "stocks": row["stock_count"],
        },
        sources=sources_of(properties.get("statements") or []),
        graph_version=row["graph_version"],
    )


def _named(name_of: Any, code: str | None) -> str | None:
    return None if code is None else str(name_of(code))


def _certificate(row: dict[str, Any]) -> CertificateShort:
    valid_to = row["valid_to"]
    return CertificateShort(
        certificate=row["certificate"] or row["id"],
        valid_to=valid_to,
        expired=valid_to is not None and valid_to < today().isoformat(),
    )


def _capability(row: dict[str, Any]) -> CapabilityShort:
    limits = {name: row[name] for name in ("annual_capacity", "unit", "max_mass_kg")}
    return CapabilityShort(
        process=short(row, "process"),
        max_size_mm=row["max_size_mm"],
        materials=row["materials"],
        **limits,
    )


def _supply(row: dict[str, Any]) -> SupplyShort:
    figures = {key: value for key, value in row.items() if key not in {"id", "kind", "name"}}
    return SupplyShort(item=short(row), **figures)

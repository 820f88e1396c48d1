"""What a row of each input table must look like (INTERFACE section 3)."""

from __future__ import annotations

from typing import Final

from ingest.rows.bill import BomRow, CompositionRow, RequirementRow
from ingest.rows.cells import Cell, DecimalCommaText
from ingest.rows.enterprises import CapabilityRow, CertificateRow, EnterpriseRow, SupplyRow
from ingest.rows.figures import ImportRow, PlanRow, ProductionRow, StockRow
from ingest.rows.row import Row, RowError, parse_row
from ingest.rows.things import ItemRow, MaterialRow, ProcessRow, VehicleRow

# In the order in which the tables can be loaded: what others point at comes first.
TABLES: Final[dict[str, type[Row]]] = {
    model.table: model
    for model in (
        EnterpriseRow,
        ProcessRow,
        MaterialRow,
        ItemRow,
        VehicleRow,
        CertificateRow,
        CapabilityRow,
        BomRow,
        CompositionRow,
        RequirementRow,
        SupplyRow,
        ImportRow,
        PlanRow,
        StockRow,
        ProductionRow,
    )
}

__all__ = [
    "TABLES",
    "BomRow",
    "CapabilityRow",
    "Cell",
    "CertificateRow",
    "CompositionRow",
    "DecimalCommaText",
    "EnterpriseRow",
    "ImportRow",
    "ItemRow",
    "MaterialRow",
    "PlanRow",
    "ProcessRow",
    "ProductionRow",
    "RequirementRow",
    "Row",
    "RowError",
    "StockRow",
    "SupplyRow",
    "VehicleRow",
    "parse_row",
]

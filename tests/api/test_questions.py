"""Every question over HTTP, on a real server over a real database."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx
import pytest

from graph.connection import Graph
from tests.api.serving import ODD_IDS, wait_for


def ask(client: httpx.Client, path: str, **params: Any) -> Any:
    answer = client.get(f"/v1{path}", params=params)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["graph_version"] == 1
    return body


def test_health(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready", "graph_version": 1}


def test_metrics_name_route_templates_and_the_graph(client: httpx.Client) -> None:
    ask(client, "/items/disc")
    text = client.get("/metrics").text
    assert 'handler="/v1/items/{id}"' in text
    assert "zanjir_graph_version 1.0" in text
    assert "zanjir_projection_version 1.0" in text
    for held in ("snapshot_age_seconds", "projection_age_seconds", "projection_bytes"):
        assert f"zanjir_{held} " in text
    for name in ("snapshot_entries", "projection_load_seconds", "memory_bytes"):
        assert f"zanjir_{name} " in text


def test_items(client: httpx.Client) -> None:
    page = ask(client, "/items", kind="part", limit=1, offset=1)
    assert (page["total"], page["limit"], page["offset"]) == (2, 1, 1)
    assert [item["id"] for item in page["items"]] == ["disc"]
    disc = ask(client, "/items/disc")
    assert [material["mass_kg"] for material in disc["materials"]] == [6.5]
    [source] = disc["sources"]
    assert (source["source"], source["file"], source["row"]) == ("small", "items.csv", 3)


def test_explosion(client: httpx.Client) -> None:
    for path in ("/items/car/explosion", "/vehicles/car/explosion"):
        answer = ask(client, path, units=10)
        amounts = {line["id"]: (line["level"], line["quantity"]) for line in answer["lines"]}
        assert amounts == {"brake": (1, 20.0), "disc": (2, 20.0), "bolt": (2, 100.0)}
        [iron] = answer["materials"]
        assert (iron["id"], iron["mass_kg"]) == ("iron/grey", 130.0)
    assert len(ask(client, "/items/car/explosion", depth=1)["lines"]) == 1
    leaves = ask(client, "/items/car/explosion", leaves_only="true")["lines"]
    assert {line["id"] for line in leaves} == {"disc", "bolt"}
    assert not ask(client, "/items/car/explosion", lifecycle="as-built")["lines"]
    assert ask(client, "/items/car/explosion", as_of="2020-02-29")["as_of"] == "2020-02-29"


def test_where_used(client: httpx.Client) -> None:
    answer = ask(client, "/items/disc/where-used", year=2026)
    assert [(line["id"], line["quantity_per_unit"]) for line in answer["lines"]] == [("brake", 1)]
    [car] = answer["vehicles"]
    assert (car["quantity_per_unit"], car["annual_quantity"]) == (2.0, 2000.0)
    iron = ask(client, "/materials/iron%2Fgrey/where-used", year=2026)
    assert iron["vehicles"][0]["quantity_per_unit"] == 13.0


def test_suppliers(client: httpx.Client) -> None:
    [foundry] = ask(client, "/items/disc/suppliers", units=3000)["suppliers"]
    assert (foundry["enterprise"]["id"], foundry["relation"]) == ("foundry", "capable")
    assert foundry["capacity"] == 1500
    bolts = ask(client, "/items/bolt/suppliers", include="current", country="UZ")["suppliers"]
    assert [each["relation"] for each in bolts] == ["supplies"]
    for include in ("current,capable", ["current", "capable"]):
        assert ask(client, "/items/disc/suppliers", include=include)["suppliers"]
    assert not ask(client, "/items/disc/suppliers", include="current")["suppliers"]
    assert not ask(client, "/items/disc/suppliers", region="Toshkent shahri")["suppliers"]


def test_coverage(client: httpx.Client) -> None:
    answer = client.post("/v1/coverage", json={"item_id": "car", "units": 1000}).json()
    assert (answer["status"], answer["graph_version"]) == ("partial", 1)
    assert answer["covered_share"] == pytest.approx((1500 / 2000 + 1) / 2)
    assert [(each["item_id"], each["quantity"]) for each in answer["uncovered"]] == [("disc", 500)]
    [way] = answer["uncovered"][0]["to_cover"]
    assert (way["enterprise"]["id"], way["covered_share"]) == ("foundry", 1.0)
    [change] = way["changes"]
    assert (change["kind"], change["have"], change["need"]) == ("capacity", 1500.0, 2000.0)
    total = answer["in_total"]
    assert (total["item_ids"], total["covered_share"]) == (["disc"], 1.0)
    assert total["changes"] == [change | {"enterprise": way["enterprise"], "item_ids": ["disc"]}]
    body = {"item_id": "brake", "units": 10, "regions": "UZ-FA", "objective": "cost"}
    answer = client.post("/v1/coverage", json=body).json()
    assert [each["enterprise"]["id"] for each in answer["suppliers"]] == ["foundry"]


def test_localization(client: httpx.Client) -> None:
    for method in ("tracing", "roll-up"):
        answer = ask(client, "/vehicles/car/localization", method=method, threshold=0.9)
        # The bolts are bought here, and where the disc comes from nobody knows.
        assert (answer["level"], answer["gap"], answer["method"]) == (1.0, 0.0, method)
        assert [entry["item_id"] for entry in answer["unknown"]] == ["disc"]
        assert answer["is_upper_bound"]
    for wrong in ({"method": "guess"}, {"threshold": 2}, {"threshold": "nan"}):
        assert client.get("/v1/vehicles/car/localization", params=wrong).status_code == 422
    assert client.get("/v1/vehicles/disc/localization").status_code == 404


def test_localization_plan(client: httpx.Client) -> None:
    path = "/vehicles/car/localization/plan"
    answer = ask(client, path, threshold=0.9)
    # All that has a price is bought here already.
    assert (answer["status"], answer["items"], answer["candidates"]) == ("reached already", [], 0)
    assert (answer["level_before"], answer["solver"]["status"]) == (1.0, "not needed")
    assert [entry["item_id"] for entry in answer["unknown"]] == ["disc"]
    body = {"costs": {"bolt": 5.0}, "shares": {"bolt": 0.5}}
    answer = client.post(f"/v1{path}", json=body, params={"method": "roll-up"}).json()
    assert (answer["cost_is"], answer["method"]) == ("as given", "roll-up")
    assert "nothing of bolt comes from abroad" in " ".join(answer["notes"])
    assert ask(client, path, capable_only="true")["candidates"] == 0
    for wrong in ({"method": "guess"}, {"threshold": 2}, {"share": "nan"}, {"share": -1}):
        assert client.get(f"/v1{path}", params=wrong).status_code == 422
    for wrong in ({"costs": {"bolt": -1}}, {"costs": []}, {"shares": {"bolt": 2}}, {"items": {}}):
        assert client.post(f"/v1{path}", json=wrong).status_code == 422
    assert client.post(f"/v1{path}", json={"costs": {"car": 1}}).status_code == 422
    assert client.post(f"/v1{path}", json={"costs": {"nothing": 1}}).status_code == 404
    assert client.get("/v1/vehicles/disc/localization/plan").status_code == 404


def test_compare(client: httpx.Client) -> None:
    answer = ask(client, "/compare", **{"from": "car", "to": "brake"})
    changes = [(each["item_id"], each["change"]) for each in answer["lines"]]
    assert changes == [("brake", "removed"), ("bolt", "changed"), ("disc", "changed")]
    [bolt] = [each for each in answer["lines"] if each["item_id"] == "bolt"]
    assert (bolt["from_quantity"], bolt["quantity_difference"]) == (10.0, -5.0)
    assert bolt["value_difference_usd"] == pytest.approx(-0.25)
    assert answer["mass_difference_kg"] == pytest.approx(-6.1)
    assert [(m["id"], m["difference_kg"]) for m in answer["materials"]] == [("iron/grey", -6.5)]
    assert answer["level_difference"] is None
    bare = ask(client, "/compare", **{"from": "car", "to": "car", "to_lifecycle": "as-built"})
    assert (bare["removed"], bare["to_side"]["items"]) == (3, 0)
    for wrong in ({}, {"from_as_of": "soon"}, {"to_lifecycle": "x"}):
        params = {"from": "car", **wrong} if not wrong else {"from": "car", "to": "car", **wrong}
        assert client.get("/v1/compare", params=params).status_code == 422
    for to in ("nothing", "iron/grey"):
        assert client.get("/v1/compare", params={"from": "car", "to": to}).status_code == 404


def test_what_if(client: httpx.Client) -> None:
    body = {"down": ["Bolts & Co".lower()], "recovery_days": 73, "year": 2026}
    answer = client.post("/v1/what-if", json=body).json()
    # 2,000 bolts a year still come from abroad, enough for a fifth of the cars.
    assert answer["lost_units"] == pytest.approx(160.0)
    assert answer["baseline_lost_units"] == 0.0
    [car] = answer["vehicles"]
    assert (car["id"], car["value_is"]) == ("car", "exworks price")
    assert car["lost_value_usd"] == pytest.approx(160 * 9000.0)
    assert (car["time_to_survive_days"], car["runs_out"]) == (0.0, "bolt")
    [bound] = answer["binding"]
    assert (bound["item_id"], bound["reason"], bound["needed"]) == ("bolt", "sources down", 2000.0)
    assert bound["saved_vehicles_per_unit"] == pytest.approx(0.1)
    assert bound["saved_usd_per_unit"] == pytest.approx(900.0)
    assert [each["item_id"] for each in answer["not_limited"]] == ["disc"]
    disc = client.post("/v1/what-if", json={**body, "down": "disc"}).json()
    assert [each["enterprise"]["id"] for each in disc["alternates"]] == ["foundry"]
    # Half of the bolts from another local source: half of the cars more.
    local = {**body, "localize": [{"item_id": "bolt", "share": 0.5}]}
    assert client.post("/v1/what-if", json=local).json()["lost_units"] == pytest.approx(60.0)
    nothing = client.post("/v1/what-if", json={"recovery_days": 30}).json()
    assert (nothing["lost_units"], nothing["time_to_survive_days"]) == (0.0, None)
    assert client.post("/v1/what-if", json={**body, "down": ["nobody"]}).status_code == 404
    for wrong in ({"recovery_days": 0}, {"recovery_days": "x"}, {"localize": [{}]}, {"up": []}):
        assert client.post("/v1/what-if", json={**body, **wrong}).status_code == 422


def test_bottlenecks(client: httpx.Client) -> None:
    answer = ask(client, "/bottlenecks")
    [iron] = answer["materials"]
    assert (iron["id"], iron["demand_kg"], iron["local_supply_kg"]) == ("iron/grey", 13000.0, 0.0)
    assert (iron["import_share"], iron["hhi"]) == (1.0, pytest.approx(0.25**2 + 0.75**2))
    assert (iron["vehicles_at_risk"], iron["units_at_risk"]) == (["car"], 1000.0)
    assert iron["score"] == pytest.approx(0.4 + 0.35 * 0.625 + 0.25)
    parts = ask(client, "/bottlenecks", kind="part", vehicle="car", region="Toshkent shahri")
    assert [(each["id"], each["local_supply"]) for each in parts["parts"]] == [
        ("disc", 0.0), ("bolt", 100000.0),
    ]  # fmt: skip
    disc = parts["parts"][0]
    assert disc["hhi"] is None
    assert "no source is known" in " ".join(disc["unknown"])
    elsewhere = ask(client, "/bottlenecks", kind="part", region="UZ-FA")["parts"]
    assert {each["id"]: each["import_share"] for each in elsewhere} == {"disc": 1.0, "bolt": 1.0}
    assert client.get("/v1/bottlenecks", params={"vehicle": "disc"}).status_code == 404
    for wrong in ({"kind": "screw"}, {"region": "Atlantis"}, {"limit": 0}, {"year": "soon"}):
        assert client.get("/v1/bottlenecks", params=wrong).status_code == 422


def test_candidates(client: httpx.Client) -> None:
    answer = ask(client, "/localization/candidates", year=2026)
    assert [each["item_id"] for each in answer["candidates"]] == ["iron/grey", "bolt"]
    [iron, bolt] = answer["candidates"]
    assert (iron["countries"], iron["import_quantity"]) == (["CN", "RU"], 16000.0)
    assert (bolt["import_value_usd"], bolt["annual_demand"]) == (90.0, 10000.0)
    assert bolt["level_delta"] == {"car": 0.0}
    assert [each["hs_code"] for each in answer["headings"]] == ["870830"]
    kept = ask(client, "/localization/candidates", vehicle="car", limit=1, offset=1)
    assert (kept["total"], [each["item_id"] for each in kept["candidates"]]) == (2, ["bolt"])
    assert client.get("/v1/localization/candidates?vehicle=van").status_code == 404


def test_opportunities(client: httpx.Client) -> None:
    answer = ask(client, "/enterprises/bolts%20%26%20co/opportunities", near=2)
    # Nothing that is imported has requirements.
    assert (answer["opportunities"], answer["total"], answer["near"]) == ([], 0, 2)
    assert client.get("/v1/enterprises/nobody/opportunities").status_code == 404
    assert client.get("/v1/enterprises/foundry/opportunities?near=-1").status_code == 422


def test_things(client: httpx.Client) -> None:
    assert [each["id"] for each in ask(client, "/vehicles")["items"]] == ["car"]
    assert ask(client, "/vehicles/car")["exworks_price_usd"] == 9000
    assert ask(client, "/materials")["total"] == 1
    assert ask(client, "/materials/iron%2Fgrey")["price_usd_kg"] == 1.2
    assert ask(client, "/enterprises", region="UZ-TK")["items"][0]["id"] == "bolts & co"
    assert ask(client, "/enterprises/bolts%20%26%20co")["country"] == "UZ"
    assert ask(client, "/processes")["total"] == 2
    assert ask(client, "/processes/casting")["enterprises"][0]["id"] == "foundry"


def test_search(client: httpx.Client) -> None:
    answer = ask(client, "/search", q="96815894")
    assert answer["results"][0]["id"] == "brake"
    assert answer["results"][0]["why"][0]["by"] == "number"
    both = ask(client, "/search", q="brake disc", kind=["part", "material"], vehicle="car")
    assert both["results"][0]["id"] == "disc"
    assert {each["kind"] for each in both["results"]} <= {"part", "material"}


def test_missing_embeddings_are_made_in_the_background(
    client: httpx.Client, served_graph: Graph
) -> None:
    def by_meaning() -> bool:
        found = ask(client, "/search", q="round plate that slows the wheel")["results"]
        return any(reason["by"] == "vector" for each in found for reason in each["why"])

    wait_for(by_meaning)


def test_graph(client: httpx.Client) -> None:
    around = ask(client, "/graph/neighbourhood", id="disc", depth=1)
    assert {node["id"] for node in around["nodes"]} >= {"disc", "brake", "iron/grey", "casting"}
    way = ask(client, "/graph/path", **{"from": "car", "to": "iron/grey"})
    assert [node["id"] for node in way["nodes"]] == ["car", "brake", "disc", "iron/grey"]
    assert len(way["edges"]) == 3
    figures = ask(client, "/graph/figures")
    assert (figures["vehicles"], figures["parts"], figures["supplies"]) == (1, 2, 1)


@pytest.mark.parametrize("odd", ODD_IDS)
def test_ids_may_hold_any_character(client: httpx.Client, odd: str) -> None:
    # Every character encoded, so that no client tidies `..` or a slash away.
    segment = "".join(f"%{byte:02X}" for byte in odd.encode())
    assert ask(client, f"/items/{segment}")["id"] == odd
    assert ask(client, f"/items/{segment}/explosion")["root"] == odd
    assert ask(client, f"/items/{segment}/where-used")["item"] == odd
    assert ask(client, f"/items/{segment}/suppliers")["item"] == odd
    if odd != "..":
        assert ask(client, f"/items/{quote(odd, safe='')}")["id"] == odd
    assert ask(client, "/graph/neighbourhood", id=odd)["nodes"][0]["id"] == odd


def test_start_page_finds_and_escapes(client: httpx.Client) -> None:
    page = client.get("/", params={"q": "<script>brake"})
    assert page.status_code == 200
    assert "<title>" in page.text
    assert "Zanjir" in page.text
    assert "<script" not in page.text
    assert "why:" in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    plain = client.get("/").text
    assert "/v1/vehicles/car/explosion" in plain
    assert 'action="/coverage"' in plain
    assert client.get("/static/zanjir.css").status_code == 200


def test_the_start_page_answers_questions(client: httpx.Client) -> None:
    text = client.get("/", params={"q": "где используется Bolt M8?"}).text
    assert 'id="answer"' in text
    assert '<p lang="ru">' in text
    assert 'href="/v1/items/bolt/where-used"' in text
    assert 'id="answer"' not in client.get("/", params={"q": "Bolt M8"}).text


def test_links_of_results_lead_somewhere(client: httpx.Client) -> None:
    text = client.get("/", params={"q": "Odd a/b"}).text
    assert "/v1/items/a%2Fb/explosion" in text
    assert client.get("/v1/items/a%2Fb/explosion").status_code == 200


def test_coverage_page(client: httpx.Client) -> None:
    page = client.get("/coverage", params={"item_id": "car", "units": "1000"})
    assert page.status_code == 200
    assert "Covered in part" in page.text
    assert "Foundry" in page.text
    assert "raise 1500 piece a year by 500 to 2000" in page.text
    assert client.get("/coverage", params={"item_id": "car", "units": "-1"}).status_code == 422
    assert client.get("/coverage", params={"item_id": "cat", "units": "1"}).status_code == 404

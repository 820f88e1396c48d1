"""A JSON file that cannot be read is a reject, also inside a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.sources import UnreadableSource, open_sources

TWIN = '[{"catenaXId": "urn:uuid:00000000-0000-0000-0000-000000000001", "bpnl": "x"}]'


@pytest.mark.parametrize("file_format", ["auto", "catena-x"])
@pytest.mark.parametrize(("text", "reason"), [("", "empty"), ('{"a":', "not valid JSON")])
def test_broken_json_in_a_folder(tmp_path: Path, file_format: str, text: str, reason: str) -> None:
    (tmp_path / "broken.json").write_text(text)
    (tmp_path / "items.csv").write_text("id,kind,name\nA,part,a\n")
    [fault] = [
        found
        for found in open_sources([tmp_path], file_format)
        if isinstance(found, UnreadableSource) and found.file == "broken.json"
    ]
    assert reason in fault.reason
    assert fault.row == 1


def test_other_json_in_a_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "something else"}')
    (tmp_path / "items.csv").write_text("id,kind,name\nA,part,a\n")
    assert not any(isinstance(f, UnreadableSource) for f in open_sources([tmp_path], "auto"))

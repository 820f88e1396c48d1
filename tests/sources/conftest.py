"""The data nobody of the project wrote, where it lies beside the repository."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data():
    named = os.environ.get("ZANJIR_SHARED")
    folder = (Path(named) if named else Path(__file__).parents[3] / "shared") / "data"
    if not folder.is_dir():
        pytest.skip("needs ../shared/data")
    return folder

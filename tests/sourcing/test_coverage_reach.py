"""What an enterprise reaches, over columns of leaves, is what judging one by one says."""

from __future__ import annotations

from dataclasses import replace
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.sourcing.capability import Holder, Profile, annual_units, fitting_capabilities
from graph.sourcing.coverage_reach import leaf_columns, reach_of
from tests.sourcing.test_judging import DAY, holders, profiles

NEED = 3.0
counted = profiles().map(lambda profile: replace(profile, unit="piece"))


def most(profile: Profile, holder: Holder) -> float:
    """The most it could make if it made nothing else: the least of its processes."""
    fitting = fitting_capabilities(profile, holder, DAY)
    if fitting is None:
        return 0.0
    found = NEED
    for capabilities in fitting.values():
        amounts = [annual_units(each, profile) for each in capabilities]
        known = [amount for amount in amounts if amount is not None]
        found = min(found, sum(a if a == np.inf else floor(a + 1e-9) for a in known))
    return found


@given(st.lists(counted, min_size=1, max_size=6), holders())
def test_reach_is_what_judging_says(asked: list[Profile], holder: Holder) -> None:
    leaves = leaf_columns(asked, np.full(len(asked), NEED))
    reach = reach_of(leaves, holder, (), DAY)
    found = dict(zip(reach.makes.tolist(), reach.made_most.tolist(), strict=True))
    wanted = {row: each for row, p in enumerate(asked) if (each := most(p, holder)) >= 1}
    assert found == pytest.approx(wanted)
    for draw in reach.draws:
        assert draw.capacity > 0
        assert (draw.uses > 0).all()

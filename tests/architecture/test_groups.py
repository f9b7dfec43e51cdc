"""That tests which belong together do run in one process: a version of pytest once hid it from pytest-xdist."""

from __future__ import annotations

import os

import pytest


@pytest.mark.xdist_group("these two")
@pytest.mark.parametrize("one", ["first", "second"])
def test_a_group_is_known_by_its_name(request: pytest.FixtureRequest, one: str) -> None:
    several = "PYTEST_XDIST_WORKER" in os.environ
    assert request.node.nodeid.endswith(f"[{one}]@these two" if several else f"[{one}]")

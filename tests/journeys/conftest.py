"""Journeys run beside much else: each wait has a deadline that a busy machine keeps too."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys.demo import PATIENCE_MS

USUAL_MS = 5_000


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """What a page is expected to show may take its time."""
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=USUAL_MS)

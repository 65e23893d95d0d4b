"""A system that listens."""

from collections.abc import Iterator

import pytest
from flask import Flask

from scheduler.core.outside import EXTENSION, Outside
from tests.api.listening import Listener


@pytest.fixture
def listener(app: Flask) -> Iterator[Listener]:
    """Reachable, although it is on this machine."""
    server = Listener()
    app.extensions[EXTENSION] = Outside(
        resolve=lambda _host, _port: ["127.0.0.1"], may_reach=lambda address, _port: address == "127.0.0.1"
    )
    yield server
    del app.extensions[EXTENSION]
    server.close()

"""A storage of each kind, and a virus scanner on loopback that speaks clamd's protocol."""

import os
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import boto3
import pytest
from flask import Flask
from moto.server import ThreadedMotoServer

from scheduler.config import Settings
from scheduler.core.current import EXTENSION
from scheduler.uploads.storage import Storage
from scheduler.uploads.storage.local import LocalStorage
from scheduler.uploads.storage.s3 import S3Storage

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass
class Clamd:
    """What it was sent; `answer` may be set to misbehave."""

    url: str = ""
    scanned: list[bytes] = field(default_factory=list)
    answer: bytes | None = None
    hangs_up: bool = False


class _Talk(socketserver.StreamRequestHandler):
    """zPING and zINSTREAM as clamd's manual has them: chunks with their length before, an empty one at the end."""

    def handle(self) -> None:
        clamd: Clamd = self.server.clamd  # type: ignore[attr-defined]
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if clamd.hangs_up:
            return
        if command == b"zPING\0":
            self.wfile.write(clamd.answer or b"PONG\0")
            return
        assert command == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack(">L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        clamd.scanned.append(content)
        found = b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        self.wfile.write(clamd.answer or found)


@pytest.fixture
def clamd() -> Iterator[Clamd]:
    """A scanner that finds the test signature."""
    known = Clamd()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.clamd = known  # type: ignore[attr-defined]
        known.url = f"clamd://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield known
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """An S3 on loopback."""
    known = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "eu-west-2"}
    before = {name: os.environ.get(name) for name in known}
    os.environ.update(known)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    client = boto3.client("s3", endpoint_url=endpoint)
    place = {"LocationConstraint": known["AWS_DEFAULT_REGION"]}
    with suppress(client.exceptions.BucketAlreadyOwnedByYou):  # by another folder's use of this fixture
        client.create_bucket(Bucket="uploads", CreateBucketConfiguration=place)
    yield endpoint
    server.stop()
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})


@pytest.fixture(params=["local", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """Each kind, empty."""
    if request.param == "local":
        return LocalStorage(tmp_path / "uploads")
    return S3Storage("uploads", prefix=tmp_path.name, endpoint=request.getfixturevalue("s3_endpoint"))


@pytest.fixture
def with_settings(app: Flask) -> Iterator["Change"]:
    """Change settings of the running application until the test ends."""
    before = app.extensions[EXTENSION]
    yield Change(app, before)
    app.extensions[EXTENSION] = before
    app.extensions.pop("scheduler.uploads.storage", None)


@dataclass
class Change:
    """Call it with the settings to change."""

    app: Flask
    settings: Settings

    def __call__(self, **changes: object) -> None:
        self.settings = replace(self.settings, **changes)
        self.app.extensions[EXTENSION] = self.settings
        self.app.extensions.pop("scheduler.uploads.storage", None)

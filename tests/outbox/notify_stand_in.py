"""GOV.UK Notify's API on loopback, as its documentation describes it: signed requests, references, statuses."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

SERVICE, SECRET = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))
KEY = f"stand_in-{SERVICE}-{SECRET}"
MAIL_TEMPLATE, TEXT_TEMPLATE = str(uuid.UUID(int=3)), str(uuid.UUID(int=4))


class StandIn:
    """What it took, and how it answers next: `refusals` are (status, message) pairs used up one by one."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.refusals: list[tuple[int, str]] = []
        self.takes_and_dies = False
        self.url = ""

    def settle(self, status: str) -> None:
        """Everything taken so far gets this status."""
        for each in self.taken:
            each["status"] = status
            each["completed_at"] = datetime.now(UTC).isoformat().replace("+00:00", "Z")

    def take(self, kind: str, asked: dict[str, Any]) -> dict[str, Any]:
        key = "phone_number" if kind == "sms" else "email_address"
        taken = {
            "id": str(uuid.uuid4()),
            "type": kind,
            "to": asked[key],
            "template_id": asked["template_id"],
            "personalisation": asked["personalisation"],
            "reference": asked.get("reference"),
            "status": "sending",
            "created_at": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
            "completed_at": None,
        }
        self.taken.append(taken)
        return taken


class Handler(BaseHTTPRequestHandler):
    """Answers for the stand-in that its server carries."""

    @property
    def stand_in(self) -> StandIn:
        return self.server.stand_in  # type: ignore[attr-defined]

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self._refused():
            return
        taken = self.stand_in.take(self.path.rsplit("/", 1)[-1], asked)
        if not self.stand_in.takes_and_dies:
            self._say(201, taken)

    def do_GET(self) -> None:
        if not self._refused():
            asked = parse_qs(urlsplit(self.path).query)
            self._say(200, {"notifications": _found(self.stand_in.taken, asked)[:2], "links": {}})

    def _refused(self) -> bool:
        token = self.headers["Authorization"].removeprefix("Bearer ")
        assert jwt.decode(token, SECRET, algorithms=["HS256"])["iss"] == SERVICE
        if not self.stand_in.refusals:
            return False
        status, message = self.stand_in.refusals.pop(0)
        self._say(status, {"status_code": status, "errors": [{"error": "Refused", "message": message}]})
        return True

    def _say(self, status: int, value: object) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def _found(taken: list[dict[str, Any]], asked: dict[str, list[str]]) -> list[dict[str, Any]]:
    found = list(reversed(taken))
    if "reference" in asked:
        found = [each for each in found if each["reference"] == asked["reference"][0]]
    if "older_than" in asked:
        keys = [each["id"] for each in found]
        found = found[keys.index(asked["older_than"][0]) + 1 :]
    return found


@contextmanager
def running() -> Iterator[StandIn]:
    """The stand-in on a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.stand_in = stand_in = StandIn()  # type: ignore[attr-defined]
    Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    stand_in.url = f"http://127.0.0.1:{server.server_port}"
    yield stand_in
    server.shutdown()
    server.server_close()

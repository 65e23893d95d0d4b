"""Invitees who change their minds, many at once, against the real server; each knows what it was last told."""

import random
import re
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_FIELD = re.compile(r'<input[^>]*name="(csrf_token|sequence|offer)"[^>]*value="([^"]*)"')
_BUTTON = re.compile(r'action="(/a/[a-z2-7]{32}/place/(?:take|let-go|leave|come-back))"')
SUBSTITUTE = {
    "substitute_name": "Ife Adeyemi",
    "substitute_role": "Deputy Leader",
    "substitute_band": "2",
    "substitute_authority": "limited",
}
PATIENCE = 60.0
"""Seconds that a client tries again while servers are killed."""
STAY = 3.0
"""Seconds after which somebody else comes, by a connection of their own."""
WEIGHTS = {"ACCEPTED": 50, "DECLINED": 22, "TENTATIVE": 4, "DELEGATED": 8, "place": 16}


@dataclass
class Told:
    """What one client did and saw."""

    actions: int = 0
    refusals: int = 0
    repeats: int = 0
    """Sent again since the connection broke before a reply."""
    waits: list[float] = field(default_factory=list)
    """Seconds from sending an answer to the reply."""
    longest: float = 0.0
    """Seconds from sending an answer first, with every sending again."""
    answers: dict[str, str] = field(default_factory=dict)
    """By token, the last answer that was acknowledged; “place” once a button of the place page came after it."""
    trouble: list[str] = field(default_factory=list)


class Client(threading.Thread):
    """Owns some links, and presses until the actions are used up."""

    def __init__(self, port: int, tokens: list[str], actions: int, seed: int) -> None:
        super().__init__()
        self.port, self.tokens, self.left = port, tokens, actions
        self.chance = random.Random(seed)  # noqa: S311 - what to press
        self.told = Told()
        self._cookie, self._fields = "", {"csrf_token": "", "sequence": "0"}
        self._connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self._leaves_at = 0.0

    def run(self) -> None:
        """Press; a client that cannot go on says why."""
        try:
            self._look(f"/a/{self.tokens[0]}")
            while self.left > 0:
                self.left -= 1
                self._act(self.chance.choice(self.tokens))
        except Exception as problem:  # noqa: BLE001 - said in the end, by the thread that looks
            self.told.trouble.append(repr(problem))
        finally:
            self._connection.close()

    def _act(self, token: str) -> None:
        if time.monotonic() > self._leaves_at:
            self._connection.close()
            self._leaves_at = time.monotonic() + self.chance.uniform(0, 2 * STAY)
        kind = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        if kind == "place":
            self._press_a_button(token)
            return
        said = {"who": "invitee", "answer": kind, "message": ""} | (SUBSTITUTE if kind == "DELEGATED" else {})
        if self._post(f"/a/{token}", said) == 303:
            self.told.answers[token] = kind

    def _press_a_button(self, token: str) -> None:
        page = self._look(f"/a/{token}/place")
        buttons = _BUTTON.findall(page)
        if buttons:
            status = self._post(self.chance.choice(buttons), {})
            if status == 303:
                self.told.answers[token] = "place"

    def _look(self, path: str) -> str:
        status, text, cookie = self._again("GET", path, None)
        self._cookie = cookie or self._cookie
        self._fields |= dict(_FIELD.findall(text))
        assert status in {200, 303}, f"{path} answered {status}"
        return text

    def _post(self, path: str, said: dict[str, str]) -> int:
        status, text, _ = self._again("POST", path, urlencode(self._fields | said))
        self.told.actions += 1
        if status not in {303, 409}:
            self.told.trouble.append(f"{path.rsplit('/', 1)[-1]} got {status}: {text[:200]}")
        self.told.refusals += status == 409
        return status

    def _again(self, method: str, path: str, body: str | None) -> tuple[int, str, str]:
        """A killed server breaks the connection: the same is sent again until somebody replies."""
        first = time.monotonic()
        while True:
            started = time.monotonic()
            try:
                headers = (FORM if body else {}) | ({"Cookie": self._cookie} if self._cookie else {})
                self._connection.request(method, path, body, headers)
                response = self._connection.getresponse()
                text = response.read().decode()
            except (OSError, HTTPException):
                self.told.repeats += 1
                self._connection.close()
                assert time.monotonic() < first + PATIENCE, "the server does not come back"
                time.sleep(0.05)
                continue
            if method == "POST":
                self.told.waits.append(time.monotonic() - started)
                self.told.longest = max(self.told.longest, time.monotonic() - first)
            if "database is locked" in text:
                self.told.trouble.append("somebody was shown “database is locked”")
            return response.status, text, (response.getheader("Set-Cookie") or "").partition(";")[0]

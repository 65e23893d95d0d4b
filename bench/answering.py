"""Invitees who answer, many at once: every answer has words of its own, so that each can be looked up afterwards."""

import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urlencode

from bench.servers import Server

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_FIELD = re.compile(r'<input[^>]*name="(csrf_token|sequence)"[^>]*value="([^"]*)"')
_PAUSE = 0.05
ANSWERS = ("ACCEPTED", "TENTATIVE", "DECLINED")


@dataclass
class Outcome:
    """What the clients saw: seconds each acknowledged answer took, its words, and how many got no reply."""

    seconds: float
    latencies: list[float] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    unanswered: int = 0

    @property
    def per_second(self) -> float:
        """Acknowledged answers a second."""
        return len(self.acknowledged) / self.seconds


class Invitee:
    """One connection that answers the links given to it in turn, as fast as it can."""

    def __init__(self, server: Server, tokens: Sequence[str], name: str) -> None:
        self.port = server.port
        self.name = name
        self.tokens = tokens
        self.outcome = Outcome(0)
        self._fields: dict[str, str] = {}
        self._cookie = ""
        self._connection = self._connect()
        self._read_form(tokens[0])

    def answer_until(self, deadline: float) -> None:
        """Keep answering; a broken connection is opened again and its answer counted as unanswered."""
        number = 0
        while time.monotonic() < deadline:
            words = f"{self.name}, answer {number}"
            try:
                self._answer(self.tokens[number % len(self.tokens)], words, ANSWERS[number % len(ANSWERS)])
            except (OSError, HTTPException):
                self.outcome.unanswered += 1
                time.sleep(_PAUSE)
                self._connection.close()
                self._connection = self._connect()
            number += 1
        self._connection.close()

    def _answer(self, token: str, words: str, answer: str) -> None:
        body = urlencode(self._fields | {"who": "invitee", "answer": answer, "message": words})
        started = time.monotonic()
        self._connection.request("POST", f"/a/{token}", body, FORM | {"Cookie": self._cookie})
        response = self._connection.getresponse()
        text = response.read()
        if response.status != 303:
            message = f"an answer got {response.status}: {text[:300]!r}"
            raise RuntimeError(message)
        self.outcome.latencies.append(time.monotonic() - started)
        self.outcome.acknowledged.append(words)

    def _read_form(self, token: str) -> None:
        """The hidden fields of the page, and the cookie that its CSRF token belongs to."""
        self._connection.request("GET", f"/a/{token}")
        response = self._connection.getresponse()
        self._fields = dict(_FIELD.findall(response.read().decode()))
        self._cookie = _cookie(response)
        if set(self._fields) != {"csrf_token", "sequence"}:
            message = f"the answer page ({response.status}) has no form to send"
            raise RuntimeError(message)

    def _connect(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=30)


def answer_all_at_once(
    server: Server, tokens: Sequence[str], name: str, *, connections: int, seconds: float, halfway: Callable[[], None]
) -> Outcome:
    """Share the links out over some connections and let them answer for a while; `halfway` is done in between."""
    invitees = [Invitee(server, tokens[n::connections], f"{name}, invitee {n}") for n in range(connections)]
    started = time.monotonic()
    threads = [threading.Thread(target=one.answer_until, args=(started + seconds,)) for one in invitees]
    for thread in threads:
        thread.start()
    time.sleep(seconds / 2)
    halfway()
    for thread in threads:
        thread.join()
    return _together([one.outcome for one in invitees], time.monotonic() - started)


def _together(outcomes: Sequence[Outcome], seconds: float) -> Outcome:
    return Outcome(
        seconds,
        [latency for outcome in outcomes for latency in outcome.latencies],
        [words for outcome in outcomes for words in outcome.acknowledged],
        sum(outcome.unanswered for outcome in outcomes),
    )


def _cookie(response: HTTPResponse) -> str:
    return "; ".join(value.partition(";")[0] for value in response.headers.get_all("Set-Cookie", []))

"""Fetching from typed addresses: nothing that is not public is ever connected to, and nothing takes long."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from scheduler.core.outside import CannotFetch, Outside, is_public

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Type: text/calendar\r\n\r\n" + CALENDAR

Answer = Callable[[socket.socket, bytes], None]

NOT_PUBLIC = (
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",  # noqa: S104 - refused, not bound
    "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.1.1.1",
    "240.0.0.1", "255.255.255.255", "::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "::ffff:a9fe:a9fe", "fe80::1", "fe80::1%1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1",
    "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
)  # fmt: skip

TRICKS = (
    "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://017700000001/", "http://127.1/",
    "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://localhost/", "http://0/",
    "http://127.0.0.1:80/", "https://127.0.0.1/", "webcal://127.0.0.1/", "http://169.254.169.254/latest/meta-data/",
)  # fmt: skip

NO_ADDRESS = (
    "", " ", "calendar.ics", "ftp://calendar.example.org/", "file:///etc/passwd", "gopher://calendar.example.org/",
    "javascript:alert(1)", "http://", "http:///etc", "http://[::1", "http://calendar.example.org:99999/",
    "http://calendar.example.org/a b", "http://calendar.example.org/\r\nHost: x", "http://kalender.exämple.org/",
    "http://user:secret@calendar.example.org/", "http://user@calendar.example.org/", "//calendar.example.org/",
)  # fmt: skip


class Server:
    """Answers each connection on loopback with `answer`; remembers what was asked."""

    def __init__(self, answer: Answer) -> None:
        self.answer, self.asked = answer, list[bytes]()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def url(self, path: str = "/calendar.ics") -> str:
        """Its address under a name that only our resolver knows."""
        return f"http://calendar.example.org:{self.port}{path}"

    def _serve(self) -> None:
        while True:
            try:
                connected, _ = self.listener.accept()
            except OSError:
                return
            with connected:
                asked = connected.recv(65_536)
                self.asked.append(asked)
                try:
                    self.answer(connected, asked)
                except OSError:
                    continue  # hung up on, as it should be


@pytest.fixture
def serve() -> Iterator[Callable[[Answer | bytes], Server]]:
    servers: list[Server] = []

    def start(answer: Answer | bytes) -> Server:
        fixed = answer if callable(answer) else lambda connected, _asked: connected.sendall(answer)
        servers.append(Server(fixed))
        return servers[-1]

    yield start
    for server in servers:
        server.listener.close()


def outside(**changes: object) -> Outside:
    """Everybody lives on loopback, and that is allowed: only here."""
    defaults = {
        "resolve": lambda _host, _port: ["127.0.0.1"],
        "may_reach": lambda address, _port: address == "127.0.0.1",
    }
    return Outside(**defaults | changes)


def fetch(address: str, way: Outside | None = None) -> bytes:
    return (way or outside()).fetch(address, accept="text/calendar")


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_is_not_public_is_known_as_such(address: str) -> None:
    assert not is_public(address, 443)


@pytest.mark.parametrize("address", ["8.8.8.8", "::ffff:8.8.8.8", "2606:4700::1111"])
def test_a_public_address_may_be_reached_on_the_web_s_own_ports_only(address: str) -> None:
    assert is_public(address, 443)
    assert not is_public(address, 22)
    assert not is_public(address, 6379)


@pytest.mark.parametrize("address", TRICKS)
def test_no_spelling_of_this_machine_is_connected_to(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", _never)
    with pytest.raises(CannotFetch, match=r"not a public address|no machine named"):
        Outside().fetch(address, accept="text/calendar")


@pytest.mark.parametrize("found", [["10.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::ffff:192.168.0.1"]])
def test_a_name_with_one_address_inside_is_refused_whole(found: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", _never)
    with pytest.raises(CannotFetch, match="not a public address"):
        Outside(resolve=lambda _host, _port: found).fetch("http://calendar.example.org/", accept="")


@pytest.mark.parametrize("address", NO_ADDRESS)
def test_what_is_no_web_address_is_refused_before_anybody_is_asked(address: str) -> None:
    with pytest.raises(CannotFetch, match=r"Enter an address|user name or password"):
        fetch(address, outside(resolve=_never))


def test_a_calendar_is_fetched_under_its_own_name(serve) -> None:
    server = serve(PLAIN)
    assert fetch(server.url("/a.ics?key=1")) == CALENDAR
    head = server.asked[0].decode()
    assert head.startswith("GET /a.ics?key=1 HTTP/1.1\r\n")
    assert f"Host: calendar.example.org:{server.port}\r\n" in head
    assert "Cookie" not in head


def test_the_checked_address_is_the_one_that_is_connected_to(serve) -> None:
    server, asked = serve(PLAIN), []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]  # a name that points elsewhere a moment later

    assert fetch(server.url(), outside(resolve=resolve)) == CALENDAR
    assert asked == ["calendar.example.org"]


def test_redirects_are_followed_three_times_and_no_more(serve) -> None:
    def hop(connected: socket.socket, asked: bytes) -> None:
        number = int(asked.split()[1].strip(b"/"))
        moved = f"HTTP/1.1 302 Found\r\nLocation: /{number - 1}\r\n\r\n".encode()
        connected.sendall(moved if number else PLAIN)

    server = serve(hop)
    assert fetch(server.url("/3")) == CALENDAR
    with pytest.raises(CannotFetch, match="more than 3 times"):
        fetch(server.url("/4"))


@pytest.mark.parametrize(
    "target", ["http://10.0.0.1/", "http://169.254.169.254/", "http://[::1]/", "file:///etc/passwd", "//[", ""]
)
def test_a_redirect_is_checked_as_the_first_address_was(serve, target: str) -> None:
    server = serve(f"HTTP/1.1 307 Temporary Redirect\r\nLocation: {target}\r\n\r\n".encode())
    known = {"calendar.example.org": "127.0.0.1"}
    with pytest.raises(CannotFetch):
        fetch(server.url(), outside(resolve=lambda host, _port: [known.get(host, host)]))
    assert len(server.asked) <= 4


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 404 Not Found\r\n\r\n", "answered 404 Not Found"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nx", "compressed"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nBEGIN", "broke off"),
        (b"SSH-2.0-OpenSSH\r\n", "broke off"),
        (b"", "broke off"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "broke off"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
    ],
)
def test_an_answer_that_is_of_no_use_is_said_in_words(serve, answer: bytes, words: str) -> None:
    with pytest.raises(CannotFetch, match=words):
        fetch(serve(answer).url())


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nX-Drip: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_server_that_drips_for_ever_is_left_in_time(serve, start: bytes) -> None:
    def drip(connected: socket.socket, _asked: bytes) -> None:
        connected.sendall(start)
        for _ in range(100):
            time.sleep(0.05)
            connected.sendall(b"x")

    server, begun = serve(drip), time.monotonic()
    with pytest.raises(CannotFetch, match="took too long"):
        fetch(server.url(), outside(seconds=0.5))
    assert time.monotonic() - begun < 2


def test_a_resolver_that_never_answers_is_left_in_time() -> None:
    waiting = threading.Event()
    begun = time.monotonic()
    with pytest.raises(CannotFetch, match="no machine named"):
        fetch("http://calendar.example.org/", outside(resolve=lambda _host, _port: waiting.wait(10), seconds=0.3))
    waiting.set()
    assert time.monotonic() - begun < 2


def test_nobody_at_home_is_said_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(CannotFetch, match="cannot be reached"):
        fetch(f"http://calendar.example.org:{port}/")


def test_a_server_that_does_not_speak_tls_is_not_asked_without_it(serve) -> None:
    server = serve(PLAIN)
    with pytest.raises(CannotFetch, match="broke off"):
        fetch(server.url().replace("http:", "https:"))
    assert not any(asked.startswith(b"GET") for asked in server.asked)


def _never(*_args: object, **_kwargs: object) -> None:
    raise AssertionError("this must not be asked")

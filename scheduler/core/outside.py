"""Fetches from addresses that somebody typed: public machines only, bounded in time, size and redirects.

A name is resolved once and the connection goes to the very address that was checked, so that a name cannot point
elsewhere a moment later; redirects are checked as the first address was.
"""

import http.client
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TypeVar
from urllib.parse import SplitResult, urljoin, urlsplit

from flask import current_app

from scheduler.core.errors import SchedulerError
from scheduler.core.values import dataclass

EXTENSION = "scheduler.outside"
Answer = TypeVar("Answer")

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 10.0
MOST_BYTES = 2 * 1024 * 1024
MOST_REDIRECTS = 3
MOST_ADDRESSES = 4
PORTS = frozenset({80, 443, 8080, 8443})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
EMBEDDING = tuple(ipaddress.ip_network(each) for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
"""IPv6 networks that carry an IPv4 address inside (NAT64, 6to4, Teredo): nobody publishes a calendar there."""


class CannotFetch(SchedulerError):
    """The message is a plain sentence that says why."""


def is_public(address: str, port: int) -> bool:
    """Whether anybody on the internet may be there: no loopback, private, link-local, metadata or mapped address."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped), port)
        if found.is_site_local or any(found in network for network in EMBEDDING):
            return False
    return port in PORTS and found.is_global and not found.is_multicast and not found.is_reserved


def resolve(host: str, port: int) -> list[str]:
    """Every address of a name, as the system's resolver gives them. Raises OSError."""
    return [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, slots=True)
class Outside:
    """How to reach the outside. Tests hand in a resolver or a check of their own."""

    resolve: Callable[[str, int], list[str]] = resolve
    may_reach: Callable[[str, int], bool] = is_public
    seconds: float = TOTAL_SECONDS

    def fetch(self, address: str, *, accept: str) -> bytes:
        """What lies at a http(s) or webcal address. Raises CannotFetch in plain words."""
        deadline = time.monotonic() + self.seconds
        for _ in range(MOST_REDIRECTS + 1):
            parts = _checked(address)
            answer = self._ask(parts, accept, deadline)
            if isinstance(answer, bytes):
                return answer
            address = _next(parts, answer)
        raise CannotFetch(f"The address sends us on more than {MOST_REDIRECTS} times.")

    def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The status that a http(s) address answers with; a redirect is one, too. Raises CannotFetch."""
        parts, deadline = _checked(address), time.monotonic() + self.seconds
        return self._talk(parts, deadline, lambda connected: _deliver(connected, parts, body, headers))

    def _ask(self, parts: SplitResult, accept: str, deadline: float) -> bytes | str:
        """The content, or the address to go on to."""
        return self._talk(parts, deadline, lambda connected: _exchange(connected, parts, accept))

    def _talk(self, parts: SplitResult, deadline: float, exchange: Callable[[socket.socket], Answer]) -> Answer:
        """One exchange over a connection to an address that was checked."""
        host = str(parts.hostname)
        connected = self._connect(host, _port(parts), deadline)
        if parts.scheme == "https":
            context = ssl.create_default_context()
            connected = context.wrap_socket(connected, server_hostname=host, do_handshake_on_connect=False)
        # Each single wait has its own limit; this one ends a server that drips for ever.
        watchdog = threading.Timer(_left(deadline), _hang_up, [connected])
        watchdog.daemon = True
        watchdog.start()
        try:
            answer = exchange(connected)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise CannotFetch(_failure(host, error, deadline)) from error
        finally:
            watchdog.cancel()
            connected.close()
        if time.monotonic() >= deadline:
            raise CannotFetch(_too_slow(host))
        return answer

    def _connect(self, host: str, port: int, deadline: float) -> socket.socket:
        found = self._resolved(host, port, deadline)
        if not found or not all(self.may_reach(each, port) for each in found):
            raise CannotFetch(f"{host} is not a public address. We reach machines on the internet only.")
        for each in found[:MOST_ADDRESSES]:
            with suppress(OSError):
                return socket.create_connection((each, port), timeout=min(CONNECT_SECONDS, _left(deadline)))
        raise CannotFetch(f"{host} cannot be reached. Check the address, or try again later.")

    def _resolved(self, host: str, port: int, deadline: float) -> list[str]:
        """Resolvers take no time limit, so a thread waits for them."""
        answers: queue.SimpleQueue[list[str]] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self.resolve(host, port))
            except (OSError, UnicodeError):
                answers.put([])

        threading.Thread(target=ask, daemon=True).start()
        try:
            found = answers.get(timeout=min(CONNECT_SECONDS, _left(deadline)))
        except queue.Empty:
            found = []
        if not found:
            raise CannotFetch(f"There is no machine named {host[:80]}. Check the address.")
        return found


PUBLIC_ONLY = Outside()


def current_outside() -> Outside:
    """How the running application reaches the outside: public machines only, unless a test put something else there."""
    found = current_app.extensions.get(EXTENSION, PUBLIC_ONLY)
    assert isinstance(found, Outside)
    return found


def _checked(address: str) -> SplitResult:
    """The parts of an address that may be asked; webcal is what calendar programs write for https."""
    typed = address.strip()
    if typed[:9].casefold() == "webcal://":
        typed = f"https://{typed[9:]}"
    try:
        parts = urlsplit(typed)
        usable = parts.scheme in {"http", "https"} and parts.hostname and _port(parts)
    except ValueError:
        usable = None
    if not usable or not typed.isascii() or not typed.isprintable() or " " in typed:
        raise CannotFetch("Enter an address that begins with https:// or webcal://.")
    if parts.username or parts.password:
        raise CannotFetch("The address holds a user name or password. Use one without.")
    return parts


def _next(parts: SplitResult, location: str) -> str:
    try:
        return urljoin(parts.geturl(), location)
    except ValueError as error:
        raise CannotFetch(f"{parts.hostname} sends us on to an address that is none.") from error


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _left(deadline: float) -> float:
    return max(deadline - time.monotonic(), 0.01)


def _hang_up(connected: socket.socket) -> None:
    with suppress(OSError):  # it is over already
        connected.shutdown(socket.SHUT_RDWR)


def _deliver(connected: socket.socket, parts: SplitResult, body: bytes, headers: Mapping[str, str]) -> int:
    return _requested(connected, parts, "POST", headers, body).status


def _requested(
    connected: socket.socket, parts: SplitResult, method: str, headers: Mapping[str, str], body: bytes | None = None
) -> http.client.HTTPResponse:
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(str(parts.hostname), _port(parts))
    if isinstance(connected, ssl.SSLSocket):
        connected.do_handshake()
    connection.sock = connected  # to the checked address: the library must not resolve the name again
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    ours = {"Accept-Encoding": "identity", "Connection": "close", "User-Agent": "scheduler"}
    connection.request(method, path, body=body, headers={**ours, **headers})
    return connection.getresponse()


def _exchange(connected: socket.socket, parts: SplitResult, accept: str) -> bytes | str:
    response = _requested(connected, parts, "GET", {"Accept": accept})
    if response.status in REDIRECTS:
        return response.getheader("Location") or ""
    if response.status != http.client.OK:
        raise CannotFetch(f"{parts.hostname} answered {response.status} {response.reason[:60]}.".replace(" .", "."))
    if (response.getheader("Content-Encoding") or "identity") != "identity":
        raise CannotFetch(f"{parts.hostname} sends its answer compressed, although we ask for it plain.")
    return _body(response, str(parts.hostname))


def _body(response: http.client.HTTPResponse, host: str) -> bytes:
    data = response.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise CannotFetch(f"What {host} sends is larger than {MOST_BYTES // 1024 // 1024} MB.")
    if response.length:
        raise CannotFetch(f"{host} broke off its answer. Try again later.")
    return data


def _failure(host: str, error: Exception, deadline: float) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate of {host} is not valid."
    if isinstance(error, TimeoutError) or time.monotonic() >= deadline:
        return _too_slow(host)
    return f"{host} broke off its answer. Try again later."


def _too_slow(host: str) -> str:
    return f"{host} took too long to answer. Try again later."

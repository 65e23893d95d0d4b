"""The web server: granian's processes in front of the application, and the built assets in front of Flask."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from whitenoise import WhiteNoise

from scheduler.config import Settings
from scheduler.core.logs import logging_config
from scheduler.core.pages import STATIC
from scheduler.core.web import HEADERS, HSTS

APPLICATION = "scheduler.app:create_app"
ACCESS_FORMAT = '%(addr)s "%(method)s %(path)s %(protocol)s" %(status)d %(dt_ms).1f ms'
PREFIX = "static/"
HASHED_NAME = r"\.[0-9a-f]{12}\."


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """Where to listen, and with how many processes and threads each."""

    host: str
    port: int
    workers: int
    threads: int
    access_log: bool


def serve(options: ServeOptions) -> None:
    """Serve until told to stop. A process that dies is replaced: without that, granian would end whole."""
    Granian(
        APPLICATION,
        factory=True,
        interface=Interfaces.WSGI,
        address=options.host,
        port=options.port,
        workers=options.workers,
        blocking_threads=options.threads,
        respawn_failed_workers=True,
        websockets=False,
        log_dictconfig=logging_config(),
        log_access=options.access_log,
        log_access_format=ACCESS_FORMAT,
    ).serve()


def init_static(app: Flask, settings: Settings) -> None:
    """Serve the built assets before Flask; hashed names may be kept for ever. Unbuilt ones are Flask's."""
    headers = HEADERS | ({"Strict-Transport-Security": HSTS} if settings.is_secure else {})
    files = WhiteNoise(
        app.wsgi_app,
        root=str(STATIC) if STATIC.is_dir() else None,
        prefix=PREFIX,
        immutable_file_test=HASHED_NAME,
        allow_all_origins=False,
    )
    app.wsgi_app = with_headers(files, headers)  # type: ignore[assignment, method-assign]


def with_headers(app: WSGIApplication, headers: Mapping[str, str]) -> WSGIApplication:
    """Put headers on every answer about a file, 304 too, which whitenoise strips bare."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith(f"/{PREFIX}"):
            return app(environ, start_response)

        def start(status: str, found: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            present = {name.lower() for name, _ in found}
            added = [(name, value) for name, value in headers.items() if name.lower() not in present]
            return start_response(status, [*found, *added], exc_info)

        return app(environ, start)

    return answer

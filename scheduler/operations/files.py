"""The built assets, in front of Flask."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from whitenoise import WhiteNoise

from scheduler.config import Settings
from scheduler.core.pages import STATIC
from scheduler.core.web import HEADERS, HSTS

PREFIX = "static/"
HASHED_NAME = r"\.[0-9a-f]{12}\."


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

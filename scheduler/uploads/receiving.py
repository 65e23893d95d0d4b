"""Takes in a file of a form: copied, checked, scanned and stored, while no transaction is open."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app, request
from werkzeug.datastructures import FileStorage

from scheduler.core.current import current_settings
from scheduler.core.db import db
from scheduler.uploads.checking.apart import check_apart
from scheduler.uploads.rules import FileRefused, check_name, clean_file_name, kind_by_name
from scheduler.uploads.scanning import ScannerDown, scan
from scheduler.uploads.service import KeptFile
from scheduler.uploads.staging import MEBIBYTE, Staged, staged
from scheduler.uploads.storage import StorageDown, current_storage
from scheduler.uploads.storage.probing import new_name

View = TypeVar("View", bound=Callable[..., object])
_ATTRIBUTE = "scheduler_takes_files"
REST_OF_FORM = MEBIBYTE
NOT_SCANNED = (
    "The file could not be checked for viruses just now, so it was not kept. Try again in an hour; if it is urgent,"
    " telephone the office."
)
NOT_STORED = "The file could not be stored just now, so nothing was kept. Try again in an hour."
NO_FILE = "Choose the file to send."


class Infected(FileRefused):
    """The scanner found something; `signature` is its name for it, for the audit log."""

    def __init__(self, signature: str, file_name: str) -> None:
        super().__init__("The virus scanner found something harmful in the file: it was not kept. Tell your IT team.")
        self.signature, self.file_name = signature, file_name


def takes_files(view: View) -> View:
    """Let requests for this view be as large as an upload may be; every other one keeps the usual limit."""
    setattr(view, _ATTRIBUTE, True)
    return view


def init_uploads(app: Flask) -> None:
    """Raise the limit before anything reads the request's form, the CSRF check among others."""

    @app.url_value_preprocessor
    def make_room(endpoint: str | None, _values: dict[str, object] | None) -> None:
        if getattr(current_app.view_functions.get(endpoint or ""), _ATTRIBUTE, False):
            request.max_content_length = current_settings().upload_max_mb * MEBIBYTE + REST_OF_FORM


def take_in(given: FileStorage | None) -> KeptFile:
    """The file, checked and in the storage. Ends the present transaction: load again what is needed afterwards.

    Raises FileRefused with plain words, Infected among them.
    """
    db.session.rollback()  # nobody waits for us while a file is looked into
    if given is None or not given.filename:
        raise FileRefused(NO_FILE)
    name = clean_file_name(given.filename)
    kind = kind_by_name(name)  # before anything is copied
    check_name(name)
    with staged(given.stream) as copy:  # type: ignore[arg-type]  # IO[bytes] is one
        check_apart(copy.path, name)
        _scan(copy, name)
        return KeptFile(_stored(copy), name, kind.content_type, copy.size, copy.sha256)


def _scan(copy: Staged, name: str) -> None:
    scanner = current_settings().scanner_url
    if scanner is None:
        return
    try:
        found = scan(scanner, copy.path)
    except ScannerDown as error:
        current_app.logger.warning("virus scanner gave no verdict: %s", error)
        raise FileRefused(NOT_SCANNED) from error
    if found is not None:
        raise Infected(found, name)


def _stored(copy: Staged) -> str:
    name = new_name()
    try:
        current_storage().put(name, copy.path)
    except StorageDown as error:
        current_app.logger.warning("file storage is down: %s", error)
        raise FileRefused(NOT_STORED) from error
    return name

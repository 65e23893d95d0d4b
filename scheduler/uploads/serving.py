"""Gives a stored file out: always to be saved, never to be shown, by nobody's guess of what it is."""

import unicodedata
from urllib.parse import quote

from flask import Response, abort, current_app

from scheduler.uploads.models import Upload
from scheduler.uploads.storage import FileGone, StorageDown, current_storage

POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


def attachment(upload: Upload) -> Response:
    """The file under the name that it came with; 503 while the storage is away, 404 when it has lost it."""
    try:
        content = current_storage().read(upload.stored_name)
    except FileGone:
        current_app.logger.exception("upload %s is gone from the storage", upload.id)
        abort(404)
    except StorageDown:
        current_app.logger.exception("file storage is down")
        abort(503)
    response = Response(content, content_type=upload.content_type)  # for HEAD, too: closing it closes the file
    harden(response, upload.file_name)
    response.headers["Content-Length"] = str(upload.size)
    return response


def harden(response: Response, file_name: str) -> None:
    """The headers of everything that people handed in: saved, not sniffed, without any right if opened after all."""
    plain = unicodedata.normalize("NFKD", file_name).encode("ascii", "ignore").decode()
    names = {"filename": plain}
    if plain != file_name:
        names["filename*"] = f"UTF-8''{quote(file_name, safe='')}"  # RFC 6266, 4.3: who knows it takes this one
    response.headers.set("Content-Disposition", "attachment", **names)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"

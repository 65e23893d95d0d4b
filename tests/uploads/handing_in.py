"""Files that lie in the storage as an upload leaves them."""

import hashlib
import tempfile
from pathlib import Path

from scheduler.uploads.models import Upload
from scheduler.uploads.service import KeptFile, add_upload
from scheduler.uploads.storage import current_storage
from scheduler.uploads.storage.probing import new_name
from tests.factories import NOW

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def kept_file(content: bytes = PDF, name: str = "assessment.pdf", content_type: str = "application/pdf") -> KeptFile:
    """Checked and stored, with no row yet."""
    stored_name = new_name()
    with tempfile.NamedTemporaryFile() as source:
        source.write(content)
        source.flush()
        current_storage().put(stored_name, Path(source.name))
    return KeptFile(stored_name, name, content_type, len(content), hashlib.sha256(content).hexdigest())


def stored_upload(content: bytes = PDF, name: str = "assessment.pdf", **changes: str) -> Upload:
    """With its row."""
    return add_upload(kept_file(content, name, **changes), by="Robin Ferncastle", now=NOW)

"""Which files are taken, how their names are cleaned, and why one is refused."""

from scheduler.uploads.rules.kinds import ACCEPT, ALLOWED_WORDS, KINDS, Family, FileKind
from scheduler.uploads.rules.names import FileRefused, check_name, clean_file_name, kind_by_name

__all__ = [
    "ACCEPT",
    "ALLOWED_WORDS",
    "KINDS",
    "Family",
    "FileKind",
    "FileRefused",
    "check_name",
    "clean_file_name",
    "kind_by_name",
]

"""The doctor's checks of handed-in files: can they be kept, are they all there, is the virus scanner awake?"""

from scheduler.config import SettingsError
from scheduler.core.wording import count_words
from scheduler.operations.patient import Patient
from scheduler.uploads.queries import kept_names
from scheduler.uploads.scanning import ScannerDown, probe_scanner
from scheduler.uploads.storage import StorageDown, storage_for


def storage(patient: Patient) -> tuple[bool, str]:
    """Whether files can be written and read, and none is missing."""
    try:
        kept = storage_for(patient.settings)
        kept.probe()
        missing = len(kept_names() - {each.name for each in kept.files()})
    except SettingsError as error:
        return False, str(error)
    except StorageDown as error:
        return False, f"Files cannot be kept: {error}. Look at SCHEDULER_UPLOADS_URL and at its rights."
    if missing:
        return False, f"{count_words(missing, 'file')} missing from {kept.words}. Restore them from a backup."
    return True, f"Files are kept in {kept.words}."


def scanner(patient: Patient) -> tuple[bool, str]:
    """Whether files are looked at, and by somebody who answers."""
    url = patient.settings.scanner_url
    if url is None:
        return True, "No virus scanner is set: files are checked by their content only (SCHEDULER_SCANNER_URL)."
    try:
        probe_scanner(url)
    except (SettingsError, ScannerDown) as error:
        return False, f"The virus scanner gives no answer, so every file is refused: {error}"
    return True, "The virus scanner answers."

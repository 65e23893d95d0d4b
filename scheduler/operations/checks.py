"""The doctor's checks: each looks at one thing and says in a line whether it is well, and if not, what to do."""

import re
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from scheduler.accounts.queries import find_office
from scheduler.api.queries.clients import failing_webhooks
from scheduler.audit.models import AuditHead
from scheduler.audit.service import first_broken_entry
from scheduler.config import LOOPBACK, SettingsError
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words
from scheduler.operations import reply_checks, upload_checks
from scheduler.operations.patient import Patient
from scheduler.operations.schema import present_revision, wanted_revision
from scheduler.outbox.queries import counts_by_state, last_heartbeat, oldest_overdue
from scheduler.outbox.rules import NoticeState
from scheduler.outbox.service import is_sending_time
from scheduler.outbox.transport import mail_server
from scheduler.site.rules import SECURITY_TXT_PATH

LONGEST_SILENCE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(minutes=15)
EXPIRY_WARNING = timedelta(days=30)
FETCH_SECONDS = 5
EXPIRES = re.compile(r"^Expires: (\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `words` say what is so, and for a problem what to do."""

    name: str
    is_well: bool
    words: str


def examine(patient: Patient) -> list[Finding]:
    """Every check's finding; one that cannot be made is a problem, not an end."""
    return [_examined(name, check, patient) for name, check in CHECKS.items()]


def _examined(name: str, check: Callable[[Patient], tuple[bool, str]], patient: Patient) -> Finding:
    try:
        is_well, words = check(patient)
    except SQLAlchemyError as error:
        db.session.rollback()
        is_well, words = False, f"The database did not answer ({type(error).__name__}). Look at its log."
    return Finding(name, is_well, words)


def _integrity(_patient: Patient) -> tuple[bool, str]:
    if db.engine.dialect.name != "sqlite":
        db.session.execute(text("SELECT 1"))
        return True, "PostgreSQL answers; it enforces its constraints itself."
    said = db.session.scalars(text("PRAGMA integrity_check")).first()
    if said != "ok":
        return False, f"The database is damaged ({said}). Stop everything and restore the last backup."
    if db.session.execute(text("PRAGMA foreign_key_check")).first() is not None:
        return False, "Rows refer to others that are gone. Restore the last backup, or ask for help."
    return True, "The database holds together."


def _office(_patient: Patient) -> tuple[bool, str]:
    office = find_office()
    if office is None:
        return False, "Nobody has set up the office. Run: scheduler init"
    return True, f"This is {office.name}."


def _schema(_patient: Patient) -> tuple[bool, str]:
    if present_revision() == wanted_revision():
        return True, "No migrations are pending."
    return False, "The database is older or newer than this version. Run: scheduler db upgrade"


def _audit(_patient: Patient) -> tuple[bool, str]:
    broken = first_broken_entry()
    if broken is None:
        head = db.session.get_one(AuditHead, 1)
        return True, f"The audit log's chain is whole: {head.last_id} entries, the last one's hash is {head.last_hash}."
    return False, f"The audit log was changed from entry {broken} on. Keep the file and find out who had access."


def _worker(patient: Patient) -> tuple[bool, str]:
    beat = last_heartbeat()
    if beat is None:
        return False, "No worker has ever run, so no mail is sent. Start: scheduler worker"
    if patient.now - beat > LONGEST_SILENCE:
        minutes = int((patient.now - beat).total_seconds() // 60)
        return False, f"The worker has been silent for {minutes} minutes. Start: scheduler worker"
    return True, "The worker is alive."


def _mail(patient: Patient) -> tuple[bool, str]:
    since = oldest_overdue(patient.now, urgent_only=not is_sending_time(patient.now))
    if since is not None and patient.now - since > LONGEST_WAIT:
        minutes = int((patient.now - since).total_seconds() // 60)
        return False, f"A mail has been due for {minutes} minutes. Look at the mail server and at /mail-log."
    held = counts_by_state()[NoticeState.HELD]
    if held:
        return False, f"{count_words(held, 'mail')} on hold since a restore. Send or withdraw at /mail-log."
    return True, "No mail is overdue."


def _webhooks(_patient: Patient) -> tuple[bool, str]:
    failing = failing_webhooks()
    if failing:
        which = count_words(len(failing), "webhook")
        return False, f"{which} failed at the last delivery. Look at /settings/api."
    return True, "No webhook is failing."


def _addresses(patient: Patient) -> tuple[bool, str]:
    parts = urlsplit(patient.settings.base_url)
    if parts.hostname in LOOPBACK and not patient.settings.demo:
        return False, "SCHEDULER_BASE_URL names this machine only: partners could not open their links."
    return True, f"Links in mail begin with {patient.settings.base_url}."


def _mail_server(patient: Patient) -> tuple[bool, str]:
    try:
        server = mail_server(patient.settings.smtp_url)
    except SettingsError as error:
        return False, str(error)
    if server.tls == "none" and server.host not in LOOPBACK:
        return False, f"Mail goes to {server.host} unprotected. Remove ?tls=none from SCHEDULER_SMTP_URL."
    return True, f"Mail is handed to {server.host}, port {server.port}."


def _security_txt(patient: Patient) -> tuple[bool, str]:
    """Its date is set when the web server starts, so only the web server can tell."""
    url = f"{patient.settings.base_url}{SECURITY_TXT_PATH}"
    try:
        with urllib.request.urlopen(url, timeout=FETCH_SECONDS) as response:  # noqa: S310 - settings allow https, or http on loopback
            found = EXPIRES.search(response.read(10_000).decode(errors="replace"))
    except OSError as error:
        return False, f"{url} could not be read ({error}). Is `scheduler serve` running?"
    if found is None:
        return False, f"{url} carries no Expires line."
    left = datetime.fromisoformat(found[1]).astimezone(UTC) - patient.now
    if left < EXPIRY_WARNING:
        return False, f"security.txt expires in {left.days} days. Restart: scheduler serve"
    return True, f"security.txt is good for {left.days} days."


CHECKS: dict[str, Callable[[Patient], tuple[bool, str]]] = {
    "database": _integrity,
    "schema": _schema,
    "office": _office,
    "audit log": _audit,
    "worker": _worker,
    "mail": _mail,
    "mail server": _mail_server,
    "replies": reply_checks.door,
    "proof": reply_checks.proof,
    "reading": reply_checks.reading,
    "triage": reply_checks.triage,
    "webhooks": _webhooks,
    "files": upload_checks.storage,
    "scanner": upload_checks.scanner,
    "address": _addresses,
    "security.txt": _security_txt,
}

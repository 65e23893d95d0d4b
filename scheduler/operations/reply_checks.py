"""The doctor's checks of mail that comes in: does it reach us, is it read, can it be believed, does a person look."""

import socket
from datetime import timedelta

from scheduler.config import SettingsError
from scheduler.core.wording import count_words
from scheduler.inbox.doors.addresses import Listener, is_listener, is_mailbox, listener, mailbox
from scheduler.inbox.queries.doors import mailbox_mark, mails_by_state, oldest_in_triage, oldest_unread
from scheduler.inbox.rules.vocabulary import MailState
from scheduler.operations.patient import Patient

LONGEST_UNREAD = timedelta(minutes=15)
"""Since the last visit to the mailbox, and for a mail since it came."""
LONGEST_TRIAGE = timedelta(days=3)
CONNECT_SECONDS = 3
NOT_READ = "Replies of calendar programs are not read: invitations carry a link only."


def door(patient: Patient) -> tuple[bool, str]:
    """Whether replies reach us."""
    url = patient.settings.inbox_url
    if url is None:
        return True, NOT_READ
    try:
        if is_mailbox(url):
            return _mailbox(patient, mailbox(url).name)
        if is_listener(url):
            return _listener(listener(url))
    except SettingsError as error:
        return False, str(error)
    return True, "Replies come by pipe: the mail server calls `scheduler inbox receive`."


def _mailbox(patient: Patient, name: str) -> tuple[bool, str]:
    mark = mailbox_mark(name)
    if mark is not None and mark.problem:
        return False, f"Replies cannot be fetched. {mark.problem}"
    if mark is None or mark.read_at is None:
        return False, f"{name} has never been read. Start: scheduler worker"
    if patient.now - mark.read_at > LONGEST_UNREAD:
        minutes = int((patient.now - mark.read_at).total_seconds() // 60)
        return False, f"{name} was last read {minutes} minutes ago. Start: scheduler worker"
    return True, f"{name} is read each minute."


def _listener(address: Listener) -> tuple[bool, str]:
    family, where = (
        (socket.AF_UNIX, str(address.path))
        if address.path
        else (socket.AF_INET6 if ":" in address.host else socket.AF_INET, (address.host, address.port))
    )
    with socket.socket(family) as probe:
        probe.settimeout(CONNECT_SECONDS)
        try:
            probe.connect(where)
        except OSError as error:
            return False, f"Nobody takes replies at {address} ({error.strerror or error}). Start: scheduler worker"
    return True, f"Replies are taken at {address}."


def proof(patient: Patient) -> tuple[bool, str]:
    """Whether any reply can be believed without a person."""
    settings = patient.settings
    if not settings.reads_replies or settings.inbox_tagged_address or settings.inbox_authserv_id:
        return True, "Replies can be told from forgeries." if settings.reads_replies else NOT_READ
    return False, (
        "Every reply waits for a person, since nothing tells it from a forgery. "
        "Set SCHEDULER_INBOX_TAGGED_ADDRESS or SCHEDULER_INBOX_AUTHSERV_ID; see docs/operations.md."
    )


def reading(patient: Patient) -> tuple[bool, str]:
    """Whether what came in was read."""
    parked = mails_by_state()[MailState.PARKED]
    if parked:
        return False, f"{count_words(parked, 'mail')} could not be read at all. Look at the inbox's page."
    since = oldest_unread()
    if since is not None and patient.now - since > LONGEST_UNREAD:
        minutes = int((patient.now - since).total_seconds() // 60)
        return False, f"A mail came {minutes} minutes ago and has not been read. Start: scheduler worker"
    return True, "Every mail that came in was read."


def triage(patient: Patient) -> tuple[bool, str]:
    """Whether a person looks at what only a person can decide."""
    oldest = oldest_in_triage()
    waiting = mails_by_state()[MailState.TRIAGE]
    if oldest is not None and patient.now - oldest > LONGEST_TRIAGE:
        days = (patient.now - oldest).days
        verb = "waits" if waiting == 1 else "wait"
        return False, f"{count_words(waiting, 'mail')} {verb} for a person, the oldest for {days} days. See the inbox."
    return True, f"{count_words(waiting, 'mail')} for a person to look at."

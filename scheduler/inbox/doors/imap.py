"""Fetches what is new in the mailbox; every mail stays there, marked as seen.

A mail is stored and the mark set beyond it in one transaction, and no transaction is open while the server is asked.
"""

import logging
import re
from collections.abc import Callable
from datetime import datetime

from imap_tools import BaseMailBox
from imap_tools.errors import MailboxFetchError
from imap_tools.utils import check_command_status
from sqlalchemy.exc import DBAPIError

from scheduler.core.db import commit, db
from scheduler.core.values import dataclass
from scheduler.inbox.doors.addresses import Mailbox
from scheduler.inbox.doors.connection import MailboxTrouble, connected
from scheduler.inbox.doors.marks import begin_reading, locked_mark, note_visit
from scheduler.inbox.rules.keeping import KEPT_OF_LARGER, LARGEST_MAIL
from scheduler.inbox.rules.vocabulary import MailDoor
from scheduler.inbox.service.receiving import receive

MAILS_A_VISIT = 200
"""The rest is fetched at the next visit, a minute later: nothing else waits for a full mailbox."""

logger = logging.getLogger(__name__)


@dataclass
class Visit:
    """One visit to a mailbox: how many mails it brought, and in plain words what went wrong."""

    stored: int = 0
    problem: str | None = None
    is_refused: bool = False


def never() -> bool:
    """For a visit that nobody cuts short."""
    return False


def fetch_new(mailbox: Mailbox, *, now: datetime, is_stopping: Callable[[], bool] = never) -> Visit:
    """Store what came since the last visit; commits. What goes wrong is noted on the mark and never raised."""
    visit = Visit()
    try:
        with connected(mailbox) as box:
            _Reader(box, mailbox.name, visit, now).read(is_stopping)
    except MailboxTrouble as trouble:
        visit.problem, visit.is_refused = trouble.words, trouble.is_refusal
    db.session.rollback()
    note_visit(mailbox.name, visit.problem, now=now)
    commit()
    return visit


class _Reader:
    """Reads one open folder, oldest mail first."""

    def __init__(self, box: BaseMailBox, name: str, visit: Visit, now: datetime) -> None:
        self.box, self.name, self.visit, self.now = box, name, visit, now
        self.uid_validity = int(box.client.response("UIDVALIDITY")[1][0])

    def read(self, is_stopping: Callable[[], bool]) -> None:
        last_uid = begin_reading(self.name, self.uid_validity)
        commit()
        for uid, size in self._new(last_uid):
            if is_stopping():
                return
            raw = self._raw(uid, size)
            if raw is not None and self._stored(uid, raw, size):
                self.box.client.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")

    def _new(self, last_uid: int) -> list[tuple[int, int]]:
        """UID and size of each mail not read yet; `n:*` names the last mail even when its UID is lower."""
        uids = sorted(uid for uid in map(int, self.box.uids(f"UID {last_uid + 1}:*", charset=None)) if uid > last_uid)
        if not uids:
            return []
        told = self._fetched(",".join(map(str, uids[:MAILS_A_VISIT])), "(UID RFC822.SIZE)")
        return sorted(filter(None, map(_uid_and_size, told)))

    def _raw(self, uid: int, size: int) -> bytes | None:
        """The mail, or of one that is too large its headers and the beginning; None when it has gone meanwhile."""
        wanted = "(BODY.PEEK[])" if size <= LARGEST_MAIL else f"(BODY.PEEK[]<0.{KEPT_OF_LARGER}>)"
        for item in self._fetched(str(uid), wanted):
            if isinstance(item, tuple):
                return bytes(item[1])
        return None

    def _fetched(self, uids: str, parts: str) -> list[bytes | tuple[bytes, bytes] | None]:
        result = self.box.client.uid("FETCH", uids, parts)
        check_command_status(result, MailboxFetchError)
        return list(result[1])

    def _stored(self, uid: int, raw: bytes, size: int) -> bool:
        """Whether it is safe with us. One that cannot be stored holds the mark back: later visits try it again."""
        try:
            mark = locked_mark(self.name)
            if mark.uid_validity == self.uid_validity and mark.last_uid < uid:
                receive(raw, MailDoor.IMAP, size=size, now=self.now)
                if self.visit.problem is None:
                    mark.last_uid = uid
                commit()
                self.visit.stored += 1
        except DBAPIError as error:
            db.session.rollback()
            raise MailboxTrouble(f"The database was busy or away ({type(error).__name__}); mail waits.") from error
        except Exception:
            db.session.rollback()
            logger.exception("mail %s of %s could not be stored", uid, self.name)
            self.visit.problem = f"Mail {uid} of the mailbox could not be stored; it stays unread there. See the log."
            return False
        return True


def _uid_and_size(told: object) -> tuple[int, int] | None:
    """From `12 (UID 345 RFC822.SIZE 6789)`, in whichever order."""
    line = told if isinstance(told, bytes) else b""
    uid, size = re.search(rb"\bUID (\d+)", line), re.search(rb"RFC822\.SIZE (\d+)", line)
    return (int(uid[1]), int(size[1])) if uid and size else None

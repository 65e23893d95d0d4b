"""Note what to write to a member of staff about their account; the mail itself is written when it leaves."""

from datetime import datetime

from scheduler.accounts.models import StaffUser
from scheduler.accounts.rules import AccountLetter
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeDraft
from scheduler.outbox.service import post_notice

KIND = "account"


def post_letter(user: StaffUser, letter: AccountLetter, *, now: datetime) -> Notice:
    """One mail a second at most of each sort. The note holds no link: whoever reads the outbox gains nothing."""
    draft = NoticeDraft(
        kind=KIND,
        recipient_name=user.name,
        recipient_address=user.email,
        subject_type="staff user",
        subject_id=user.id,
        dedupe_key=f"account {letter} {user.id} {int(now.timestamp())}",
        payload={"letter": letter.value},
        urgent=True,
    )
    return post_notice(draft, now=now)

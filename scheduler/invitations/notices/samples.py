"""Sample mails before anybody is invited: the same words as the real ones, with a link that only says so."""

from datetime import datetime

from scheduler.accounts.queries import the_office
from scheduler.core.clock import utc_now
from scheduler.core.current import absolute_url, current_settings
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement
from scheduler.invitations.notices import letters
from scheduler.invitations.notices.facts import calendar_entry, polite_name
from scheduler.invitations.notices.letter import Addressee, CalendarPart, render_letter
from scheduler.invitations.queries import Invitee, Recipient, Roll
from scheduler.invitations.rules import Audience
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import Mail, register_renderer
from scheduler.outbox.rules import NoticeDraft
from scheduler.outbox.service import post_notice

SAMPLES = 3
SAMPLE_PATH = "/a/sample"


@dataclass(frozen=True, slots=True)
class Sample:
    """One mail as it will be, and the address it will go to."""

    addressee: Addressee
    address: str
    mail: Mail


def samples_of(engagement: Engagement, roll: Roll, now: datetime) -> list[Sample]:
    """Up to three: the first invitee's and their office's, then somebody else's."""
    pairs = [(invitee, recipient) for invitee in roll.ready for recipient in invitee.recipients]
    offices = [pair for pair in pairs if pair[1].audience is Audience.PA]
    chosen = list(dict.fromkeys([*pairs[:1], *offices[:1], *pairs[-1:], *pairs]))[:SAMPLES]
    return [_sample(engagement, invitee, recipient, now) for invitee, recipient in chosen]


def post_samples(engagement: Engagement, samples: list[Sample], to: tuple[str, str], *, now: datetime) -> int:
    """Mail the samples to a member of staff (name, address); two presses within a minute are one."""
    name, address = to
    for number, sample in enumerate(samples):
        reader = sample.addressee
        draft = NoticeDraft(
            kind="sample",
            recipient_name=name,
            recipient_address=address,
            subject_type="engagement",
            subject_id=engagement.id,
            dedupe_key=f"sample:{engagement.id}:{address}:{number}:{now:%Y%m%d%H%M}",
            payload={
                "label": reader.label,
                "invitee_name": reader.invitee_name,
                "audience": str(reader.audience),
                "name": reader.name,
            },
            urgent=True,  # somebody sits and waits for it
        )
        post_notice(draft, now=now)
    return len(samples)


def register_sample_renderer() -> None:
    """Give the outbox the kind `sample`."""
    register_renderer("sample", _render_sample)


def _sample(engagement: Engagement, invitee: Invitee, recipient: Recipient, now: datetime) -> Sample:
    addressee = Addressee(invitee.label, polite_name(invitee.person), recipient.audience, recipient.name)
    return Sample(addressee, recipient.address, _mail(engagement, addressee, now))


def _mail(engagement: Engagement, addressee: Addressee, now: datetime) -> Mail:
    by_calendar = current_settings().reads_replies
    occasion = letters.Occasion(engagement, addressee, absolute_url(SAMPLE_PATH), now, by_calendar=by_calendar)
    entry = calendar_entry(engagement)  # never a request: whoever looks at a sample is not invited
    return render_letter(letters.invitation(occasion), the_office(), CalendarPart(entry) if entry else None)


def _render_sample(notice: Notice) -> Mail | None:
    engagement = db.session.get(Engagement, notice.subject_id)
    if engagement is None:
        return None
    facts = notice.payload
    addressee = Addressee(facts["label"], facts["invitee_name"], Audience(facts["audience"]), facts["name"])
    return _mail(engagement, addressee, utc_now())

"""The save-the-date and what follows it when the day slips: no question, no link, a provisional calendar entry.

The entry has no METHOD and names nobody, so no program offers an answer to it. It has the engagement's UID and is a
second older than what the invitation brings, which therefore takes its place (RFC 5546 2.1.5).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.accounts.queries import the_office
from scheduler.core.addresses import address_key
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.core.wording import list_words
from scheduler.engagements.calendar import has_begun, place_words, when_of, when_words
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OFF_THE_DIARY, EngagementStatus
from scheduler.ical.calendar import single
from scheduler.ical.event import Status
from scheduler.invitations.notices.facts import Facts, capitalised, entry_of, host_words, polite_name, shared_purpose
from scheduler.invitations.notices.letter import Addressee, CalendarPart, Letter, render_letter
from scheduler.invitations.notices.samples import SAMPLES, Sample
from scheduler.invitations.queries import Invitee, Recipient
from scheduler.invitations.rules import Audience
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import Mail, register_renderer
from scheduler.outbox.rules import NoticeDraft
from scheduler.outbox.service import post_notice
from scheduler.summits.queries.save_the_date import (
    KIND,
    Mailbox,
    invitees_of,
    is_invited_there,
    reached_at,
)
from scheduler.summits.service.save_the_date import SLIPPED

SAMPLE = "save_the_date_sample"
OLDER = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads it, and for whom."""

    to: Addressee
    whom: str
    """“Councillor Rowan Ashdown, Leader, Melton Borough Council”, or several."""

    @property
    def capacity(self) -> str:
        """Why an office gets it."""
        return f"You are receiving this as the office of {self.whom}." if self.to.audience is Audience.PA else ""


def register_save_the_date_renderers() -> None:
    """Give the outbox its three kinds."""
    register_renderer(KIND, _render)
    register_renderer(SLIPPED, _render_slip)
    register_renderer(SAMPLE, _render_sample)


def samples_of_mailboxes(engagement: Engagement, found: list[Mailbox]) -> list[Sample]:
    """Up to three: the first principal's, the first office's, the last."""
    offices = [each for each in found if each.recipient.audience is Audience.PA]
    chosen = {id(each): each for each in [*found[:1], *offices[:1], *found[-1:], *found]}
    return [_sample(engagement, each) for each in list(chosen.values())[:SAMPLES]]


def post_save_the_date_samples(
    engagement: Engagement, samples: list[Sample], to: tuple[str, str], *, now: datetime
) -> int:
    """Mail them to a member of staff (name, address); two presses within a minute are one."""
    name, address = to
    for number, sample in enumerate(samples):
        draft = NoticeDraft(
            kind=SAMPLE,
            recipient_name=name,
            recipient_address=address,
            subject_type="engagement",
            subject_id=engagement.id,
            dedupe_key=f"{SAMPLE}:{engagement.id}:{address}:{number}:{now:%Y%m%d%H%M}",
            payload={
                "label": sample.addressee.label,
                "audience": str(sample.addressee.audience),
                "name": sample.addressee.name,
            },
            urgent=True,  # somebody sits and waits for it
        )
        post_notice(draft, now=now)
    return len(samples)


def _sample(engagement: Engagement, mailbox: Mailbox) -> Sample:
    reader = _reader(mailbox.recipient, mailbox.invitees)
    # What a sample is mailed with is the words, not the rows behind them.
    shown = replace(reader.to, label=reader.whom, invitee_name="")
    return Sample(shown, mailbox.recipient.address, _mail(engagement, reader))


def _reader(recipient: Recipient, invitees: Sequence[Invitee]) -> Reader:
    to = Addressee(invitees[0].label, polite_name(invitees[0].person), recipient.audience, recipient.name)
    return Reader(to, list_words([_whom(each) for each in invitees]))


def _whom(invitee: Invitee) -> str:
    return Addressee(invitee.label, polite_name(invitee.person), Audience.PRINCIPAL, "").whom


def _render_sample(notice: Notice) -> Mail | None:
    engagement = db.session.get(Engagement, notice.subject_id)
    if engagement is None:
        return None
    facts = notice.payload
    to = Addressee(facts["label"], "", Audience(facts["audience"]), facts["name"])
    return _mail(engagement, Reader(to, facts["label"]))


def _render(notice: Notice) -> Mail | None:
    """None when nobody is reached there any more, they are invited meanwhile, or it does not take place."""
    engagement, reader = db.session.get(Engagement, notice.subject_id), _reader_of(notice)
    if engagement is None or reader is None:
        return None
    if engagement.status in OFF_THE_DIARY or when_of(engagement) is None or has_begun(engagement, utc_now()):
        return None
    return None if is_invited_there(engagement, notice.recipient_key) else _mail(engagement, reader)


def _render_slip(notice: Notice) -> Mail | None:
    """None when a later change has a mail of its own."""
    engagement, reader = db.session.get(Engagement, notice.subject_id), _reader_of(notice)
    if engagement is None or reader is None or engagement.sequence != notice.payload["sequence"]:
        return None
    if engagement.status in OFF_THE_DIARY:
        return _written(_ended(engagement, reader, notice), engagement)
    return (
        None
        if is_invited_there(engagement, notice.recipient_key)
        else _written(_moved(engagement, reader, notice), engagement)
    )


def _reader_of(notice: Notice) -> Reader | None:
    on = local_day(utc_now())
    invitees = reached_at(notice.recipient_key, invitees_of(notice.payload["posts"], notice.payload["people"], on))
    if not invitees:
        return None
    recipients = [each for invitee in invitees for each in invitee.recipients]
    recipient = next(each for each in recipients if address_key(each.address) == notice.recipient_key)
    return _reader(recipient, invitees)


def _mail(engagement: Engagement, reader: Reader) -> Mail:
    return _written(_letter(engagement, reader), engagement)


def _written(letter: Letter, engagement: Engagement) -> Mail:
    return render_letter(letter, the_office(), _entry(engagement))


def _entry(engagement: Engagement) -> CalendarPart | None:
    """Provisional, or marked as cancelled; a file to open."""
    if when_of(engagement) is None:
        return None
    event = entry_of(engagement)
    status = event.status if event.status is Status.CANCELLED else Status.TENTATIVE
    summary = f"Save the date: {event.summary}"
    return CalendarPart(single(replace(event, summary=summary, status=status, stamped_at=event.stamped_at - OLDER)))


def _letter(engagement: Engagement, reader: Reader) -> Letter:
    return Letter(
        subject=f"Save the date: {engagement.title}",
        to=reader.to,
        opening=(reader.capacity, f"Please keep this day free. {_hosts(engagement)}"),
        facts=_facts(engagement, reader),
        closing=(
            "The invitation follows and will ask for an answer. You need do nothing more now.",
            "A provisional calendar entry is attached. The entry that comes with the invitation will take its place.",
            *_signatures(engagement),
        ),
    )


def _moved(engagement: Engagement, reader: Reader, notice: Notice) -> Letter:
    return Letter(
        subject=f"New date to save: {engagement.title}",
        to=reader.to,
        opening=(
            reader.capacity,
            notice.payload["words"],
            "We asked you to keep a day free. Something has changed; this is how it stands now.",
        ),
        facts=(*_facts(engagement, reader), ("Before it was", notice.payload["was"])),
        closing=(
            "The invitation still follows and will ask for an answer. You need do nothing more now.",
            "A new provisional calendar entry is attached; it replaces the earlier one.",
            *_signatures(engagement),
        ),
    )


def _ended(engagement: Engagement, reader: Reader, notice: Notice) -> Letter:
    is_postponed = engagement.status is EngagementStatus.POSTPONED
    what = "will not take place on the day that we asked you to keep free" if is_postponed else "will not take place"
    follows = "We shall write when there is a new date." if is_postponed else "You need do nothing more."
    return Letter(
        subject=f"{'Postponed' if is_postponed else 'Cancelled'}: {engagement.title}",
        to=reader.to,
        opening=(reader.capacity, notice.payload["words"], f"We are sorry: this {what}. {follows}"),
        facts=_facts(engagement, reader),
        closing=("The calendar entry attached is marked as cancelled; please take the earlier one out.",),
    )


def _facts(engagement: Engagement, reader: Reader) -> Facts:
    return (
        ("For", reader.whom),
        ("What", engagement.title),
        ("When", when_words(engagement)),
        ("Where", place_words(engagement)),
        ("Hosts", capitalised(host_words(engagement))),
        ("About", shared_purpose(engagement)),
    )


def _hosts(engagement: Engagement) -> str:
    """“The Commissioner and the Chief Constable will host it together and would like you to be there.”."""
    hosts, several = host_words(engagement), len(engagement.principals) > 1
    if not hosts:
        return "We should like you to be there."
    return f"{capitalised(hosts)} will host it{' together' if several else ''} and would like you to be there."


def _signatures(engagement: Engagement) -> list[str]:
    """One line a host: both sign."""
    return [f"{each.name}, {each.title}" if each.name else each.title for each in engagement.principals]

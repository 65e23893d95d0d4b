"""Writes to a partner what a release of the programme says for them."""

from scheduler.accounts.queries import the_office
from scheduler.core.clock import utc_now
from scheduler.core.mail_templates import render_mail
from scheduler.engagements.calendar import place_words, when_words
from scheduler.invitations.notices.renderers import addressee_of
from scheduler.invitations.queries import link_by_id
from scheduler.invitations.queries.doors import gate_of
from scheduler.invitations.rules import Gate
from scheduler.invitations.service import answer_url
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import Mail
from scheduler.summits.models import Party, ProgrammeRelease
from scheduler.summits.queries.programme_link import own_programme
from scheduler.summits.queries.programme_releases import content_before, content_of, is_overtaken, release_by_id
from scheduler.summits.queries.summits import party_of
from scheduler.summits.rules.releases import seat_changes, told_to

STILL_COMING = frozenset({Gate.OPEN, Gate.CLOSED})


def write_programme_release(notice: Notice) -> Mail | None:
    """The mail of one link; None once it is dead, has no place any more, or a later release writes to it."""
    release = release_by_id(notice.payload["release_id"])
    link = link_by_id(notice.payload["link_id"])
    if release is None or link is None or gate_of(link, utc_now()) not in STILL_COMING:
        return None
    party, own = party_of(link.invitation), own_programme(link.invitation)
    if party is None or own is None or not own.has_place or is_overtaken(notice, release):
        return None
    changes = _changes(release, party)
    title = link.invitation.engagement.title
    is_first = content_before(release) is None
    subject = f"{title}: your programme" if is_first else f"{title}: your programme has changed"
    facts = {
        "subject": subject,
        "name": notice.recipient_name,
        "whom": addressee_of(link).whom,
        "engagement": link.invitation.engagement,
        "when": when_words(link.invitation.engagement),
        "place": place_words(link.invitation.engagement),
        "changes": changes,
        "own": own,
        "is_first": is_first,
        "link": f"{answer_url(link)}/programme",
        "office_name": the_office().name,
        "office_telephone": the_office().telephone,
    }
    text, html = (render_mail(f"summits/email/programme.{part}", **facts) for part in ("txt", "html"))
    return Mail(subject, text, html)


def _changes(release: ProgrammeRelease, party: Party) -> list[str]:
    """What differs for this party; of the seats only its own."""
    old, new = content_before(release), content_of(release)
    if old is None:
        return []
    ids = [each.id for each in party.attendees]
    found = told_to(old, new, ids)
    for each in party.attendees:
        if each.id in new.seats and (words := seat_changes(old, new, each.id)):
            found.append(f"{each.name}: {'; '.join(words)}" if len(ids) > 1 else f"You: {'; '.join(words)}")
    return found

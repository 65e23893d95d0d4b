"""Round mails: one for each mailbox, about everything in it that is still open when the mail leaves."""

from collections.abc import Callable, Sequence
from datetime import datetime

from scheduler.accounts.queries import the_office
from scheduler.core.clock import local_day, utc_now
from scheduler.core.current import absolute_url
from scheduler.core.mail_templates import render_mail
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, list_words
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.notices.facts import Facts, engagement_facts
from scheduler.invitations.notices.letters import Occasion
from scheduler.invitations.notices.renderers import addressee_of
from scheduler.invitations.queries import current_reply, link_by_id
from scheduler.invitations.queries.chasers import candidates_of
from scheduler.invitations.queries.seats import is_of_one_who_left
from scheduler.invitations.rules import Audience, PartStat
from scheduler.invitations.rules.chasers import reason_against
from scheduler.invitations.rules.ladders import Step
from scheduler.invitations.service import answer_url
from scheduler.invitations.service.chasers import KIND_OF_STEP
from scheduler.invitations.service.reminder_stops import stop_path
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import Mail, register_renderer

SAMPLE_PATH = "/a/sample"
STOP_SAMPLE = "/u/…"
UrlOf = Callable[[InvitationLink], str]


@dataclass(frozen=True, slots=True)
class Item:
    """One engagement in a round mail, with the reader's own link."""

    title: str
    facts: Facts
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundLetter:
    """What one round mail says, in order; empty sentences are left out."""

    subject: str
    greeting: str
    opening: tuple[str, ...]
    items: tuple[Item, ...]
    button: str
    closing: tuple[str, ...]
    stop_url: str

    @property
    def is_digest(self) -> bool:
        """Whether it is about more than one."""
        return len(self.items) > 1

    def facts_of(self, item: Item) -> Facts:
        """Line by line; where several are listed, the title stands above them already."""
        return tuple(each for each in item.facts if not (self.is_digest and each[0] == "What"))

    @property
    def stop_words(self) -> str:
        """What the last link does."""
        what = "these" if self.is_digest else "this"
        return f"If you want no more reminders about {what}, use the link below. It does not answer the invitation."


def register_round_renderers() -> None:
    """Give the outbox both kinds of round mail."""
    for step, kind in KIND_OF_STEP.items():
        register_renderer(kind, _renderer(step))


def round_mail(step: Step, links: Sequence[InvitationLink], url_of: UrlOf, stop_url: str, now: datetime) -> Mail:
    """The mail about these links, all of one mailbox."""
    letter = (_chaser if step is Step.CHASE else _reminder)(links, url_of, stop_url, now)
    office = the_office()
    words = {
        "letter": letter,
        "office_name": office.name,
        "office_telephone": office.telephone,
        "office_email": office.email,
    }
    return Mail(
        subject=letter.subject,
        text=render_mail("invitations/chasers/email/round.txt", **words),
        html=render_mail("invitations/chasers/email/round.html", **words),
        unsubscribe=stop_url,
    )


def sample_mail(step: Step, links: Sequence[InvitationLink], now: datetime) -> Mail:
    """The same words for the office to read; its links lead nowhere."""
    return round_mail(step, links, lambda _link: absolute_url(SAMPLE_PATH), absolute_url(STOP_SAMPLE), now)


def _renderer(step: Step) -> Callable[[Notice], Mail | None]:
    def render(notice: Notice) -> Mail | None:
        now = utc_now()
        links = still_open([int(each) for each in notice.payload["link_ids"]], step, now)
        return round_mail(step, links, answer_url, absolute_url(stop_path(notice)), now) if links else None

    return render


def still_open(link_ids: Sequence[int], step: Step, now: datetime) -> list[InvitationLink]:
    """Those of the links that the mail is still right for."""
    links = [link for each in link_ids if (link := link_by_id(each)) is not None]
    invitations = list(dict.fromkeys(link.invitation for link in links))
    found = {each.invitation.id: each for each in candidates_of(invitations)}

    def is_open(link: InvitationLink) -> bool:
        candidate = found.get(link.invitation_id)
        return (
            candidate is not None
            and link in candidate.links
            and reason_against(candidate.standing, step, now) is None
            and not is_of_one_who_left(link, local_day(now))
        )

    return [link for link in links if is_open(link)]


def _chaser(links: Sequence[InvitationLink], url_of: UrlOf, stop_url: str, now: datetime) -> RoundLetter:
    items = tuple(_item(link, url_of, now) for link in links)
    return RoundLetter(
        subject=f"Please answer: {_title(items, 'invitation')}",
        greeting=addressee_of(links[0]).greeting,
        opening=(_capacity(links), *_what_is_missing(links)),
        items=items,
        button="Answer the invitation",
        closing=(
            "It takes a minute and needs no account: say yes, maybe or no, or name someone to come instead.",
            "If you have answered in the meantime, thank you: you need do nothing.",
        ),
        stop_url=stop_url,
    )


def _reminder(links: Sequence[InvitationLink], url_of: UrlOf, stop_url: str, now: datetime) -> RoundLetter:
    items = tuple(_item(link, url_of, now, _who_comes(link)) for link in links)
    return RoundLetter(
        subject=f"Reminder: {_title(items, 'engagement')}",
        greeting=addressee_of(links[0]).greeting,
        opening=(
            _capacity(links),
            "This is to remind you of when and where we are to meet. We look forward to it.",
        ),
        items=items,
        button="See or change the answer",
        closing=("If something has come up, please tell us as soon as you can.",),
        stop_url=stop_url,
    )


def _title(items: Sequence[Item], noun: str) -> str:
    return items[0].title if len(items) == 1 else count_words(len(items), noun)


def _item(link: InvitationLink, url_of: UrlOf, now: datetime, comes: str = "") -> Item:
    engagement = link.invitation.engagement
    occasion = Occasion(engagement, addressee_of(link), url_of(link), now)
    facts = (("Invitation for", occasion.to.whom), ("Who will come", comes), *engagement_facts(engagement, now))
    return Item(engagement.title, facts, occasion.url)


def _capacity(links: Sequence[InvitationLink]) -> str:
    """Tells an office why it gets the mail, naming everybody it answers for."""
    seats = [addressee_of(link).whom for link in links if link.audience is Audience.PA]
    if not seats:
        return ""
    return f"You are receiving this as the office of {list_words(list(dict.fromkeys(seats)))}. You may answer for them."


def _what_is_missing(links: Sequence[InvitationLink]) -> tuple[str, ...]:
    """That nobody answered yet; to somebody who did, why they are asked again."""
    moved = [
        each.invitation.engagement.title for each in links if each.invitation.partstat is not PartStat.NEEDS_ACTION
    ]
    many = len(links) > 1
    if len(moved) == len(links):
        what = "these invitations, but they have" if many else "this invitation, but it has"
        return (f"You had answered {what} changed since. Please answer again: will you come?",)
    silent = f"We have not had your answer to {'these invitations' if many else 'this invitation'} yet. Will you come?"
    changed = "it has" if len(moved) == 1 else "they have"
    again = f"You had answered about {list_words(moved)}, but {changed} changed since, so please answer again."
    return (silent, again) if moved else (silent,)


def _who_comes(link: InvitationLink) -> str:
    """The substitute by name."""
    reply = current_reply(link.invitation)
    stand_in = reply.substitution if reply is not None else None
    return f"{stand_in.name}, {stand_in.role}" if stand_in is not None else ""

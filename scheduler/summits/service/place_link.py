"""What the holder of a link does about their place: takes it, lets it go, leaves the list, comes back onto it.

Who lets a place go, or leaves the list, sends apologies by that: the answer is recorded through `record_reply`, or the
calendar, the tracking panel and the receipt would go on saying that they come. Nothing is recorded when an offer
lapses: they said that they would come and may still wish to.
"""

from datetime import datetime

from scheduler.core.errors import VersionConflict
from scheduler.core.values import dataclass
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.queries.doors import gate_of
from scheduler.invitations.rules import Answer, Answerer, Audience, Gate, PartStat, ReplySource
from scheduler.invitations.service import AnswerClosed, record_reply
from scheduler.summits.models import Party
from scheduler.summits.rules.places import GIVEN
from scheduler.summits.rules.vocabulary import PlaceState
from scheduler.summits.service.counters import become
from scheduler.summits.service.offers import lapse, note, offer_on
from scheduler.summits.service.place_mails import tell_of_place
from scheduler.summits.service.places import COMES, lock_for, seat, take

MAY_PRESS = frozenset({Gate.OPEN, Gate.CLOSED})
"""Places come free after the day to answer by as well, until it begins."""

LISTED = "the waiting list"
"""Who took the answer, when the time to answer by link is over."""


class OfferGone(VersionConflict):
    """The page was about an offer, or a wait, that is not the present one."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button on the page of a place: by which link, and about which offer the page was (0: the wait)."""

    link: InvitationLink
    offer: int = 0


def take_place(party: Party, press: Press, *, now: datetime) -> None:
    """The offered place is theirs; pressed again it stays so. Raises OfferGone and AnswerClosed."""
    _open(party, press, now)
    if party.state is PlaceState.CONFIRMED and party.offers == press.offer:
        return
    _check_offer(party, press, now)
    take(party)
    tell_of_place(party, GIVEN, now=now)


def let_place_go(party: Party, press: Press, *, now: datetime) -> None:
    """Neither the offered place nor the list: apologies. Raises OfferGone and AnswerClosed."""
    _open(party, press, now)
    if party.state is PlaceState.LET_GO:
        return
    _check_offer(party, press, now)
    _send_apologies(party, press, now)
    note(party, "place_let_go", "let the offered place go")


def leave_list(party: Party, press: Press, *, now: datetime) -> None:
    """They wait no longer; nobody moves into a place by it. Raises OfferGone and AnswerClosed."""
    _open(party, press, now)
    _end_what_is_over(party, now)
    if party.state is PlaceState.LET_GO:
        return
    if party.state not in {PlaceState.WAITING, PlaceState.LAPSED}:
        raise OfferGone
    _send_apologies(party, press, now)
    note(party, "place_let_go", "left the waiting list")


def come_back(party: Party, press: Press, *, now: datetime) -> None:
    """After an offer that lapsed: a free place, or a new number at the end. Raises OfferGone and AnswerClosed."""
    _open(party, press, now)
    _end_what_is_over(party, now)
    if party.state in {PlaceState.WAITING, PlaceState.CONFIRMED, PlaceState.OFFERED}:
        return
    if party.state is not PlaceState.LAPSED or party.invitation is None or party.invitation.partstat not in COMES:
        raise OfferGone
    seat(party, now=now)


def _open(party: Party, press: Press, now: datetime) -> None:
    lock_for(party)
    state = gate_of(press.link, now)
    if state not in MAY_PRESS:
        raise AnswerClosed(state)


def _end_what_is_over(party: Party, now: datetime) -> None:
    """Pressed between the deadline and the worker's round."""
    if party.offer_until_at is not None and party.offer_until_at <= now:
        lapse(party, "nobody took it in time", now=now)
        offer_on(party.summit, now=now)


def _check_offer(party: Party, press: Press, now: datetime) -> None:
    """An earlier offer's page, or one left open past the deadline, decides nothing."""
    is_open = party.state is PlaceState.OFFERED and party.offer_until_at is not None and now < party.offer_until_at
    if not is_open or party.offers != press.offer:
        raise OfferGone


def _send_apologies(party: Party, press: Press, now: datetime) -> None:
    who = Answerer.OFFICE if press.link.audience is Audience.PA else Answerer.INVITEE
    is_late = gate_of(press.link, now) is Gate.CLOSED
    record_reply(
        press.link.invitation,
        Answer(PartStat.DECLINED, who, "", None),
        source=ReplySource.LINK,
        link=press.link,
        recorded_by=LISTED if is_late else "",
        now=now,
    )
    become(party, PlaceState.LET_GO)

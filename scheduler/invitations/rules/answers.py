"""What an answer must hold, when two are the same, and when one is about an earlier time."""

from scheduler.core.addresses import clean_address
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line, clean_text
from scheduler.core.values import dataclass
from scheduler.invitations.rules.vocabulary import Answerer, Authority, PartStat

NAME_LENGTH = 200
MESSAGE_LENGTH = 4_000


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who comes instead; `band` is seniority from 1 (elected or statutory head) to 5, `address` may be unknown."""

    name: str
    role: str
    band: int
    authority: Authority
    address: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to an invitation, by whichever door it comes."""

    partstat: PartStat
    answered_by: Answerer = Answerer.INVITEE
    message: str = ""
    substitute: StandIn | None = None
    about_sequence: int | None = None
    """SEQUENCE of the engagement that whoever answers had before their eyes; None: whatever it is now."""


def checked_answer(answer: Answer) -> Answer:
    """The answer with its text cleaned; a substitute is kept only with “someone else”. Raises RuleBroken."""
    if answer.partstat is PartStat.NEEDS_ACTION:
        raise RuleBroken("Choose an answer.", "answer")
    message = clean_text(answer.message)
    if len(message) > MESSAGE_LENGTH:
        sentence = f"Your message is too long. Use {MESSAGE_LENGTH:,} characters or fewer."
        raise RuleBroken(sentence, "message")
    if answer.partstat is not PartStat.DELEGATED:
        _refuse_place_taker(answer)
        return Answer(answer.partstat, answer.answered_by, message)
    if answer.substitute is None:
        raise RuleBroken("Say who will come.", "substitute_name")
    return Answer(answer.partstat, answer.answered_by, message, _checked_stand_in(answer.substitute))


def _refuse_place_taker(answer: Answer) -> None:
    """Somebody in the invitee's place is the “someone else”; their own yes would be counted as the invitee's."""
    if answer.answered_by is Answerer.SUBSTITUTE and answer.partstat is not PartStat.DECLINED:
        raise RuleBroken("If you come in their place, choose “Someone else will come” and enter your name.", "answer")


def _checked_stand_in(stand_in: StandIn) -> StandIn:
    name, role = clean_line(stand_in.name), clean_line(stand_in.role)
    for text, field, sentence in (
        (name, "substitute_name", "Enter the name of the person who will come."),
        (role, "substitute_role", "Enter their role, such as Deputy Leader."),
    ):
        if not text:
            raise RuleBroken(sentence, field)
        if len(text) > NAME_LENGTH:
            too_long = f"Use {NAME_LENGTH} characters or fewer."
            raise RuleBroken(too_long, field)
    if not 1 <= stand_in.band <= 5:
        raise RuleBroken("Choose how senior they are.", "substitute_band")
    return StandIn(name, role, stand_in.band, stand_in.authority, _checked_address(stand_in.address))


def _checked_address(address: str) -> str:
    if not address.strip():
        return ""
    try:
        return clean_address(address)
    except RuleBroken as broken:
        raise RuleBroken(broken.message, "substitute_address") from broken


def differs(before: tuple[PartStat, StandIn | None], after: tuple[PartStat, StandIn | None]) -> bool:
    """Whether the other address must be told: another answer, or another person who comes."""
    return before != after


def is_about_earlier_time(partstat: PartStat, answered_sequence: int | None, sequence: int) -> bool:
    """Whether the answer was given before the engagement last moved; the invitee has been asked again."""
    return partstat is not PartStat.NEEDS_ACTION and answered_sequence is not None and answered_sequence < sequence

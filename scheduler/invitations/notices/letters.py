"""The words of each mail. Subjects keep the title, so that mail programs hold the conversation together."""

from datetime import datetime

from scheduler.core.values import dataclass
from scheduler.core.wording import moment_words
from scheduler.engagements.calendar import when_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementKind
from scheduler.invitations.notices.facts import (
    Facts,
    answer_by_words,
    answer_facts,
    engagement_facts,
    host_words,
    in_place_facts,
)
from scheduler.invitations.notices.letter import Addressee, Letter
from scheduler.invitations.rules import ANSWER_WORDS, Answer, Answerer, Audience, PartStat, ReplySource

BY_CALENDAR = "A calendar entry comes with this mail. You can answer with your calendar program’s own buttons as well."
BY_CALENDAR_TOO = "You can answer with your calendar program’s own buttons as well."
AS_PROPOSED = "Thank you for proposing another time. We have moved it to the time that you proposed."
TAKE_OUT = (
    "The calendar entry attached is marked as cancelled. If the earlier one stays in your calendar, please take it "
    "out. We are sorry for the trouble."
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """What every mail is about: the engagement, who reads, the reader's own link, and the present instant."""

    engagement: Engagement
    to: Addressee
    url: str
    now: datetime
    words: str = ""
    """Why, as the office says it to partners."""
    by_calendar: bool = False
    """Whether we read what the reader's calendar program answers."""

    @property
    def facts(self) -> Facts:
        """The engagement line by line, headed by whom the invitation is for."""
        return (("Invitation for", self.to.whom), *engagement_facts(self.engagement, self.now))


def _invited(engagement: Engagement) -> str:
    """A summit is what they come to; otherwise they come to meet us."""
    hosts = host_words(engagement)
    if not hosts:
        return "You are invited to the following."
    if engagement.kind is EngagementKind.SUMMIT:
        return f"You are invited to the summit “{engagement.title}”, hosted by {hosts}."
    return f"You are invited to meet {hosts}."


def invitation(occasion: Occasion) -> Letter:
    """Will you come?"""
    return Letter(
        subject=f"Invitation: {occasion.engagement.title}",
        to=occasion.to,
        opening=(occasion.to.capacity, _invited(occasion.engagement)),
        facts=occasion.facts,
        button=("Answer the invitation", occasion.url),
        closing=(
            "It takes a minute and needs no account: say yes, maybe or no, or name someone to come instead. "
            + _changeable(occasion),
            f"The link answers for {occasion.to.whom}, so please pass it on only to somebody who may do that.",
            BY_CALENDAR if occasion.by_calendar else "A calendar entry is attached.",
        ),
    )


def in_place(occasion: Occasion) -> Letter:
    """To a substitute: you were named, do you come?"""
    return Letter(
        subject=f"In place of {occasion.to.invitee_name or occasion.to.label}: {occasion.engagement.title}",
        to=occasion.to,
        opening=(
            f"We have been told that you will come in place of {occasion.to.whom}.",
            "Please tell us whether you will be there.",
        ),
        facts=occasion.facts,
        button=("Say whether you come", occasion.url),
        closing=(
            "It takes a minute and needs no account. The link is yours; please do not pass it on.",
            BY_CALENDAR if occasion.by_calendar else "A calendar entry is attached.",
        ),
    )


def update(occasion: Occasion, partstat: PartStat, was: str, *, is_stale: bool) -> Letter:
    """Time or place are new; an answer about the earlier plan is asked for again. `was` may be empty."""
    asks = is_stale or partstat is PartStat.NEEDS_ACTION
    answered = "Answer again" if is_stale else "See or change the answer"
    return Letter(
        subject=f"Updated: {occasion.engagement.title}",
        to=occasion.to,
        opening=(
            occasion.to.capacity,
            occasion.words,
            "Something has changed. This is how it stands now.",
            _what_is_asked(partstat)
            if asks
            else f"You need do nothing: your answer, “{ANSWER_WORDS[partstat]}”, stands.",
        ),
        facts=(*occasion.facts, ("Before it was", was)),
        button=("Answer the invitation" if partstat is PartStat.NEEDS_ACTION else answered, occasion.url),
        closing=(
            "A new calendar entry is attached; it replaces the earlier one.",
            BY_CALENDAR_TOO if occasion.by_calendar and asks else "",
        ),
    )


def _what_is_asked(partstat: PartStat) -> str:
    return {
        PartStat.NEEDS_ACTION: "Please tell us whether you can come.",
        PartStat.DECLINED: "You sent apologies for the earlier date. If you can come to this one, please tell us.",
    }.get(partstat, f"Your answer, “{ANSWER_WORDS[partstat]}”, was about the earlier plan. Please answer again.")


def cancellation(occasion: Occasion) -> Letter:
    """It will not take place."""
    return Letter(
        subject=f"Cancelled: {occasion.engagement.title}",
        to=occasion.to,
        opening=(
            occasion.to.capacity,
            occasion.words,
            "We are sorry: this will not take place. You need do nothing more.",
        ),
        facts=_facts_of_what_was(occasion),
        closing=("The calendar entry attached is marked as cancelled; it replaces the earlier one.",),
    )


def postponement(occasion: Occasion) -> Letter:
    """It will take place on a day that is not known yet."""
    return Letter(
        subject=f"Postponed: {occasion.engagement.title}",
        to=occasion.to,
        opening=(
            occasion.to.capacity,
            occasion.words,
            "We are sorry: this will not take place on the day planned. We shall write when there is a new date.",
        ),
        facts=_facts_of_what_was(occasion),
        closing=("The calendar entry attached is marked as cancelled; a new one will follow with the new date.",),
    )


def withdrawal(occasion: Occasion) -> Letter:
    """This one invitee is no longer expected; whether it takes place is not said."""
    return Letter(
        subject=f"Withdrawn: {occasion.engagement.title}",
        to=occasion.to,
        opening=(occasion.to.capacity, "We have withdrawn this invitation, so you are no longer expected."),
        facts=_facts_of_what_was(occasion),
        closing=(TAKE_OUT,),
    )


def release(occasion: Occasion) -> Letter:
    """To a substitute who is not needed, or to an address that the invitation has left; says nothing of the others."""
    if occasion.to.audience is Audience.SUBSTITUTE:
        why = f"You are no longer expected in place of {occasion.to.whom}: the answer to their invitation has changed."
    else:
        why = "This invitation goes to another address now, so nothing more is asked at this one."
    return Letter(
        subject=f"No longer expected: {occasion.engagement.title}",
        to=occasion.to,
        opening=(why,),
        facts=_facts_of_what_was(occasion),
        closing=(TAKE_OUT,),
    )


def receipt(occasion: Occasion, answer: Answer, standing: Facts = ()) -> Letter:
    """To the address that answered: what was saved, whether it makes sure of a place, and how to change it."""
    said = in_place_facts(answer) if occasion.to.audience is Audience.SUBSTITUTE else answer_facts(answer)
    return Letter(
        subject=f"Your answer: {occasion.engagement.title}",
        to=occasion.to,
        opening=(occasion.to.capacity, "Thank you. We have saved this answer."),
        facts=(*said, *standing, *occasion.facts),
        button=("See or change the answer", occasion.url),
        closing=(_changeable(occasion), _entry_to_add(occasion, answer.partstat)),
    )


def other_address(occasion: Occasion, answer: Answer, source: ReplySource, standing: Facts = ()) -> Letter:
    """To the invitee's other address: somebody answered, and the last answer counts."""
    return Letter(
        subject=f"Answered: {occasion.engagement.title}",
        to=occasion.to,
        opening=(occasion.to.capacity, *_who_answered(answer, source)),
        facts=(*answer_facts(answer), *standing, *occasion.facts),
        button=("See or change the answer", occasion.url),
        closing=(_changeable(occasion),),
    )


def _who_answered(answer: Answer, source: ReplySource) -> tuple[str, str]:
    """Who it was, and what the reader may do about it."""
    counts = "The last answer counts. If it is right, you need do nothing."
    if source is ReplySource.TELEPHONE:
        return "The office noted this answer after a telephone call.", counts
    if answer.answered_by is Answerer.SUBSTITUTE and answer.partstat is PartStat.DECLINED:
        return (
            "Whoever was to come in the invitee’s place cannot come, so nobody is expected now.",
            "If the invitee can come after all, or somebody else can, please tell us.",
        )
    return {
        Answerer.INVITEE: "The invitee has answered this invitation.",
        Answerer.OFFICE: "The invitee’s office has answered this invitation.",
        Answerer.SUBSTITUTE: "Somebody in the invitee’s place has answered this invitation.",
    }[answer.answered_by], counts


def _entry_to_add(occasion: Occasion, partstat: PartStat) -> str:
    """For those whose calendar was not asked: a receipt may go by a way that carries no calendar part."""
    if occasion.by_calendar or partstat is PartStat.DECLINED or when_of(occasion.engagement) is None:
        return ""
    return f"Add it to your calendar: {occasion.url}/calendar.ics"


def _changeable(occasion: Occasion) -> str:
    until = answer_by_words(occasion.engagement, occasion.now)
    if until:
        return f"You can change the answer until {until}."
    if occasion.engagement.reply_by_at is not None:
        return f"The time to answer by link ended on {moment_words(occasion.engagement.reply_by_at)}: please telephone."
    return "You can change the answer until it begins."


def _facts_of_what_was(occasion: Occasion) -> Facts:
    """Without a date to answer by: nothing is asked any more."""
    return tuple(
        (name, value) for name, value in occasion.facts if name not in {"Answer by", "Online address", "About"}
    )

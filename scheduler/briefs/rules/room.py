"""Who will be in the room, at what level, with what authority."""

from collections import Counter
from collections.abc import Sequence

from scheduler.briefs.rules.facts import Facts
from scheduler.briefs.rules.lines import Line, Section
from scheduler.core.wording import count_words
from scheduler.invitations.rules import BAND_WORDS, Authority, PartStat
from scheduler.records.rules.people import Came
from scheduler.records.rules.vocabulary import Side

MOST = 8
ANSWERS = {
    PartStat.ACCEPTED: "coming",
    PartStat.TENTATIVE: "may come",
    PartStat.NEEDS_ACTION: "has not answered",
    PartStat.DECLINED: "sends apologies",
}
MANY_ANSWER = {"has not answered": "have not answered", "sends apologies": "send apologies"}
AUTHORITIES = {
    Authority.FULL: "can commit them",
    Authority.LIMITED: "can commit them within limits",
    Authority.NONE: "comes to listen, cannot commit them",
}


def room_section(facts: Facts, *, with_names: bool) -> Section:
    """Ours, then theirs; who has not answered, and a partner's side that is empty, are gaps."""
    ours = [each for each in facts.room if each.side is Side.OURS]
    theirs = [each for each in facts.room if each.side is Side.THEIRS]
    lines = [_one_of_ours(each, facts, with_names=with_names) for each in ours]
    nobody = _nobody(theirs, is_internal=len(ours) > 1)
    gaps = [*nobody, *_silent(theirs)]
    lines += [_one_of_theirs(each, with_names=with_names) for each in theirs[:MOST]]
    lines += _rest(theirs[MOST:])
    lines += [Line(words=words, is_gap=True) for words in nobody]
    return Section("In the room", tuple(lines), tuple(gaps))


def _rest(left: Sequence[Came]) -> list[Line]:
    """“and 101 more posts: 84 coming, 17 have not answered”."""
    if not left:
        return []
    words = f"and {count_words(len(left), 'more post')}"
    numbers = Counter(_answer(each) for each in left)
    told = ", ".join(f"{number} {MANY_ANSWER.get(answer, answer)}" for answer, number in numbers.most_common())
    return [Line(words=f"{words}: {told}")]


def is_silent(came: Came) -> bool:
    """Asked, and no answer yet."""
    return came.answer is PartStat.NEEDS_ACTION and not came.is_written


def _one_of_ours(came: Came, facts: Facts, *, with_names: bool) -> Line:
    seat = facts.seats.get(came.principal_id or 0, "")
    detail = [] if came.came else ["did not come" if came.is_written else "does not come"]
    return Line(
        words=_named(came, with_names=with_names), detail="; ".join(["from us", *([seat] if seat else []), *detail])
    )


def _one_of_theirs(came: Came, *, with_names: bool) -> Line:
    details = [
        BAND_WORDS[came.band] if came.band else "Level not known",
        AUTHORITIES[came.authority] if came.authority else "",
        _answer(came),
    ]
    return Line(
        words=_named(came, with_names=with_names),
        detail="; ".join(each for each in details if each),
        is_gap=is_silent(came),
    )


def _answer(came: Came) -> str:
    if came.is_written:
        return "came" if came.came else "sent apologies"
    if came.is_substitute:
        return "coming"
    return ANSWERS.get(came.answer, "") if came.answer else "expected, not invited by us"


def _named(came: Came, *, with_names: bool) -> str:
    return f"{came.words} ({came.name})" if with_names and came.name else came.words


def _nobody(theirs: Sequence[Came], *, is_internal: bool) -> list[str]:
    """Several of ours may well meet among themselves."""
    if not theirs:
        return [] if is_internal else ["Nobody of the partner is named."]
    return [] if any(each.came for each in theirs) else ["Nobody of the partner’s side comes."]


def _silent(theirs: Sequence[Came]) -> list[str]:
    silent = [each.who for each in theirs if is_silent(each)]
    if not silent:
        return []
    if len(silent) == 1:
        return [f"{silent[0]} has not answered."]
    return [f"{silent[0]}, and {count_words(len(silent) - 1, 'other')} have not answered."]

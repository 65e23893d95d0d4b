"""The mail that says who of ours comes instead; time and place, and the answer, stay as they are."""

from collections.abc import Mapping

from scheduler.engagements.models import Engagement
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.notices.facts import capitalised
from scheduler.invitations.notices.letter import Letter
from scheduler.invitations.notices.letters import Occasion
from scheduler.invitations.notices.scheduling import present_answer
from scheduler.invitations.rules import ANSWER_WORDS, PartStat
from scheduler.outbox.models import Notice


def stand_in(occasion: Occasion, link: InvitationLink, notice: Notice) -> Letter | None:
    """None once the invitation is withdrawn, the engagement has changed otherwise, or somebody else goes after all."""
    facts, engagement = notice.payload, occasion.engagement
    goes_on = link.invitation.withdrawn_at is None and facts["sequence"] == engagement.sequence
    if not goes_on or not goes_instead(engagement, facts):
        return None
    answered = present_answer(link)
    return Letter(
        subject=f"Updated: {engagement.title}",
        to=occasion.to,
        opening=(occasion.to.capacity, occasion.words, who_comes(facts), _what_stays(answered)),
        facts=occasion.facts,
        button=(_what_to_press(answered), occasion.url),
        closing=("A new calendar entry is attached; it replaces the earlier one.",),
    )


def goes_instead(engagement: Engagement, facts: Mapping[str, str]) -> bool:
    """Whether it is still so that the one is not among ours there, and the other is."""
    ours = {each.title for each in engagement.principals}
    return facts["absent"] not in ours and (not facts["stand_in"] or facts["stand_in"] in ours)


def who_comes(facts: Mapping[str, str]) -> str:
    """The one sentence."""
    if not facts["stand_in"]:
        return f"The {facts['absent']} cannot come."
    name = f", {facts['name']}," if facts["name"] else ""
    return capitalised(f"the {facts['stand_in']}{name} will come instead of the {facts['absent']}.")


def _what_stays(partstat: PartStat) -> str:
    stays = "Time and place stay as they are."
    if partstat is PartStat.NEEDS_ACTION:
        return f"{stays} Please tell us whether you can come."
    return f"{stays} So does your answer, “{ANSWER_WORDS[partstat]}”, unless you change it."


def _what_to_press(partstat: PartStat) -> str:
    return "Answer the invitation" if partstat is PartStat.NEEDS_ACTION else "See or change the answer"

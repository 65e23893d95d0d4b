"""What we write to whoever invited us, until the office says it otherwise."""

from scheduler.core.wording import day_words, moment_words
from scheduler.ical.event import AllDay, Timed
from scheduler.incoming.rules.vocabulary import Decision

PARTSTAT_OF = {
    Decision.ACCEPTED: "ACCEPTED",
    Decision.HELD: "TENTATIVE",
    Decision.DECLINED: "DECLINED",
}
SUBJECTS = {
    Decision.ACCEPTED: "Accepted: {title}",
    Decision.HELD: "Not decided yet: {title}",
    Decision.DECLINED: "Apologies: {title}",
}


def subject_words(decision: Decision, title: str) -> str:
    """The subject of the answer."""
    return SUBJECTS[decision].format(title=title)


def courtesy_words(decision: Decision, title: str, when: Timed | AllDay | None, goes: str = "", asked: str = "") -> str:
    """The usual text; `goes` and `asked` are roles."""
    about = f"“{title}”{_on(when)}"
    thanks = f"Thank you for inviting {f'the {asked}' if asked else 'us'} to {about}."
    if decision is Decision.ACCEPTED:
        return f"{thanks} {comes_words(goes, asked)}"
    if decision is Decision.HELD:
        kept = "We keep the time free and shall" if isinstance(when, Timed) else "We shall"
        return f"{thanks} {kept} let you know as soon as we can."
    return f"{thanks} We are sorry that nobody from this office can be there. Please keep us on your list."


def comes_words(goes: str, asked: str) -> str:
    """Who comes, and in whose place, as a sentence."""
    if not goes:
        return "We shall be there."
    if asked and goes != asked:
        return f"The {goes} will come in the {asked}’s place."
    return f"The {goes} will be there."


def _on(when: Timed | AllDay | None) -> str:
    if isinstance(when, Timed):
        return f" on {moment_words(when.starts_at)}"
    if isinstance(when, AllDay):
        return f" on {day_words(when.first_on, weekday=True)}"
    return ""

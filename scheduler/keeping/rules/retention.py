"""How long each class of records is kept, counted in whole years from 31 March or from a day of its own."""

from collections.abc import Mapping
from datetime import date, timedelta

from scheduler.core.clock import financial_year
from scheduler.core.values import dataclass
from scheduler.keeping.rules.vocabulary import AtTheEnd, CountedFrom, RecordClass

LONGEST_MONTHS = 1_200
DONE_WORDS = {AtTheEnd.REVIEW: "reviewed", AtTheEnd.DELETE: "deleted", AtTheEnd.ANONYMISE: "anonymised"}


@dataclass(frozen=True, slots=True)
class Rule:
    """`basis` says why so long; `is_decided` is false while nobody of the office has said so."""

    months: int
    counted_from: CountedFrom
    at_the_end: AtTheEnd
    basis: str = ""
    is_decided: bool = False

    @property
    def sentence(self) -> str:
        """“6 years from the end of the financial year, then reviewed”."""
        return f"{months_words(self.months)} from {_the(self.counted_from)}, then {DONE_WORDS[self.at_the_end]}"


@dataclass(frozen=True, slots=True)
class ClassOfRecords:
    """What a class holds, what happens to it at the end, and among what the office may choose."""

    title: str
    holds: str
    then: str
    counted_from: tuple[CountedFrom, ...]
    at_the_end: tuple[AtTheEnd, ...]
    default: Rule


_YEAR, _EVENT, _ENTRY = CountedFrom.FINANCIAL_YEAR, CountedFrom.EVENT, CountedFrom.ENTRY

CLASSES: Mapping[RecordClass, ClassOfRecords] = {
    RecordClass.ENGAGEMENTS: ClassOfRecords(
        "Engagements and their records",
        "Date, bodies, roles that came, purpose, outcome, issues and actions.",
        "The office looks at them; nothing is deleted. The evidence of partnership work stays.",
        (_YEAR, _EVENT),
        (AtTheEnd.REVIEW,),
        Rule(72, _YEAR, AtTheEnd.REVIEW, "Minutes of external meetings are permanent; reviewed after six years."),
    ),
    RecordClass.ANSWERS: ClassOfRecords(
        "Answers and mail log",
        "Addresses that were written to, what people added to their answer, the mail log, notes of calls.",
        "Names, addresses and words go. Who was invited by role, what they answered and who came stay.",
        (_EVENT, _YEAR),
        (AtTheEnd.ANONYMISE,),
        Rule(12, _EVENT, AtTheEnd.ANONYMISE, "No need for it once the event and its follow-up are over."),
    ),
    RecordClass.INCOMING_MAIL: ClassOfRecords(
        "What received mail said",
        "Sender, subject, what was read in it and what became of it.",
        "Deleted; the answers that came of it stay with their invitations.",
        (_ENTRY, _YEAR),
        (AtTheEnd.DELETE,),
        Rule(12, _ENTRY, AtTheEnd.DELETE, "As the answers."),
    ),
    RecordClass.INCOMING_INVITATIONS: ClassOfRecords(
        "Invitations to us",
        "Decided ones: who asked, for when, what we answered.",
        "Deleted; the engagement that came of one stays.",
        (_EVENT, _YEAR),
        (AtTheEnd.DELETE,),
        Rule(12, _EVENT, AtTheEnd.DELETE, "As the answers."),
    ),
    RecordClass.CONTACTS: ClassOfRecords(
        "Contact details of former holders",
        "Name, address and telephone of whoever holds no post any more.",
        "They become the role, such as “Leader, Melton Borough Council”, wherever they stand alone.",
        (CountedFrom.ROLE_END,),
        (AtTheEnd.ANONYMISE,),
        Rule(12, CountedFrom.ROLE_END, AtTheEnd.ANONYMISE, "Held for the role; no need once it has ended."),
    ),
    RecordClass.ASSESSMENTS: ClassOfRecords(
        "Strategic assessments",
        "Files that agencies handed in before a summit.",
        "The files are deleted; that each was asked, received and considered stays.",
        (CountedFrom.SIGN_OFF,),
        (AtTheEnd.DELETE,),
        Rule(6, CountedFrom.SIGN_OFF, AtTheEnd.DELETE, "They belong to the agencies; the strategy is what we keep."),
    ),
    RecordClass.PAPERS: ClassOfRecords(
        "Papers",
        "Files attached to engagements.",
        "The files are deleted.",
        (_YEAR, _EVENT),
        (AtTheEnd.DELETE, AtTheEnd.REVIEW),
        Rule(72, _YEAR, AtTheEnd.DELETE, "Supporting documents are kept for six years."),
    ),
    RecordClass.CHECK_IN: ClassOfRecords(
        "Check-in times and vehicles",
        "At what time and at which device each guest of a summit was noted, and registrations of their vehicles.",
        "Times and registrations go; who was there stays.",
        (_EVENT, _YEAR),
        (AtTheEnd.ANONYMISE,),
        Rule(12, _EVENT, AtTheEnd.ANONYMISE, "The attendance list is the record."),
    ),
    RecordClass.FEEDBACK: ClassOfRecords(
        "Feedback",
        "What guests said without their names, and who was asked.",
        "Deleted.",
        (_EVENT, _YEAR),
        (AtTheEnd.DELETE,),
        Rule(24, _EVENT, AtTheEnd.DELETE, "Of use for the next summit."),
    ),
    RecordClass.REGISTER: ClassOfRecords(
        "Gifts and hospitality",
        "The register of what was offered, taken or refused.",
        "Deleted.",
        (_YEAR, _ENTRY),
        (AtTheEnd.DELETE, AtTheEnd.REVIEW),
        Rule(72, _YEAR, AtTheEnd.DELETE, "Published under the Specified Information Order; six years."),
    ),
    RecordClass.AUDIT: ClassOfRecords(
        "Log of changes",
        "Who changed what, when and by which door.",
        "Its words go; that something was changed, when, and the chain that proves it stay.",
        (_ENTRY, _YEAR),
        (AtTheEnd.ANONYMISE,),
        Rule(72, _ENTRY, AtTheEnd.ANONYMISE, "As the records that it is about."),
    ),
    RecordClass.DELIVERIES: ClassOfRecords(
        "Sent to other systems",
        "What webhooks carried, and how it was answered.",
        "Deleted.",
        (_ENTRY,),
        (AtTheEnd.DELETE,),
        Rule(3, _ENTRY, AtTheEnd.DELETE, "Only needed to send it once more."),
    ),
}


def kept_until(day: date, rule: Rule) -> date:
    """The last day on which it is kept; from the day after its time is over."""
    begins = financial_year(day)[1] if rule.counted_from is CountedFrom.FINANCIAL_YEAR else day
    return plus_months(begins, rule.months)


def is_over(day: date, rule: Rule, today: date) -> bool:
    """Whether its time is over."""
    return today > kept_until(day, rule)


def latest_start(rule: Rule, today: date) -> date:
    """No later day can be over: what a query need not look at."""
    return plus_months(today, -rule.months) + timedelta(days=3)


def plus_months(day: date, months: int) -> date:
    """The same day of the month, or the month's last; 31 March + 6 is 30 September."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)


def months_words(months: int) -> str:
    """“6 years”, “18 months”, “1 month”."""
    if months and months % 12 == 0:
        return f"{months // 12} year{'' if months == 12 else 's'}"
    return f"{months} month{'' if months == 1 else 's'}"


def _the(counted_from: CountedFrom) -> str:
    return counted_from if counted_from.startswith("the ") else f"the {counted_from}"

"""Classes of records, what their time is counted from, and what happens at its end."""

from enum import StrEnum


class RecordClass(StrEnum):
    """What has a time of its own."""

    ENGAGEMENTS = "engagements"
    ANSWERS = "answers and mail log"
    INCOMING_MAIL = "incoming mail"
    INCOMING_INVITATIONS = "incoming invitations"
    CONTACTS = "contact details of former holders"
    ASSESSMENTS = "strategic assessments"
    PAPERS = "papers"
    CHECK_IN = "check-in times"
    FEEDBACK = "feedback"
    REGISTER = "gifts and hospitality"
    AUDIT = "audit log"
    DELIVERIES = "webhook deliveries"


class CountedFrom(StrEnum):
    """When the time begins."""

    FINANCIAL_YEAR = "end of the financial year"
    EVENT = "the event"
    ROLE_END = "the end of the role"
    SIGN_OFF = "sign-off of the strategy"
    ENTRY = "the entry"


class AtTheEnd(StrEnum):
    """What happens when the time is over."""

    REVIEW = "review"
    """Kept; the office looks at it."""
    DELETE = "delete"
    ANONYMISE = "anonymise"

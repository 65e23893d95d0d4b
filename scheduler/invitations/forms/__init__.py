"""The shape of what people type about invitations and dates."""

from scheduler.invitations.forms.answers import (
    ADDRESSED,
    AUDIENCE_WORDS,
    AddressForm,
    AnswerFields,
    AnswerForm,
    RecordForm,
)

__all__ = ["ADDRESSED", "AUDIENCE_WORDS", "AddressForm", "AnswerFields", "AnswerForm", "RecordForm"]

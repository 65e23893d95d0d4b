"""The shape of what people type about invitations and dates."""

from scheduler.invitations.forms.answers import AUDIENCE_WORDS, AddressForm, AnswerFields, AnswerForm, RecordForm

__all__ = ["AUDIENCE_WORDS", "AddressForm", "AnswerFields", "AnswerForm", "RecordForm"]

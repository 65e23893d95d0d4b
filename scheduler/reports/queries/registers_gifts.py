"""The register of gifts and hospitality for others: every offer, taken or refused, by role."""

from scheduler.records.models import GiftOffer
from scheduler.records.queries.gifts import gifts_between, recipient_words
from scheduler.records.rules.gifts import DECISION_WORDS, pounds_words
from scheduler.reports.queries.registers_names import name_filter
from scheduler.reports.rules.registers import Register, RegisterKind, RegisterPeriod, RegisterRow
from scheduler.reports.rules.registers_names import NameFilter

COLUMNS = ("Offered by", "Offered to", "What was offered", "Estimated value", "What became of it", "Reason")


def gifts_register(period: RegisterPeriod) -> Register:
    """One row an offer, the first one first; nothing of an engagement that is OFFICIAL-SENSITIVE."""
    names = name_filter()
    offers = sorted(gifts_between(period.from_on, period.until_on), key=lambda each: (each.offered_on, each.id))
    rows = tuple(_row(each, names) for each in offers)
    return Register(kind=RegisterKind.GIFTS, period=period, columns=COLUMNS, rows=rows)


def _row(gift: GiftOffer, names: NameFilter) -> RegisterRow:
    typed = [names.told(words) for words in (gift.offered_by, recipient_words(gift), gift.what, gift.reason)]
    giver, recipient, what, reason = (each.words for each in typed)
    home = gift.organisation or gift.body
    giver = ", ".join(part for part in (giver, home.name if home else "") if part) or "Not known"
    value = pounds_words(gift.value_pence)
    cells = (giver, recipient, what, value[0].upper() + value[1:], DECISION_WORDS[gift.decision], reason)
    return RegisterRow(gift.id, gift.offered_on, cells, sum(each.removed for each in typed))

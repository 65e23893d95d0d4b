"""What a link to dates says when there is nothing to choose."""

from scheduler.invitations.routes.state_pages import StatePage
from scheduler.invitations.rules.dates import DateGate

DATE_STATES = {
    DateGate.REPLACED: StatePage(
        "This link was replaced",
        "A newer link has taken its place.",
        "Use the newest mail from us. If you cannot find it, we can mail the new link to the address that we hold.",
        shows_engagement=False,
    ),
    DateGate.WITHDRAWN: StatePage(
        "These dates were withdrawn",
        "They are no longer on offer, and there is nothing that you need do.",
        "If you had kept them free, please let them go. If this surprises you, please telephone the office.",
    ),
    DateGate.SETTLED: StatePage(
        "Your meeting is on",
        "The date is agreed. The invitation comes by mail; there you can also say if somebody else comes.",
        "If the date does not suit you after all, use the link in the invitation or telephone the office.",
    ),
    DateGate.CALLED_OFF: StatePage(
        "This meeting is off for now",
        "A date was agreed, but the meeting has since been postponed or cancelled. We have written to you about it.",
        "There is nothing to choose here. If you have a question, please telephone the office.",
    ),
    DateGate.TAKEN: StatePage(
        "We are sorry: these dates are gone",
        "Other meetings were agreed for them before yours could be. What you chose is kept, and the office can see it.",
        "We write to you with fresh dates. If it is urgent, please telephone the office.",
    ),
    DateGate.EXPIRED: StatePage(
        "The time to choose has ended",
        "We have let these dates go, so they can no longer be chosen here.",
        "You can still tell us what would suit you: telephone the office, and we shall find new dates.",
    ),
}

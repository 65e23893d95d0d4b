"""What a visitor may get, and the rows that occur again and again."""

from enum import StrEnum
from typing import NamedTuple


class Outcome(StrEnum):
    """What a visitor gets."""

    ALLOWED = "allowed"
    SIGN_IN = "sent to sign in"
    UNSIGNED = "told to sign in"
    REFUSED = "refused"
    UNKNOWN = "no such page"


class Visitors(NamedTuple):
    """One row: an outcome for each visitor. A link holder is not signed in and has the link of one invitation."""

    anonymous: Outcome
    link_holder: Outcome
    viewer: Outcome
    manager: Outcome
    administrator: Outcome


ANYBODY = Visitors(*[Outcome.ALLOWED] * 5)
SENT_TO_SIGN_IN = Visitors(*[Outcome.SIGN_IN] * 5)
ABSENT = Visitors(*[Outcome.UNKNOWN] * 5)
"""What the sample lacks: signing in with an organisation's account, a mail that the demo caught."""
OF_SOMEBODY_ELSE = Visitors(Outcome.UNSIGNED, Outcome.UNSIGNED, *[Outcome.UNKNOWN] * 3)
"""Anybody may end their own sessions; the sample's is another's."""
LINK = Visitors(Outcome.UNKNOWN, Outcome.ALLOWED, *[Outcome.UNKNOWN] * 3)
KEYED = Visitors(*[Outcome.UNSIGNED] * 5)
"""For systems with a key of their own; whoever signs in at the pages has none."""
READ_BY_STAFF = Visitors(Outcome.SIGN_IN, Outcome.SIGN_IN, *[Outcome.ALLOWED] * 3)
READ_BY_MANAGERS = Visitors(Outcome.SIGN_IN, Outcome.SIGN_IN, Outcome.REFUSED, Outcome.ALLOWED, Outcome.ALLOWED)
READ_BY_ADMINISTRATORS = Visitors(Outcome.SIGN_IN, Outcome.SIGN_IN, Outcome.REFUSED, Outcome.REFUSED, Outcome.ALLOWED)
SENT_BY_STAFF = Visitors(Outcome.UNSIGNED, Outcome.UNSIGNED, *[Outcome.ALLOWED] * 3)
SENT_BY_MANAGERS = Visitors(Outcome.UNSIGNED, Outcome.UNSIGNED, Outcome.REFUSED, Outcome.ALLOWED, Outcome.ALLOWED)
SENT_BY_ADMINISTRATORS = Visitors(Outcome.UNSIGNED, Outcome.UNSIGNED, Outcome.REFUSED, Outcome.REFUSED, Outcome.ALLOWED)
READ_WITH_OWN_RIGHT = Visitors(Outcome.SIGN_IN, Outcome.SIGN_IN, *[Outcome.REFUSED] * 3)
SENT_WITH_OWN_RIGHT = Visitors(Outcome.UNSIGNED, Outcome.UNSIGNED, *[Outcome.REFUSED] * 3)
"""No role is enough: an administrator gives somebody the right, and nobody here was given it."""

"""What erasing does in a column."""

from enum import StrEnum


class Trace(StrEnum):
    """How a column can hold a person; the value says what happens there."""

    NAME = "the name is replaced by the role"
    TEXT = "name, addresses and numbers are replaced in the words"
    ADDRESS = "the address is blanked, or replaced by one that reaches nobody"
    TELEPHONE = "the number is blanked"
    FOLDED = "the name is taken out of what the search looks in"
    KEY = "the key is replaced by one that names nobody"
    TREE = "name, addresses and numbers are replaced wherever they stand in the structure"
    RAW = "the whole mail is emptied when it speaks of the person"
    DRAWN = "drawn anew from what stands in the tables"
    ROW = "the row is deleted"
    OWN = "blanked: it is their own record"
    FROZEN = "replaced in the frozen report, which is marked as redacted; its first digest stays"
    LOGGED = "replaced in the log's words; a later entry of the chain vouches for what it reads now"


CONTACT_KINDS = frozenset({Trace.NAME, Trace.ADDRESS, Trace.TELEPHONE, Trace.FOLDED, Trace.KEY, Trace.ROW})
"""What goes when the time of a former holder's contact details is over; words that people wrote stay."""

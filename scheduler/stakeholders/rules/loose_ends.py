"""What a change of the world left for somebody to decide; features above the partners report theirs."""

from scheduler.core.values import dataclass


@dataclass(frozen=True, slots=True)
class LooseEnd:
    """“3 engagements are at Bushloe House after 3 July 2023”, and the page on which to tie it up."""

    words: str
    address: str
    link_text: str

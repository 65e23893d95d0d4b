"""How senior our own representatives are, in the bands that partners' posts have."""

from collections.abc import Mapping

from scheduler.engagements.rules import PrincipalKind

BAND_OF_KIND: Mapping[PrincipalKind, int] = {
    PrincipalKind.COMMISSIONER: 1,
    PrincipalKind.CHIEF_CONSTABLE: 1,
    PrincipalKind.CHIEF_EXECUTIVE: 1,
    PrincipalKind.DEPUTY: 2,
    PrincipalKind.OFFICER: 4,
}
OFFICER_BAND = 4
"""Of whoever has no diary here: an officer, until the office says more."""
BAND_WORDS: Mapping[int, str] = {
    1: "Statutory or officer head",
    2: "Deputy or chief officer",
    3: "Senior officer",
    4: "Officer",
    5: "Observer",
}


def band_of(kind: PrincipalKind | None) -> int:
    """Of one of ours; None: somebody whose diary we do not keep."""
    return OFFICER_BAND if kind is None else BAND_OF_KIND[kind]

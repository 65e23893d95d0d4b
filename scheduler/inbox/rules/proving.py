"""Whether the sender of a mail is who they say: our own mail server's verdict on DMARC, and no other's."""

from collections.abc import Mapping
from enum import StrEnum

from scheduler.core.addresses import domain_key

NAMELESS = "-"
"""Set where our own server writes its verdict without its name, as Microsoft's does."""


class Proof(StrEnum):
    """What speaks for the sender."""

    TOKEN = "token"  # noqa: S105  # a kind of proof, not a secret
    """It came to an address that only this invitee's calendar was given."""
    PASSED = "passed"
    FAILED = "failed"
    NONE = "none"


def proof_of(
    sender: str, verdicts: Mapping[str, str], domains: Mapping[str, str], *, authserv_id: str | None, has_token: bool
) -> Proof:
    """Anybody may write Authentication-Results (RFC 8601 5): only those under our own server's name count.

    A pass is one for the very domain of From; one that names no domain or another proves nothing.
    """
    if has_token:
        return Proof.TOKEN
    if authserv_id is None:
        return Proof.NONE
    ours = "" if authserv_id.strip() == NAMELESS else authserv_id.strip().casefold()
    verdict = _of(verdicts, ours)
    if verdict == "fail":
        return Proof.FAILED
    is_aligned = bool(sender) and domain_key(_of(domains, ours)) == domain_key(sender.rpartition("@")[2])
    return Proof.PASSED if verdict == "pass" and is_aligned else Proof.NONE


def _of(facts: Mapping[str, str], name: str) -> str:
    folded = {key.strip().casefold(): value.strip().lower() for key, value in facts.items()}
    return folded.get(name, "")

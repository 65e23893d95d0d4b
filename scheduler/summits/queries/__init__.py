"""Named reads of a summit; what others need is named here."""

from scheduler.summits.queries.summits import (
    agencies_of,
    claim_in_full,
    parties_of,
    party_of,
    summit_by_id,
    summit_of,
    summits,
)

__all__ = ["agencies_of", "claim_in_full", "parties_of", "party_of", "summit_by_id", "summit_of", "summits"]

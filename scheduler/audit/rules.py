"""How one entry is chained to the one before it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

GENESIS = "0" * 64


def canonical(facts: Mapping[str, Any]) -> bytes:
    """The one byte form of some facts: sorted keys, no spaces, UTF-8."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode()


def digest_of(content: bytes) -> str:
    """SHA-256, as the log writes it."""
    return hashlib.sha256(content).hexdigest()


def details_digest(details: Mapping[str, Any] | None) -> str:
    """SHA-256 of the details; none read as empty ones."""
    return digest_of(canonical(details or {}))


def chain_hash(previous_hash: str, facts: Mapping[str, Any]) -> str:
    """SHA-256 over the previous entry's hash and this entry's facts (details only by their digest)."""
    return digest_of(previous_hash.encode() + canonical(facts))

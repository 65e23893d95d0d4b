"""Tags in mail addresses: whose answer or bounce a mail is, without a table of what was handed out.

A tag is 130 bits of HMAC over purpose, subject and generation, then the subject's number: it survives gateways that
fold case, and raising the generation makes every earlier one unknown.
"""

import re
from collections.abc import Callable

from scheduler.core.addresses import address_key
from scheduler.core.tokens import Purpose, derive_token, same_token

MAC_LENGTH = 26
_SHAPE = re.compile(rf"([a-z2-7]{{{MAC_LENGTH}}})([0-9]{{1,15}})")
PLACE = "{tag}"


def tag_of(secret_key: str, purpose: Purpose, subject_id: int, generation: int) -> str:
    """The tag of one subject, in lower-case letters and digits."""
    return f"{_mac(secret_key, purpose, subject_id, generation)}{subject_id}"


def read_tag(secret_key: str, purpose: Purpose, tag: str, generation_of: Callable[[int], int | None]) -> int | None:
    """The subject of a tag that we made; `generation_of` says which generation counts, None for an unknown subject."""
    found = _SHAPE.fullmatch(tag.lower())
    if found is None:
        return None
    subject_id = int(found[2])
    generation = generation_of(subject_id)
    if generation is None:
        return None
    is_ours = same_token(found[1], _mac(secret_key, purpose, subject_id, generation))
    return subject_id if is_ours else None


def tagged_address(template: str, tag: str) -> str:
    """The template, such as office+{tag}@example.org, with the tag in its place."""
    return template.replace(PLACE, tag)


def tag_in(template: str, address: str) -> str | None:
    """The tag of an address made from the template, however its case was folded; None for any other address."""
    before, after = address_key(template).split(PLACE)
    folded = address_key(address)
    if not (folded.startswith(before) and folded.endswith(after)) or len(folded) < len(before) + len(after):
        return None
    return folded[len(before) : len(folded) - len(after)]


def _mac(secret_key: str, purpose: Purpose, subject_id: int, generation: int) -> str:
    return derive_token(secret_key, purpose, subject_id, generation)[:MAC_LENGTH]

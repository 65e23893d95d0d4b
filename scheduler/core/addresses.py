"""E-mail addresses as keys: two spellings of one mailbox compare equal."""

import unicodedata

from scheduler.core.errors import RuleBroken

ACE = "xn--"
"""How a label begins that spells letters beyond ASCII in it (RFC 5890)."""


def address_key(address: str) -> str:
    """The address folded for comparison: space around it, case, and punycode do not make a second mailbox."""
    mailbox, at, domain = address.strip().rpartition("@")
    return f"{mailbox.casefold()}@{domain_key(domain)}" if at else domain.casefold()


def domain_key(domain: str) -> str:
    """A domain as people read it, in lower case; “ß” stays, for “ss” is another domain."""
    folded = unicodedata.normalize("NFC", domain.lower())
    return ".".join(_as_read(label) for label in folded.split(".")) if ACE in folded else folded


def _as_read(label: str) -> str:
    """A label of punycode in its own letters; one that no registry would have written stays as it is."""
    if not label.startswith(ACE) or not label.isascii():
        return label
    try:
        read = label.removeprefix(ACE).encode().decode("punycode")
        is_proper = not read.isascii() and read == unicodedata.normalize("NFC", read.lower())
        return read if is_proper and ACE + read.encode("punycode").decode() == label else label
    except UnicodeError:
        return label


def clean_address(address: str) -> str:
    """A deliverable-looking address without surrounding space. Raises RuleBroken with a plain sentence otherwise."""
    from email_validator import EmailNotValidError, validate_email  # 25 ms of patterns at its import

    try:
        checked = validate_email(address.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        message = f"“{address.strip()[:80]}” is not an e-mail address. Enter it like name@example.org."
        raise RuleBroken(message) from error
    return checked.normalized

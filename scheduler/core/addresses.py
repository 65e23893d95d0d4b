"""E-mail addresses as keys: two spellings of one mailbox compare equal."""

from scheduler.core.errors import RuleBroken


def address_key(address: str) -> str:
    """The address folded for comparison: surrounding space and case do not make a second mailbox."""
    return address.strip().casefold()


def clean_address(address: str) -> str:
    """A deliverable-looking address without surrounding space. Raises RuleBroken with a plain sentence otherwise."""
    from email_validator import EmailNotValidError, validate_email  # 25 ms of patterns at its import

    try:
        checked = validate_email(address.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        message = f"“{address.strip()[:80]}” is not an e-mail address. Enter it like name@example.org."
        raise RuleBroken(message) from error
    return checked.normalized

"""What every oracle answers: each UID's start and exclusive end, as UTC instants or, for whole days, as dates."""

from datetime import UTC, date, datetime

Instant = datetime | date
Instants = dict[str, tuple[Instant, Instant]]


def in_utc(value: Instant) -> Instant:
    """The instant in UTC; a day stays a day; a floating time, which no oracle may find, raises."""
    if not isinstance(value, datetime):
        return value
    if value.utcoffset() is None:
        message = f"floating time: {value}"
        raise ValueError(message)
    return value.astimezone(UTC)

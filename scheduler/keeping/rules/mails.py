"""Whether a received mail speaks of somebody, whatever its parts are encoded in."""

from scheduler.keeping.rules.likeness import Hit, Likeness


def hits_in_mail(raw: bytes, likeness: Likeness) -> tuple[Hit, ...]:
    """Each occurrence in its headers and texts."""
    return tuple(hit for text in _texts(raw) for hit in likeness.hits(text))


def _texts(raw: bytes) -> list[str]:
    from email import policy  # noqa: PLC0415  # with its headers a good part of a web worker's start
    from email.parser import BytesParser  # noqa: PLC0415  # as above

    mail = BytesParser(policy=policy.compat32).parsebytes(raw)
    texts = [raw.decode(errors="replace")]
    for part in mail.walk():
        texts += [_decoded(str(value)) for value in part.values()]
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            texts.append(payload.decode(errors="replace"))
    return texts


def _decoded(value: str) -> str:
    """A header with its encoded words read (RFC 2047); one that cannot be read stays as it is."""
    from email.errors import HeaderParseError  # noqa: PLC0415  # as above
    from email.header import decode_header, make_header  # noqa: PLC0415  # as above

    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return value

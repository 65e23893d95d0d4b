"""The answers' vocabulary (RFC 5545 PARTSTAT) and who gave them."""

from enum import StrEnum


class PartStat(StrEnum):
    """RFC 5545 3.2.12; DELEGATED means that somebody else comes."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"
    DELEGATED = "DELEGATED"


class ReplySource(StrEnum):
    """By which door an answer came."""

    LINK = "link"
    TELEPHONE = "telephone"
    EMAIL = "e-mail"


class Answerer(StrEnum):
    """Who says they are answering."""

    INVITEE = "invitee"
    OFFICE = "their office"
    SUBSTITUTE = "in their place"


class Audience(StrEnum):
    """To whom a link of an invitation was given."""

    PRINCIPAL = "principal"
    PA = "pa"
    SUBSTITUTE = "substitute"


class Authority(StrEnum):
    """Whether a substitute can commit their organisation."""

    FULL = "full"
    LIMITED = "limited"
    NONE = "none"

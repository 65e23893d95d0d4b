"""Who looks at an answer page: mail scanners and prefetching programs look too, so looking is never interest; pure."""

import re
from enum import StrEnum


class VisitKind(StrEnum):
    """By what a request says of itself; `other` may still be a machine that calls itself a browser."""

    SCANNER = "scanner"
    PREFETCH = "prefetch"
    OTHER = "other"


MACHINES = re.compile(
    r"bot\b|crawl|spider|scan|preview|headless|curl/|wget|python|java/|go-http|okhttp|ms-office|msoffice|safelinks|"
    r"barracuda|mimecast|proofpoint|urldefense|symantec|sophos|fortinet|forcepoint|fireeye|trellix|trend ?micro|cisco",
    re.IGNORECASE,
)
"""Words by which gateways and link checkers name themselves; what names nothing is none of a person's browsers."""


def kind_of_visit(method: str, agent: str, purpose: str) -> VisitKind:
    """From the method, User-Agent, and the values of Purpose and Sec-Purpose together."""
    if re.search(r"prefetch|prerender|preview", purpose, re.IGNORECASE):
        return VisitKind.PREFETCH
    is_machine = method == "HEAD" or not agent.strip() or MACHINES.search(agent) is not None
    return VisitKind.SCANNER if is_machine else VisitKind.OTHER

"""What mail servers found out about the sender (Authentication-Results, RFC 8601): DMARC's word, by server."""

import re

from scheduler.inbox.reading.headers import Headers, decoded

MOST_HEADERS = 20
LONGEST = 253
_DMARC = re.compile(r"\s*dmarc(?:/\d+)?\s*=\s*([a-z]{1,20})", re.IGNORECASE)
_FROM = re.compile(r"\bheader\.from\s*=\s*@?([^\s;,<>]{1,253})", re.IGNORECASE)


def dmarc_of(headers: Headers) -> tuple[dict[str, str], dict[str, str]]:
    """Result and domain by authserv-id. Of two headers of one server the upper counts: a sender writes below it."""
    results: dict[str, str] = {}
    domains: dict[str, str] = {}
    seen: set[str] = set()
    for value in headers.all("authentication-results")[:MOST_HEADERS]:
        server, methods = _split(_bare(decoded(value)))
        if server in seen:
            continue
        seen.add(server)
        found = [(match[1].lower(), each) for each in methods if (match := _DMARC.match(each))]
        if found:
            # Two verdicts in one header: the worse one counts.
            result, method = next((each for each in found if each[0] != "pass"), found[0])
            domain = _FROM.search(method)
            results[server] = result
            domains[server] = domain[1].lower().rstrip(".") if domain else ""
    return results, domains


def _split(value: str) -> tuple[str, list[str]]:
    """The server's name, empty where it gives none, and the methods."""
    first, *methods = value.split(";")
    words = first.split()
    if words and "=" not in first:
        return words[0].lower()[:LONGEST], methods
    return "", [first, *methods]


def _bare(value: str) -> str:
    """Without comments and quoted strings: a sender can have words of his choice put into either."""
    kept: list[str] = []
    depth, is_quoted, is_escaped = 0, False, False
    for character in value:
        if is_escaped or character == "\\":
            is_escaped = not is_escaped
        elif is_quoted or (character == '"' and not depth):
            is_quoted = character != '"' or not is_quoted
        elif character in "()":
            depth = max(depth + (1 if character == "(" else -1), 0)
        elif not depth:
            kept.append(character)
    return "".join(kept)

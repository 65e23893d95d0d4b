"""A colour for each workshop letter; the letter always stands beside it (WCAG 1.4.1)."""

COLOURS = ("#1d5fa8", "#1b6e3c", "#8a5a00", "#a61b1b", "#5b4b8a", "#0b4f6c", "#7a2e6b", "#4b5b67")
"""Each carries white text at 4.5 to 1 or better (WCAG 1.4.3)."""


def colour_of(letter: str) -> str:
    """“A” is always the same colour, as #rrggbb; after eight letters they begin again."""
    return COLOURS[(ord(letter[:1].upper() or "A") - ord("A")) % len(COLOURS)]

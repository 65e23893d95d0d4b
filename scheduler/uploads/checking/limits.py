"""How much a file may unfold into, and the memory and time that looking into it may take."""

MEBIBYTE = 1 << 20
MOST_ENTRIES = 5_000
MOST_DIRECTORY = 2 * MEBIBYTE
"""Bytes of an archive's directory: it is read into memory whole."""
MOST_UNPACKED = 300 * MEBIBYTE
MOST_PACKED_INSIDE = 20 * MEBIBYTE
"""Unpacked size of a document inside a document: it is looked into in memory."""
HIGHEST_RATIO = 200
RATIO_COUNTS_FROM = 10 * MEBIBYTE
"""A small entry may pack as well as it likes: a page of spaces does."""
MOST_PIXELS = 100_000_000
LONGEST_SIDE = 30_000
MOST_PDF_UNPACKED = 64 * MEBIBYTE
CHUNK = 1 << 16
SECONDS = 20
"""Of work, for the process that looks."""
WALL_SECONDS = 45
MEMORY = 160 * MEBIBYTE
"""Beyond what the bare process has; with it, below 256 MB."""

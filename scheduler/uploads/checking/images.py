"""PNG and JPEG by their own headers: whole, and no larger than a program that shows them can bear."""

import mmap
import struct

from scheduler.uploads.checking.archives import DAMAGED
from scheduler.uploads.checking.limits import LONGEST_SIDE, MOST_PIXELS
from scheduler.uploads.checking.pdf import refuse_second_file
from scheduler.uploads.rules.names import FileRefused

Content = mmap.mmap | bytes
TOO_MANY_PIXELS = "The picture has too many pixels to be opened safely. Save it smaller, 10,000 pixels wide at most."
NOT_IT = "The file is not what its name says ({words}). Open it, save it as PNG, JPEG or PDF, and send that."
_PNG = b"\x89PNG\r\n\x1a\n"
_CHUNK = struct.Struct(">I4s")
_SIZES = struct.Struct(">II")
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Markers of a JPEG frame, which carries the size; the three others in their midst are tables."""
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers without a length."""
MOST_SEGMENTS = 10_000


def check_png(content: Content) -> None:
    """Chunk after chunk to the end, which is the file's end. Raises FileRefused."""
    if content[:8] != _PNG or content[12:16] != b"IHDR":
        raise FileRefused(NOT_IT.format(words="PNG"))
    _check_size(*_SIZES.unpack(content[16:24]))
    position, kind = 8, b""
    while kind != b"IEND":
        head = content[position : position + _CHUNK.size]
        if len(head) < _CHUNK.size:
            raise FileRefused(DAMAGED)
        length, kind = _CHUNK.unpack(head)
        position += _CHUNK.size + length + 4
    if position != len(content):
        raise FileRefused(DAMAGED)


def check_jpeg(content: Content) -> None:
    """Segment after segment to the frame that tells the size; the end mark must be there. Raises FileRefused."""
    if content[:3] != b"\xff\xd8\xff":
        raise FileRefused(NOT_IT.format(words="JPEG"))
    width, height = _frame_size(content)
    _check_size(width, height)
    refuse_second_file(content)
    if content.rfind(b"\xff\xd9") < 0:
        raise FileRefused(DAMAGED)


def _frame_size(content: Content) -> tuple[int, int]:
    position = 2
    for _ in range(MOST_SEGMENTS):
        head = content[position : position + 9]
        if len(head) < 9 or head[0] != 0xFF:
            break
        marker = head[1]
        if marker == 0xFF or marker in _BARE:
            position += 1 if marker == 0xFF else 2
            continue
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", head[5:9])
            return width, height
        position += 2 + int.from_bytes(head[2:4], "big")
    raise FileRefused(DAMAGED)


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise FileRefused(DAMAGED)
    if width > LONGEST_SIDE or height > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise FileRefused(TOO_MANY_PIXELS)

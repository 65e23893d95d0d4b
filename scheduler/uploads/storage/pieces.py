"""An open file, given out in pieces."""

from typing import Protocol

CHUNK = 1 << 16


class _Readable(Protocol):
    def read(self, amount: int, /) -> bytes: ...
    def close(self) -> None: ...


class Pieces:
    """Closes the file at its end, or when whoever reads has had enough: a generator that nobody began could not."""

    def __init__(self, source: _Readable) -> None:
        self._source = source

    def __iter__(self) -> "Pieces":
        return self

    def __next__(self) -> bytes:
        piece = self._source.read(CHUNK)
        if not piece:
            self.close()
            raise StopIteration
        return piece

    def close(self) -> None:
        """Let go of it."""
        self._source.close()

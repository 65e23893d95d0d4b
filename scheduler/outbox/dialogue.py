"""smtplib's side of the dialogue, bounded: an answer has an end in time and length, and what is said unasked ends it.

An answer too many would count for the next question; at worst “250” for a content that is then refused.
"""

import smtplib
import time

LONGEST_LINE = 8_192
MOST_LINES = 100


class Dialogue(smtplib.SMTP):
    """One connection; each answer has the socket's timeout as a whole, however slowly it drips."""

    def send(self, s: bytes | str) -> None:  # type: ignore[override]  # what smtplib itself hands over
        """Say something, unless the server has said something that nobody asked for."""
        if self._has_spoken():
            reply = self.getreply()
            self.close()
            raise smtplib.SMTPResponseException(*reply)
        super().send(s)

    def getreply(self) -> tuple[int, bytes]:
        """The code, -1 for what is no answer, and the words of all lines."""
        if self.file is None:
            assert self.sock is not None
            self.file = self.sock.makefile("rb")
        until = time.monotonic() + (self.timeout_now() or float("inf"))
        words: list[bytes] = []
        while len(words) < MOST_LINES:
            line = self._line(until)
            words.append(line[4:].strip())
            if not line[:3].isdigit():
                return -1, line.strip()
            if line[3:4] != b"-":
                return int(line[:3]), b"\n".join(words)
        raise self._end("it does not stop talking")

    def timeout_now(self) -> float | None:
        """How long the server has for its next answer."""
        return self.sock.gettimeout() if self.sock is not None else None

    def _line(self, until: float) -> bytes:
        line = b""
        while not line.endswith(b"\n"):
            if time.monotonic() > until or len(line) > LONGEST_LINE:
                raise self._end("its answer does not end")
            try:
                seen = self.file.peek(1)  # type: ignore[union-attr]  # made before
            except OSError as error:
                raise self._end(str(error)) from error
            if not seen:
                raise self._end("it ended without an answer")
            line += self.file.read(seen.find(b"\n") + 1 or len(seen))  # type: ignore[union-attr]
        return line

    def _has_spoken(self) -> bool:
        if self.file is None or self.sock is None:
            return False
        usual = self.sock.gettimeout()
        self.sock.settimeout(0)
        try:
            return bool(self.file.peek(1))
        except OSError:  # TLS says so when there is nothing; a broken connection shows at the next word
            return False
        finally:
            self.sock.settimeout(usual)

    def _end(self, words: str) -> smtplib.SMTPServerDisconnected:
        self.close()
        return smtplib.SMTPServerDisconnected(words)


class TlsDialogue(Dialogue, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""

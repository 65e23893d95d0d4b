"""An SMTP server on loopback that keeps every mail as a file instead of delivering it."""

import signal
import sys
import threading
import time
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Catcher:
    """Writes each mail to `folder` under a name that sorts by arrival; readers never see a half-written file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        content = envelope.content or b""
        name = f"{time.time_ns()}.eml"
        part = self.folder / f".{name}.part"
        part.write_bytes(content if isinstance(content, bytes) else content.encode())
        part.rename(self.folder / name)
        return "250 kept for the demo"


def main(folder: str, port: str) -> None:
    """Catch mail until told to stop."""
    controller = Controller(Catcher(Path(folder)), hostname="127.0.0.1", port=int(port))
    controller.start()
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    stopped.wait()
    controller.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])

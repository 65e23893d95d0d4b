"""Each feature registers who writes its mails; the worker calls it late, so a mail says what is true when it leaves."""

from collections.abc import Callable

from scheduler.core.errors import SchedulerError
from scheduler.core.values import dataclass
from scheduler.outbox.models import Notice


@dataclass(frozen=True, slots=True)
class Mail:
    """What one recipient reads; `calendar` is a whole iCalendar text in UTF-8."""

    subject: str
    text: str
    html: str
    calendar: bytes | None = None
    method: str | None = None
    """METHOD of `calendar` (RFC 5546): it then goes as an alternative that programs act on; None: a file to open."""
    organizer: str | None = None
    """ORGANIZER's address in `calendar`; replies of programs go there."""
    unsubscribe: str | None = None
    """Where one press ends round mails like this one (RFC 8058)."""
    short: str = ""
    """The same in one text message."""


Renderer = Callable[[Notice], Mail | None]
"""None says that the notice was overtaken: it is withdrawn, nothing is sent. It reads only; writing fails."""

_renderers: dict[str, Renderer] = {}


class NoRenderer(SchedulerError):
    """No feature has registered a renderer for this kind of notice."""


def register_renderer(kind: str, renderer: Renderer) -> None:
    """Let `renderer` write the mails of `kind`; the last one registered counts."""
    _renderers[kind] = renderer


def render(notice: Notice) -> Mail | None:
    """The mail as it should leave now. Raises NoRenderer, and whatever its renderer raises."""
    renderer = _renderers.get(notice.kind)
    if renderer is None:
        message = f"Nobody writes notices of the kind “{notice.kind}”."
        raise NoRenderer(message)
    return renderer(notice)

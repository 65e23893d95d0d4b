"""GOV.UK Notify as a second way out: texts, and mails that carry neither a calendar nor an unsubscribe link.

Needs the extra `notify`. Our send log stays the truth: before a notice is tried again, Notify is asked by our
Message-ID whether it has it already, and later what became of it.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scheduler.config import Settings
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.outbox.rendering import Mail
from scheduler.outbox.rules import Channel, Verdict
from scheduler.outbox.transport import DeliveryFailed

if TYPE_CHECKING:
    from notifications_python_client.notifications import NotificationsAPIClient

TIMEOUT = 30
LONGEST_TEXT = 612
"""Characters of four joined text messages; Notify itself takes 918."""
FATES = {
    "delivered": "",
    "permanent-failure": "There is no such mailbox or number.",
    "temporary-failure": "The mailbox is full or the telephone is switched off; Notify has given up.",
    "technical-failure": "Notify could not send it.",
}


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a notice that Notify took; `problem` is empty when it arrived."""

    message_id: str
    at: datetime
    problem: str


class Notify:
    """One installation's account with Notify."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: NotificationsAPIClient | None = None

    def takes(self, channel: Channel, mail: Mail) -> bool:
        """Whether this goes by Notify: every text, and mails that say all in words where there is a template."""
        if channel is Channel.TEXT:
            return True
        is_plain = mail.calendar is None and mail.unsubscribe is None
        return is_plain and bool(self._settings.notify_api_key and self._settings.notify_mail_template)

    def send(self, channel: Channel, address: str, mail: Mail, message_id: str, *, is_repeat: bool) -> None:
        """Hand it over, unless an attempt that we did not hear the end of did so. Raises DeliveryFailed."""
        template = self._template(channel)
        if is_repeat and self._has(message_id):
            return
        if channel is Channel.TEXT:
            body = {"body": (mail.short or mail.subject)[:LONGEST_TEXT]}
            self._ask("send_sms_notification", phone_number=address, **_facts(template, body, message_id))
        else:
            body = {"subject": mail.subject, "body": mail.text}
            self._ask("send_email_notification", email_address=address, **_facts(template, body, message_id))

    def fates(self, since: datetime) -> Iterator[Fate]:
        """What became of what Notify took, the latest first, as far back as `since`. Raises DeliveryFailed."""
        older_than: str | None = None
        while True:
            page = self._ask("get_all_notifications", older_than=older_than)["notifications"]
            for each in page:
                if datetime.fromisoformat(each["created_at"]) < since:
                    return
                fate = _fate(each)
                if fate is not None:
                    yield fate
            if not page:
                return
            older_than = page[-1]["id"]

    def _has(self, message_id: str) -> bool:
        return bool(self._ask("get_all_notifications", reference=message_id)["notifications"])

    def _template(self, channel: Channel) -> str:
        is_text = channel is Channel.TEXT
        template = self._settings.notify_text_template if is_text else self._settings.notify_mail_template
        if not self._settings.notify_api_key or not template:
            name = "TEXT" if is_text else "MAIL"
            words = f"SCHEDULER_NOTIFY_API_KEY and SCHEDULER_NOTIFY_{name}_TEMPLATE are not set, so it cannot be sent."
            raise DeliveryFailed(words, Verdict.FINAL)
        return template

    def _ask(self, method: str, **values: Any) -> dict[str, Any]:
        # Only who sends by Notify has the extra, and its HTTP library.
        from notifications_python_client.errors import APIError
        from notifications_python_client.notifications import NotificationsAPIClient

        if self._client is None:
            key = self._settings.notify_api_key
            self._client = NotificationsAPIClient(  # type: ignore[no-untyped-call]
                key, base_url=self._settings.notify_url, timeout=TIMEOUT
            )
        try:
            answer: dict[str, Any] = getattr(self._client, method)(**values)
        except APIError as error:
            raise DeliveryFailed(_words(error.status_code, error.message), meaning_of(error.status_code)) from None
        return answer


def meaning_of(status: int) -> Verdict:
    """What an HTTP status of Notify asks of us: 400 is about this recipient, 403 and 429 about all of them."""
    if status in {401, 403, 429}:
        return Verdict.PAUSE
    return Verdict.FINAL if 400 <= status < 500 else Verdict.RETRY


def _facts(template: str, body: dict[str, str], message_id: str) -> dict[str, Any]:
    return {"template_id": template, "personalisation": body, "reference": message_id}


def _words(status: int, said: object) -> str:
    """Notify's own sentences; its errors come as a list of {"error", "message"}."""
    if isinstance(said, list):
        said = "; ".join(str(each.get("message", "")) for each in said if isinstance(each, dict))
    return clean_line(f"GOV.UK Notify answered {status}: {said}")


def _fate(given: dict[str, Any]) -> Fate | None:
    """None while it is on its way, or when it is not one of ours."""
    status, reference = given.get("status", ""), given.get("reference")
    if not reference or status not in FATES:
        return None
    at = given.get("completed_at") or given["created_at"]
    return Fate(reference, datetime.fromisoformat(at), FATES[status])

"""What the worker does here by itself: it tells webhooks, when it is woken and each minute."""

from datetime import datetime

from scheduler.api.queries.clients import is_any_due
from scheduler.api.sending import deliver_at_once, deliver_due
from scheduler.api.service.webhooks import TELL
from scheduler.core.jobs import register_job
from scheduler.core.rounds import Each, once_due, register_round


def _round(_now: datetime) -> None:
    deliver_due()


register_job(TELL, deliver_at_once)
register_round(TELL, Each.MINUTE, once_due(is_any_due, _round))

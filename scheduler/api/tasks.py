"""What the worker does here by itself: it tells webhooks, when it is woken and each minute."""

from datetime import datetime

from scheduler.api.queries.clients import due_delivery
from scheduler.api.sending import deliver_due
from scheduler.core.jobs import register_job
from scheduler.core.rounds import Each, once_due, register_round

TELL = "tell webhooks"


def _round(_now: datetime) -> None:
    deliver_due()


register_job(TELL, deliver_due)
register_round(TELL, Each.MINUTE, once_due(due_delivery, _round))

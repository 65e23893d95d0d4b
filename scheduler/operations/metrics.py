"""Figures for a monitoring system, read from the database when they are asked for: any process gives the same.

Only looks at answer pages are counted by each process for itself, which says so: they must not write.
"""

import os
from collections.abc import Iterable
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from scheduler.core.current import current_settings
from scheduler.inbox.doors.addresses import is_mailbox, mailbox
from scheduler.inbox.queries.doors import mailbox_mark, mails_by_state, oldest_in_triage
from scheduler.invitations.service.visits import views_by_kind
from scheduler.outbox.queries import counts_by_state, last_heartbeat, oldest_overdue
from scheduler.outbox.service import is_sending_time

CONTENT_TYPE = CONTENT_TYPE_LATEST


class MailCollector(Collector):
    """The state of the outbox, of the inbox and of the worker at `now`."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterable[Metric]:
        notices = GaugeMetricFamily("scheduler_notices", "Notices by state", labels=["state"])
        for state, number in counts_by_state().items():
            notices.add_metric([state.value], number)
        yield notices
        due_since = oldest_overdue(self.now, urgent_only=not is_sending_time(self.now))
        yield self._age("scheduler_oldest_due_notice_seconds", "How long the oldest due notice has waited", due_since)
        beat = last_heartbeat()
        if beat is not None:
            yield self._age("scheduler_worker_heartbeat_age_seconds", "Since the worker last showed itself", beat)

        yield from self._inbox()
        yield _views()

    def _inbox(self) -> Iterable[GaugeMetricFamily]:
        mails = GaugeMetricFamily("scheduler_inbound_mails", "Mails that came in, by state", labels=["state"])
        for state, number in mails_by_state().items():
            mails.add_metric([state.value], number)
        yield mails
        yield self._age(
            "scheduler_oldest_triage_seconds", "How long a mail has waited for a person", oldest_in_triage()
        )
        url = current_settings().inbox_url
        mark = mailbox_mark(mailbox(url).name) if url and is_mailbox(url) else None
        if mark is not None and mark.read_at is not None:
            yield self._age("scheduler_mailbox_read_age_seconds", "Since the mailbox was last read", mark.read_at)

    def _age(self, name: str, meaning: str, since: datetime | None) -> GaugeMetricFamily:
        seconds = 0.0 if since is None else (self.now - since).total_seconds()
        return GaugeMetricFamily(name, meaning, value=seconds)


def _views() -> Metric:
    """Never interest: scanners follow every link, and what seems to be a browser may be one."""
    views = CounterMetricFamily(
        "scheduler_answer_page_views", "Looks at answer pages by kind of visitor", labels=["kind", "process"]
    )
    for kind, number in views_by_kind().items():
        views.add_metric([kind.value, str(os.getpid())], number)
    return views


def metrics_text(now: datetime) -> bytes:
    """Prometheus's text form."""
    registry = CollectorRegistry()
    registry.register(MailCollector(now))
    return generate_latest(registry)

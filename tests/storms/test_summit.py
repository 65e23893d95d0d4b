"""Everybody changes their mind at once while servers are killed: no answer lost, no place given twice, order kept."""

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bench.processes import children
from bench.servers import free_port, status_of
from scheduler.core.clock import utc_now
from scheduler.core.db import db
from scheduler.invitations.models import Invitation, Reply
from scheduler.invitations.rules import ReplySource
from scheduler.invitations.service import invite, token_of
from scheduler.outbox.models import Notice
from scheduler.summits.models import Agency, Party, SummitPlaces
from tests import factories
from tests.smtp import SmtpSink
from tests.storms.summit_clients import Client
from tests.storms.summit_history import Change, Model, read_history, watch_places
from tests.storms.summit_office import counted_wrong, work

SEATS_EACH = 4
FORKS = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class Size:
    """How big a storm is."""

    actions: int
    clients: int
    kills: int
    agencies: int
    places: int
    often: float = 0.4
    """Seconds between the office's changes of the number of places."""


SMALL = Size(240, 8, 2, agencies=20, places=30)
STORM = Size(
    int(os.environ.get("SUMMIT_STORM_ACTIONS", "250000")),
    64,
    int(os.environ.get("SUMMIT_STORM_KILLS", "50")),
    agencies=120,
    places=200,
    often=2.0,
)


class Installation:
    """The real server with three web processes, and a worker; all may be killed, all come back."""

    def __init__(self, settings, data_dir: Path, sink: SmtpSink) -> None:
        self.port = free_port()
        values = {
            "SECRET_KEY": settings.secret_key,
            "DATABASE_URL": settings.database_url,
            "BASE_URL": f"http://127.0.0.1:{self.port}",
            "SMTP_URL": f"smtp://127.0.0.1:{sink.port}",
            "MAIL_FROM": settings.mail_from,
            "DATA_DIR": str(data_dir),
        }
        self.environ = {**os.environ, **{f"SCHEDULER_{name}": value for name, value in values.items()}}
        self.log = data_dir / "storm.log"
        self.web = self._start("serve", "--workers=3", "--threads=2", f"--port={self.port}")
        self.worker = self._start("worker")
        self._wait_until_up()

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            arguments = [sys.executable, "-m", "scheduler.cli", *command]
            return subprocess.Popen(arguments, env=self.environ, stdout=log, stderr=log, start_new_session=True)

    def _wait_until_up(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                status_of(f"http://127.0.0.1:{self.port}/healthz")
            except OSError:
                assert time.monotonic() < deadline, self.log.read_text()[-2000:]
                time.sleep(0.1)
            else:
                return

    def kill_one(self, chance: random.Random) -> None:
        """A web process or the worker, at once."""
        web = children(self.web.pid)
        if web and chance.random() < 0.7:
            with_pid = chance.choice(web)
            with suppress(ProcessLookupError):
                os.kill(with_pid, signal.SIGKILL)
            return
        self.worker.kill()
        self.worker.wait()
        self.worker = self._start("worker")

    def stop(self) -> None:
        """All of it, with its children."""
        for process in (self.web, self.worker):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def summit_of(size: Size) -> int:
    """A summit in a year; everybody is invited, nobody has answered."""
    factories.office(quiet_out_of_hours=False)
    summit = factories.summit(places=size.places)
    start = utc_now().replace(minute=0, second=0, microsecond=0)
    summit.engagement.starts_at = start.replace(year=start.year + 1)
    summit.engagement.ends_at = summit.engagement.starts_at + timedelta(hours=1)
    posts = []
    for _ in range(size.agencies):
        home = factories.organisation()
        posts += [factories.post(organisation=home, title=f"Seat {seat}") for seat in range(SEATS_EACH)]
    invite(summit.engagement, posts, now=utc_now())
    db.session.commit()
    number = summit.id
    watch_places()
    db.session.remove()
    return number


@contextmanager
def office(environ: Mapping[str, str], summit_id: int, size: Size) -> Iterator[list[str]]:
    """Meanwhile the office is at work; what it found wrong is there in the end."""
    here, there = FORKS.Pipe()
    process, trouble = FORKS.Process(target=work, args=[environ, summit_id, size.places, size.often, there]), []
    process.start()
    there.close()
    try:
        yield trouble
    finally:
        here.send("enough")
        trouble.extend(here.recv())
        process.join()


@pytest.mark.parametrize("size", [SMALL, pytest.param(STORM, marks=pytest.mark.storm)], ids=["small", "storm"])
def test_a_storm_of_answers_loses_nothing_and_gives_no_place_twice(app, settings, smtp_server, tmp_path, size):
    summit_id = summit_of(size)
    with app.app_context():
        links = [invitation.links[0] for invitation in db.session.scalars(select(Invitation).order_by(Invitation.id))]
        tokens = [token_of(link) for link in links]
        db.session.remove()
    installation = Installation(settings, tmp_path, smtp_server)
    try:
        share = size.actions // size.clients
        clients = [
            Client(installation.port, tokens[number :: size.clients], share, seed=number)
            for number in range(size.clients)
        ]
        with office(installation.environ, summit_id, size) as trouble:
            for client in clients:
                client.start()
            kill_now_and_then(installation, clients, size)
            for client in clients:
                client.join()
    finally:
        installation.stop()
    assert not [words for client in clients for words in client.told.trouble]
    assert not trouble
    report(clients)
    check_answers(clients, dict(zip(tokens, [link.invitation_id for link in links], strict=True)))
    check_places(summit_id, size.places)
    states = dict(db.session.execute(select(Notice.state, func.count()).group_by(Notice.state)).all())
    sys.stdout.write(f"  mails: {states}\n")


def kill_now_and_then(installation: Installation, clients: list[Client], size: Size) -> None:
    """Spread over the storm."""
    chance = random.Random(50)  # noqa: S311 - whom to kill
    for kill in range(1, size.kills + 1):
        while any(client.is_alive() for client in clients):
            done = size.actions - sum(client.left for client in clients)
            if done >= kill * size.actions / (size.kills + 1):
                break
            time.sleep(0.05)
        installation.kill_one(chance)
        longest = max((wait for client in clients for wait in list(client.told.waits)), default=0)
        sys.stdout.write(f"\n  {time.strftime('%X')} kill {kill}, {done} actions, longest wait {longest:.3f} s")
        sys.stdout.flush()


def report(clients: list[Client]) -> None:
    waits = sorted(wait for client in clients for wait in client.told.waits)
    done = sum(client.told.actions for client in clients)
    sys.stdout.write(
        f"\n  {done} actions by {len(clients)} clients, {sum(client.told.refusals for client in clients)} overtaken, "
        f"{sum(client.told.repeats for client in clients)} sent again after a kill; waits: "
        f"median {waits[len(waits) // 2]:.3f} s, 99 % {waits[int(len(waits) * 0.99)]:.3f} s, "
        f"longest {waits[-1]:.3f} s; with what was sent again {max(client.told.longest for client in clients):.3f} s\n"
    )


def check_answers(clients: list[Client], invitations: dict[str, int]) -> None:
    """The last answer that was acknowledged is the one that is stored, and each answer has exactly one receipt."""
    stored = dict(db.session.execute(select(Invitation.id, Invitation.partstat)).all())
    for client in clients:
        for token, said in client.told.answers.items():
            if said != "place":
                assert str(stored[invitations[token]]) == said
    replies = db.session.scalars(select(Reply.id).where(Reply.source == ReplySource.LINK)).all()
    receipts = Counter(
        notice.payload["reply_id"] for notice in db.session.scalars(select(Notice).where(Notice.kind == "receipt"))
    )
    assert receipts == Counter(replies)


def check_places(summit_id: int, began_with: int) -> None:
    """Places are all given or nobody waits; counters are sums; and every giving was in order."""
    assert counted_wrong(summit_id) == []
    model = Model(began_with).follow(read_history())
    assert model.wrong == []
    places = db.session.get(SummitPlaces, summit_id)
    assert places.taken == model.taken
    assert places.taken >= places.places or not model.waiting
    sums = Counter()
    for party in db.session.scalars(select(Party).where(Party.state.in_(["confirmed", "offered"]))):
        sums[party.agency_id] += party.size
    assert {agency.id: agency.taken for agency in db.session.scalars(select(Agency)) if agency.taken} == dict(sums)
    sys.stdout.write(f"  {model.promotions} places offered to whoever waited, all in order\n")


def test_the_history_notices_an_order_that_is_wrong():
    """A negative control: the model is no yes-man."""
    rows = [
        (1, 10, "not wanted", "confirmed", None, 1, None),
        (2, 10, "not wanted", "waiting", 1, 1, None),
        (3, 20, "not wanted", "waiting", 2, 1, None),
        (1, 10, "confirmed", "not wanted", None, 1, None),
        (2, 10, "waiting", "offered", None, 1, None),
    ]
    assert Model(1).follow([Change(*row) for row in rows]).wrong == []
    second_place_first = [*rows[:3], (None, None, None, None, None, None, 2), rows[4]]
    assert Model(1).follow([Change(*row) for row in second_place_first]).wrong == ["[2] came before [3]"]

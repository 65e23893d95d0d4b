"""Whatever the mail server does, nothing is lost, nothing is done by hand, and repeats are recognisable."""

import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from scheduler.core.db import db
from scheduler.outbox import transport
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import UNSENT, NoticeState
from scheduler.outbox.tasks import current_queue
from tests.factories import NOW
from tests.outbox.draining import send_all
from tests.outbox.moody_answers import ANSWERS, FINAL, PAUSE, RETRY, SENT
from tests.outbox.moody_server import DROP, Mood, MoodyServer, Step, moody
from tests.outbox.notices import posted

__all__ = ["moody"]
pytestmark = pytest.mark.usefixtures("renderers")

FIRST, OTHER = "leader@example.org", "chief@example.org"
DROPS = [step for step in Step if step is not Step.RSET]


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that hangs fails soon."""
    monkeypatch.setattr(transport, "USUAL_TIMEOUT", 5)
    monkeypatch.setattr(transport, "DATA_TIMEOUT", 5)


def once(step: Step, said: bytes, recipient: str = FIRST) -> Mood:
    """The mood in which one mail meets one answer; later ones meet it too until the server behaves."""
    early = {Step.BANNER, Step.EHLO, Step.MAIL}
    return lambda at, to: said if at is step and (step in early or to == recipient) else None


def letters() -> list[Notice]:
    """Two to one mailbox about the same, and one to another."""
    facts = {"recipient_address": FIRST, "subject_id": 7}
    first, second = (posted(**facts, payload={"title": title}) for title in ("Invitation", "Update"))
    return [first, second, posted(recipient_address=OTHER, payload={"title": "Hello"})]


def became(notice: Notice) -> str:
    """What the first attempt was taken for."""
    if notice.state is NoticeState.WAITING:
        return PAUSE if current_queue().sender.paused_until else RETRY
    return {NoticeState.SENT: SENT, NoticeState.FAILED: FINAL}[notice.state]


def keep_sending(begin: datetime, span: timedelta, every: timedelta = timedelta(minutes=10)) -> datetime:
    """Let time pass as the worker does, sweep by sweep."""
    now = begin
    while now < begin + span:
        now += every
        send_all(now)
    return now


@pytest.mark.once
@pytest.mark.parametrize(("step", "said", "meaning"), ANSWERS, ids=[f"{a[0]} {a[1][:24]!r}" for a in ANSWERS])
def test_each_answer_is_understood_and_the_rest_arrives(moody, step, said, meaning):
    first, second, other = letters()
    moody.mood = once(step, said)
    send_all(NOW)
    assert became(first) == meaning
    moody.behave()
    assert (other.state is NoticeState.SENT) is (meaning != PAUSE), "only trouble with the server holds others up"
    unsaid = moody.subjects(FIRST) if meaning == PAUSE else []
    keep_sending(NOW, timedelta(minutes=30))
    assert moody.subjects(FIRST) == ([] if meaning == FINAL else [*unsaid, "Invitation", "Update"])
    assert moody.subjects(OTHER) == ["Hello"]
    assert all(each.last_error for each in (first, second) if each.state is NoticeState.FAILED)


@pytest.mark.parametrize("keeps", [True, False], ids=["taken", "not taken"])
@pytest.mark.parametrize("step", DROPS)
def test_a_connection_that_drops_at_any_step_loses_nothing_and_repeats_only_what_may_be_missing(moody, step, keeps):
    letters()
    moody.mood, moody.keeps_unsaid = once(step, DROP), keeps
    send_all(NOW)
    moody.behave()
    keep_sending(NOW, timedelta(minutes=30))
    unsaid = ["Invitation"] if step is Step.CONTENT and keeps else []
    assert moody.subjects(FIRST) == [*unsaid, "Invitation", "Update"]
    assert moody.subjects(OTHER) == ["Hello"]
    assert len({message["Message-ID"] for _, message in moody.taken}) == 3
    assert db.session.query(Notice).filter(Notice.state != NoticeState.SENT).count() == 0


@pytest.mark.once
@pytest.mark.parametrize("step", [Step.BANNER, Step.EHLO, Step.MAIL, Step.RCPT, Step.DATA, Step.CONTENT])
def test_a_server_that_falls_silent_or_drips_is_left_in_time(moody, monkeypatch, step):
    monkeypatch.setattr(transport, "USUAL_TIMEOUT", 0.2)
    monkeypatch.setattr(transport, "DATA_TIMEOUT", 0.4)
    moody.keeps_unsaid = False
    letters()
    begin = time.monotonic()
    moody.mood = slow(once(step, b"2"), seconds=1)
    send_all(NOW)
    assert time.monotonic() - begin < 5
    moody.behave()
    keep_sending(NOW, timedelta(minutes=30))
    assert moody.subjects(FIRST) == ["Invitation", "Update"]
    assert moody.subjects(OTHER) == ["Hello"]


def slow(mood: Mood, seconds: float) -> Mood:
    """The same after a while."""

    def wait(step: Step, recipient: str) -> bytes | None:
        said = mood(step, recipient)
        if said is not None:
            time.sleep(seconds)
        return said

    return wait


def test_a_mail_that_cannot_be_put_on_the_wire_is_given_up_and_the_rest_goes(moody, monkeypatch, caplog):
    usual = current_queue().sender.transport.send

    def send(message: EmailMessage, sender: str, recipient: str, report: str | None = None) -> None:
        if recipient == FIRST:
            raise IndexError("as the library's folding does at times")
        usual(message, sender, recipient, report)

    monkeypatch.setattr(current_queue().sender.transport, "send", send)
    broken, good = posted(recipient_address=FIRST), posted(recipient_address=OTHER)
    send_all(NOW)
    assert (broken.state, good.state) == (NoticeState.WAITING, NoticeState.SENT)
    keep_sending(NOW, timedelta(hours=2))
    assert broken.state is NoticeState.FAILED
    assert "could not be handed over (IndexError)" in broken.last_error


def test_a_slow_server_gets_each_mail_once(moody):
    letters()

    def hesitate(_step: Step, _recipient: str) -> None:
        time.sleep(0.05)

    moody.mood = hesitate
    assert send_all(NOW) == 3
    assert moody.subjects(FIRST) == ["Invitation", "Update"]


def test_a_server_that_ends_each_connection_after_one_mail_holds_nothing_up(moody):
    for _ in range(20):
        posted()

    def one_a_connection(step: Step, _recipient: str) -> bytes | None:
        is_enough = step is Step.MAIL and len(moody.taken) >= moody.connections
        return b"421 4.7.0 One is enough\r\n" if is_enough else None

    moody.mood = one_a_connection
    send_all(NOW)
    assert len(moody.taken) == moody.connections == 20


@pytest.mark.parametrize(
    ("mails", "every"),
    [(24, timedelta(minutes=30)), pytest.param(400, timedelta(minutes=1), marks=pytest.mark.storm)],
    ids=["small", "storm"],
)
def test_a_day_without_the_mail_server_loses_and_repeats_nothing(moody, mails, every):
    moody.stop()
    pace = timedelta(hours=24) / mails
    for number in range(mails):  # while the day passes
        now = NOW + number * pace
        facts = {"recipient_address": f"reader{number % 8}@example.org", "subject_id": 7}
        posted(**facts, payload={"title": str(number)}, now=now)
        keep_sending(now, pace - every, every)
    moody.start()
    keep_sending(NOW + timedelta(hours=24), timedelta(minutes=90))
    for reader in range(8):
        assert moody.subjects(f"reader{reader}@example.org") == [str(each) for each in range(reader, mails, 8)]
    assert db.session.query(Notice).filter(Notice.state != NoticeState.SENT).count() == 0


@pytest.mark.parametrize(
    ("mails", "seed"),
    [(40, 1), *(pytest.param(400, seed, marks=pytest.mark.storm) for seed in range(2, 5))],
    ids=["small", *(f"storm {seed}" for seed in range(2, 5))],
)
def test_a_day_of_every_mood_ends_with_everything_delivered_that_may_be(moody, mails, seed):
    chance = random.Random(seed)  # noqa: S311 - moods
    notices = [
        posted(recipient_address=f"reader{number % 10}@example.org", subject_id=7, payload={"title": str(number)})
        for number in range(mails)
    ]
    refused: Counter[str] = Counter()
    moody.mood = any_mood(chance, refused)
    now = keep_sending(NOW, timedelta(hours=24), timedelta(minutes=20 if mails < 100 else 1))
    moody.behave()
    keep_sending(now, timedelta(hours=6))
    assert db.session.query(Notice).filter(Notice.state.in_(UNSENT)).count() == 0
    failed = [notice for notice in notices if notice.state is NoticeState.FAILED]
    assert len(failed) == refused.total()
    assert_delivered_in_order(moody, notices)


def any_mood(chance: random.Random, refused: Counter[str]) -> Callable[[Step, str], bytes | None]:
    """Any of the answers and drops at any time; counts what was refused for good."""
    choices = {step: [each for each in ANSWERS if each[0] is step] for step in Step}

    def mood(step: Step, recipient: str) -> bytes | None:
        if chance.random() > 0.15:
            return None
        if step in DROPS and chance.random() < 0.3:
            return DROP
        if not choices[step]:
            return None
        _, said, meaning = chance.choice(choices[step])
        refused[recipient] += meaning == FINAL
        return said

    return mood


def assert_delivered_in_order(moody: MoodyServer, notices: list[Notice]) -> None:
    """Each at least once, repeats under the same Message-ID and no more than the server left unsaid."""
    copies = Counter(str(message["Message-ID"]) for _, message in moody.taken)
    delivered = {notice.message_id for notice in notices if notice.state is NoticeState.SENT}
    assert delivered <= set(copies) <= {notice.message_id for notice in notices}
    assert copies.total() - len(copies) <= moody.unknown
    for reader in {notice.recipient_address for notice in notices}:
        numbers = [int(subject) for subject in moody.subjects(reader)]
        assert numbers == sorted(numbers)

"""`scheduler inbox …`: the pipe of a mail server, a visit to the mailbox now, and how it all stands."""

import os
import sys
from typing import BinaryIO, NoReturn

import click
from flask.cli import AppGroup, ScriptInfo, with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from scheduler.config import SettingsError
from scheduler.core.clock import utc_now
from scheduler.core.current import current_settings
from scheduler.core.db import commit
from scheduler.core.wording import count_words, moment_words
from scheduler.inbox.doors.addresses import Mailbox, is_listener, is_mailbox, listener, mailbox
from scheduler.inbox.doors.imap import fetch_new
from scheduler.inbox.queries.doors import mailbox_mark, mails_by_state, oldest_in_triage
from scheduler.inbox.rules.keeping import LARGEST_MAIL
from scheduler.inbox.rules.vocabulary import MailDoor
from scheduler.inbox.service import receiving
from scheduler.outbox.tasks import current_queue

CHUNK = 1024 * 1024

inbox = AppGroup("inbox", help="Take in replies, and see how that goes.")


@inbox.command("receive", with_appcontext=False)
@click.pass_context
def receive(context: click.Context) -> None:
    """Store one mail from standard input; 0 says that it is safe, 75 that the mail server should try again."""
    raw, size = _read(sys.stdin.buffer)
    if not raw.strip():
        _end(os.EX_DATAERR, "There is no mail on standard input.")
    try:
        app = context.ensure_object(ScriptInfo).load_app()
        with app.app_context():
            receiving.receive(raw, MailDoor.PIPE, size=size, now=utc_now())
            commit()
            current_queue().ask_for(receiving.JOB)
    except click.ClickException as error:
        _end(os.EX_TEMPFAIL, error.message)
    except SQLAlchemyError as error:
        _end(os.EX_TEMPFAIL, f"The database did not take the mail ({type(error).__name__}).")
    except Exception as error:  # noqa: BLE001 - any other end would have the mail server send the mail back
        _end(os.EX_TEMPFAIL, f"The mail was not stored: {error!r}")


@inbox.command("poll")
@with_appcontext
def poll() -> None:
    """Visit the mailbox now; the worker reads what it brings."""
    visit = fetch_new(_mailbox(), now=utc_now())
    if visit.stored:
        current_queue().ask_for(receiving.JOB)
    click.echo(f"{count_words(visit.stored, 'mail')} fetched.")
    if visit.problem:
        raise click.ClickException(visit.problem)


@inbox.command("status")
@with_appcontext
def status() -> None:
    """Say where replies come in, when the mailbox was last read, and what waits."""
    settings = current_settings()
    click.echo(f"  Door        {_door(settings.inbox_url)}")
    click.echo(f"  Replies to  {settings.inbox_tagged_address or settings.inbox_address}")
    click.echo(f"  Proof       {_proof(settings.inbox_tagged_address, settings.inbox_authserv_id)}")
    for state, count in mails_by_state().items():
        click.echo(f"  {state.value.capitalize():<11} {count_words(count, 'mail')}")
    oldest = oldest_in_triage()
    if oldest is not None:
        click.echo(f"  Oldest      waits for a person since {moment_words(oldest)}")


def _read(stream: BinaryIO) -> tuple[bytes, int]:
    """The mail, or the beginning of a very large one, and its whole size; read to the end, as pipes want it."""
    kept, size = bytearray(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if len(kept) <= LARGEST_MAIL:
            kept += chunk
    return bytes(kept), size


def _end(code: int, words: str) -> NoReturn:
    click.echo(words, err=True)
    sys.exit(code)


def _mailbox() -> Mailbox:
    url = current_settings().inbox_url
    if url is None or not is_mailbox(url):
        raise click.ClickException("SCHEDULER_INBOX_URL names no mailbox to visit (imaps://…).")
    try:
        return mailbox(url)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def _door(url: str | None) -> str:
    if url is None:
        return "none: SCHEDULER_INBOX_URL is not set, so invitations carry a link only"
    if is_listener(url):
        return f"LMTP at {listener(url)}, while the worker runs"
    if not is_mailbox(url):
        return "a pipe: the mail server calls `scheduler inbox receive`"
    return _mailbox_words(_mailbox())


def _mailbox_words(box: Mailbox) -> str:
    mark = mailbox_mark(box.name)
    if mark is None or (mark.read_at is None and mark.problem is None):
        return f"{box.name}, never read"
    read = f"read {moment_words(mark.read_at)}" if mark.read_at else "never read"
    return f"{box.name}, {read}" + (f"; now: {mark.problem}" if mark.problem else "")


def _proof(tagged_address: str | None, authserv_id: str | None) -> str:
    found = [words for words, is_set in (("tagged addresses", tagged_address), ("DMARC", authserv_id)) if is_set]
    by_whom = f" as {authserv_id} says" if authserv_id else ""
    return f"{' and '.join(found)}{by_whom}" if found else "none: every reply waits for a person"

"""`scheduler feeds …`."""

import click
from flask.cli import AppGroup

from scheduler.audit.actor import Actor, set_actor
from scheduler.audit.service import record
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.feeds.days import render_ahead
from scheduler.feeds.fragments import keep_in_step
from scheduler.feeds.queries import engagements_in_batches

feeds = AppGroup("feeds", help="Look after calendar feeds.")


@feeds.command("render")
def render() -> None:
    """Render every engagement again, as after an upgrade; feeds change only where their text does."""
    set_actor(Actor("command", "scheduler feeds render", "command"))
    done = failed = 0
    for batch in engagements_in_batches():
        failed += keep_in_step(batch, now=utc_now())
        done += len(batch)
        commit()  # a batch at a time: nobody waits for a lock while thousands are rendered
        db.session.expunge_all()
    render_ahead(now=utc_now())
    record("feed.rendered", "feed", None, f"Rendered {done} engagements for feeds, {failed} failed")
    commit()
    print(f"Rendered {done} engagements for feeds.")
    if failed:
        raise click.ClickException(
            f"{failed} could not be rendered; the log names them. Feeds keep their last version."
        )

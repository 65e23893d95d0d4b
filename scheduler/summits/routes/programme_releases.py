"""Releases of the programme: what the next one would tell, and to whom; POST releases it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.accounts.ceiling import Ceiling, ceiling_of, unasked
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.numbers import small_number
from scheduler.core.wording import count_words
from scheduler.outbox.strips import posted_words
from scheduler.summits.models import Summit
from scheduler.summits.queries.programme_releases import content_of, programme_releases, release_numbered
from scheduler.summits.routes.blueprint import summits, the_summit
from scheduler.summits.rules.releases import openers
from scheduler.summits.service.releases import preview_programme, release_programme


@summits.get("/summits/<int:summit_id>/programme/release")
@allow(Access.VIEWER)
def programme_release(summit_id: int) -> ResponseReturnValue:
    """What differs from what partners know, and who would be written to."""
    return _page(the_summit(summit_id))


@summits.post("/summits/<int:summit_id>/programme/release")
@allow(Access.MANAGER)
def programme_release_now(summit_id: int) -> ResponseReturnValue:
    """Freeze it and write to those it concerns."""
    summit, now = the_summit(summit_id), utc_now()
    after = request.form.get("after", 0, type=small_number)
    try:
        release = release_programme(summit, after=after, now=now)
    except RuleBroken as refused:
        flash(refused.message, "error")
    except VersionConflict:
        flash("It was released meanwhile. This is what differs from the newest version.", "error")
    else:
        words = f"Released: version {release.number}. {posted_words(now=now)}".strip()
        if asked := unasked(request.form):
            return _page(the_summit(summit_id), asked), 422
        commit()
        flash(words, "success")
    return redirect(url_for("summits.programme_release", summit_id=summit.id), code=303)


@summits.get("/summits/<int:summit_id>/programme/releases/<int:version>")
@allow(Access.VIEWER)
def programme_released(summit_id: int, version: int) -> ResponseReturnValue:
    """One version as it was told."""
    summit = the_summit(summit_id)
    release = release_numbered(summit, version) or abort(404)
    content = content_of(release)
    seated = count_words(len(content.seats), "person", "people")
    facts = {"summit": summit, "release": release, "sessions": content.sessions, "seated": seated}
    facts["opens"] = openers(content.sessions)
    return render_template("summits/programme/released.html", **facts)


def _page(summit: Summit, asked: Ceiling | None = None) -> str:
    preview = preview_programme(summit)
    ceiling = asked or ceiling_of(len(preview.links))
    facts = {"preview": preview, "releases": programme_releases(summit), "ceiling": ceiling}
    return render_template("summits/programme/release.html", summit=summit, **facts)

"""Other addresses that were remembered: whose they are, and how to forget one."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access, allow
from scheduler.core.db import commit
from scheduler.inbox.queries.triage import alias_by_id, known_aliases
from scheduler.inbox.routes.blueprint import inbox
from scheduler.inbox.service.aliases import forget_address


@inbox.get("/inbox/aliases")
@allow(Access.VIEWER)
def aliases() -> ResponseReturnValue:
    """All of them."""
    may_change = role_of_request() >= Access.MANAGER
    return render_template("inbox/aliases.html", aliases=known_aliases(), may_change=may_change)


@inbox.post("/inbox/aliases/<int:alias_id>/forget")
@allow(Access.MANAGER)
def forget(alias_id: int) -> ResponseReturnValue:
    """Answers from it go to a person again."""
    alias = alias_by_id(alias_id) or abort(404)
    address = alias.address_key
    forget_address(alias)
    commit()
    flash(f"{address} is forgotten. Answers from it wait for a person again.", "success")
    return redirect(url_for("inbox.aliases"), code=303)

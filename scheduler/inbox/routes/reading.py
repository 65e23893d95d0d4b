"""The list of mail that came in, one mail, and its text."""

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.numbers import small_number
from scheduler.inbox.queries.entries import entries_of
from scheduler.inbox.queries.triage import Shown, count_waiting, letters_of, mail_by_id, mail_page
from scheduler.inbox.routes.blueprint import inbox
from scheduler.inbox.routes.one_mail import mail_view
from scheduler.inbox.rules.vocabulary import Doubt
from scheduler.inbox.rules.ways import SHORT
from scheduler.invitations.models import Invitation


@inbox.get("/inbox")
@allow(Access.VIEWER)
def listing() -> ResponseReturnValue:
    """What needs a look, the oldest first; or all mail."""
    shown = Shown.ALL if request.args.get("show") == Shown.ALL else Shown.WAITING
    why = request.args.get("why", "")
    doubt = Doubt(why) if why in set(Doubt) else None
    found = mail_page(shown, doubt, request.args.get("page", 1, type=small_number))
    now = utc_now()
    return render_template(
        "inbox/listing.html",
        entries=entries_of(found.mails, now),
        found=found,
        shown=shown,
        doubt=doubt,
        doubt_words=SHORT,
        waiting=count_waiting(),
    )


@inbox.get("/inbox/<int:mail_id>")
@allow(Access.VIEWER)
def one(mail_id: int) -> ResponseReturnValue:
    """One mail: what it says, what became of it, and the ways out."""
    mail = mail_by_id(mail_id) or abort(404)
    return mail_view(mail, utc_now())


@inbox.get("/inbox/<int:mail_id>/text")
@allow(Access.MANAGER)
def raw_text(mail_id: int) -> ResponseReturnValue:
    """The mail itself as it came, to save; never shown by us, for anybody may have written it."""
    mail = mail_by_id(mail_id) or abort(404)
    if mail.raw is None:
        abort(410)
    headers = {"Content-Disposition": f'attachment; filename="mail-{mail.id}.eml"'}
    return Response(mail.raw, content_type="application/octet-stream", headers=headers)


@inbox.app_template_global()
def inbox_panel(invitation: Invitation) -> Markup:
    """Mails that were filed with an invitation, for its page; nothing when there are none."""
    rows = letters_of(invitation)
    entries = entries_of([row.mail for row in rows], utc_now()) if rows else []
    html = render_template("inbox/panel.html", rows=list(zip(rows, entries, strict=True)))
    return Markup(html)  # noqa: S704 - our own template, which escapes

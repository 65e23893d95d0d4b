"""Badges to print: for everybody expected, or for one person whose badge is wrong."""

from collections.abc import Sequence

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.current import absolute_url
from scheduler.engagements.calendar import when_words
from scheduler.summits.badges import SHEETS, Badge, badges_pdf, qr_svg
from scheduler.summits.forms.badges import BadgesForm
from scheduler.summits.models import Summit
from scheduler.summits.queries.check_in import OnList, door_list
from scheduler.summits.queries.lists import on_paper
from scheduler.summits.routes.blueprint import summits, the_summit
from scheduler.summits.rules.workshop_colours import colour_of


@summits.get("/summits/<int:summit_id>/day/badges")
@allow(Access.VIEWER)
def badges(summit_id: int) -> ResponseReturnValue:
    """Choose the sheet; or one person."""
    summit = the_summit(summit_id)
    form = BadgesForm(request.args or None)
    people = on_paper(door_list(summit))
    if request.args and not form.validate():
        return render_template("summits/day/badges.html", summit=summit, form=form, people=people), 422
    return render_template("summits/day/badges.html", summit=summit, form=form, people=people)


@summits.get("/summits/<int:summit_id>/day/badges.pdf")
@allow(Access.VIEWER)
def badges_file(summit_id: int) -> ResponseReturnValue:
    """The sheets; `only` is one attendee's number."""
    summit, form = the_summit(summit_id), BadgesForm(request.args)
    if not form.validate():
        return badges(summit_id)
    wanted = _wanted(on_paper(door_list(summit)), request.args.get("only", ""))
    made = [_badge(summit, each, with_code=form.with_code.data) for each in wanted]
    event = f"{summit.engagement.title}, {when_words(summit.engagement)}"
    content = badges_pdf(made, SHEETS[form.sheet.data], event, skip=form.skip.data or 0)
    headers = {"Content-Disposition": 'attachment; filename="badges.pdf"'}
    return Response(content, content_type="application/pdf", headers=headers)


def _wanted(people: Sequence[OnList], only: str) -> Sequence[OnList]:
    if not only:
        return people
    return [each for each in people if str(each.attendee_id) == only] or abort(404)


def _badge(summit: Summit, each: OnList, *, with_code: bool) -> Badge:
    code = absolute_url(f"/summits/{summit.id}/check-in?attendee={each.attendee_id}") if with_code else ""
    letters = [(letter, colour_of(letter)) for letter in each.workshops.split()]
    return Badge(each.name, each.role, each.organisation, each.table, letters, qr_svg(code) if code else "")

"""What other pages show of representation: a partner's file, an engagement's reports back, the board's gaps."""

from datetime import date

from flask import render_template
from markupsafe import Markup

from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OFF_THE_DIARY
from scheduler.representation.queries.attendance import attendance_of
from scheduler.representation.queries.due import invitations_due
from scheduler.representation.queries.reports_back import given_at, reports_of
from scheduler.representation.queries.seats import seats_at, seats_at_covering, seats_of_body
from scheduler.representation.queries.sittings import sittings_at
from scheduler.representation.routes.blueprint import representation, today, words_of_seats
from scheduler.stakeholders.models import Body, Organisation


@representation.app_template_global()
def representation_file(home: Organisation | Body) -> Markup:
    """Who of ours sits on a body, or on the bodies that cover an organisation, and what they told."""
    is_body = isinstance(home, Body)
    seats = seats_of_body(home, today()) if isinstance(home, Body) else seats_at_covering(home, today())
    return _drawn(
        "representation/_file.html",
        home=home,
        is_body=is_body,
        seats=seats,
        attendance=attendance_of(seats),
        missing=[each for each in invitations_due(today()) if each.seat in seats],
        told=given_at(seats),
    )


@representation.app_template_global()
def report_back_panel(engagement: Engagement) -> Markup:
    """Who of ours sat there, and the two lines that they owe or told; before it was held, who is to go."""
    on = first_day_of(engagement)
    is_coming = on is not None and engagement.status not in OFF_THE_DIARY
    seats = seats_at(engagement, on) if on is not None and is_coming else []
    reports = reports_of(engagement)
    if not seats and not reports:
        return Markup()
    sittings = {each.representation_id: each for each in sittings_at(engagement)}
    owed = {each.representation_id: each for each in reports}
    return _drawn("representation/_panel.html", engagement=engagement, seats=seats, sittings=sittings, reports=owed)


@representation.app_template_global()
def boards_not_invited(on: date) -> Markup:
    """Boards that should have invited us by a day, for the coverage board."""
    due = invitations_due(on)
    return _drawn("representation/_not_invited.html", due=due) if due else Markup()


def _drawn(template: str, **facts: object) -> Markup:
    html = render_template(template, **words_of_seats(), **facts)
    return Markup(html)  # noqa: S704  # a template's output, escaped there

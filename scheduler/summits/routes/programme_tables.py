"""The table plan: made by rule, changed by form, printed as cards."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.numbers import small_number
from scheduler.core.values import dataclass
from scheduler.summits.forms.programme import TableForm, TablesForm
from scheduler.summits.models import Attendee, Summit, SummitTable, TableSeat
from scheduler.summits.queries.programme import all_tables, table_seats_of
from scheduler.summits.queries.programme_people import apart_pairs, people_of, person_of, seat_name
from scheduler.summits.routes.blueprint import summits, the_summit
from scheduler.summits.rules.names import surname_key
from scheduler.summits.service.tables import (
    change_table,
    keep_apart,
    let_together,
    move_guest,
    plan_all,
    set_tables,
    table_label,
    unkept_now,
)

Placed = tuple[Attendee, TableSeat | None]
USUAL_TABLES, USUAL_SEATS = "12", "10"


@dataclass(frozen=True, slots=True)
class Round:
    """One table with its people by surname."""

    table: SummitTable
    label: str
    people: Sequence[Placed]


@summits.app_template_global()
def seat_words(attendee: Attendee) -> str:
    """“Rowan Ashdown, Melton Borough Council”, or the seat that was invited."""
    return seat_name(attendee)


@summits.get("/summits/<int:summit_id>/programme/tables")
@allow(Access.VIEWER)
def programme_tables(summit_id: int) -> ResponseReturnValue:
    """Every table with its people, and what the plan does not keep."""
    return _page(the_summit(summit_id), TablesForm(formdata=None))


@summits.post("/summits/<int:summit_id>/programme/tables")
@allow(Access.MANAGER)
def programme_set_tables(summit_id: int) -> ResponseReturnValue:
    """How many tables there are."""
    summit, form = the_summit(summit_id), TablesForm()
    if not form.validate():
        return _page(summit, form), 422
    try:
        set_tables(summit, *form.numbers)
    except RuleBroken as refused:
        form.refuse(refused)
        return _page(summit, form), 422
    commit()
    return _back(summit)


@summits.post("/summits/<int:summit_id>/programme/tables/plan")
@allow(Access.MANAGER)
def programme_plan_tables(summit_id: int) -> ResponseReturnValue:
    """Seat whoever has no table, or everybody anew but for the pins."""
    summit = the_summit(summit_id)
    try:
        unkept = plan_all(summit, keeps_seats=request.form.get("how") != "anew")
    except RuleBroken as refused:
        flash(refused.message, "error")
    else:
        commit()
        flash("The tables are planned. " + ("Not everything could be kept: see below." if unkept else ""), "success")
    return _back(summit)


@summits.route("/summits/<int:summit_id>/programme/tables/<int:table_id>", methods=["GET", "POST"])
@allow(Access.MANAGER)
def programme_table(summit_id: int, table_id: int) -> ResponseReturnValue:
    """Name and size of one table."""
    summit = the_summit(summit_id)
    table = next((each for each in all_tables(summit) if each.id == table_id), None) or abort(404)
    form = TableForm(data={"name": table.name, "seats": str(table.seats)})
    facts = {"summit": summit, "form": form, "table": table, "label": table_label(table)}
    if request.method == "GET":
        return render_template("summits/programme/table.html", **facts)
    if not form.validate():
        return render_template("summits/programme/table.html", **facts), 422
    try:
        change_table(summit, table, form.name.data or "", int(form.seats.data))
    except RuleBroken as refused:
        form.refuse(refused)
        return render_template("summits/programme/table.html", **facts), 422
    commit()
    return _back(summit)


@summits.post("/summits/<int:summit_id>/programme/guests/<int:guest_id>")
@allow(Access.MANAGER)
def programme_move_guest(summit_id: int, guest_id: int) -> ResponseReturnValue:
    """Put one person at a table, or pin them where they are."""
    summit = the_summit(summit_id)
    attendee = person_of(summit, guest_id) or abort(404)
    wanted = request.form.get("table", type=small_number)
    try:
        move_guest(summit, attendee, wanted, is_pinned="pin" in request.form)
    except RuleBroken as refused:
        flash(refused.message, "error")
        return _back(summit)  # to the top, where the reason stands
    commit()
    flash(f"Saved: {attendee.name}.", "success")
    return _back(summit, f"#guest-{attendee.id}")


@summits.post("/summits/<int:summit_id>/programme/apart")
@allow(Access.MANAGER)
def programme_apart(summit_id: int) -> ResponseReturnValue:
    """Two people do not sit together, or may again. Nobody asks why."""
    summit = the_summit(summit_id)
    keys = [request.form.get(name, type=small_number) or 0 for name in ("one", "other")]
    pair = [person_of(summit, key) for key in keys]
    try:
        if "together" in request.form:
            let_together(summit, *keys)
        elif pair[0] is None or pair[1] is None:
            flash("Choose two people from the lists.", "error")
        else:
            keep_apart(summit, pair[0], pair[1])
    except RuleBroken as refused:
        flash(refused.message, "error")
    else:
        commit()
    return _back(summit, "#apart")


@summits.get("/summits/<int:summit_id>/programme/tables/cards")
@allow(Access.VIEWER)
def programme_table_cards(summit_id: int) -> ResponseReturnValue:
    """One card a table, to print and stand on it."""
    summit = the_summit(summit_id)
    return render_template("summits/programme/cards.html", summit=summit, rounds=_rounds(summit)[0])


def _page(summit: Summit, form: TablesForm) -> str:
    rounds, standing = _rounds(summit)
    if not form.errors:
        form.count.data, form.seats.data = str(len(rounds) or USUAL_TABLES), USUAL_SEATS
    people = {each.id: each for each in people_of(summit)}
    pairs = [(people[pair.one_id], people[pair.other_id]) for pair in apart_pairs(people)]
    return render_template(
        "summits/programme/tables.html",
        summit=summit,
        form=form,
        rounds=rounds,
        standing=standing,
        unkept=unkept_now(summit),
        pairs=pairs,
        people=sorted(people.values(), key=_by_surname),
    )


def _rounds(summit: Summit) -> tuple[list[Round], list[Attendee]]:
    """Tables with their people, and whoever has none."""
    seats = table_seats_of(summit)
    people = sorted(people_of(summit), key=_by_surname)
    rounds = [
        Round(
            table,
            table_label(table),
            [(each, seats[each.id]) for each in people if each.id in seats and seats[each.id].table_id == table.id],
        )
        for table in all_tables(summit)
    ]
    return rounds, [each for each in people if each.id not in seats]


def _by_surname(attendee: Attendee) -> tuple[object, ...]:
    return (*surname_key(attendee.name), attendee.id)


def _back(summit: Summit, place: str = "") -> ResponseReturnValue:
    return redirect(url_for("summits.programme_tables", summit_id=summit.id) + place, code=303)

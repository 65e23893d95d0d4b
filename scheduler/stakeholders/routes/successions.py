"""Merge or split: who takes over from when, which post takes over which, and what will follow."""

from collections.abc import Mapping, Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.wording import list_words
from scheduler.stakeholders.forms.successions import ChooseForm, HeirField, Home, plan_of
from scheduler.stakeholders.models import Organisation
from scheduler.stakeholders.queries import records
from scheduler.stakeholders.queries.successions import may_succeed, posts_on, successions_of, successors_of
from scheduler.stakeholders.routes.blueprint import blueprint, today
from scheduler.stakeholders.routes.moves import KINDS, found_home
from scheduler.stakeholders.service.refills import what_follows
from scheduler.stakeholders.service.successions import check_succession, succeed


@blueprint.get(f"/{KINDS}/successors")
@allow(Access.MANAGER)
def successors(kind: str, home_id: int) -> ResponseReturnValue:
    """Who takes over? With an answer in the address: what would follow?"""
    home = found_home(kind, home_id)
    form = _choose_form(home, request.args)
    if not request.args or successions_of(home):
        return _choose_page(kind, home, form)
    chosen = _chosen(home, form)
    return _heirs_page(kind, home, form, chosen) if chosen else (_choose_page(kind, home, form), 422)


@blueprint.post(f"/{KINDS}/successors")
@allow(Access.MANAGER)
def hand_over(kind: str, home_id: int) -> ResponseReturnValue:
    """End it and hand everything over."""
    home = found_home(kind, home_id)
    form = _choose_form(home, request.form)
    chosen = _chosen(home, form)
    if not chosen or form.on.data is None:
        return _choose_page(kind, home, form), 422
    fields = _heir_fields(home, form, chosen)
    try:
        succeed(home, plan_of(form.on.data, chosen, fields), now=utc_now())
        commit()
    except (RuleBroken, VersionConflict) as error:
        db.session.rollback()
        message = getattr(error, "message", "Somebody else changed this meanwhile. Look again.")
        return _heirs_page(kind, found_home(kind, home_id), form, _chosen(home, form), message), 422
    flash(f"{home.name} hands over to {list_words([each.name for each in chosen])}.", "success")
    return redirect(_home_address(home), code=303)


def _choose_form(home: Home, typed: Mapping[str, str]) -> ChooseForm:
    form = ChooseForm(typed or None)
    form.offer(may_succeed(home, today()))
    return form


def _chosen(home: Home, form: ChooseForm) -> list[Home]:
    """The successors; empty when something is wrong, and the form then says what."""
    if not form.validate() or form.on.data is None:
        return []
    try:
        return check_succession(home, form.on.data, form.successor_ids)
    except RuleBroken as error:
        form.refuse(error)
        return []


def _heir_fields(home: Home, form: ChooseForm, chosen: Sequence[Home]) -> list[HeirField]:
    assert form.on.data is not None
    posts_of = {each: posts_on(each, form.on.data) for each in chosen}
    typed = request.form if request.method == "POST" else {}
    return [HeirField(post, posts_of, typed.get(f"heir-{post.id}")) for post in posts_on(home, form.on.data)]


def _choose_page(kind: str, home: Home, form: ChooseForm) -> str:
    return render_template(
        "stakeholders/successors.html",
        kind=kind,
        home=home,
        form=form,
        successors=successors_of(home),
        is_settled=bool(successions_of(home)),
        back=_home_address(home),
        today=today(),
    )


def _heirs_page(kind: str, home: Home, form: ChooseForm, chosen: Sequence[Home], refused: str = "") -> str:
    fields = _heir_fields(home, form, chosen)
    assert form.on.data is not None
    from_days = {field.post: form.on.data for field in fields}
    bodies = records.bodies_covering(home) if isinstance(home, Organisation) else records.sub_bodies(home)
    return render_template(
        "stakeholders/heirs.html",
        kind=kind,
        home=home,
        form=form,
        chosen=chosen,
        fields=fields,
        follows=what_follows(from_days, is_succession=True),
        bodies=[body for body in bodies if body.ended_on is None],
        refused=refused,
    )


def _home_address(home: Home) -> str:
    if isinstance(home, Organisation):
        return url_for(".organisation", organisation_id=home.id)
    return url_for(".body", body_id=home.id)

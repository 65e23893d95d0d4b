"""Whom a wave is for: ticked from groups, seats and people, or matched from a list."""

from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import count_words
from scheduler.invitations.queries.choices import choice_of, found_people, found_posts, group_offers
from scheduler.stakeholders.queries import holders_of
from scheduler.stakeholders.rules.spreadsheet import decode
from scheduler.summits.forms.ticks import members_query, read_members
from scheduler.summits.forms.waves import ListForm
from scheduler.summits.models import PlannedWave
from scheduler.summits.queries.wave_lists import Match, matches_of
from scheduler.summits.queries.waves import planned_waves
from scheduler.summits.routes.blueprint import summits, the_summit
from scheduler.summits.routes.waves import ONE, chosen_wave, the_wave
from scheduler.summits.rules.wave_lines import read_lines
from scheduler.summits.service.waves import Members, add_members, set_members


@summits.get(f"{ONE}/members")
@allow(Access.MANAGER)
def waves_members(summit_id: int, wave_id: int) -> ResponseReturnValue:
    """The wave's own at first; ticks not saved yet travel in the address while more is searched for."""
    summit, on = the_summit(summit_id), local_day(utc_now())
    planned, text = the_wave(summit, wave_id), request.args.get("q", "")
    ticked = read_members(request.args) if "q" in request.args else _own(planned)
    choice = choice_of(list(ticked.posts), list(ticked.groups), list(ticked.people), on)
    found = [post for post in found_posts(text, on) if post not in choice.posts]
    return render_template(
        "summits/waves/members.html",
        summit=summit,
        planned=planned,
        choice=choice,
        offers=group_offers(on),
        ticked_groups={offer.group.id for offer in choice.groups},
        found=found,
        found_people=[person for person in found_people(text) if person not in choice.people],
        holders=holders_of([*choice.posts, *found], on),
        others=[wave for wave in planned_waves(summit) if wave.id != wave_id and wave.members],
        q=text,
    )


@summits.post(f"{ONE}/members")
@allow(Access.MANAGER)
def waves_save_members(summit_id: int, wave_id: int) -> ResponseReturnValue:
    """Search with the ticks kept, or save exactly what is ticked."""
    planned, members = the_wave(the_summit(summit_id), wave_id), read_members(request.form)
    if "save" not in request.form:
        query = urlencode([("q", request.form.get("q", "")), *members_query(members)])
        return redirect(f"{_members_page(planned)}?{query}", code=303)
    try:
        set_members(planned, members)
    except RuleBroken as broken:
        flash(broken.message, "error")
    else:
        commit()
        flash(f"{planned.name} is saved. Nothing is sent yet.", "success")
    return redirect(url_for("summits.waves", summit_id=summit_id), code=303)


@summits.post(f"{ONE}/like")
@allow(Access.MANAGER)
def waves_like(summit_id: int, wave_id: int) -> ResponseReturnValue:
    """Add whoever is in another wave: a save-the-date goes to those who are to be invited."""
    summit = the_summit(summit_id)
    planned = the_wave(summit, wave_id)
    try:
        return _added(planned, _own(chosen_wave(summit)))
    except RuleBroken as broken:
        flash(broken.message, "error")
    return redirect(_members_page(planned), code=303)


@summits.get(f"{ONE}/list")
@allow(Access.MANAGER)
def waves_list(summit_id: int, wave_id: int) -> ResponseReturnValue:
    """Where does the list come from?"""
    return _list_page(the_wave(the_summit(summit_id), wave_id), ListForm())


@summits.post(f"{ONE}/list")
@allow(Access.MANAGER)
def waves_match_list(summit_id: int, wave_id: int) -> ResponseReturnValue:
    """Show whom each line means and store nothing; or add those who were found."""
    planned, form = the_wave(the_summit(summit_id), wave_id), ListForm()
    try:
        _read_file(form)
        matches = matches_of(planned, read_lines(form.text.data or ""), local_day(utc_now()))
        if "add" in request.form:
            return _added(planned, _found(matches))
    except RuleBroken as broken:
        (form.file if broken.field == "file" else form.text).errors = [broken.message]
        return _list_page(planned, form), 422
    return _list_page(planned, form, matches)


def _list_page(planned: PlannedWave, form: ListForm, matches: list[Match] | None = None) -> str:
    return render_template(
        "summits/waves/list.html", summit=planned.summit, planned=planned, form=form, matches=matches
    )


def _found(matches: list[Match]) -> Members:
    posts = [match.post.id for match in matches if match.post is not None]
    return Members(posts=posts, people=[match.person.id for match in matches if match.person is not None])


def _read_file(form: ListForm) -> None:
    """A chosen file wins over pasted text; its text takes the place of the paste."""
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        form.text.data = decode(upload.read())


def _added(planned: PlannedWave, members: Members) -> ResponseReturnValue:
    """Raises RuleBroken for a sent wave."""
    number = add_members(planned, members)
    commit()
    flash(f"{count_words(number, 'member')} added to {planned.name}. Nothing is sent yet.", "success")
    return redirect(_members_page(planned), code=303)


def _members_page(planned: PlannedWave) -> str:
    return url_for("summits.waves_members", summit_id=planned.summit_id, wave_id=planned.id)


def _own(planned: PlannedWave) -> Members:
    return Members(
        [each.post_id for each in planned.members if each.post_id],
        [each.group_id for each in planned.members if each.group_id],
        [each.person_id for each in planned.members if each.person_id],
    )

"""A post: its page, its form, who holds it."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.stakeholders.forms.posts import AppointForm, NewPostForm, PostForm, TenureForm
from scheduler.stakeholders.models import Body, Organisation, Person, Post, Tenure
from scheduler.stakeholders.queries import holder_of, principal_address, records
from scheduler.stakeholders.queries.successions import successor_of_post
from scheduler.stakeholders.routes.blueprint import blueprint, done, form_page, found, saved, today
from scheduler.stakeholders.service import add_person, add_post, appoint, change_post, change_tenure

NEW_PERSON = "new"


@blueprint.get("/posts/<int:post_id>")
@allow(Access.VIEWER)
def post(post_id: int) -> ResponseReturnValue:
    """Who holds it, who held it, where does mail for it go?"""
    record = found(Post, post_id)
    return render_template(
        "stakeholders/post.html",
        post=record,
        holder_now=holder_of(record, today()),
        tenures=records.tenures_of_post(record),
        address=principal_address(record, today()),
        heir=successor_of_post(record),
        today=today(),
    )


@blueprint.route("/posts/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def new_post() -> ResponseReturnValue:
    """Add a post to an organisation or body."""
    form = NewPostForm(home=request.args.get("at", ""))
    form.home.choices = _homes()
    if form.validate_on_submit() and (
        record := saved(form, lambda: add_post(_home(form.home.data), form.draft(), now=utc_now()))
    ):
        return done(f"{record.full_title} is added. It is vacant.", url_for(".post", post_id=record.id))
    return form_page(form, "Add a post", ("Partners", url_for(".overview", show="posts")))


@blueprint.route("/posts/<int:post_id>/edit", methods=["GET", "POST"])
@allow(Access.MANAGER)
def edit_post(post_id: int) -> ResponseReturnValue:
    """Change a post, or end it."""
    record = found(Post, post_id)
    form = PostForm(obj=record)
    address = url_for(".post", post_id=post_id)
    if form.validate_on_submit() and saved(form, lambda: change_post(record, form.draft(), version=form.seen_version)):
        return done(f"{record.full_title} is saved.", address)
    return form_page(form, f"Change {record.title}", (record.full_title, address), lambda: PostForm(None, obj=record))


@blueprint.route("/posts/<int:post_id>/appoint", methods=["GET", "POST"])
@allow(Access.MANAGER)
def appoint_holder(post_id: int) -> ResponseReturnValue:
    """Somebody takes the post."""
    record = found(Post, post_id)
    form = AppointForm()
    _offer_namesakes(form)
    address = url_for(".post", post_id=post_id)
    if form.validate_on_submit() and _is_clear_who(form) and (tenure := saved(form, lambda: _appoint(record, form))):
        return done(f"{tenure.person.full_name} is {record.full_title}.", address)
    return form_page(form, f"Who is {record.full_title}?", (record.full_title, address))


@blueprint.route("/tenures/<int:tenure_id>", methods=["GET", "POST"])
@allow(Access.MANAGER)
def edit_tenure(tenure_id: int) -> ResponseReturnValue:
    """The role holder ended, or the days were wrong."""
    record = found(Tenure, tenure_id)
    form = TenureForm(obj=record)
    if request.method == "GET" and "end" in request.args:
        form.until_on.data = today()
    address = url_for(".post", post_id=record.post_id)
    if form.validate_on_submit() and saved(form, lambda: _change_tenure(record, form)):
        return done("The days in post are saved.", address)
    title = f"{record.person.full_name}: days in post"
    return form_page(form, title, (record.post.full_title, address), lambda: TenureForm(None, obj=record))


def _change_tenure(tenure: Tenure, form: TenureForm) -> Tenure:
    change_tenure(tenure, from_on=form.from_on.data, until_on=form.until_on.data, version=form.seen_version)
    return tenure


def _homes() -> list[SelectChoice]:
    organisations = records.live_organisations(today())
    bodies = records.live_bodies(today())
    return [
        SelectChoice("", "Choose"),
        *(SelectChoice(f"organisation-{each.id}", each.name, optgroup="Organisations") for each in organisations),
        *(SelectChoice(f"body-{each.id}", each.name, optgroup="Bodies") for each in bodies),
    ]


def _home(value: str) -> Organisation | Body:
    kind, _, number = value.partition("-")
    return found(Organisation, int(number)) if kind == "organisation" else found(Body, int(number))


def _offer_namesakes(form: AppointForm) -> None:
    """Two people may have one name: their posts tell them apart."""
    people = records.people_named(form.name.data) if form.name.data else []
    form.same_as.choices = [
        SelectChoice(str(person.id), person.full_name, render_kw={"hint": _posts_words(person)}) for person in people
    ]
    if people:
        form.same_as.choices.append(SelectChoice(NEW_PERSON, "No, another person of the same name"))


def _posts_words(person: Person) -> str:
    posts = [tenure.post.full_title for tenure in person.tenures if tenure.until_on is None]
    return "; ".join(posts) or "holds no post now"


def _is_clear_who(form: AppointForm) -> bool:
    known = {each.value for each in form.same_as.choices}
    if not known or form.same_as.data in known:
        return True
    form.same_as.errors = ["You already have somebody of this name. Choose whether it is the same person."]
    return False


def _appoint(post: Post, form: AppointForm) -> Tenure:
    known = {each.value for each in form.same_as.choices} - {NEW_PERSON}
    is_known = form.same_as.data in known
    person = found(Person, int(form.same_as.data)) if is_known else add_person(form.draft())
    return appoint(post, person, from_on=form.from_on.data)

"""Forms of a merger or split: who and when, then which post takes over which."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from wtforms import FieldList, Form, SelectField
from wtforms.validators import InputRequired

from scheduler.core.errors import RuleBroken
from scheduler.core.widgets import DayField
from scheduler.stakeholders.forms.fields import optional_id, record_choices
from scheduler.stakeholders.models import Body, Organisation, Post
from scheduler.stakeholders.rules.successions import Heir, Role, SuccessionPlan, same_role

MOST_SUCCESSORS = 3
LABELS = ("Successor", "Second successor, if it splits", "Third successor, if it splits")

Home = Organisation | Body


class ChooseForm(Form):
    """Who takes over from when; sent by GET, because it only asks to see what would happen."""

    on = DayField(
        "First day of the successor", [InputRequired("Enter the first day of the successor.")], description=""
    )
    to = FieldList(
        SelectField(coerce=optional_id, choices=[]), min_entries=MOST_SUCCESSORS, max_entries=MOST_SUCCESSORS
    )

    def offer(self, homes: Sequence[Home]) -> None:
        """The choices of each successor."""
        for label, entry in zip(LABELS, self.to.entries, strict=True):
            entry.label.text = label
            entry.choices = record_choices(homes, "Choose" if label is LABELS[0] else "None")

    @property
    def successor_ids(self) -> tuple[int, ...]:
        """Those that were chosen, in order."""
        return tuple(entry.data for entry in self.to.entries if entry.data is not None)

    def refuse(self, error: RuleBroken) -> None:
        """Put a sentence beside its field."""
        field = self.to.entries[0] if error.field == "to" else self.on
        field.errors = [*field.errors, error.message]


def role_of(post: Post) -> Role:
    """A post as the rules compare it."""
    return Role(post.id, post.role_kind, post.title)


class HeirField:
    """The choice of one post's heir, drawn as a select."""

    def __init__(self, post: Post, posts_of: Mapping[Home, Sequence[Post]], typed: str | None) -> None:
        self.post = post
        self.name = f"heir-{post.id}"
        self.groups = [(home.name, list(_choices(post, home, posts))) for home, posts in posts_of.items()]
        known = {value for _name, choices in self.groups for value, _label in choices} | {""}
        self.value = typed if typed in known else _usual(post, posts_of)

    def heir(self) -> Heir | None:
        """The choice as a value; None: the post ends without an heir."""
        kind, _, rest = self.value.partition("-")
        if kind == "post":
            return Heir(post_id=int(rest))
        if kind == "new":
            home_id, _, holder = rest.partition("-")
            return Heir(new_at=int(home_id), takes_holder=bool(holder))
        return None


def _choices(post: Post, home: Home, posts: Sequence[Post]) -> Iterable[tuple[str, str]]:
    for each in posts:
        yield f"post-{each.id}", f"{each.full_title}"
    yield f"new-{home.id}", f"A new {post.title}, {home.name}, vacant"
    yield f"new-{home.id}-holder", f"A new {post.title}, {home.name}, with the same holder"


def _usual(post: Post, posts_of: Mapping[Home, Sequence[Post]]) -> str:
    for posts in posts_of.values():
        if found := same_role(role_of(post), [role_of(each) for each in posts]):
            return f"post-{found.post_id}"
    return f"new-{next(iter(posts_of)).id}" if posts_of else ""


def plan_of(on: date, successors: Sequence[Home], fields: Iterable[HeirField]) -> SuccessionPlan:
    """What was chosen."""
    heirs = {field.post.id: heir for field in fields if (heir := field.heir()) is not None}
    return SuccessionPlan(on, tuple(each.id for each in successors), heirs)

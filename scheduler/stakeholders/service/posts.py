"""Posts: add and change. The home of a post never changes: a post elsewhere is another post."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from sqlalchemy import Table, update

from scheduler.core.db import db
from scheduler.stakeholders.models import Body, Organisation, Post
from scheduler.stakeholders.rules.drafts import PostDraft
from scheduler.stakeholders.rules.search import search_key
from scheduler.stakeholders.service.records import check_version, fill, flush, log

KEY_LENGTH = 600


def add_post(home: Organisation | Body, draft: PostDraft, *, now: datetime) -> Post:
    """A new post, vacant. Raises RuleBroken."""
    post = Post(created_at=now)
    if isinstance(home, Organisation):
        post.organisation, post.organisation_id = home, home.id
    else:
        post.body, post.body_id = home, home.id
    difference = fill(post, draft)
    refresh_search_key(post)
    db.session.add(post)
    flush()
    log("added", post, f"Added {post.full_title}", difference)
    return post


def change_post(post: Post, draft: PostDraft, *, version: int) -> Post:
    """Bring it to the draft. Raises RuleBroken, or VersionConflict when somebody was quicker."""
    check_version(post, version)
    difference = fill(post, draft)
    if difference.after:
        refresh_search_key(post)
        flush()
        log("changed", post, f"Changed {post.full_title}", difference)
    return post


def refresh_search_key(post: Post) -> None:
    """The post's own title and its home's names; the holder's name is searched where it stands."""
    post.search_key = post_key(post)


def refresh_search_keys(posts: Iterable[Post]) -> None:
    """After their home got another name. Nobody changed the posts themselves, so their versions stay."""
    table = cast("Table", Post.__table__)
    for post in posts:
        db.session.execute(update(table).where(table.c.id == post.id).values(search_key=post_key(post)))
        db.session.expire(post, ["search_key"])


def post_key(post: Post) -> str:
    """What the search box looks in."""
    home = post.home
    return search_key(post.title, home.name, home.short_name, post.pa_name, limit=KEY_LENGTH)

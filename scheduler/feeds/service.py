"""Makes feeds and changes their secret addresses. A token is handed back once and never stored, logged or audited."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import or_, update

from scheduler.audit.actor import current_actor
from scheduler.audit.service import record
from scheduler.core.clock import to_local
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.tokens import Purpose, digest, random_token
from scheduler.core.values import dataclass
from scheduler.engagements.rules import Detail
from scheduler.feeds.fragments import keep_in_step, stamp
from scheduler.feeds.models import Feed, FeedAddress
from scheduler.feeds.queries import engagements_of_post, scope_exists, subjects_of
from scheduler.feeds.rules import ROTATION_OVERLAP, SCOPE_WORDS, Scope, program_name


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDraft:
    """A feed as the office means it; `scope_id` names whom or what it is about, None for the whole office."""

    name: str
    scope: Scope
    detail: Detail
    scope_id: int | None = None


def create_feed(draft: FeedDraft, *, now: datetime) -> tuple[Feed, str]:
    """A new feed and the token of its first address. Raises RuleBroken."""
    name = clean_line(draft.name)
    if not name:
        raise RuleBroken("Enter a name, such as “Commissioner’s diary”.", "name")
    if not scope_exists(draft.scope, draft.scope_id):
        raise RuleBroken("Choose whose engagements it shows.", "scope")
    whole = now.replace(microsecond=0)
    feed = Feed(
        name=name,
        scope=draft.scope,
        scope_id=draft.scope_id,
        detail=draft.detail,
        revision=1,
        revised_at=whole,
        created_at=whole,
        created_by=current_actor().label,
    )
    db.session.add(feed)
    token = _add_address(feed, now)
    if feed.scope is Scope.POST_REST and feed.scope_id is not None:
        keep_in_step(engagements_of_post(feed.scope_id), now=now)
    facts = {"Name": name, "Shows": subjects_of([feed])[feed.id], "Detail": str(feed.detail)}
    record("feed.created", "feed", feed.id, f"Made the feed “{name}”", details={"before": None, "after": facts})
    return feed, token


def rotate_address(feed: Feed, *, now: datetime) -> str:
    """A new address; those in use answer for 24 hours more, so that subscribers can change over."""
    until = now + ROTATION_OVERLAP
    for address in _living(feed, now):
        address.expires_at = min(address.expires_at or until, until)
    token = _add_address(feed, now)
    details = {"after": {"Old address answers until": to_local(until).isoformat(timespec="minutes")}}
    record("feed.rotated", "feed", feed.id, f"Gave the feed “{feed.name}” a new address", details=details)
    return token


def revoke_addresses(feed: Feed, *, now: datetime) -> None:
    """From now on every address of the feed answers 410."""
    for address in _living(feed, now):
        address.expires_at = now
    db.session.flush()
    record("feed.revoked", "feed", feed.id, f"Switched off every address of the feed “{feed.name}”")


def leave_out_invited(feed: Feed, *, leaves_out: bool, now: datetime) -> None:
    """Whether a partner's feed shows what their calendar holds as an invitation. Raises RuleBroken for another's."""
    if feed.scope not in {Scope.POST, Scope.POST_REST} or feed.scope_id is None:
        raise RuleBroken("Only the feed of one partner can leave their invitations out.")
    scope = Scope.POST_REST if leaves_out else Scope.POST
    if scope is feed.scope:
        return
    feed.scope = scope
    db.session.flush()
    keep_in_step(engagements_of_post(feed.scope_id), now=now)  # its lists may never have been made
    stamp({(scope, feed.scope_id)}, now)
    words = f"The feed “{feed.name}” {'leaves out' if leaves_out else 'shows'} what came by invitation"
    record("feed.changed", "feed", feed.id, words, details={"after": {"Shows": SCOPE_WORDS[scope]}})


def delete_feed(feed: Feed) -> None:
    """The feed and its addresses, which answer 404 from now on."""
    record("feed.deleted", "feed", feed.id, f"Deleted the feed “{feed.name}”")
    db.session.delete(feed)
    db.session.flush()


def note_fetches(latest: Mapping[str, tuple[datetime, str]]) -> None:
    """Store when each address was last fetched, and by which program; the key is the address's digest.

    Each web worker tells its own a minute late, so one may tell an older fetch than another did.
    """
    for token_hash, (at, agent) in latest.items():
        is_news = or_(FeedAddress.last_fetched_at.is_(None), FeedAddress.last_fetched_at < at)
        statement = update(FeedAddress).where(FeedAddress.token_hash == token_hash, is_news)
        db.session.execute(statement.values(last_fetched_at=at, last_agent=program_name(agent)))


def is_living(address: FeedAddress, now: datetime) -> bool:
    """Whether an address still answers with the calendar."""
    return address.expires_at is None or address.expires_at > now


def _living(feed: Feed, now: datetime) -> list[FeedAddress]:
    return [address for address in feed.addresses if is_living(address, now)]


def _add_address(feed: Feed, now: datetime) -> str:
    token = random_token()
    feed.addresses.insert(0, FeedAddress(token_hash=digest(Purpose.FEED, token), created_at=now))
    db.session.flush()
    return token

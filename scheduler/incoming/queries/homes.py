"""Who may invite us, with every address that we know of them; and which addresses are our own."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from email.utils import parseaddr

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from scheduler.accounts.models import StaffUser
from scheduler.accounts.queries import find_office
from scheduler.core.addresses import address_key
from scheduler.core.current import current_settings
from scheduler.core.db import db
from scheduler.engagements.models import Principal
from scheduler.engagements.queries.principals import live_principals
from scheduler.incoming.rules.matching import Home, HomeKind
from scheduler.stakeholders.models import Body, Organisation, Post, Tenure
from scheduler.stakeholders.queries.posts import live_on

Addresses = dict[tuple[HomeKind, int], list[tuple[str, int | None]]]


def homes(on: date) -> list[Home]:
    """Every live organisation and body with the addresses of its posts, their holders and its secretariat."""
    addresses = _addresses(on)
    bodies = db.session.scalars(select(Body).where(live_on(Body, on)).order_by(Body.id)).all()
    organisations = db.session.scalars(
        select(Organisation).where(live_on(Organisation, on)).order_by(Organisation.id)
    ).all()
    for body in bodies:
        if body.secretariat_email:
            addresses[HomeKind.BODY, body.id].append((address_key(body.secretariat_email), None))
    return [
        *_homes(HomeKind.BODY, bodies, addresses),
        *_homes(HomeKind.ORGANISATION, organisations, addresses),
    ]


def our_addresses() -> frozenset[str]:
    """The office's, its staff's, the principals', and those at which mail of ours is read and sent."""
    settings, office = current_settings(), find_office()
    found = [settings.inbox_address, parseaddr(settings.mail_from)[1], office.email if office else ""]
    found += db.session.scalars(select(StaffUser.email)).all()
    found += db.session.scalars(select(Principal.email)).all()
    return frozenset(address_key(each) for each in found if each)


def principal_with(address: str, on: date) -> Principal | None:
    """The one of ours whose own address it is."""
    if not address:
        return None
    return next((each for each in live_principals(on) if each.email and address_key(each.email) == address), None)


def _homes(kind: HomeKind, found: Iterable[Organisation | Body], addresses: Addresses) -> list[Home]:
    return [
        Home(
            kind=kind,
            id=each.id,
            names=tuple(name for name in (each.name, each.short_name) if name),
            addresses=tuple(addresses.get((kind, each.id), ())),
        )
        for each in found
    ]


def _addresses(on: date) -> Addresses:
    found: Addresses = defaultdict(list)
    holding = (
        select(Tenure)
        .where(Tenure.from_on <= on, or_(Tenure.until_on.is_(None), Tenure.until_on >= on))
        .options(joinedload(Tenure.person))
        .order_by(Tenure.id)
    )
    holders = {each.post_id: each.person.email for each in db.session.scalars(holding)}
    posts: Sequence[Post] = db.session.scalars(select(Post).where(live_on(Post, on)).order_by(Post.id)).all()
    for post in posts:
        kind = HomeKind.BODY if post.body_id is not None else HomeKind.ORGANISATION
        home_id = post.body_id or post.organisation_id
        assert home_id is not None
        for address in (post.email, post.pa_email, holders.get(post.id, "")):
            if address:
                found[kind, home_id].append((address_key(address), post.id))
    return found

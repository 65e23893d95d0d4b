"""A canary in every field that names a person: none is in what leaves the office for outsiders."""

import html
import io
import json
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import String, cast, literal, select, update

from scheduler.api.shapes import answer_shape, engagement_shape, post_shape
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import Base, db
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementStatus
from scheduler.feeds.fragments import keep_in_step
from scheduler.feeds.models import FeedFragment
from scheduler.invitations.models import Invitation
from scheduler.invitations.rules import Authority
from scheduler.keeping.rules.traces import TRACES, Trace
from scheduler.records.models import GiftOffer, Presence
from scheduler.records.rules.vocabulary import GiftDecision, Side
from scheduler.reports.models import PanelReport, Publishing
from scheduler.reports.queries.report_document import document_of
from scheduler.reports.report_docx import as_docx
from scheduler.reports.rules.document import frozen
from scheduler.stakeholders.models import Post
from tests.contracts.sample import load_sample

ROLES = {"role", "who", "co_owner", "owed_by", "told_by", "invitee_label", "label", "offered_by", "recipient"}
"""What these hold is a role, or a label made of one; a name in them is free text, which the second test is about."""
TELEPHONE = "0116 555 0199"
LETTERS = "abcdefghijklmnopqrstuvwxyzéöøłñç'’-"
CANARIES = st.builds(
    lambda first, last: f"{first.title()} Zq{last.strip(chr(39) + '’-')}x".strip(),
    st.text("abcdefghijklmnopqrstuvwxyzéö", max_size=8),
    st.text(LETTERS, min_size=2, max_size=8),
)
some = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def office(viewer: FlaskClient) -> FlaskClient:
    """One of every kind of thing, its engagements held, and somebody who hands the registers out."""
    load_sample()
    leader = db.session.scalars(select(Post).order_by(Post.id)).first()
    yesterday = utc_now() - timedelta(days=2)
    for number, engagement in enumerate(db.session.scalars(select(Engagement).order_by(Engagement.id))):
        engagement.starts_on = engagement.ends_on = None
        engagement.starts_at, engagement.status = yesterday - timedelta(hours=number), EngagementStatus.HELD
        engagement.ends_at = engagement.starts_at + timedelta(minutes=30)
        came = {"name": "Somebody", "came": True, "is_substitute": True, "authority": Authority.FULL}
        if engagement.posts and number % 2:
            db.session.add(Presence(engagement=engagement, side=Side.THEIRS, post=leader, role="Deputy", **came))
    offer = {"what": "Lunch", "decision": GiftDecision.DECLINED, "recorded_at": utc_now(), "recipient": "Officer"}
    db.session.add(GiftOffer(offered_on=local_day(yesterday), **offer))
    db.session.get(Publishing, 1).days_after = 0
    db.session.commit()
    return viewer


@some
@given(name=CANARIES)
@example(name="=Zqsum Zqx")
@example(name="Zqonlyx")
@pytest.mark.once  # what is drawn does not hang on the database
def test_no_field_that_names_a_person_leaves_the_office(office: FlaskClient, name: str) -> None:
    put_everywhere(name)
    for where, text in (*registers(office), *published(office), *other_files()):
        assert leaks(name, text) == [], where


@some
@given(name=CANARIES)
@example(name="Zqonlyx")
def test_a_known_name_that_somebody_typed_is_in_no_register_and_nowhere_public(office: FlaskClient, name: str) -> None:
    put_everywhere(name)
    type_into_words(name)
    for where, text in (*registers(office), *published(office)):
        assert leaks(name, text) == [], where


def put_everywhere(name: str) -> None:
    """Into each row's fields for names, addresses and numbers."""
    for column, trace in person_columns():
        value = {Trace.NAME: name[:40], Trace.TELEPHONE: TELEPHONE}.get(trace)
        if value is None:
            value = literal("zqaddress.") + cast(column.table.c.id, String) + literal("@example.org")
        db.session.execute(update(column.table).values({column.name: value}))
    db.session.commit()


def person_columns() -> Iterator[tuple[object, Trace]]:
    for table, columns in TRACES.items():
        for name, trace in columns.items():
            if trace in {Trace.NAME, Trace.ADDRESS, Trace.TELEPHONE} and name not in ROLES:
                yield Base.metadata.tables[table].c[name], trace


def type_into_words(name: str) -> None:
    """As a hurried person might: in purposes, titles, rooms, roles, offers."""
    said = f"Seen with {name}, then Cllr {name}'s deputy"
    for engagement in db.session.scalars(select(Engagement)):
        engagement.title, engagement.place_text = f"{said} again", f"Room of {name}"
        engagement.purpose = said if engagement.id % 2 else ""
    for presence in db.session.scalars(select(Presence)):
        presence.role = f"Deputy of {name}"
    for offer in db.session.scalars(select(GiftOffer)):
        offer.what = offer.reason = offer.offered_by = offer.recipient = said
    db.session.commit()


def registers(client: FlaskClient) -> Iterator[tuple[str, str]]:
    today = local_day(utc_now())
    asked = urlencode({"from_on": (today - timedelta(days=30)).isoformat(), "until_on": today.isoformat()})
    for kind in ("meetings", "gifts"):
        for file_kind, read in READERS.items():
            answer = client.get(f"/evidence/registers/{kind}.{file_kind}?{asked}")
            text = read(answer.data)
            assert any(words in text for words in ("Visit to", "Lunch", "Seen with", "[name removed]")), kind
            yield f"{kind}.{file_kind}", text


def published(client: FlaskClient) -> Iterator[tuple[str, str]]:
    for address in ("/meetings-held", "/meetings-held.ics"):
        text = client.get(address).text.replace("\r\n ", "")
        assert "Council" in text
        yield address, text


def other_files() -> Iterator[tuple[str, str]]:
    """The report, other systems' view, and every calendar."""
    report = db.session.scalars(select(PanelReport)).one()
    report.with_names = False
    document = document_of(report, made_on=report.until_on)
    yield "report", json.dumps(frozen(document), ensure_ascii=False)
    yield "docx", unzipped(as_docx(document))
    engagements = db.session.scalars(select(Engagement)).all()
    keep_in_step(engagements, now=utc_now())
    yield "feeds", "".join(each.decode().replace("\r\n ", "") for each in db.session.scalars(select(FeedFragment.ics)))
    shapes = [engagement_shape(each) for each in engagements]
    shapes += [post_shape(each, None, with_people=False) for each in db.session.scalars(select(Post))]
    shapes += [answer_shape(each, with_people=False) for each in db.session.scalars(select(Invitation))]
    yield "interface", json.dumps(shapes, ensure_ascii=False)


def unzipped(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return html.unescape("".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml")))


READERS: dict[str, Callable[[bytes], str]] = {
    "csv": lambda content: content.decode("utf-8-sig"),
    "html": lambda content: html.unescape(content.decode()),
    "xlsx": unzipped,
}


def leaks(name: str, text: str) -> list[str]:
    """The name, its surname, an address or a number, however they are written."""
    folded, surname = plain(text), plain(name.rsplit(maxsplit=1)[-1])
    return [each for each in (plain(name), surname, "zqaddress", TELEPHONE, "Zq".casefold()) if each in folded]


def plain(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(each))

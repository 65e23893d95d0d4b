"""What other systems read and write: by the description, by the rules of the pages, in the same log."""

from datetime import timedelta

import pytest
from openapi_spec_validator import validate
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from scheduler.api.routes import engagements
from scheduler.api.rules.vocabulary import Scope
from scheduler.audit.models import AuditEntry
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import Handling
from scheduler.invitations.models import Reply
from scheduler.invitations.service import invite
from scheduler.outbox.models import Notice
from tests import factories
from tests.api.systems import System, the_description
from tests.forward_plan import promises

SECRET = Handling.OFFICIAL_SENSITIVE


def in_days(days: int) -> dict[str, str]:
    starts = utc_now().replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=days)
    return {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()}


def coming():
    starts = utc_now() + timedelta(days=9)
    return factories.engagement(starts_at=starts, ends_at=starts + timedelta(hours=1))


def test_the_description_is_valid_and_published(client):
    validate(the_description())
    assert client.get("/api/openapi.json").get_json() == the_description()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/api/v1/nothing", 404), ("GET", "/api/v1/engagements/x", 404), ("DELETE", "/api/v1/engagements", 405)],
)
def test_an_address_that_is_none_is_answered_for_programs(client, method, path, status):
    answer = client.open(path, method=method)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.get_json()["status"] == status
    assert answer.headers["Content-Security-Policy"]
    if status == 405:
        assert "POST" in answer.headers["Allow"]


def test_another_address_that_is_none_is_answered_for_people(client):
    for path in ("/api/v2/engagements", "/nothing"):
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_the_description_names_every_door_and_no_other(app):
    rules = [each for each in app.url_map.iter_rules() if str(each.rule).startswith("/api/v1/")]
    served = {
        (str(rule.rule).replace("<int:", "{").replace("<any('cancel', 'postpone'):", "{").replace(">", "}"), method)
        for rule in rules
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    described = {(path, name.upper()) for path, doors in the_description()["paths"].items() for name in doors}
    assert served == described


def test_an_engagement_is_planned_read_changed_and_cancelled(app):
    factories.office()
    principal, post = factories.principal(), factories.post()
    system = System(app)
    when = in_days(9)
    sent = {"title": "Visit to Melton", "kind": "visit", "principals": [principal.id], "posts": [post.id], "when": when}
    made = system.post("/api/v1/engagements", {**sent, "status": "agreed"})
    assert made.status_code == 201
    one = system.get(made.headers["Location"]).get_json()
    assert (one["title"], one["kind"], one["status"]) == ("Visit to Melton", "visit", "agreed")
    assert one["when"]["starts_at"] == when["starts_at"].replace("+00:00", "Z")
    moved = system.patch(f"/api/v1/engagements/{one['id']}", {"version": one["version"], "when": in_days(10)})
    assert moved.get_json()["title"] == "Visit to Melton"
    assert db.session.get(Engagement, one["id"]).sequence == 1
    gone = {"reason": "The council asked for it", "version": moved.get_json()["version"]}
    assert system.post(f"/api/v1/engagements/{one['id']}/cancel", gone).get_json()["status"] == "cancelled"
    kinds = {entry.actor_kind for entry in db.session.scalars(select(AuditEntry)) if entry.action.startswith("engage")}
    assert kinds == {"system"}


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": 7}, "title"),
        ({"title": "Visit", "kind": "party"}, "kind"),
        ({"title": "Visit", "principals": ["1"]}, "principals"),
        ({"title": "Visit", "principals": [True]}, "principals"),
        ({"title": "Visit", "when": "tomorrow"}, "when"),
        ({"title": "Visit", "when": {"starts_at": "2026-10-06T10:00:00", "ends_at": "2026-10-06T11:00:00"}}, "when"),
        ({"title": "Visit", "when": {"first_on": "2026-10-06", "last_on": "2026-10-05"}}, "when"),
        ({"title": "Visit", "tittle": "x"}, "tittle"),
        ({"title": "Visit", "principals": [2**40]}, "principals"),
        ({"title": "Visit", "principals": [1] * 501}, "principals"),
        ({"title": "Visit", "kind": []}, "kind"),
        ({"title": "Visit", "status": "held"}, "status"),
        ({"title": "Visit", "status": "cancelled"}, "status"),
        ({"title": "Visit", "posts": [999_999]}, "posts"),
        ({"title": "Visit", "place": {"kind": "ours", "id": 999_999}}, "place"),
        ({"title": "V" * 201}, "title"),
        ({"title": "\ud800\0"}, "title"),
        ({"title": "Visit", "online_url": "javascript:alert(1)"}, "online_url"),
        ({"title": "Visit", "when": {"first_on": "9999-12-31", "last_on": "9999-12-31"}}, "when"),
        ({"title": "Visit", "when": in_days(2), "reply_by_at": "2099-01-01T10:00:00Z"}, "reply_by_at"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_saved(app, sent, field):
    system = System(app)
    refused = system.post("/api/v1/engagements", sent)
    assert refused.status_code == 422
    assert refused.get_json()["field"] == field
    assert db.session.scalar(select(Engagement)) is None


@pytest.mark.parametrize("body", ["[]", "null", "3", "{", '"x"'])
def test_a_body_that_is_no_object_is_refused(app, body):
    system = System(app)
    headers = {"Authorization": f"Bearer {system.key}"}
    got = system.browser.post("/api/v1/engagements", data=body, content_type="application/json", headers=headers)
    assert got.status_code in {400, 422}
    assert got.mimetype == "application/problem+json"


def test_a_clash_is_told_with_what_clashes_and_goes_through_with_a_reason(app):
    factories.office()
    principal = factories.principal()
    system = System(app)
    sent = {"title": "Board", "principals": [principal.id], "when": in_days(9), "status": "agreed"}
    assert system.post("/api/v1/engagements", sent).status_code == 201
    refused = system.post("/api/v1/engagements", {**sent, "title": "Visit"})
    assert refused.status_code == 409
    assert any("Board" in words for words in refused.get_json()["clashes"])
    assert system.post("/api/v1/engagements", {**sent, "clash_reason": "Both are short"}).status_code == 201


def test_a_stale_change_is_refused(app):
    system, engagement = System(app), factories.engagement(principals=[factories.principal()])
    db.session.commit()
    path = f"/api/v1/engagements/{engagement.id}"
    version = system.get(path).get_json()["version"]
    assert system.patch(path, {"version": version, "title": "First"}).status_code == 200
    assert system.patch(path, {"version": version, "title": "Second"}).status_code == 409
    assert system.get(path).get_json()["title"] == "First"


def test_a_sensitive_engagement_is_unknown_to_a_key_without_the_right(app):
    factories.office()
    principal = factories.principal()
    when = {"starts_at": factories.NOW + timedelta(days=900), "ends_at": factories.NOW + timedelta(days=900, hours=1)}
    hidden = factories.engagement(title="Operation", handling=SECRET, principals=[principal], **when)
    plain = System(app, *(set(Scope) - {Scope.READ_SENSITIVE}))
    for path in ("", "/answers"):
        assert plain.get(f"/api/v1/engagements/{hidden.id}{path}").status_code == 404
    assert plain.patch(f"/api/v1/engagements/{hidden.id}", {"version": 1, "title": "x"}).status_code == 404
    assert plain.get("/api/v1/engagements").get_json()["total"] == 0
    assert plain.post("/api/v1/engagements", {"title": "x", "handling": "OFFICIAL-SENSITIVE"}).status_code == 403
    times = {name: at.isoformat() for name, at in when.items()}
    clash = {"title": "Visit", "principals": [principal.id], "when": times, "status": "agreed"}
    assert "Operation" not in plain.post("/api/v1/engagements", clash).text
    assert System(app).get("/api/v1/engagements").get_json()["total"] == 1


def test_lists_come_in_pages_that_lead_on_by_the_same_question(app):
    system = System(app)
    for _ in range(101):
        factories.engagement()
    db.session.commit()
    first = system.get("/api/v1/engagements?changed_since=2014-01-01T00:00:00%2B01:00").get_json()
    second = system.get(first["next"]).get_json()
    assert "%2B01" in first["next"]
    assert (len(first["items"]), len(second["items"]), second["next"]) == (100, 1, None)
    assert first["total"] == 101


@pytest.mark.parametrize(
    "query",
    [
        "from=x",
        "until=9999-12-31",
        "status=lost",
        "page=0",
        "page=x",
        "principal=99999999999999",
        "principal=" + "9" * 5000,
        "changed_since=2026-10-06T10:00:00",
        "changed_since=0001-01-01T00:00:00%2B14:00",
        "since=2026-10-06",
    ],
)
def test_a_question_that_nobody_understands_is_refused(app, query):
    assert System(app).get(f"/api/v1/engagements?{query}").status_code == 422


def test_filters_narrow_the_list(app):
    principal = factories.principal()
    soon = factories.engagement(principals=[principal])
    factories.engagement(starts_at=soon.starts_at + timedelta(days=40), ends_at=soon.ends_at + timedelta(days=40))
    system = System(app)
    day = soon.starts_at.date().isoformat()
    for query in (f"until={day}", f"principal={principal.id}", f"from={day}&until={day}"):
        found = system.get(f"/api/v1/engagements?{query}").get_json()["items"]
        assert [each["id"] for each in found] == [soon.id], query
    later = (soon.revised_at + timedelta(seconds=1)).isoformat()
    assert system.get(f"/api/v1/engagements?changed_since={later}").get_json()["total"] == 0


def test_people_are_told_only_to_a_key_that_may_read_contacts(app):
    tenure = factories.tenure(person=factories.person(name="Zebedee Canary", email="zebedee@example.org"))
    plain = System(app, Scope.READ_PARTNERS, Scope.READ_ANSWERS)
    whole = System(app, Scope.READ_PARTNERS, Scope.READ_CONTACTS)
    assert "anary" not in plain.get("/api/v1/posts").text
    assert "zebedee" not in plain.get("/api/v1/posts").text
    posts = whole.get("/api/v1/posts").get_json()["items"]
    assert [each["holder"] for each in posts if each["id"] == tenure.post_id] == ["Zebedee Canary"]


def test_an_answer_is_recorded_as_from_any_other_door(app):
    factories.office()
    engagement, tenure = coming(), factories.tenure()
    invitation = invite(engagement, [tenure.post], now=utc_now()).invited[0]
    system = System(app)
    path = f"/api/v1/engagements/{engagement.id}/answers"
    substitute = {"name": "Ife Adeyemi", "role": "Deputy Leader", "band": 2, "authority": "full"}
    sent = {"invitation_id": invitation.id, "answer": "DELEGATED", "substitute": substitute}
    told = system.post(path, sent).get_json()
    assert told["substitute"] == {"name": "Ife Adeyemi", "role": "Deputy Leader", "band": 2, "authority": "full"}
    receipts = db.session.query(Notice).count()
    system.post(path, sent)  # the same again
    assert db.session.query(Reply).count() == 1
    assert db.session.query(Notice).count() == receipts
    assert system.get(path).get_json()["items"][0]["answer"] == "DELEGATED"
    names = System(app, Scope.READ_ANSWERS).get(path).text
    assert "Adeyemi" not in names


def test_an_answer_to_another_engagement_is_unknown(app):
    factories.office()
    one, other = coming(), coming()
    invitation = invite(one, [factories.tenure().post], now=utc_now()).invited[0]
    sent = {"invitation_id": invitation.id, "answer": "ACCEPTED"}
    assert System(app).post(f"/api/v1/engagements/{other.id}/answers", sent).status_code == 404


def test_the_board_is_read_as_of_a_day_without_what_the_key_may_not_know_of(app):
    factories.office()
    principal, leader = factories.principal(), factories.post()
    promises.made(promises.rule(group=factories.post_group(), principals=[principal]), utc_now())
    met_on = local_day(utc_now()) - timedelta(days=30)
    promises.met(met_on, [leader], [principal], handling=SECRET)
    db.session.commit()
    plain, whole = System(app, Scope.READ_COVERAGE), System(app)
    (row,) = whole.get("/api/v1/coverage").get_json()["items"]
    assert (row["organisation_id"], row["last_on"], row["last_theirs"]) == (
        leader.organisation_id,
        met_on.isoformat(),
        "Leader",
    )
    (row,) = plain.get("/api/v1/coverage").get_json()["items"]
    assert (row["last_on"], row["last_ours"], row["last_theirs"]) == (None, "", "")
    early = whole.get(f"/api/v1/coverage?on={met_on - timedelta(days=1)}").get_json()
    assert [each["last_on"] for each in early["items"]] == [None]
    for on in ("soon", "9999-12-31"):
        assert whole.get(f"/api/v1/coverage?on={on}").status_code == 422


def test_an_answer_about_an_earlier_time_is_refused(app):
    factories.office()
    engagement = coming()
    invitation = invite(engagement, [factories.tenure().post], now=utc_now()).invited[0]
    system = System(app)
    path = f"/api/v1/engagements/{engagement.id}"
    seen = system.get(path).get_json()["sequence"]
    assert seen == 0
    sent = {"invitation_id": invitation.id, "answer": "ACCEPTED", "about_sequence": seen}
    assert system.post(f"{path}/answers", sent).status_code == 200
    db.session.get(Engagement, engagement.id).sequence = 1
    db.session.commit()
    assert system.post(f"{path}/answers", sent | {"answer": "DECLINED"}).status_code == 409


def test_what_the_diary_cannot_do_is_not_done_by_a_change_either(app):
    system, engagement = System(app), factories.engagement(principals=[factories.principal()])
    db.session.commit()
    path = f"/api/v1/engagements/{engagement.id}"
    for status in ("held", "written_up", "cancelled", "postponed"):
        assert system.patch(path, {"version": 1, "status": status}).status_code == 422
    assert system.get(path).get_json()["status"] == "agreed"


def test_a_busy_database_is_said_as_everything_else_is(app, monkeypatch):
    system = System(app)

    def busy(_draft, *, now, uid):
        raise OperationalError("BEGIN IMMEDIATE", {"now": now, "uid": uid}, Exception("database is locked"))

    monkeypatch.setattr(engagements, "plan_engagement", busy)
    sent = {"title": "Visit", "principals": [factories.principal().id]}
    assert system.post("/api/v1/engagements", sent).status_code == 503

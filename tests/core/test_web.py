from types import SimpleNamespace

import pytest
from flask import Flask, request
from sqlalchemy.exc import OperationalError

from scheduler.core.access import Access, allow, init_access
from scheduler.core.current import EXTENSION
from scheduler.core.pages import init_pages
from scheduler.core.web import HEADERS, init_web
from tests.browsing import page


@pytest.fixture
def small_app(settings):
    """A bare application with the house's rules and pages that fail in every way."""
    app = Flask("scheduler")
    app.extensions[EXTENSION] = settings
    app.config["SECRET_KEY"] = settings.secret_key
    init_web(app, settings)
    init_pages(app)
    held = SimpleNamespace(role=Access.PUBLIC)
    init_access(app, lambda: held.role, "/sign-in")

    def fail(error: Exception):
        raise error

    @app.route("/full")
    @allow(Access.PUBLIC)
    def full():
        return fail(OperationalError("INSERT", {}, Exception("database or disk is full")))

    @app.route("/broken")
    @allow(Access.PUBLIC)
    def broken():
        return fail(RuntimeError("a secret detail"))

    @app.route("/office", methods=["GET", "POST"])
    @allow(Access.VIEWER, to_change=Access.MANAGER)
    def office():
        return "the office"

    @app.route("/forgotten")
    def forgotten():
        return "nobody declared this"

    return app, held


def test_a_full_disk_is_a_kind_503_that_says_nothing_was_saved(small_app, app):
    response = small_app[0].test_client().get("/full")
    assert response.status_code == 503
    assert "Nothing was saved" in response.text


def test_an_unexpected_error_shows_a_reference_and_no_detail(small_app, app):
    response = small_app[0].test_client().get("/broken")
    assert response.status_code == 500
    assert "a secret detail" not in response.text
    reference = page(response).select_one("strong")
    assert reference is not None
    assert len(reference.text) == 8


def test_a_route_that_declares_nothing_answers_nobody(small_app, app):
    small_app[1].role = Access.ADMINISTRATOR
    assert small_app[0].test_client().get("/forgotten").status_code == 403


@pytest.mark.parametrize(
    ("role", "reading", "writing"),
    [
        (Access.PUBLIC, 303, 401),
        (Access.LINK, 403, 403),
        (Access.VIEWER, 200, 403),
        (Access.MANAGER, 200, 200),
        (Access.ADMINISTRATOR, 200, 200),
    ],
)
def test_roles_rise_and_changing_may_need_a_higher_one(small_app, app, role, reading, writing):
    small_app[1].role = role
    client = small_app[0].test_client()
    assert (client.get("/office").status_code, client.post("/office").status_code) == (reading, writing)


@pytest.mark.parametrize("path", ["/full", "/broken", "/office", "/forgotten", "/nowhere"])
def test_every_answer_carries_the_full_set_of_headers(small_app, app, path):
    response = small_app[0].test_client().get(path)
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert response.headers["Cache-Control"] == "no-store"


def test_a_host_header_cannot_name_another_host(small_app, app):
    seen = []
    small_app[0].before_request(lambda: seen.append(request.host))
    small_app[0].test_client().get("/full", headers={"Host": "elsewhere.example.org"})
    assert seen == ["127.0.0.1:5055"]


def test_a_form_is_taken_over_https_though_our_pages_send_no_referrer(client):
    secure = {"wsgi.url_scheme": "https"}
    shown = client.get("/sign-in", environ_overrides=secure)
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    token = page(shown).select_one("main input[name=csrf_token]")["value"]
    sent = client.post("/sign-in", data={"csrf_token": token}, environ_overrides=secure)
    assert sent.status_code == 200
    assert page(sent).select(".govuk-error-summary a")

"""Signing in with a password, and what the server's own session row decides."""

from flask.testing import FlaskClient

from scheduler.core.db import db
from tests import factories
from tests.browsing import page, submit

PASSWORD = "lantern orchard velvet spoon"


def make_user(**changes):
    factories.office()
    user = factories.staff_user(password=PASSWORD, email="robin@example.org", **changes)
    db.session.commit()
    return user


def sign_in(client: FlaskClient, password: str = PASSWORD, email: str = "robin@example.org", path: str = "/sign-in"):
    return submit(client, path, {"email": email, "password": password})


def test_signs_in_with_address_and_password(client):
    make_user()
    answer = sign_in(client)
    assert answer.status_code in (302, 303)
    assert answer.location == "/today"
    assert client.get("/today").status_code == 200


def test_a_stranger_is_asked_to_sign_in(client):
    answer = client.get("/today")
    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=/today"
    assert client.get("/sign-in").status_code == 200


def test_a_signed_in_viewer_sees_their_name(viewer):
    assert "Robin Ferncastle" in page(viewer.get("/today")).text

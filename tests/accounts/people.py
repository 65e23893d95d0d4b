"""Somebody with an account, and the steps of signing in, for the tests of accounts."""

import re
import time
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from scheduler.accounts.models import StaffUser
from scheduler.core.db import db
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import Mail, render
from tests import factories
from tests.browsing import submit

PASSWORD = "lantern orchard velvet spoon"
OTHER_PASSWORD = "copper meadow ladder violin"
ADDRESS = "robin@example.org"


def somebody(**changes: Any) -> StaffUser:
    """An office manager with a password, and their office."""
    factories.office()
    user = factories.staff_user(**{"password": PASSWORD, "email": ADDRESS, "name": "Robin Ferncastle"} | changes)
    db.session.commit()
    return user


def sign_in(
    client: FlaskClient, password: str = PASSWORD, email: str = ADDRESS, path: str = "/sign-in"
) -> TestResponse:
    """Fill the sign-in page and send it."""
    return submit(client, path, {"email": email, "password": password})


def is_signed_in(client: FlaskClient) -> bool:
    """Whether a page for staff opens."""
    return client.get("/account").status_code == 200


def use_app(app: Flask, user: StaffUser) -> str:
    """Set an authenticator app up for somebody; gives its secret."""
    secret = app.extensions["security"].totp_factory.generate_totp_secret()
    user.tf_totp_secret, user.tf_primary_method = secret, "authenticator"
    db.session.commit()
    return str(secret)


def code_now(app: Flask, secret: str, *, offset: int = 0) -> str:
    """What the app shows now, or `offset` seconds from now."""
    totp = app.extensions["security"].totp_factory._totp.from_source(secret)  # noqa: SLF001 - the phone's side
    return str(totp.generate(time.time() + offset).token)


def letters(user: StaffUser) -> list[Notice]:
    """What waits in the outbox for somebody, oldest first."""
    query = select(Notice).where(Notice.recipient_address == user.email).order_by(Notice.id)
    return list(db.session.scalars(query))


def written(notice: Notice) -> Mail:
    """The mail as the worker would write it now."""
    mail = render(notice)
    assert mail is not None
    return mail


def link_in(mail: Mail) -> str:
    """The path of the one link in a mail that sets a password."""
    found = re.search(r"http://[^/\s]+(/reset/\S+)", mail.text)
    assert found is not None
    return found.group(1)

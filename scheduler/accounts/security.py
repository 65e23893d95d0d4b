"""Sets flask-security up for staff: what it may do, where its mail goes and how its secrets are kept."""

import base64
import hmac
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_limiter.errors import RateLimitExceeded
from flask_security import Security, SQLAlchemyUserDatastore
from flask_security.signals import password_reset, user_authenticated

from scheduler.accounts import throttling
from scheduler.accounts.credentials import NoteToOutbox, OfficePasskeys, OfficePasswords, OneTimeCodes
from scheduler.accounts.forms.sign_in import PasskeyForm, SignInForm
from scheduler.accounts.messages import MESSAGES
from scheduler.accounts.models import Passkey, StaffRole, StaffUser
from scheduler.accounts.notices import write_letter
from scheduler.accounts.organisation import init_organisation
from scheduler.accounts.page_facts import page_facts
from scheduler.accounts.rules import MINIMUM_PASSWORD
from scheduler.accounts.service.letters import KIND
from scheduler.accounts.sessions import end_after_reset, load_staff, name_the_actor, start_session
from scheduler.config import Settings
from scheduler.core.clock import utc_now
from scheduler.core.db import db
from scheduler.core.pages import PRODUCT_NAME
from scheduler.outbox.rendering import register_renderer

RESET_WITHIN = timedelta(days=1)
FRESH_FOR = timedelta(hours=1)
BRING_THEIR_OWN = frozenset({"qrcode", "nh3"})
"""Packages that flask-security asks for and that we do not need: segno draws our codes, core.text cleans our names."""


class StaffSecurity(Security):
    """flask-security without the packages whose work we do ourselves."""

    def _check_modules(self, module: str, config_name: str) -> Any:
        if module in BRING_THEIR_OWN:
            return None
        return super()._check_modules(module, config_name)  # type: ignore[no-untyped-call]


def init_accounts(app: Flask, settings: Settings) -> None:
    """Give the application staff, their sessions, throttles, and what layouts show of them."""
    app.config.update(security_config(settings))
    datastore = SQLAlchemyUserDatastore(db, StaffUser, StaffRole, Passkey)
    security = StaffSecurity(
        app,
        datastore,
        register_blueprint=False,
        mail_util_cls=NoteToOutbox,
        totp_cls=OneTimeCodes,
        webauthn_util_cls=OfficePasskeys,
        password_util_cls=OfficePasswords,
        login_form=SignInForm,
        wan_register_form=PasskeyForm,
    )
    security.want_json(lambda _request: False)  # people with browsers only
    security.login_manager.user_loader(load_staff)
    security.login_manager.request_loader(lambda _request: None)  # no tokens in headers
    security.login_manager.session_protection = None  # the server's own row decides
    user_authenticated.connect(start_session, app)
    password_reset.connect(end_after_reset, app)
    app.before_request(name_the_actor)
    app.context_processor(page_facts)
    register_renderer(KIND, write_letter)
    init_organisation(app, settings)
    throttling.init_throttling(app)
    app.register_error_handler(RateLimitExceeded, throttling.too_many)


def security_config(settings: Settings) -> dict[str, object]:
    """Our choices, as flask-security names them."""
    config: dict[str, object] = {f"SECURITY_{name}": value for name, value in (CHOICES | _secrets(settings)).items()}
    config["RATELIMIT_STORAGE_URI"] = settings.limiter_storage_url
    config["RATELIMIT_HEADERS_ENABLED"] = False
    return config | {f"SECURITY_MSG_{name}": (text, kind) for name, (text, kind) in MESSAGES.items()}


CHOICES: dict[str, object] = {
    "CHANGEABLE": True,
    "RECOVERABLE": True,
    "TWO_FACTOR": True,
    "WEBAUTHN": True,
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "API_ENABLED_METHODS": ["session"],
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
    "DATETIME_FACTORY": utc_now,
    "EMAIL_HTML": False,  # mail is written when it leaves, by the outbox
    "EMAIL_PLAINTEXT": False,
    "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    "FRESHNESS": FRESH_FOR,
    "FRESHNESS_GRACE_PERIOD": timedelta(minutes=10),
    "LOGIN_URL": "/sign-in",
    "LOGOUT_METHODS": None,
    "MULTI_FACTOR_RECOVERY_CODES_N": 8,
    "PASSWORD_HASH": "argon2",
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_SINGLE_HASH": ["argon2"],
    "PASSWORD_HASH_PASSLIB_OPTIONS": {"argon2__type": "ID", "argon2__memory_cost": 65536, "argon2__time_cost": 3},
    "PASSWORD_LENGTH_MIN": MINIMUM_PASSWORD,
    "POST_CHANGE_VIEW": "/account",
    "POST_LOGIN_VIEW": "/today",
    "POST_RESET_VIEW": "/sign-in",
    "POST_VERIFY_VIEW": "/account",
    "RESET_PASSWORD_WITHIN": RESET_WITHIN,
    "RETURN_GENERIC_RESPONSES": True,
    "SEND_PASSWORD_RESET_NOTICE_EMAIL": True,
    "TOTP_ISSUER": PRODUCT_NAME,
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_POST_SETUP_VIEW": "/account",
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "WAN_ALLOW_AS_VERIFY": ["first"],
    "WAN_ALLOW_USER_HINTS": False,
    "WAN_POST_REGISTER_VIEW": "/account/passkeys",
    "WAN_RP_NAME": PRODUCT_NAME,
}


def _secrets(settings: Settings) -> dict[str, object]:
    return {
        "TOTP_SECRETS": {1: settings.totp_secret or _derived(settings, "totp").decode()},
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [_derived(settings, "recovery codes")],
    }


def _derived(settings: Settings, purpose: str) -> bytes:
    """A key of its own for each purpose, so that none is used twice."""
    return base64.urlsafe_b64encode(hmac.digest(settings.secret_key.encode(), purpose.encode(), "sha256"))

"""Puts the application together: settings, database, access, features, error pages."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import event

from scheduler.accounts.routes import accounts_blueprints
from scheduler.accounts.rules import SIGN_IN_PATH
from scheduler.accounts.security import init_accounts
from scheduler.accounts.sessions import role_of_request
from scheduler.accounts.undoing import undo_time
from scheduler.actions import subscriptions as action_subscriptions
from scheduler.actions import tasks as action_tasks
from scheduler.actions.routes import actions
from scheduler.almanac import tasks as almanac_tasks
from scheduler.almanac.queries import may_send_at, opens_after
from scheduler.almanac.routes import almanac
from scheduler.api import subscriptions as api_subscriptions
from scheduler.api import tasks as api_tasks
from scheduler.api.routes import API_BLUEPRINTS, api
from scheduler.audit.service import init_audit
from scheduler.briefs.routes import briefs
from scheduler.config import REPOSITORY, Settings, load_settings
from scheduler.core.access import Access, allow, init_access
from scheduler.core.addressing import Address
from scheduler.core.current import EXTENSION
from scheduler.core.db import Base, complete_partial_indexes, db
from scheduler.core.pages import init_pages
from scheduler.core.transactions import prepare_engine
from scheduler.core.web import init_web
from scheduler.demo.routes import blueprint as demo
from scheduler.engagements import subscriptions as engagement_subscriptions
from scheduler.engagements import tasks as engagement_tasks
from scheduler.engagements.routes import engagements
from scheduler.feeds import subscriptions as feed_subscriptions
from scheduler.feeds import tasks as feed_tasks
from scheduler.feeds.gateway.wiring import wrap
from scheduler.feeds.routes import feeds
from scheduler.forward_plan import subscriptions as forward_plan_subscriptions
from scheduler.forward_plan.routes import forward_plan
from scheduler.forward_plan.tasks import proposals as proposal_tasks
from scheduler.inbox import subscriptions as inbox_subscriptions
from scheduler.inbox.doors import tasks as inbox_door_tasks
from scheduler.inbox.doors.addresses import check_door
from scheduler.inbox.routes import inbox
from scheduler.incoming import subscriptions as incoming_subscriptions
from scheduler.incoming import tasks as incoming_tasks
from scheduler.incoming.routes import incoming
from scheduler.invitations import subscriptions as invitation_subscriptions
from scheduler.invitations.routes import invitations
from scheduler.keeping import subscriptions as keeping_subscriptions
from scheduler.keeping import tasks as keeping_tasks
from scheduler.keeping.routes import keeping
from scheduler.operations import subscriptions as operations_subscriptions
from scheduler.operations.files import init_static
from scheduler.operations.routes import operations
from scheduler.operations.schema import init_migrations
from scheduler.outbox.batches import register_undo_time
from scheduler.outbox.routes import outbox
from scheduler.outbox.service import register_opening, register_sending_window
from scheduler.outbox.tasks import init_queue
from scheduler.records.routes import records
from scheduler.reports.routes import reports
from scheduler.representation import subscriptions as representation_subscriptions
from scheduler.representation import tasks as representation_tasks
from scheduler.representation.routes import representation
from scheduler.site.routes import site
from scheduler.stakeholders import tasks as stakeholder_tasks
from scheduler.stakeholders.routes import blueprint as stakeholders
from scheduler.strands.routes import strands
from scheduler.summits import subscriptions as summit_subscriptions
from scheduler.summits import tasks as summit_tasks
from scheduler.summits.routes import summits
from scheduler.today.routes import today
from scheduler.undertakings.routes import undertakings
from scheduler.uploads import tasks as upload_tasks
from scheduler.uploads.receiving import init_uploads
from scheduler.uploads.settings import check_uploads

BLUEPRINTS: tuple[Blueprint, ...] = (
    today,
    forward_plan,
    summits,
    engagements,
    invitations,
    actions,
    records,
    strands,
    representation,
    undertakings,
    briefs,
    incoming,
    reports,
    keeping,
    *API_BLUEPRINTS,
    inbox,
    stakeholders,
    almanac,
    feeds,
    outbox,
    operations,
    site,
    demo,
    *accounts_blueprints,
)
"""The features' pages, in the order of the navigation."""

SUBSCRIPTIONS = (
    action_subscriptions,
    api_subscriptions,
    engagement_subscriptions,
    feed_subscriptions,
    forward_plan_subscriptions,
    inbox_subscriptions,
    incoming_subscriptions,
    invitation_subscriptions,
    keeping_subscriptions,
    operations_subscriptions,
    representation_subscriptions,
    summit_subscriptions,
)
"""Imported so that they hear the signals of lower features."""

ROUNDS = (
    action_tasks,
    almanac_tasks,
    api_tasks,
    engagement_tasks,
    feed_tasks,
    inbox_door_tasks,
    incoming_tasks,
    keeping_tasks,
    proposal_tasks,
    representation_tasks,
    stakeholder_tasks,
    summit_tasks,
    upload_tasks,
)
"""Imported so that the worker knows what to do each minute or day."""

csrf = CSRFProtect()


class Application(Flask):
    """Flask with our kind of addresses, and without coroutines."""

    url_rule_class = Address

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Nothing of ours is a coroutine: Flask would look at some twenty functions at every request."""
        return func


def create_app(settings: Settings | None = None) -> Flask:
    """One application for web workers, the worker and commands. Raises SettingsError when it must not start."""
    settings = settings or load_settings()
    check_door(settings.inbox_url)
    check_uploads(settings)
    app = Application("scheduler", template_folder=str(REPOSITORY / "templates"))
    app.extensions[EXTENSION] = settings
    app.config.update(flask_config(settings))
    _init_database(app)
    csrf.init_app(app)
    csrf.exempt(api)  # a key in a header comes from no browser
    init_web(app, settings)
    init_pages(app, settings.data_dir)
    init_uploads(app)
    init_accounts(app, settings)
    init_access(app, role_of_request, SIGN_IN_PATH)
    init_queue(app, settings)
    allow(Access.PUBLIC)(app.view_functions["static"])
    register_sending_window(may_send_at)
    register_opening(opens_after)
    register_undo_time(undo_time)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    init_static(app, settings)
    wrap(app, settings)
    return app


def flask_config(settings: Settings) -> dict[str, object]:
    """Our settings as Flask and its extensions name them."""
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings.database_url),
        "SESSION_COOKIE_NAME": "__Host-session" if settings.is_secure else "session",
        "SESSION_COOKIE_SECURE": settings.is_secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,  # a page left open over lunch must still save
        "MAX_CONTENT_LENGTH": 4 * 1024 * 1024,
        "MAX_FORM_PARTS": 2_000,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,  # an import's text travels with its preview
    }


def _engine_options(url: str) -> dict[str, object]:
    # What people typed stays out of the log, also when a statement fails.
    quiet: dict[str, object] = {"hide_parameters": True}
    if url.startswith("sqlite"):
        return quiet
    timeouts = "-c statement_timeout=30000 -c lock_timeout=15000 -c idle_in_transaction_session_timeout=60000"
    return quiet | {"pool_pre_ping": True, "connect_args": {"connect_timeout": 5, "options": timeouts}}


def _init_database(app: Flask) -> None:
    db.init_app(app)
    init_migrations(app)
    init_audit()
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            complete_partial_indexes(Base.metadata)
        if not event.contains(db.engine, "begin", prepare_engine):
            prepare_engine(db.engine)

"""Runs migrations in one explicit transaction, so that a crashed one leaves the old schema, on both databases."""

import importlib.util
import pkgutil

from alembic import context
from flask import current_app

import scheduler
from scheduler.core.db import Base, complete_partial_indexes, db, render_item
from scheduler.core.transactions import Intent, set_intent

set_intent(Intent.WRITE)
for package in pkgutil.iter_modules(scheduler.__path__, "scheduler."):
    if package.ispkg and importlib.util.find_spec(f"{package.name}.models"):
        importlib.import_module(f"{package.name}.models")
complete_partial_indexes(Base.metadata)


def run() -> None:
    """Upgrade or downgrade over the application's own engine (which issues BEGIN itself)."""
    options = current_app.extensions["migrate"].configure_args
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            transactional_ddl=True,
            transaction_per_migration=False,
            **{**options, "render_item": render_item, "render_as_batch": True, "compare_type": True},
        )
        with context.begin_transaction():
            context.run_migrations()


run()

"""A Flask application with one Flask-SQLAlchemy model and one view: what any such program needs to boot.

Its model is a table that our own database has, so that both can be made to answer from the same file.
"""

import os

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Parent of the one model."""


class Revision(Base):
    """The one model: which schema the database has."""

    __tablename__ = "alembic_version"

    version_num: Mapped[str] = mapped_column(primary_key=True)


app = Flask("bare")
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ.get("SCHEDULER_DATABASE_URL", "sqlite://")
db = SQLAlchemy(app, metadata=Base.metadata)


@app.get("/")
def hello() -> str:
    """Five bytes."""
    return "hello"


@app.get("/revision")
def revision() -> str:
    """The one row, as /readyz of ours reads it."""
    return db.session.scalars(select(Revision.version_num)).one()

"""A Flask application with one Flask-SQLAlchemy model and nothing else: what any such program needs to boot."""

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Parent of the one model."""


class Note(Base):
    """The one model."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str]


app = Flask("bare")
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app, metadata=Base.metadata)


@app.get("/")
def hello() -> str:
    """Five bytes."""
    return "hello"

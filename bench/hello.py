"""The least that Flask can answer: every HTTP figure is told against it."""

from flask import Flask

app = Flask("hello")


@app.get("/")
def hello() -> str:
    """Five bytes."""
    return "hello"

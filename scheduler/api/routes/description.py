"""The description of the interface, for everybody: it holds nothing of the office."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from scheduler.api.description import description
from scheduler.core.access import Access, allow
from scheduler.core.current import absolute_url

api_description = Blueprint("api_description", __name__)


@api_description.get("/api/openapi.json")
@allow(Access.PUBLIC)
def openapi() -> ResponseReturnValue:
    """OpenAPI 3.1."""
    return jsonify(description(absolute_url("").rstrip("/")))

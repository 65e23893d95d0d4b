"""The OpenAPI 3.1 description: what every door takes and gives; a test holds it against routes and answers."""

from scheduler import __version__
from scheduler.api.description.doors import paths, told
from scheduler.api.description.nodes import Node
from scheduler.api.description.schemas import SCHEMAS


def description(base_url: str) -> Node:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Engagement scheduler",
            "version": __version__,
            "summary": "Engagements, partners, coverage and answers for the office's other systems.",
            "description": "Everything follows the rules of the pages and is noted in the same log. "
            "Instants are UTC; days are days in London.",
        },
        "servers": [{"url": base_url}],
        "paths": paths(),
        "webhooks": told(),
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "A key of the office."}},
        },
    }

"""Another system with a key, which holds every answer against the description."""

import json
from functools import cache
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from scheduler.api.description import description
from scheduler.api.rules.vocabulary import Scope
from scheduler.api.service.clients import add_client
from scheduler.core.clock import utc_now
from scheduler.core.db import db

BASE = "http://127.0.0.1:5055"
ALL = tuple(Scope)


@cache
def the_description() -> dict[str, Any]:
    return description(BASE)


def matched(path: str) -> dict[str, Any]:
    """The operations behind an address."""
    parts = path.partition("?")[0].split("/")
    for pattern, operations in sorted(the_description()["paths"].items(), key=lambda each: each[0].count("{")):
        known = pattern.split("/")
        if len(known) == len(parts) and all(a == b or a.startswith("{") for a, b in zip(known, parts, strict=True)):
            return operations
    raise AssertionError(f"{path} is not described")


def check(schema: dict[str, Any], value: object) -> None:
    """Raises what does not fit; formats count."""
    whole = {**schema, "components": the_description()["components"]}
    kind = validator_for(whole, default=Draft202012Validator)
    kind(whole, format_checker=kind.FORMAT_CHECKER).validate(value)


class System:
    """Speaks JSON with a key."""

    def __init__(self, app: Flask, *scopes: Scope) -> None:
        client, self.key = add_client("Intranet", scopes or ALL, None, now=utc_now())
        self.client_id = client.id
        db.session.commit()
        self.browser = app.test_client()

    def ask(
        self, method: str, path: str, body: object = None, *, key: str | None = None, repeat: str | None = None
    ) -> Any:
        """The response, after it and what was taken were held against the description."""
        headers = {"Authorization": f"Bearer {self.key if key is None else key}"}
        if repeat is not None:
            headers["Idempotency-Key"] = repeat
        content = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        got = self.browser.open(path, method=method, headers=headers, **content)
        operation = matched(path)[method.lower()]
        if body is not None and got.status_code < 300:
            check(operation["requestBody"]["content"]["application/json"]["schema"], body)
        responses = operation["responses"]
        said = responses.get(str(got.status_code), responses["default"])["content"]
        ((kind, node),) = said.items()
        assert got.mimetype == kind, (got.status_code, got.text)
        check(node["schema"], got.get_json(force=True))
        return got

    def get(self, path: str) -> Any:
        return self.ask("GET", path)

    def post(self, path: str, body: object, *, repeat: str | None = None) -> Any:
        return self.ask("POST", path, body, repeat=repeat)

    def patch(self, path: str, body: object) -> Any:
        return self.ask("PATCH", path, body)

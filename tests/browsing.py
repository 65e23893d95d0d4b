"""Drives pages as a browser without JavaScript would: find the form, fill it, send it."""

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def page(response: TestResponse) -> BeautifulSoup:
    """The parsed page."""
    return BeautifulSoup(response.text, "html.parser")


def form_values(form: Tag) -> dict[str, list[str]]:
    """What the form would send as it stands."""
    values: dict[str, list[str]] = {}
    for control in form.select("input[name], select[name], textarea[name]"):
        kind = control.get("type", "text")
        if kind in {"submit", "file"} or (kind in {"radio", "checkbox"} and not control.has_attr("checked")):
            continue
        values.setdefault(str(control["name"]), []).extend(_control_values(control))
    return values


def submit(
    client: FlaskClient, path: str, values: dict[str, object] | None = None, form: str = "main form"
) -> TestResponse:
    """GET a page, fill its form (CSS selector) with `values`, press its button; the CSRF token travels along."""
    shown = client.get(path)
    assert shown.status_code == 200, f"{path} answered {shown.status_code}"
    element = page(shown).select_one(form)
    assert element is not None, f"no form on {path}"
    data = form_values(element) | dict(values or {})
    return client.post(str(element.get("action") or path), data=data)


def _control_values(control: Tag) -> list[str]:
    if control.name == "select":
        return [str(option.get("value", option.text)) for option in control.select("option[selected]")]
    if control.name == "textarea":
        return [control.text.lstrip("\n")]
    return [str(control.get("value", ""))]

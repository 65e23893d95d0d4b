"""The layouts and components, drawn by a sample application and read back as HTML, and in a real browser."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from flask import Flask
from jinja2 import DictLoader, Environment, FileSystemLoader, StrictUndefined
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from scheduler.core.pages import TEMPLATE_FOLDERS, Assets, CompiledTemplates, init_pages
from tests.core.sample import create_sample

WIDTHS = (1280, 390)  # a desk, a phone
ZOOMED = 320  # a desk at 400 %


def page(path: str) -> BeautifulSoup:
    response = create_sample().test_client().get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser")


@pytest.mark.parametrize("path", ["/board/said", "/form", "/answer"])
def test_every_page_has_one_heading_a_title_and_no_inline_script_or_style(path: str) -> None:
    html = page(path)
    assert html.html["lang"] == "en-GB"
    assert len(html.find_all("h1")) == 1
    assert html.title.text.endswith(" – Engagement scheduler")
    assert [script for script in html.find_all("script") if not script.get("src")] == []
    assert html.find_all("style") == []
    assert html.find_all(style=True) == []
    assert html.find(href="#main-content").text == "Skip to main content"


@pytest.mark.parametrize("path", ["/board/said", "/form", "/answer"])
def test_no_id_stands_twice_and_every_reference_finds_its_target(path: str) -> None:
    html = page(path)
    ids = [tag["id"] for tag in html.find_all(id=True)]
    assert len(ids) == len(set(ids))
    referred = {name for tag in html.find_all(True) for name in (tag.get("aria-describedby") or "").split()}
    referred |= {label["for"] for label in html.find_all("label")}
    assert referred <= set(ids)


def test_staff_see_where_they_are_and_sign_out_by_a_form() -> None:
    html = page("/board/quiet")
    assert html.nav.find(attrs={"aria-current": "page"}).get_text(strip=True) == "Engagements"
    form = html.find("form", action="/logout")
    assert form["method"] == "post"
    assert form.find("input", attrs={"name": "csrf_token"})["value"]


def test_office_layout_stands_without_navigation_or_person() -> None:
    app = Flask("scheduler")
    app.secret_key = "sample"
    init_pages(app)
    with app.test_request_context("/"):
        source = '{% extends "layouts/office.html" %}{% block content %}<h1>Alone</h1>{% endblock %}'
        html = BeautifulSoup(app.jinja_env.from_string(source).render(), "html.parser")
    assert html.nav is None
    assert html.find("form") is None
    assert html.h1.text == "Alone"


def test_partner_pages_have_no_navigation_but_the_way_to_reach_the_office() -> None:
    html = page("/answer")
    assert html.nav is None
    assert html.footer.find(href="tel:01164960000")
    assert {link["href"] for link in html.footer.find_all("a")} >= {"/accessibility", "/privacy"}


def test_messages_after_a_change_are_announced_once_each() -> None:
    banners = page("/board/said").select(".govuk-notification-banner")
    assert [banner["role"] for banner in banners] == ["alert", "region"]
    assert "Invitations went to 3 partners." in banners[0].text


def test_a_state_is_a_shape_for_the_eye_and_a_word_for_everybody() -> None:
    states = page("/board/quiet").select(".state")
    read = {" ".join(state.stripped_strings) for state in states}
    assert {"● Held", "■ In the diary", "◐ Refining dates", "○ Proposed", "▢ No entry", "▲ Overdue"} <= read
    assert {"✕ Apologies", "◆ Someone else", "○ No answer", "▲ Undeliverable"} <= read
    assert all(state.find(attrs={"aria-hidden": "true"}) for state in states)


def test_pages_of_a_list_keep_the_filters_and_their_own_address() -> None:
    links = page("/board/quiet?q=blaby&q=oadby&kind=x&_scheme=javascript&page=2").select(".govuk-pagination a")
    assert "/board/quiet?q=blaby&q=oadby&kind=x&_scheme=javascript&page=3" in {link["href"] for link in links}


def test_asset_address_carries_the_hash_from_the_manifest(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"app.css": "app.0123.css"}))
    with Flask("scheduler").test_request_context("/"):
        assert Assets(tmp_path).url("app.css") == "/static/app.0123.css"
        assert Assets(tmp_path / "nothing").url("app.css") == "/static/app.css"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_sample(), threaded=True)
    thread = Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("path", "send"), [("/board/said", False), ("/form", True), ("/answer", True)])
def test_pages_meet_the_accessibility_rules_and_fit(
    browser: Browser, address: str, width: int, path: str, *, send: bool
) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 900})
    blocked: list[str] = []
    tab.on("console", lambda message: blocked.append(message.text) if "Content Security" in message.text else None)
    tab.goto(address + path)
    if send:
        tab.get_by_role("button", name=re.compile("^Save")).click()
        tab.locator(".govuk-error-summary").wait_for()
    found = Axe().run(tab).response["violations"]
    too_wide = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
    tab.close()
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert too_wide <= 0
    assert blocked == []


@pytest.mark.parametrize("path", ["/board/said", "/form", "/answer"])
def test_pages_fit_at_four_times_the_size(browser: Browser, address: str, path: str) -> None:
    tab = browser.new_page(viewport={"width": ZOOMED, "height": 256})
    tab.goto(address + path)
    too_wide = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
    tab.close()
    assert too_wide <= 0


def test_everything_to_press_is_24_pixels_wide_and_high(browser: Browser, address: str) -> None:
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.goto(f"{address}/board/said")
    pressed = tab.locator("a, button, input, select").filter(visible=True)
    boxes = [(each.text_content(), each.bounding_box()) for each in pressed.all()]
    tab.close()
    small = [text for text, box in boxes if box and "Skip" not in text and min(box["width"], box["height"]) < 23.9]
    assert small == []


def test_stylesheet_brings_no_font_and_no_picture_of_another_house() -> None:
    assets = Assets()
    css = (assets.folder / assets.names["app.css"]).read_text(encoding="utf-8")
    assert "GDS Transport" not in css
    assert "@font-face" not in css
    assert "url(" not in css


def test_mail_layout_needs_no_fact_and_leaves_no_link_to_the_outside() -> None:
    strict = Environment(loader=FileSystemLoader(TEMPLATE_FOLDERS[1]), undefined=StrictUndefined, autoescape=True)
    source = """{% extends "layouts/email.html" %}{% from "components/email.html" import mail_button, mail_facts %}
    {% block content %}{{ mail_facts([("When", "10am"), ("Where", "")]) }}
    {{ mail_button("Answer", link) }}{% endblock %}"""
    html = BeautifulSoup(strict.from_string(source).render(link="https://office.example.org/a/x"), "html.parser")
    assert [term.text for term in html.find_all("dt")] == ["When"]
    assert {link["href"] for link in html.find_all("a")} == {"https://office.example.org/a/x"}
    assert html.find_all(["img", "table", "link", "script"]) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_what_a_choice_reveals_is_usable_with_and_without_scripts(
    browser: Browser, address: str, *, scripts: bool
) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    tab = context.new_page()
    tab.goto(f"{address}/answer")
    hidden_field = tab.get_by_label("Their name")
    assert not hidden_field.is_visible()
    tab.get_by_label("Someone else will come").check()
    hidden_field.fill("Sam Okafor")
    tab.get_by_role("button", name="Save my answer").click()
    assert tab.get_by_label("Their name").input_value() == "Sam Okafor"
    context.close()


def test_copy_button_puts_its_text_on_the_clipboard(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    tab = context.new_page()
    tab.goto(f"{address}/board/quiet")
    tab.get_by_role("button", name="Copy this sentence").click()
    tab.get_by_role("button", name="Copied").wait_for()
    assert tab.evaluate("navigator.clipboard.readText()") == "3 of 10 councils met."
    context.close()


def drawn_with(cache):
    pages = DictLoader({"page": "{{ 1 + 1 }}"})
    return Environment(loader=pages, autoescape=True, bytecode_cache=cache).get_template("page").render()


def test_templates_are_compiled_once_for_every_process(tmp_path):
    assert drawn_with(CompiledTemplates(tmp_path)) == "2"
    (kept,) = tmp_path.glob("templates-*/*")
    written = kept.stat().st_mtime_ns
    assert drawn_with(CompiledTemplates(tmp_path)) == "2"
    assert kept.stat().st_mtime_ns == written


def test_pages_are_drawn_where_nothing_can_be_kept(tmp_path):
    (tmp_path / "a file").touch()
    assert drawn_with(CompiledTemplates(tmp_path / "a file")) == "2"

"""axe in a real browser: what is wrong with a page, in words that name the page, the width and the element."""

from collections.abc import Iterable, Mapping

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.browser import DESK, PHONE, ZOOMED

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
OF_A_WIDTH = (
    "target-size",
    "scrollable-region-focusable",
    "aria-hidden-focus",
    "nested-interactive",
    "button-name",
    "link-name",
    "label",
    "select-name",
)
OF_THE_PHONE = {**RULES, "runOnly": OF_A_WIDTH}
"""What another width can change: the page has the words, names and colours that it had at the desk."""
SCRIPT = Axe().axe_script


def faults(context: BrowserContext, paths: Iterable[str]) -> list[str]:
    """WCAG failures, blocked scripts and pages that are too wide: at a desk, on a phone, zoomed in."""
    page, found = context.new_page(), []
    page.on("console", lambda said: found.append(said.text) if "Content Security Policy" in said.text else None)
    for path in paths:
        page.set_viewport_size({"width": DESK, "height": 900})
        page.goto(path)
        found += failures(page, f"{path} at {DESK}")
        page.set_viewport_size({"width": PHONE, "height": 844})
        found += failures(page, f"{path} at {PHONE}", OF_THE_PHONE) + too_wide(page, f"{path} at {PHONE}")
        page.set_viewport_size({"width": ZOOMED, "height": 256})
        found += too_wide(page, f"{path} at {ZOOMED}")
    return found


def failures(page: Page, where: str, rules: Mapping[str, object] = RULES) -> list[str]:
    """Of the page as it stands there now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    found = page.evaluate("async rules => (await axe.run(rules)).violations", rules)
    return [f"{where}: {rule['id']} {node['html'][:150]}" for rule in found for node in rule["nodes"][:3]]


def too_wide(page: Page, where: str) -> list[str]:
    """Nothing on a page may make the window scroll sideways."""
    excess = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{where}: {excess} pixels too wide"] if excess > 0 else []

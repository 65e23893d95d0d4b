"""The helper that looks at pages is no yes-man: what it should find it finds, at a desk and on a phone."""

import pytest
from playwright.sync_api import Browser

from tests.axe import OF_THE_PHONE, RULES, failures
from tests.browser import PHONE

WELL = '<html lang="en"><title>A page</title><main><button style="min-height:40px">Save</button></main></html>'
TINY = '<button style="width:9px;height:9px;padding:0">a</button>'
BAD = {
    "button-name": '<button style="min-height:40px;min-width:40px"></button>',
    "link-name": '<a href="/x" style="display:block;min-height:40px"></a>',
    "label": '<input style="min-height:40px">',
    "target-size": TINY + TINY,
}

pytestmark = pytest.mark.once


@pytest.mark.parametrize("rules", [RULES, OF_THE_PHONE], ids=["all", "of a width"])
@pytest.mark.parametrize("rule", BAD)
def test_what_is_wrong_is_found(browser: Browser, rule, rules):
    with browser.new_context(viewport={"width": PHONE, "height": 844}) as context:
        page = context.new_page()
        page.set_content(WELL)
        assert failures(page, "well", rules) == []
        page.set_content(WELL.replace("<main>", f"<main>{BAD[rule]}"))
        assert any(f": {rule} " in each for each in failures(page, "bad", rules))

"""A link in a mail is a secret in an address: no log may keep it, neither ours nor that of the proxy in our example."""

import re

import pytest
from flask import Flask

from scheduler.config import REPOSITORY
from scheduler.core.logs import mask_secrets

TOKENS = (
    "mfrggzdfmztwq2lkmfrggzdfmztwq2lk",
    "mfrggzdfmztwq2lk=3Dmangled",
    "WyJkZjA5YjM0MCIsInh4eHgiXQ.aRb0Cw.0-dEaD_beef",
    ".eJwlzDEOgCAMAMC_dO7QWgT.aRb0Cw.0-dEaD_beef",
)
"""As we write them, as a gateway mangles them, and as a new password’s is signed, packed or not."""
LEFT_OUT = re.compile(r"^\s+~\^(/[\w/-]+/)\s", re.MULTILINE)


@pytest.fixture
def opened_by_links(migrated_app: Flask) -> set[str]:
    """“/a/”: what stands before the token of each page that a mail leads to, and of the feeds, which need no Flask."""
    rules = migrated_app.url_map.iter_rules()
    return {"/feeds/"} | {
        rule.rule.partition("<")[0] for rule in rules if "token" in rule.arguments and "GET" in (rule.methods or ())
    }


def test_the_proxy_of_the_example_logs_no_link(opened_by_links: set[str]) -> None:
    example = (REPOSITORY / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    assert set(LEFT_OUT.findall(example)) == opened_by_links


@pytest.mark.parametrize("token", TOKENS)
def test_our_log_keeps_no_link(opened_by_links: set[str], token: str) -> None:
    assert [mask_secrets(f"GET {door}{token} HTTP/1.1") for door in sorted(opened_by_links)] == [
        f"GET {door}… HTTP/1.1" for door in sorted(opened_by_links)
    ]

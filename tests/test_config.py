import subprocess
from pathlib import Path

import pytest

from scheduler.config import SettingsError, load_settings

GOOD = {
    "SCHEDULER_SECRET_KEY": "x" * 32,
    "SCHEDULER_BASE_URL": "https://engagements.example.org/",
    "SCHEDULER_SMTP_URL": "smtps://mail.example.org",
    "SCHEDULER_MAIL_FROM": "Office <office@example.org>",
}


def test_a_complete_environment_loads_and_the_base_carries_no_trailing_slash():
    settings = load_settings(GOOD)
    assert settings.base_url == "https://engagements.example.org"
    assert settings.is_secure


def test_links_over_plain_http_are_only_for_this_machine():
    assert not load_settings(GOOD | {"SCHEDULER_BASE_URL": "http://127.0.0.1:8000"}).is_secure
    with pytest.raises(SettingsError, match="must start with https"):
        load_settings(GOOD | {"SCHEDULER_BASE_URL": "http://engagements.example.org"})


@pytest.mark.parametrize("name", list(GOOD))
def test_a_missing_setting_is_named(name):
    with pytest.raises(SettingsError, match=name):
        load_settings({key: value for key, value in GOOD.items() if key != name})


def test_a_short_secret_is_refused():
    with pytest.raises(SettingsError, match="too short"):
        load_settings(GOOD | {"SCHEDULER_SECRET_KEY": "short"})


def test_flags_take_plain_words_only():
    assert load_settings(GOOD | {"SCHEDULER_FEED_GZIP": "off"}).feed_gzip is False
    with pytest.raises(SettingsError, match="yes or no"):
        load_settings(GOOD | {"SCHEDULER_FEED_GZIP": "perhaps"})


def test_the_example_environment_can_be_read_by_a_shell_as_the_readme_says():
    example = Path(__file__).parents[1] / "deploy" / "environment.example"
    script = f"set -a; . {example}; SCHEDULER_SECRET_KEY={'x' * 32}; env"
    done = subprocess.run(
        ["sh", "-euc", script], capture_output=True, text=True, check=True, env={"PATH": "/usr/bin:/bin"}
    )
    settings = load_settings(dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line))
    assert settings.mail_from == "Office of the Commissioner <office@example.org>"
    assert (settings.is_secure, settings.trusted_proxies) == (True, 1)

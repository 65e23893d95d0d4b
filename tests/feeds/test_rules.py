from datetime import UTC, date, datetime

import pytest

from scheduler.feeds.rules import fetched_words, plus_months, program_name, shown_days

AGENTS = {
    "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17029; Pro)": "Outlook",
    "Microsoft.Exchange/15.20": "Outlook",
    "Google-Calendar-Importer": "Google Calendar",
    "iOS/17.0 (21A329) dataaccessd/1.0": "an iPhone or iPad",
    "macOS/14.1 (23B74) CalendarAgent/1025": "Apple Calendar",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.0": "Thunderbird",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605.1.15 Safari/605.1.15": "a web browser",
    "Nextcloud Webcal Service": "Nextcloud",
    "Evolution/3.50": "Evolution",
    "curl/8.5": "curl",
    "<script>": "another program",
    "": "another program",
}


@pytest.mark.parametrize(("agent", "name"), AGENTS.items())
def test_a_program_goes_by_a_short_known_name(agent, name):
    assert program_name(agent) == name


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), -24, date(2022, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_end_where_they_end(day, months, expected):
    assert plus_months(day, months) == expected


def test_a_cancelled_one_never_stays_longer_than_others():
    first, last = date(2024, 9, 29), date(2024, 9, 30)
    assert shown_days(first, last, None) == (date(2022, 9, 29), date(2025, 9, 30))
    assert shown_days(first, last, date(2024, 9, 1))[1] == date(2024, 9, 15)
    assert shown_days(first, last, date(2025, 9, 28))[1] == date(2025, 9, 30)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 9, 7, 10, 40, tzinfo=UTC), "11:40am by Outlook"),
        (datetime(2026, 9, 6, 22, 0, tzinfo=UTC), "6 September, 11pm by Outlook"),
        (datetime(2025, 12, 24, 12, 0, tzinfo=UTC), "24 December 2025, midday by Outlook"),
    ],
)
def test_a_fetch_is_told_in_plain_words(at, words):
    assert fetched_words(at, "Outlook", datetime(2026, 9, 7, 11, 0, tzinfo=UTC)) == words

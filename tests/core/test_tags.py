import pytest

from scheduler.core.tags import read_tag, tag_in, tag_of, tagged_address
from scheduler.core.tokens import Purpose

KEY = "a secret for tests that is long enough"
TEMPLATE = "Office+{tag}@Example.org"


def first(_subject: int) -> int:
    return 1


def read(tag: str, purpose: Purpose = Purpose.REPLY, generation_of=first) -> int | None:
    return read_tag(KEY, purpose, tag, generation_of)


@pytest.mark.parametrize("subject", [1, 17, 987_654_321])
def test_a_tag_is_read_back_whatever_a_gateway_did_to_its_case(subject: int) -> None:
    address = tagged_address(TEMPLATE, tag_of(KEY, Purpose.REPLY, subject, 1))
    for spelt in (address, address.lower(), address.upper(), f" {address} "):
        assert read(tag_in(TEMPLATE, spelt) or "") == subject
    assert len(address.partition("@")[0]) <= 64


def test_a_tag_is_good_for_its_own_purpose_subject_and_generation_only() -> None:
    tag = tag_of(KEY, Purpose.REPLY, 17, 1)
    assert read(tag, Purpose.BOUNCE) is None
    assert read(f"{tag}8") is None
    assert read(tag, generation_of=lambda _subject: 2) is None
    assert read(tag, generation_of=lambda _subject: None) is None
    assert read_tag("another secret that is long enough too", Purpose.REPLY, tag, first) is None


@pytest.mark.parametrize("tag", ["", "17", "x" * 26, f"{'a' * 26}17", f"{'a' * 26}", f"{'a' * 26}{'9' * 40}", "é" * 30])
def test_what_we_did_not_make_is_nobody(tag: str) -> None:
    assert read(tag) is None


@pytest.mark.parametrize("address", ["office@example.org", "office+@example.com", "off", "", "x" * 500])
def test_another_address_holds_no_tag(address: str) -> None:
    assert not tag_in(TEMPLATE, address)


def test_a_bare_plus_is_an_empty_tag_and_nobody() -> None:
    assert tag_in(TEMPLATE, "office+@example.org") == ""
    assert read("") is None

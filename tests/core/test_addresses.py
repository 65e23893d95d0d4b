import pytest

from scheduler.core.addresses import address_key, clean_address
from scheduler.core.errors import RuleBroken


def test_case_and_space_do_not_make_a_second_mailbox():
    assert address_key(" Leader@Example.ORG\t") == address_key("leader@example.org")


def test_an_address_is_trimmed():
    assert clean_address(" leader@example.org ") == "leader@example.org"


@pytest.mark.parametrize(
    "text",
    ["", "leader", "leader@", "a@b@c.example.org", "leader@example.org\r\nBcc: x@example.org", "two words@example.org"],
)
def test_what_is_not_an_address_is_refused_in_plain_words(text):
    with pytest.raises(RuleBroken, match="is not an e-mail address"):
        clean_address(text)

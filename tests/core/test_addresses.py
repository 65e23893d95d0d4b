import pytest

from scheduler.core.addresses import address_key, clean_address
from scheduler.core.errors import RuleBroken


def test_case_and_space_do_not_make_a_second_mailbox():
    assert address_key(" Leader@Example.ORG\t") == address_key("leader@example.org")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna@Gemeinde-Köln.example", "anna@xn--gemeinde-kln-ejb.example"),
        ("a@B\u0055\u0308cher.example", "a@XN--BCHER-KVA.example"),
        ("a@post.straße.example", "a@post.xn--strae-oqa.example"),
    ],
)
def test_a_domain_in_its_own_letters_and_in_punycode_is_one(one, other):
    assert address_key(one) == address_key(other) == address_key(address_key(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a@straße.example", "a@strasse.example"),
        ("a@xn--", "a@example.org"),
        ("a@xn--\u00fc.example", "a@\u00fc.example"),
        ("xn--bcher-kva@example.org", "bücher@example.org"),
        ("a@xn--99999999999.example", "a@.example"),
    ],
)
def test_what_no_registry_would_write_as_the_same_domain_is_another(one, other):
    assert address_key(one) != address_key(other)


def test_an_address_is_trimmed():
    assert clean_address(" leader@example.org ") == "leader@example.org"


@pytest.mark.parametrize(
    "text",
    ["", "leader", "leader@", "a@b@c.example.org", "leader@example.org\r\nBcc: x@example.org", "two words@example.org"],
)
def test_what_is_not_an_address_is_refused_in_plain_words(text):
    with pytest.raises(RuleBroken, match="is not an e-mail address"):
        clean_address(text)

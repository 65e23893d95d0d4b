import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.core import tokens
from scheduler.core.tokens import Purpose

KEY = "k" * 32


def test_a_token_is_bound_to_key_purpose_subject_and_generation():
    derived = {
        tokens.derive_token(key, purpose, subject, generation)
        for key in (KEY, "j" * 32)
        for purpose in Purpose
        for subject in (1, 2)
        for generation in (1, 2)
    }
    assert len(derived) == 2 * len(Purpose) * 2 * 2


def test_deriving_again_gives_the_same_link():
    assert tokens.derive_token(KEY, Purpose.ANSWER, 7, 1) == tokens.derive_token(KEY, Purpose.ANSWER, 7, 1)


def test_random_tokens_are_160_bits_and_spread_evenly():
    sample = [tokens.random_token() for _ in range(2_000)]
    assert len(set(sample)) == len(sample)
    assert all(len(token) == 32 for token in sample)
    counts = [sum(token.count(letter) for token in sample) for letter in "abcdefghijklmnopqrstuvwxyz234567"]
    assert max(counts) < 1.2 * min(counts)


def test_digests_of_two_purposes_differ():
    token = tokens.random_token()
    assert tokens.digest(Purpose.ANSWER, token) != tokens.digest(Purpose.FEED, token)


@given(st.text(" .,;:!?)>\"'", max_size=4), st.booleans())
def test_a_token_survives_what_gateways_do_to_it(tail, shouted):
    token = tokens.derive_token(KEY, Purpose.ANSWER, 7, 1)
    sent = (token.upper() if shouted else token) + tail
    assert tokens.normalise(sent) == token


@pytest.mark.parametrize(
    "text", ["", "a", "1" * 32, "a" * 31, "a" * 33, "../" + "a" * 29, "ä" * 32, "a" * 32 + "\x00b"]
)
def test_what_cannot_be_a_token_is_none(text):
    assert tokens.normalise(text) is None

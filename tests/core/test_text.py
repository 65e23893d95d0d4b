"""Cleaning of what people type and paste."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.core.text import clean_line, clean_text

ANY_TEXT = st.text(st.characters())


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_break_becomes_one_line_feed_in_text_and_one_space_in_a_line(line_break: str) -> None:
    pasted = f"Council Offices{line_break}Harbourne"
    assert clean_text(pasted) == "Council Offices\nHarbourne"
    assert clean_line(pasted) == "Council Offices Harbourne"


@pytest.mark.parametrize("unwanted", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\ufeff", "\ud800", "\uffff"])
def test_control_characters_and_what_utf8_cannot_carry_vanish(unwanted: str) -> None:
    assert clean_text(f"Har{unwanted}bourne") == "Harbourne"


def test_text_keeps_its_paragraphs_and_tabs_but_not_its_bare_ends() -> None:
    assert clean_text("\n  Agenda:\n\n\t1. Apologies \r\n") == "Agenda:\n\n\t1. Apologies"


def test_a_line_has_single_spaces_even_where_no_break_spaces_were_pasted() -> None:
    assert clean_line("  Ada\u00a0\u00a0O'Neill-Ashdown\t OBE ") == "Ada O'Neill-Ashdown OBE"


def test_a_letter_typed_with_a_separate_accent_equals_the_single_letter() -> None:
    assert clean_line("Rene\u0301e") == "Ren\u00e9e"


def test_right_to_left_text_and_emoji_families_stay_whole() -> None:
    for text in ("\u05e9\u05dc\u05d5\u05dd\u200f (Leicester)", "\U0001f468\u200d\U0001f469\u200d\U0001f467"):
        assert clean_line(text) == text


@settings(deadline=None)
@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@settings(deadline=None)
@given(ANY_TEXT)
def test_cleaned_text_can_be_stored_as_utf8_and_a_line_has_no_break(text: str) -> None:
    clean_text(text).encode()
    assert len(clean_line(text).splitlines()) <= 1

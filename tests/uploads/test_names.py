"""Names of files from strangers."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.uploads.rules import KINDS, FileRefused, check_name, clean_file_name, kind_by_name

FORBIDDEN = set('/\\<>:"|?*%;') | {chr(number) for number in range(32)}


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("Crime needs v1.2 (final).docx", "Crime needs v1.2 (final).docx"),
        ("Überfälle – Teil 2.PDF", "Überfälle – Teil 2.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\kit\\needs.pdf", "needs.pdf"),
        ("a.pdf\r\nSet-Cookie: x=1", "a.pdf set-co"),
        ('a";filename="b.pdf', "a--filename=-b.pdf"),
        ("needs\u202efdp.exe", "needsfdp.exe"),
        ("needs\0.pdf", "needs.pdf"),
        ("  .hidden.pdf", "hidden.pdf"),
        ("CON.pdf", "file-CON.pdf"),
        ("lpt1.x.pdf", "file-lpt1.x.pdf"),
        ("needs.pdf. ", "needs.pdf"),
        (".pdf", "pdf"),
        ("", "file"),
    ],
)
def test_a_name_is_cleaned(given_name, kept):
    assert clean_file_name(given_name) == kept


@given(st.text(max_size=400))
def test_whatever_is_given_the_name_is_safe_and_cleaning_it_again_changes_nothing(given_name):
    name = clean_file_name(given_name)
    assert 0 < len(name) <= 131
    assert not set(name) & FORBIDDEN
    assert not any(unicodedata.category(each) in {"Cf", "Cc", "Cs"} for each in name)
    assert name[0] not in ". "
    assert name[-1] not in ". "
    assert clean_file_name(name) == name


def test_every_kind_is_known_by_its_ending():
    assert {kind_by_name(f"a.{ending}") for ending in KINDS} == set(KINDS.values())


@pytest.mark.parametrize("name", ["a.exe.pdf", "a.js.docx", "a.html.txt", "a.docm.docx", "a.svg.b.png"])
def test_a_second_ending_that_is_a_programs_is_refused(name):
    with pytest.raises(FileRefused, match="two endings"):
        check_name(name)


@pytest.mark.parametrize("name", ["a.v1.2.pdf", "Mr. Ash, Cllr.pdf", "2026.10.02 needs.docx"])
def test_dots_are_allowed(name):
    check_name(name)

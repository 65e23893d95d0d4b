"""What is found of a person in words, and what is left of the words."""

import time

import pytest

from scheduler.keeping.rules.likeness import ADDRESS_GONE, NUMBER_GONE, Likeness
from scheduler.stakeholders.rules.search import fold

LOOKALIKE = "zoe.ashdown@example.org" + "anic"
"""Another domain that begins as hers."""
ROLE = "Leader, Melton Borough Council"
ZOE = Likeness(
    names=("Zoë O'Neill-Ashdown", "Cllr O'Neill-Ashdown", "O'Neill-Ashdown, Zoë", "Z O'Neill-Ashdown"),
    role=ROLE,
    addresses=("zoe.ashdown@example.org",),
    telephones=("0116 496 0123",),
    titles=("Leader",),
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Thanks, Zoë O'Neill-Ashdown!", f"Thanks, {ROLE}!"),
        ("Councillor Zoë O’Neill-Ashdown spoke", f"{ROLE} spoke"),
        ("ZOE O'NEILL-ASHDOWN", ROLE),
        ("Zoe\u0308 O'Neill Ashdown", ROLE),
        ("Cllr. O'Neill-Ashdown's paper", f"{ROLE}'s paper"),
        ("O'Neill-Ashdown, Zoë", ROLE),
        ("Z. O'Neill-Ashdown", ROLE),
        ("Zoë O'Neill-Ashdown, Leader, Melton Borough Council", ROLE),
        ("Zoë O'Neill-Ashdown (Leader)", ROLE),
        ("zoe_oneill_ashdown.pdf", f"{ROLE}.pdf"),
        ("Zoe_O'Neill-Ashdown_CV.pdf", f"{ROLE}_CV.pdf"),
        ("Write to Zoe.Ashdown@example.org.", f"Write to {ADDRESS_GONE}."),
        ("mailto:zoe.ashdown%40example.org?subject=x", f"mailto:{ADDRESS_GONE}?subject=x"),
        ("ring 01164960123 or +44 116 496 0123", f"ring {NUMBER_GONE} or {NUMBER_GONE}"),
        ("zoe.oneillashdown@another.example.org", ADDRESS_GONE),
        ("info+zoe_oneillashdown@example.org", ADDRESS_GONE),
        ("liz.oneill-ashdown@example.org", "liz.oneill-ashdown@example.org"),
        ("z.oneill-ashdown@example.org", "z.oneill-ashdown@example.org"),
        ("hazoe.ashdown@example.org", "hazoe.ashdown@example.org"),
        (LOOKALIKE, LOOKALIKE),
        ("Zoë O'Neill-Ashdowns", "Zoë O'Neill-Ashdowns"),
        ("0116 496 01234", "0116 496 01234"),
        ("Zoë alone, and Ashdown alone", "Zoë alone, and Ashdown alone"),
    ],
)
def test_what_is_taken_out_of_words_and_what_stays(text, left):
    assert ZOE.rewrite(text) == left
    assert ZOE.is_in(text) is (text != left)


def test_a_surname_alone_goes_only_when_it_is_asked_for_and_only_as_a_name():
    sure = Likeness(names=("Rowan Reed",), role=ROLE, surname="Reed")
    assert sure.rewrite("REED!") == f"{ROLE}!"
    assert sure.rewrite("Reed said the reed bed at Reedham is dry") == f"{ROLE} said the reed bed at Reedham is dry"
    unsure = Likeness(names=("Rowan Reed",), role=ROLE)
    assert unsure.rewrite("Reed said") == "Reed said"


def test_each_hit_shows_what_stands_around_it():
    (hit,) = ZOE.hits("It was agreed with Zoë O'Neill-Ashdown that figures are shared.")
    assert (hit.before, hit.found, hit.becomes) == ("It was agreed with ", "Zoë O'Neill-Ashdown", ROLE)
    assert hit.after == " that figures are shared."


def test_search_keys_lose_the_folded_name():
    assert ZOE.folded.sub("", "councillor zoe oneillashdown obe") == "councillor  obe"


def test_letters_that_are_no_accented_ones_are_found_as_others_spell_them():
    soren = Likeness(names=("Søren Ægirsson",), role=ROLE)
    assert soren.rewrite("Soren Aegirsson and SØREN ÆGIRSSON") == f"{ROLE} and {ROLE}"
    assert soren.rewrite("soren.aegirsson@example.org") == ADDRESS_GONE
    assert soren.folded.sub("", fold("Councillor Søren Ægirsson OBE")) == "councillor  obe"


def test_nobody_is_found_by_nothing():
    assert not Likeness(names=(), role="").is_in("anything at all")


def test_long_words_without_a_space_cost_no_more_than_their_length():
    """A mail's attachment is one word of a million letters; a search that looks back from each would take hours."""
    begun = time.perf_counter()
    assert not ZOE.is_in("x" * 300_000 + " ashdown " + "y" * 300_000)
    assert not ZOE.is_in("1" * 300_000 + "O'Neill-Ashdown")
    assert time.perf_counter() - begun < 5

"""Bands and authority of those who come against what was asked, as rules."""

import pytest

from scheduler.invitations.rules import Authority
from scheduler.summits.rules.seniority import Seat, level_of, warnings_of


def seat(band: int | None, asked: int | None = 1, **facts: object) -> Seat:
    """A seat that has a place; by default its invitee comes."""
    number = facts.pop("number", 1)
    usual = {"comes": "", "area": "Health", "authority": Authority.FULL, "agency": "Vale NHS Trust"}
    return Seat(number, f"Director {number}", asked_band=asked, band=band, **usual | facts)


def whats(*seats: Seat, wanted: int = 2, wants_authority: bool = True) -> list[str]:
    return [each.what for each in warnings_of(seats, wanted, wants_authority=wants_authority)]


def test_the_mean_leaves_out_bands_that_nobody_knows():
    level = level_of([seat(1), seat(2), seat(None)])
    assert (level.seats, level.mean_band, level.band_words) == (3, 1.5, "1.5")


def test_an_empty_area_has_no_mean_and_no_share():
    level = level_of([])
    assert (level.mean_band, level.band_words, level.can_commit) == (None, "", "")


def test_the_share_counts_full_and_limited_authority():
    authorities = (Authority.FULL, Authority.LIMITED, Authority.NONE, Authority.NONE)
    level = level_of([seat(1, authority=each) for each in authorities])
    assert (level.full, level.limited, level.can_commit) == (1, 1, "50%")


@pytest.mark.parametrize(
    ("bands", "wanted", "warned"),
    [
        ((2, 2), 2, False),
        ((2, 3), 2, True),
        ((1, 3), 2, False),
        ((3, 3), 3, False),
        ((3, 4), 3, True),
        ((3, 3), 5, False),
        ((4, 4), 5, True),
    ],
)
def test_an_area_is_warned_of_below_the_wanted_band_and_below_three_whatever_was_wanted(bands, wanted, warned):
    seats = [seat(band, asked=band) for band in bands]
    assert bool(whats(*seats, wanted=wanted)) is warned


def test_the_area_s_warning_says_the_figures_and_whom_to_ask():
    low = seat(4, asked=2, comes="Wilf Larkrise, Analyst", number=2)
    (area, _seat) = warnings_of([seat(2, asked=2), low], 2, wants_authority=True)
    assert area.what == (
        "Health: those who come are on average in band 3.0; you asked for band 2 (chief officer or director)."
    )
    assert area.to_do == "Ask for somebody more senior: Wilf Larkrise, Analyst (Vale NHS Trust)."


def test_the_area_s_warning_names_three_and_counts_the_rest():
    seats = [seat(4, asked=4, number=number) for number in range(1, 6)]
    (found,) = warnings_of(seats, 2, wants_authority=True)
    assert found.to_do == "Ask for somebody more senior: Director 1; Director 2; Director 3; and 2 more."


@pytest.mark.parametrize(("asked", "band", "warned"), [(1, 2, False), (1, 3, True), (2, 4, True), (3, 2, False)])
def test_a_substitute_two_bands_below_is_named(asked, band, warned):
    found = whats(seat(band, asked=asked, comes="Wilf Larkrise, Analyst"), wanted=5)
    assert any("bands below the invitee" in each for each in found) is warned


def test_a_substitute_without_authority_is_named_when_it_was_asked_for():
    listener = seat(2, comes="Wilf Larkrise, Deputy", authority=Authority.NONE)
    assert whats(listener) == ["Wilf Larkrise, Deputy comes in place of Director 1: cannot commit their organisation."]
    assert whats(listener, wants_authority=False) == []


def test_both_faults_of_one_substitute_are_one_warning_with_what_to_do():
    (found,) = warnings_of([seat(3, comes="Wilf Larkrise, Analyst", authority=Authority.NONE)], 3, wants_authority=True)
    assert found.what.endswith("2 bands below the invitee and cannot commit their organisation.")
    assert found.to_do.startswith("Telephone the office of Director 1")
    assert found.invitation_id == 1


def test_an_invitee_who_comes_is_never_too_junior_for_their_own_seat():
    assert whats(seat(5, asked=5, area="A"), seat(1, area="A"), seat(1, area="A"), wanted=3) == []

"""The register: seats entered, handed over and ended; alternates in order; reviews; what it says and exports."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.engagements.rules import EngagementStatus, PrincipalKind
from scheduler.invitations.rules import Authority
from scheduler.representation.models import Representation
from scheduler.representation.queries.load import load_of_year
from scheduler.representation.queries.reports_back import owed_reports
from scheduler.representation.queries.seats import (
    SeatFilter,
    register,
    seat_words,
    seats_of_body,
)
from scheduler.representation.queries.tree import body_tree
from scheduler.representation.queries.waiting import waiting
from scheduler.representation.rules.seats import AlternateDraft, authority_words
from scheduler.representation.service.owing import give_report
from scheduler.representation.service.seats import (
    add_alternate,
    add_seat,
    change_seat,
    end_seat,
    note_review,
    prefer_alternate,
    remove_alternate,
    remove_seat,
)
from scheduler.representation.service.sittings import follow_meeting
from tests import factories
from tests.factories import NOW
from tests.representation.drafts import as_draft, seat_draft
from tests.representation.seats import alternate, meeting, seat

TODAY = date(2026, 9, 7)


@pytest.fixture
def chief(session):
    factories.office()
    return factories.principal(title="Chief Executive", kind=PrincipalKind.CHIEF_EXECUTIVE)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"principal_id": None}, "role"),
        ({"principal_id": 999}, "principal"),
        ({"body_id": 999}, "body"),
        ({"until_on": date(2025, 12, 31)}, "until_on"),
        ({"every": 0}, "every"),
        ({"every": 61}, "every"),
        ({"report_days": 0}, "report_days"),
        ({"address": "nobody"}, "address"),
        ({"source": "x" * 201}, "source"),
        ({"authority_words": "x" * 301}, "authority_words"),
    ],
)
def test_what_cannot_be_stored_is_said_beside_its_field(chief, changes, field):
    facts = {"principal_id": chief.id, "body_id": factories.body().id, **changes}
    draft = seat_draft(factories.body(), chief)
    with pytest.raises(RuleBroken) as refused:
        add_seat(type(draft)(**{**{n: getattr(draft, n) for n in draft.__dataclass_fields__}, **facts}), now=NOW)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("from_on", "until_on", "refused"),
    [
        (date(2026, 7, 1), None, False),
        (date(2026, 6, 30), None, True),
        (date(2025, 1, 1), date(2025, 12, 31), False),
        (date(2025, 1, 1), date(2026, 1, 1), True),
        (date(2025, 1, 1), None, True),
    ],
)
def test_nobody_sits_twice_on_one_board_at_a_time(chief, from_on, until_on, refused):
    first = add_seat(seat_draft(factories.body(), chief, until_on=date(2026, 6, 30)), now=NOW)
    second = seat_draft(first.body, chief, from_on=from_on, until_on=until_on)
    if refused:
        with pytest.raises(RuleBroken, match="sits there since 1 January 2026"):
            add_seat(second, now=NOW)
    else:
        add_seat(second, now=NOW)
        change_seat(first, as_draft(first), seen=first.version, now=NOW)


def test_alternates_stand_in_order_and_nobody_is_named_twice(chief):
    place = seat(principal=chief)
    deputy = factories.principal(title="Deputy")
    finance = add_alternate(place, AlternateDraft(role="Director of Finance", authority=Authority.LIMITED))
    add_alternate(place, AlternateDraft(principal_id=deputy.id))
    policy = add_alternate(place, AlternateDraft(role="Head of Policy"))
    for again in (AlternateDraft(principal_id=chief.id), AlternateDraft(role="Head of Policy"), AlternateDraft()):
        with pytest.raises(RuleBroken):
            add_alternate(place, again)
    prefer_alternate(place, policy)
    prefer_alternate(place, finance)
    assert [seat_words(each) for each in place.alternates] == ["Director of Finance", "Head of Policy", "Deputy"]
    remove_alternate(place, finance)
    assert [(each.position, seat_words(each)) for each in place.alternates] == [(1, "Head of Policy"), (2, "Deputy")]


def test_the_present_seats_of_a_body_and_of_one_of_ours(chief):
    place = seat(principal=chief)
    seat(principal=chief, until_on=TODAY - timedelta(days=1))
    coming = seat(principal=chief, from_on=TODAY + timedelta(days=1))
    other = seat(role="Director of Finance", body=place.body)
    assert seats_of_body(place.body, TODAY) == [place, other]
    assert set(register(SeatFilter(), TODAY)) == {place, other, coming}
    assert len(register(SeatFilter(with_past=True), TODAY)) == 4
    assert register(SeatFilter(principal_id=chief.id, body_id=place.body_id), TODAY) == [place]


def test_an_old_page_changes_nothing(chief):
    place = seat(principal=chief)
    with pytest.raises(VersionConflict):
        change_seat(place, as_draft(place), seen=place.version - 1, now=NOW)
    with pytest.raises(VersionConflict):
        end_seat(place, TODAY, seen=place.version - 1, now=NOW)


def test_a_seat_of_which_somebody_reported_is_ended_not_removed(chief):
    place = seat(principal=chief)
    follow_meeting(meeting(place.body, TODAY, principals=[chief], status=EngagementStatus.HELD), now=NOW)
    (report,) = owed_reports()
    give_report(report, "Nothing for us.", by="Chief Executive", now=NOW)
    with pytest.raises(RuleBroken, match="End it instead"):
        remove_seat(place)
    with pytest.raises(RuleBroken, match="It began on"):
        end_seat(place, place.from_on - timedelta(days=1), seen=place.version, now=NOW)


def test_a_seat_entered_by_mistake_goes_with_what_was_owed_for_it(chief):
    place = seat(principal=chief)
    alternate(place, role="Head of Policy")
    follow_meeting(meeting(place.body, TODAY, principals=[chief], status=EngagementStatus.HELD), now=NOW)
    commit()
    remove_seat(place)
    commit()
    assert db.session.scalars(select(Representation)).all() == []
    assert owed_reports() == []


@pytest.mark.parametrize(
    ("authority", "words", "said"),
    [
        (None, "", "Not said"),
        (Authority.LIMITED, "up to £5,000", "May commit us within limits: up to £5,000"),
        (Authority.NONE, "", "Listens and reports back"),
    ],
)
def test_authority_is_said_in_words(authority, words, said):
    assert authority_words(authority, words) == said


def test_a_review_is_due_until_somebody_looked(chief):
    place = seat(principal=chief, review_on=TODAY)
    assert [each.title for each in waiting(NOW)] == ["1 seat to be reviewed"]
    with pytest.raises(RuleBroken):
        note_review(place, "", TODAY, seen=place.version, now=NOW)
    note_review(place, "Still right", TODAY + timedelta(days=365), seen=place.version, now=NOW)
    assert waiting(NOW) == []
    assert register(SeatFilter(review_due=True), TODAY) == []


def test_a_seat_outlives_nobody_unseen(chief):
    place = seat(principal=chief)
    chief.until_on = TODAY - timedelta(days=1)
    db.session.flush()
    assert [each.href for each in waiting(NOW)] == [f"/evidence/representation/{place.id}"]
    end_seat(place, chief.until_on, seen=place.version, now=NOW)
    assert waiting(NOW) == []


def test_few_things_wait_one_by_one_and_many_as_one_line(chief):
    for number in range(3):
        seat(principal=chief, every=1, is_by_invitation=True, body=factories.body(name=f"Forum {number}"))
    assert [each.title for each in waiting(NOW)] == [f"Forum {number} has not invited us" for number in range(3)]
    seat(principal=chief, every=1, is_by_invitation=True)
    (line,) = waiting(NOW)
    assert (line.title, line.href) == ("4 boards have not invited us", "/evidence/representation#not-invited")


def test_boards_stand_below_those_they_report_to(chief):
    board = factories.body(name="Strategic Partnership Board")
    executive = factories.body(name="Executive", parent_id=board.id)
    group = factories.body(name="Sub-group", parent_id=executive.id)
    factories.body(name="Alone without us")
    place = seat(principal=chief, body=group)
    (root,) = body_tree(TODAY)
    (second,) = root.below
    (third,) = second.below
    assert [each.body for each in (root, second, third)] == [board, executive, group]
    assert (root.seats, third.seats) == ((), (place,))
    board.parent_id = group.id
    db.session.flush()
    assert body_tree(TODAY) == []


def test_hours_of_a_year_are_counted_for_whoever_sat_there_or_is_to_go(chief):
    place = seat(principal=chief)
    deputy = factories.principal(title="Deputy")
    alternate(place, principal=deputy)
    for day, who in ((date(2026, 3, 2), chief), (date(2026, 6, 1), deputy), (date(2025, 6, 1), chief)):
        follow_meeting(meeting(place.body, day, principals=[who], status=EngagementStatus.HELD), now=NOW)
    meeting(place.body, date(2026, 12, 1), principals=[chief])
    meeting(place.body, date(2026, 11, 1), principals=[chief], status=EngagementStatus.CANCELLED)
    all_day = {"starts_at": None, "ends_at": None, "starts_on": date(2026, 10, 1), "ends_on": date(2026, 10, 1)}
    meeting(place.body, date(2026, 10, 1), principals=[chief, deputy], **all_day)
    found = {each.who: (each.held.words, each.planned.words) for each in load_of_year(2026)}
    assert found == {"Chief Executive": ("2 hours", "9 hours"), "Deputy": ("2 hours", "7 hours")}

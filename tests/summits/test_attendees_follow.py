"""Whoever comes is on the row; what the human before told about themselves is not."""

import pytest
from sqlalchemy.exc import DBAPIError

from scheduler.core.db import db
from scheduler.invitations.rules import Answer, Answerer, Authority, PartStat, ReplySource, StandIn
from scheduler.invitations.service import invite, record_reply
from scheduler.summits.models import Attendee, AttendeeNeeds, Party
from scheduler.summits.queries.attendees import attendees_of
from scheduler.summits.rules.names import surname_key, surname_of
from scheduler.summits.rules.vocabulary import AttendeeKind, PlaceState
from scheduler.summits.service.attendees import refresh_attendees
from scheduler.summits.tasks.attendees import refresh_coming
from tests import factories
from tests.factories import NOW
from tests.queries import count_queries

JO = StandIn("Jo Merrick", "Deputy Leader", 2, Authority.LIMITED, "jo@example.org")


@pytest.fixture
def party(app) -> Party:
    """The Leader of Melton, invited to a summit; nobody has answered."""
    factories.office()
    summit = factories.summit()
    post = factories.post(title="Leader", organisation=factories.organisation(name="Melton Borough Council"), band=1)
    person = factories.person(honorific="Councillor", name="Rowan O'Neill-Ashdown", honours="OBE")
    factories.tenure(post=post, person=person)
    (invitation,) = invite(summit.engagement, [post], now=NOW).invited
    made = db.session.query(Party).filter_by(invitation_id=invitation.id).one_or_none()
    made = made or Party(summit=summit, invitation=invitation)
    db.session.add(made)
    db.session.flush()
    return made


def answer(party: Party, partstat: PartStat, substitute: StandIn | None = None) -> Attendee:
    given = Answer(partstat, Answerer.OFFICE, "", substitute)
    record_reply(party.invitation, given, source=ReplySource.TELEPHONE, recorded_by="Priya Fairweather", now=NOW)
    attendee = refresh_attendees(party, now=NOW)
    assert attendee is not None
    return attendee


def tell(attendee: Attendee) -> None:
    attendee.on_printed_list, attendee.wants_parking, attendee.vehicle = True, True, "AB12 CDE"
    db.session.add(AttendeeNeeds(attendee=attendee, access="ramp", given_at=NOW, delete_on=NOW.date()))
    db.session.flush()


def test_the_holder_of_the_seat_is_who_comes(party):
    attendee = answer(party, PartStat.ACCEPTED)

    assert (attendee.name, attendee.role) == ("Councillor Rowan O'Neill-Ashdown", "Leader")
    assert (attendee.organisation_name, attendee.band, attendee.authority) == ("Melton Borough Council", 1, None)


def test_a_substitute_takes_the_row_without_what_the_invitee_told(party):
    attendee = answer(party, PartStat.ACCEPTED)
    tell(attendee)

    assert answer(party, PartStat.DELEGATED, JO) is attendee
    assert (attendee.name, attendee.role, attendee.is_substitute) == ("Jo Merrick", "Deputy Leader", True)
    assert (attendee.band, attendee.authority) == (2, Authority.LIMITED)
    assert (attendee.on_printed_list, attendee.wants_parking, attendee.vehicle) == (False, False, "")
    assert db.session.query(AttendeeNeeds).count() == 0


def test_a_recalled_substitute_takes_what_they_told_with_them(party):
    tell(answer(party, PartStat.DELEGATED, JO))

    attendee = answer(party, PartStat.ACCEPTED)

    assert (attendee.name, attendee.is_substitute, attendee.wants_parking) == (
        "Councillor Rowan O'Neill-Ashdown",
        False,
        False,
    )
    assert db.session.query(AttendeeNeeds).count() == 0


def test_the_same_human_in_other_words_keeps_what_they_told(party):
    tell(answer(party, PartStat.DELEGATED, JO))
    promoted = StandIn("Jo MERRICK", "Acting Leader", 1, Authority.FULL, "jo@example.org")

    attendee = answer(party, PartStat.DELEGATED, promoted)
    party.invitation.person.name = "Rowan Ashdown"

    assert (attendee.role, attendee.vehicle) == ("Acting Leader", "AB12 CDE")
    assert db.session.query(AttendeeNeeds).count() == 1


def test_a_corrected_spelling_of_the_invitee_is_the_same_human(party):
    tell(answer(party, PartStat.ACCEPTED))
    party.invitation.person.name = "Rowan Ashdown"

    attendee = refresh_attendees(party, now=NOW)

    assert (attendee.name, attendee.vehicle) == ("Councillor Rowan Ashdown", "AB12 CDE")


def test_a_correction_reaches_the_lists_by_the_next_morning(party):
    tell(answer(party, PartStat.ACCEPTED))
    party.invitation.person.name = "Rowan Ashdown"
    db.session.commit()

    refresh_coming(NOW)

    (attendee,) = party.attendees
    assert (attendee.name, attendee.vehicle) == ("Councillor Rowan Ashdown", "AB12 CDE")


def test_while_nothing_was_corrected_the_round_only_reads(party):
    answer(party, PartStat.DELEGATED, JO)
    invite(party.summit.engagement, [factories.post(title="Chair")], now=NOW)
    db.session.commit()
    refresh_coming(NOW)  # whoever has not answered gets a row
    db.session.commit()
    with count_queries() as statements:
        refresh_coming(NOW)
    assert all(each.startswith("SELECT") for each in statements.sent)
    assert len(statements) == 3


def test_what_the_round_compares_keeps_no_writer_waiting(app, monkeypatch):
    """The database holds it to that: while it compares it could not write."""
    looked = []

    def look(_now: object) -> list[Party]:
        with pytest.raises(DBAPIError):
            factories.area(name="Health")
        looked.append(True)
        return []

    monkeypatch.setattr("scheduler.summits.tasks.attendees.coming_parties", look)
    refresh_coming(NOW)
    assert looked == [True]
    factories.area(name="Health")
    db.session.commit()


def test_apologies_take_companions_and_all_needs_with_them(party):
    attendee = answer(party, PartStat.ACCEPTED)
    companion = Attendee(kind=AttendeeKind.COMPANION, name="Kit Lorne", position=1)
    party.attendees.append(companion)
    tell(companion)
    tell(attendee)

    answer(party, PartStat.DECLINED)

    assert [each.kind for each in party.attendees] == [AttendeeKind.INVITEE]
    assert db.session.query(AttendeeNeeds).count() == 0


def test_expected_are_the_confirmed_and_hosts_by_surname(party):
    answer(party, PartStat.ACCEPTED)
    party.state = PlaceState.CONFIRMED
    summit = party.summit
    for name, state in (("Zoë", PlaceState.NOT_WANTED), ("Dana van der Berg", PlaceState.NOT_WANTED)):
        host = Party(summit=summit, state=state)
        host.attendees = [Attendee(kind=AttendeeKind.HOST, name=name)]
        db.session.add(host)
    db.session.flush()

    assert [each.attendee.name for each in attendees_of(summit)] == [
        "Councillor Rowan O'Neill-Ashdown",
        "Dana van der Berg",
        "Zoë",
    ]


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("Councillor Rowan O'Neill-Ashdown OBE", "O'Neill-Ashdown"),
        ("Zoë", "Zoë"),
        ("Dr Dana van der Berg", "van der Berg"),
        ("Kit Lorne QPM, JP", "Lorne"),
        ("De Silva", "Silva"),
        ("Jo Merrick CBE DL", "Merrick"),
        ("", ""),
    ],
)
def test_surnames(name, surname):
    assert surname_of(name) == surname


def test_names_sort_without_marks_and_the_unknown_last():
    assert sorted(["", "Bo Ång", "Al Åland", "Di Ange", "Ed O'Dell", "Ed Odd"], key=surname_key) == [
        "Al Åland",
        "Bo Ång",
        "Di Ange",
        "Ed Odd",
        "Ed O'Dell",
        "",
    ]

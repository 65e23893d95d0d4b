"""The partner's page on which they propose another time."""

import re
from datetime import timedelta

import pytest

from scheduler.core.db import db
from scheduler.engagements.rules import Handling
from scheduler.engagements.service import cancel_engagement, postpone_engagement
from scheduler.invitations.queries.another_time import proposed_whens
from scheduler.invitations.rules import Audience, PartStat, ProposalState, ReplySource
from scheduler.invitations.service import withdraw_invitation
from scheduler.invitations.service.another_time import accept_proposal, decline_proposal
from tests.browsing import form_values, page, submit
from tests.factories import NOW
from tests.invitations.proposing import FRIDAY, THURSDAY, WEDNESDAY
from tests.invitations.test_another_time_service import PRIYA, answer
from tests.invitations.test_telling import move

SECRET_WORK = {"title": "Interview at Enderby", "handling": Handling.OFFICIAL_SENSITIVE}
GENTLE = "That time may be difficult for us."


def typed(*times: tuple[str, str, str]):
    """What somebody types into the boxes: (day, from, until) each."""
    names = ("day", "from", "until")
    boxes = [
        (f"{name}_{number}", text)
        for number, each in enumerate(times, 1)
        for name, text in zip(names, each, strict=True)
    ]
    return dict(boxes)


def words(response):
    return " ".join(page(response).get_text(" ").split())


def errors(response):
    return [" ".join(each.text.split()) for each in page(response).select(".govuk-error-summary a")]


WED = ("Wednesday 7 Oct", "10", "11")
THU = ("8/10/2026", "10am to 11am", "")
FRI = ("9 October", "10am", "")


def test_three_times_are_typed_as_people_type_them(client, proposing):
    sent = submit(client, proposing.path(), typed(WED, THU, FRI) | {"message": "Market day"})
    assert sent.status_code == 303
    proposal = proposing.newest()
    assert proposed_whens(proposal.times) == [WEDNESDAY, THURSDAY, FRIDAY]
    assert (proposal.source, proposal.message) == (ReplySource.LINK, "Market day")
    assert proposing.link().invitation.partstat is PartStat.NEEDS_ACTION


def test_without_an_end_a_time_lasts_as_long_as_what_is_planned(client, proposing):
    proposing.engagement.ends_at += timedelta(minutes=30)
    db.session.commit()
    submit(client, proposing.path(), typed(FRI))
    (when,) = proposed_whens(proposing.newest().times)
    assert when.ends_at - when.starts_at == timedelta(minutes=90)


def test_after_sending_the_page_says_what_happens_next_and_a_reload_sends_nothing(client, proposing):
    landed = client.get(submit(client, proposing.path(), typed(WED)).location)
    assert page(landed).h1.text == "We have your proposal"
    assert "Wednesday 7 October 2026, 10am to 11am" in words(landed)
    assert "Until then it stays as planned" in words(landed)
    assert page(landed).select_one("[name=day_1]")["value"] == "Wednesday 7 October 2026"
    first = proposing.newest()
    assert submit(client, proposing.path()).status_code == 303
    assert proposing.newest() is first


def test_the_office_s_link_says_that_the_office_asks(client, proposing):
    path = proposing.path(audience=Audience.PA)
    assert page(client.get(path)).select_one("[name=who][checked]")["value"] == "their office"
    submit(client, path, typed(WED))
    assert proposing.newest().answered_by == "their office"


@pytest.mark.parametrize(
    ("times", "says"),
    [
        ([], "Enter at least one day and time that would suit."),
        ([("", "10am", "")], "Enter the day too, for example 29 September."),
        ([("7 October", "", "")], "Enter when it starts, for example 10am."),
        ([("7 October", "3pm", "2pm")], "It must end after it starts, on the same day."),
        ([("7 Oktober 20x", "10am", "")], "“7 Oktober 20x” is not a day we can read."),
        ([("7 October", "tenish", "")], "“tenish” are not times we can read."),
        ([("6 October", "2pm", "3pm")], "That is the time that is planned already. Enter another."),
        ([("1 September 2026", "2pm", "3pm")], "That time is past. Enter one that is to come."),
        ([("25 October 2026", "1:30am", "")], "The clocks change on 25 October 2026"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_box_and_the_rest_is_kept(client, proposing, times, says):
    sent = submit(client, proposing.path(), typed(*times) | {"message": "Keep this"})
    assert sent.status_code == 422
    assert any(each.startswith(says) for each in errors(sent)), errors(sent)
    assert "Keep this" in page(sent).textarea.text
    assert proposing.newest() is None


@pytest.mark.parametrize("hindrance", ["diary", "weekend", "hours"])
def test_a_time_that_may_be_difficult_is_said_once_in_gentle_words_and_can_still_be_sent(client, proposing, hindrance):
    proposing.busy(WEDNESDAY, **SECRET_WORK)
    times = {"diary": WED, "weekend": ("10 October", "10am", "11am"), "hours": ("8 October", "5am", "6am")}
    asked = submit(client, proposing.path(), typed(times[hindrance], FRI))
    assert asked.status_code == 422
    assert [each.split(" Enter")[0] for each in errors(asked)] == [GENTLE]
    assert proposing.newest() is None
    sent = client.post(proposing.path(), data=form_values(page(asked).select_one("main form")))
    assert sent.status_code == 303
    assert len(proposing.newest().times) == 2


def test_nothing_of_a_diary_reaches_the_partner_whatever_the_reason(client, proposing):
    proposing.busy(WEDNESDAY, **SECRET_WORK)
    proposing.busy(THURSDAY, title="Budget with Wigston")
    asked = submit(client, proposing.path(), typed(WED, THU))
    told = re.findall(f"{GENTLE}[^<]*", page(asked).select_one(".govuk-error-summary").decode())
    assert len(told) == 2
    assert len(set(told)) == 1, "the words must not tell one kind of business from another"
    for secret in ("Interview", "Enderby", "Budget", "Wigston", "Commissioner has", "sensitive"):
        assert secret.casefold() not in words(asked).casefold()
    client.post(proposing.path(), data=form_values(page(asked).select_one("main form")))
    for path in (proposing.path(), proposing.path().removesuffix("/another-time")):
        assert "Interview" not in words(client.get(path))
    assert any("Interview" in each for time in proposing.newest().times for each in time.obstacles), (
        "the office reads it"
    )


def test_a_page_that_showed_an_earlier_plan_shows_the_new_one_and_keeps_what_was_typed(client, proposing):
    shown = form_values(page(client.get(proposing.path())).select_one("main form"))
    move(proposing.engagement)
    db.session.commit()
    sent = client.post(proposing.path(), data=shown | typed(FRI))
    assert sent.status_code == 409
    assert page(sent).h1.text == "The plan has changed"
    assert page(sent).select_one("[name=day_1]")["value"] == "9 October"
    again = client.post(proposing.path(), data=form_values(page(sent).select_one("main form")))
    assert again.status_code == 303


@pytest.mark.parametrize(
    ("happens", "heading"),
    [
        (lambda at: cancel_engagement(at.engagement, "Ill", now=NOW), "cancelled"),
        (lambda at: postpone_engagement(at.engagement, "Ill", now=NOW), "postponed"),
        (lambda at: withdraw_invitation(at.link().invitation, now=NOW), "withdrawn"),
    ],
    ids=["cancelled", "postponed", "withdrawn"],
)
def test_a_closed_gate_shows_its_kind_page(client, proposing, happens, heading):
    path, shown = proposing.path(), form_values(page(client.get(proposing.path())).select_one("main form"))
    happens(proposing)
    db.session.commit()
    got, sent = client.get(path), client.post(path, data=shown | typed(FRI))
    assert (got.status_code, sent.status_code) == (200, 409)
    assert heading in page(got).h1.text
    assert heading in page(sent).h1.text
    assert proposing.newest() is None


def test_the_deadline_closes_it_for_the_link(client, proposing):
    proposing.engagement.reply_by_at = NOW.replace(year=2025)
    db.session.commit()
    assert page(client.get(proposing.path())).h1.text == "The time to answer has ended"


def test_unknown_and_malformed_tokens_are_the_same_404(client, proposing):
    assert {client.get(f"/a/{token}/another-time").status_code for token in ("a" * 32, "x", "%00")} == {404}


def test_the_answer_page_is_never_a_kept_one_of_before(client, proposing):
    answer_page = proposing.path().removesuffix("/another-time")
    other = proposing.path(proposing.stranger).removesuffix("/another-time")
    assert "You proposed" not in words(client.get(answer_page))
    proposal = proposing.propose(message="Canaries must not read this")
    assert "You proposed another time on Monday 7 September 2026" in words(client.get(answer_page))
    assert "You proposed" not in words(client.get(other)), "silent invitees share one kept page"
    decline_proposal(proposal, "We are full that day.", decided_by=PRIYA, now=NOW)
    db.session.commit()
    assert "We are full that day." in words(client.get(answer_page))
    accept_proposal(proposing.propose(THURSDAY).times[0], decided_by=PRIYA, now=NOW)
    db.session.commit()
    assert "You proposed this time, and it is agreed" in words(client.get(answer_page))
    assert "You proposed" not in words(client.get(other))


def test_what_was_overtaken_is_not_shown_as_waiting(client, proposing):
    proposal = proposing.propose()
    answer(proposing, PartStat.ACCEPTED)
    assert proposal.state is ProposalState.OVERTAKEN
    assert page(client.get(proposing.path())).h1.text == "Propose another time"
    assert page(client.get(proposing.path())).select_one("[name=day_1]")["value"] == ""

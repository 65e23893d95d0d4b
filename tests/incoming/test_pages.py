"""The pages under /invited: typed in, brought as a file, answered, corrected; nothing that was typed is lost."""

from datetime import timedelta

import pytest

from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.inbox.rules.vocabulary import MailState
from scheduler.incoming.queries.waiting import waiting
from scheduler.incoming.rules.vocabulary import Decision
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import render
from scheduler.records.models import GiftOffer
from tests import factories
from tests.browsing import page, submit
from tests.factories import NOW
from tests.inbox.corpus.writing import mail as written
from tests.inbox.corpus.writing import text
from tests.incoming.samples import CLERK, COMMISSIONER, Ask, bare, facts_of, outlook

ASK = Ask()
TYPED = {
    "title": "Annual dinner",
    "host_words": "Barrow Parish Council",
    "day": "20 October 2026",
    "times": "7pm to 10pm",
    "sender_address": "Clerk@Barrow.example.org",
    "has_offer": "y",
    "offer_words": "Dinner for two",
}


def text_of(client, path) -> str:
    shown = client.get(path)
    assert shown.status_code == 200
    return " ".join(page(shown).select_one("main").text.split())


def test_a_typed_invitation_waits_with_its_age_and_a_repeat_is_the_same_one(invited, manager):
    shown = page(manager.get("/invited/new"))
    once = shown.select_one("input[name=once]")["value"]
    for _ in range(2):
        answer = submit(manager, "/invited/new", TYPED | {"once": once})
        assert answer.status_code == 303
    found = invited.the_only()
    assert (found.host_words, found.sender_address) == ("Barrow Parish Council", "clerk@barrow.example.org")

    words = text_of(manager, "/invited")
    assert "Annual dinner" in words
    assert "Tuesday 20 October 2026, 7pm to 10pm" in words
    assert "Invited (1)" in page(manager.get("/invited")).select_one("nav").text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": ""}, "Enter what it is"),
        ({"times": "soon"}, "10am to 11am"),
        ({"sender_address": "nobody"}, "is not an e-mail address"),
        ({"online_url": "javascript:alert(1)"}, "starting with https://"),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(invited, manager, wrong, says):
    answer = submit(manager, "/invited/new", TYPED | wrong)
    assert answer.status_code == 422
    assert says in answer.text
    assert page(answer).select_one("input[name=offer_words]")["value"] == "Dinner for two"
    assert invited.all() == []


def test_a_pasted_file_becomes_an_invitation_and_the_second_time_says_so(invited, manager):
    first = submit(manager, "/invited/file", {"pasted": bare(ASK)})
    again = submit(manager, "/invited/file", {"pasted": bare(ASK)})
    found = invited.the_only()
    assert first.location == again.location == f"/invited/{found.id}"
    assert "had been brought already" in text_of(manager, again.location)


BOMBS = {
    "a web page": ("<html><body>Not a calendar</body></html>", "That is a web page"),
    "nothing": (" ", "Choose a file"),
    "rubbish": ("\x00\x01 rubbish", "That is not a calendar"),
    "an answer": (bare(ASK).replace("METHOD:REQUEST", "METHOD:REPLY"), "holds an answer"),
    "an empty calendar": ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "holds no meeting"),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_what_is_no_invitation_is_refused_in_plain_words(invited, manager, kind):
    pasted, says = BOMBS[kind]
    answer = submit(manager, "/invited/file", {"pasted": pasted})
    assert (answer.status_code, invited.all()) == (422, [])
    assert says in answer.text


HOSTILE = {
    "repeats for ever": bare(Ask(more=("RRULE:FREQ=SECONDLY", "RDATE:" + ",".join(["20260101T000000Z"] * 400)))),
    "nested": bare(ASK).replace("BEGIN:VEVENT", "BEGIN:VEVENT\r\n" * 300),
    "a script for a title": bare(Ask(title='<script>alert("x")</script>', place='"><img src=x onerror=alert(1)>')),
    "a long line": bare(Ask(title="A" * 20_000)),
    "lines inside": bare(Ask(title="Title\\nBCC: everybody@example.org", organizer='x"@y%0d%0abcc:z@example.org')),
    "far away": bare(ASK).replace("20261013T", "99991231T"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_neither_breaks_the_page_nor_gets_out_of_it(invited, manager, kind):
    answer = submit(manager, "/invited/file", {"pasted": HOSTILE[kind]})
    assert answer.status_code in {303, 422}
    for found in invited.all():
        shown = manager.get(f"/invited/{found.id}")
        assert shown.status_code == 200
        assert not page(shown).select("main script, main img")
        assert "\n" not in found.title
        assert manager.get(f"/invited/{found.id}/decline").status_code == 200


def test_accepting_on_the_page_previews_the_mail_and_then_sends_it(invited, manager):
    invited.deliver(outlook(ASK))
    found = invited.the_only()
    path = f"/invited/{found.id}/accept"

    looked = submit(manager, path, {"goer": f"principal:{invited.chief.id}", "preview": "yes"})
    assert looked.status_code == 200
    assert "The Chief Executive will come in the Commissioner’s place." in page(looked).select_one("main").text
    assert invited.the_only().decision is Decision.WAITING

    done = submit(manager, path, {"goer": f"principal:{invited.chief.id}"})
    assert (done.status_code, done.location) == (303, f"/invited/{found.id}")
    found = invited.the_only()
    assert (found.decision, found.goes_principal) == (Decision.ACCEPTED, invited.chief)
    assert "Chief Executive will come in the Commissioner" in found.answer_words
    (notice,) = db.session.query(Notice).all()
    assert notice.recipient_address == CLERK
    words = text_of(manager, f"/engagements/{found.engagement_id}")
    assert "Invited by Melton Community Safety Partnership" in words
    assert "the Chief Executive goes in the Commissioner’s place" in words


def test_words_of_our_own_stay_whoever_is_chosen(invited, manager):
    invited.deliver(outlook(ASK))
    path = f"/invited/{invited.the_only().id}/accept"
    submit(manager, path, {"goer": f"principal:{invited.chief.id}", "words": "With pleasure."})
    assert invited.the_only().answer_words == "With pleasure."


def test_a_clash_on_the_page_asks_for_a_reason(invited, manager):
    factories.engagement(title="Panel", starts_at=ASK.starts_at, ends_at=ASK.starts_at + timedelta(hours=1),
                         principals=[invited.commissioner, invited.chief])  # fmt: skip
    db.session.commit()
    invited.deliver(outlook(ASK))
    path = f"/invited/{invited.the_only().id}/accept"
    assert "Nobody is free: the Commissioner is taken." in text_of(manager, path)

    refused = submit(manager, path, {"goer": f"principal:{invited.commissioner.id}"})
    assert refused.status_code == 422
    assert "“Panel” from 2pm to 3pm" in page(refused).select_one("#clashes").text

    seen = page(refused).select_one("input[name=clashes_seen]")["value"]
    values = {"goer": f"principal:{invited.commissioner.id}", "clash_reason": "The Panel ends early"}
    assert submit(manager, path, values | {"clashes_seen": seen}).status_code == 303
    assert invited.the_only().decision is Decision.ACCEPTED


def test_who_goes_must_be_chosen_and_a_role_said(invited, manager):
    invited.deliver(outlook(ASK))
    path = f"/invited/{invited.the_only().id}/accept"
    assert "Enter the role" in submit(manager, path, {"goer": "other"}).text
    assert "Choose who goes" in submit(manager, path, {"goer": "principal:999"}).text
    assert submit(manager, path, {"goer": "other", "goer_role": "Chief Superintendent"}).status_code == 303
    found = invited.the_only()
    assert found.goes_words == "Chief Superintendent"
    assert manager.get(f"/engagements/{found.engagement_id}").status_code == 200


def test_declining_twice_is_once_and_from_a_stale_page_not_at_all(invited, manager):
    invited.deliver(outlook(ASK))
    found = invited.the_only()
    stale = str(found.version)
    path = f"/invited/{found.id}/decline"
    assert submit(manager, path, {"words": "Sorry."}).status_code == 303
    assert submit(manager, path, {"words": "Sorry.", "version": stale}).status_code == 303
    assert db.session.query(Notice).count() == 1

    late = submit(manager, f"/invited/{found.id}/accept", {"goer": f"principal:{invited.chief.id}", "version": stale})
    assert late.status_code == 303
    assert "Something changed after you opened this page" in text_of(manager, late.location)
    assert invited.the_only().decision is Decision.DECLINED
    assert db.session.query(Engagement).count() == 0


def test_declining_a_dinner_writes_the_offer_down(invited, manager):
    submit(manager, "/invited/new", TYPED)
    path = f"/invited/{invited.the_only().id}/decline"
    assert "Dinner for two goes into the register as declined" in text_of(manager, path)
    submit(manager, path)
    (gift,) = db.session.query(GiftOffer).all()
    assert (gift.offered_by, gift.recipient) == ("Barrow Parish Council", "the office")


def test_a_correction_finds_the_host_and_an_old_page_overwrites_nothing(invited, manager):
    submit(manager, "/invited/new", TYPED)
    path = f"/invited/{invited.the_only().id}/change"
    old = str(invited.the_only().version)
    assert submit(manager, path, {"host": f"body:{invited.body.id}"}).status_code == 303
    assert invited.the_only().body == invited.body

    refused = submit(manager, path, {"title": "Mine", "version": old})
    assert refused.status_code == 422
    assert page(refused).select_one("input[name=title]")["value"] == "Mine"
    assert invited.the_only().title == "Annual dinner"


def test_their_change_is_shown_and_taken_over_by_one_press(invited, manager):
    invited.deliver(outlook(ASK))
    found = invited.the_only()
    submit(manager, f"/invited/{found.id}/accept", {"goer": f"principal:{invited.commissioner.id}"})
    invited.deliver(outlook(ASK.moved()))
    assert "changed since" in text_of(manager, "/invited")
    assert "They changed it after we had decided" in text_of(manager, f"/invited/{found.id}")

    assert submit(manager, f"/invited/{found.id}/follow").status_code == 303
    assert invited.the_only().engagement.starts_at == ASK.starts_at + timedelta(days=1)
    assert "called it off" not in text_of(manager, f"/invited/{found.id}")


def test_what_stands_in_the_way_of_their_new_time_is_shown_and_gone_on_with_for_a_reason(invited, manager):
    invited.deliver(outlook(ASK))
    found = invited.the_only()
    submit(manager, f"/invited/{found.id}/accept", {"goer": f"principal:{invited.commissioner.id}"})
    moved = ASK.moved()
    factories.engagement(title="Panel", starts_at=moved.starts_at, ends_at=moved.starts_at + timedelta(hours=1),
                         principals=[invited.commissioner])  # fmt: skip
    db.session.commit()
    invited.deliver(outlook(moved))
    path = f"/invited/{found.id}/follow"

    refused = submit(manager, path)
    assert refused.status_code == 422
    assert "“Panel” from 2pm to 3pm" in page(refused).select_one("#clashes").text
    assert submit(manager, path, {"clash_reason": "It ends early"}).status_code == 422  # this page had shown none
    seen = page(refused).select_one("input[name=clashes_seen]")["value"]
    assert submit(manager, path, {"clash_reason": "It ends early", "clashes_seen": seen}).status_code == 303
    assert invited.the_only().engagement.clash_reason == "It ends early"


@pytest.mark.parametrize("writes", [["y"], []])
def test_their_new_time_is_answered_by_mail_or_not_as_the_office_says(invited, manager, writes):
    invited.deliver(outlook(ASK))
    path = f"/invited/{invited.the_only().id}"
    submit(manager, f"{path}/accept", {"goer": f"principal:{invited.commissioner.id}", "writes": []})
    invited.deliver(outlook(ASK.moved()))
    submit(manager, f"{path}/follow", {"writes": writes})
    assert [each.recipient_address for each in db.session.query(Notice)] == ([CLERK] if writes else [])


def test_the_mail_is_shown_as_whoever_wrote_will_read_it(invited, manager):
    invited.deliver(outlook(ASK))
    path = f"/invited/{invited.the_only().id}/decline"
    shown = page(manager.get(path)).select_one("[aria-labelledby=mail-title] .as-typed").text
    submit(manager, path)
    (notice,) = db.session.query(Notice).all()
    assert notice.recipient_name == "Clerk to the Partnership"
    assert render(notice).text.split() == shown.split()


def test_called_off_it_leaves_our_diary_or_stays_as_the_office_says(invited, manager):
    invited.deliver(outlook(ASK))
    found = invited.the_only()
    submit(manager, f"/invited/{found.id}/accept", {"goer": f"principal:{invited.commissioner.id}"})
    invited.deliver(outlook(ASK.called_off()))
    assert "▲ they called it off" in text_of(manager, f"/engagements/{invited.the_only().engagement_id}")

    submit(manager, f"/invited/{found.id}", form="form[action$='/leave']")
    found = invited.the_only()
    assert (found.has_changed, found.engagement.status.value) == (False, "agreed")


def test_a_viewer_reads_and_decides_nothing(invited, viewer):
    invited.deliver(outlook(ASK))
    path = f"/invited/{invited.the_only().id}"
    assert "Who goes" in text_of(viewer, path)
    assert not page(viewer.get(path)).select(f"main a[href^='{path}/']")
    assert viewer.get(f"{path}/accept").status_code == 403


def test_the_inbox_leads_to_the_invitation(invited, manager):
    mail = invited.deliver(outlook(ASK))
    links = page(manager.get(f"/inbox/{mail.id}")).select("main a")
    assert f"/invited/{invited.the_only().id}" in [each["href"] for each in links]


def test_a_letter_becomes_an_invitation_by_a_button_and_asks_for_its_day(invited, manager):
    letter = invited.deliver(
        written(
            facts_of(ASK),
            text("Would the Commissioner open our hall?"),
            subject="FW: Opening of our hall",
            reply_to=None,
        )
    )
    answer = submit(manager, f"/inbox/{letter.id}", form="form[action$='/invite']")
    found = invited.the_only()
    assert answer.location == f"/invited/{found.id}/change"
    assert (found.title, found.words) == ("Opening of our hall", "Would the Commissioner open our hall?")
    assert (found.body, found.sender_address) == (invited.body, CLERK)
    db.session.expire_all()
    assert letter.state is MailState.DONE


def test_a_forged_invitation_is_taken_on_the_word_of_staff_alone(invited, manager):
    mail = invited.deliver(outlook(Ask(dmarc="fail")))
    answer = submit(manager, f"/inbox/{mail.id}", form="form[action$='/invite']")
    assert answer.location == f"/invited/{invited.the_only().id}"
    assert invited.the_only().decision is Decision.WAITING


def test_an_entry_that_is_ignored_is_forgotten(invited, manager):
    mail = invited.deliver(outlook(Ask(dmarc="fail")))
    assert "event" in mail.answers[0].answer
    submit(manager, f"/inbox/{mail.id}", form="form[action$='/ignore']")
    db.session.expire_all()
    assert "event" not in mail.answers[0].answer


def test_todays_page_is_told_what_waits_and_what_changed(invited, manager):
    invited.deliver(outlook(ASK), now=NOW - timedelta(days=4))
    (line,) = waiting(NOW)
    assert line.title == f"Invited: {ASK.title}"
    assert "unanswered, came 4 days ago" in line.reason
    assert (line.href, line.action) == (f"/invited/{invited.the_only().id}", "Decide")

    submit(manager, f"{line.href}/hold", {"goer": f"principal:{invited.commissioner.id}"})
    assert waiting(NOW) == []
    assert waiting(NOW + timedelta(days=3))[0].reason.count("held") == 1
    submit(manager, f"{line.href}/accept", {"goer": f"principal:{invited.commissioner.id}"})
    assert waiting(NOW + timedelta(days=9)) == []
    invited.deliver(outlook(ASK.called_off()))
    assert waiting(NOW)[0].reason.startswith("They called it off")
    assert COMMISSIONER not in waiting(NOW)[0].reason

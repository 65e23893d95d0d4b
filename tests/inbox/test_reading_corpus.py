"""Every mail of the corpus is read as what it is."""

import pytest

from scheduler.inbox.reading.mail import read_mail
from scheduler.inbox.reading.values import ReadMail
from scheduler.inbox.rules.vocabulary import MailKind
from tests.inbox.corpus import CORPUS, CorpusMail, Facts

FACTS = Facts()
BY_NAME = {each.name: each for each in CORPUS}
ALL = pytest.mark.parametrize("mail", CORPUS, ids=lambda each: each.name)


def read(name: str) -> ReadMail:
    return read_mail(BY_NAME[name].build(FACTS))


def test_the_corpus_is_large_and_every_mail_has_a_name_of_its_own():
    assert len(CORPUS) == len(BY_NAME) >= 60
    assert {name for each in CORPUS for name in each.after} <= set(BY_NAME)


@ALL
def test_it_is_read_as_what_it_is(mail: CorpusMail):
    found = read_mail(mail.build(FACTS))
    assert found.kind is mail.kind
    assert tuple(each.attendees[0].partstat if each.attendees else "" for each in found.answers) == mail.partstats
    assert {each.method for each in found.answers} <= {mail.method}
    assert mail.words in "\n".join([found.words, *(each.comment for each in found.answers)])
    assert found.message_id
    assert found.sender.endswith("example.org") or mail.name == "a reply of two senders"


@pytest.mark.parametrize(
    "mail", [each for each in CORPUS if each.kind is MailKind.CALENDAR], ids=lambda each: each.name
)
def test_an_answer_names_the_meeting_and_whose_it_is(mail: CorpusMail):
    answer = read_mail(mail.build(FACTS)).answers[0]
    others = {
        "a reply about another meeting": ("ffffffff-0000-4000-8000-000000000000", FACTS.attendee),
        "a reply without a uid": ("", FACTS.attendee),
        "a reply from an alias": (FACTS.uid, FACTS.alias),
        "a reply of a party crasher": (FACTS.uid, FACTS.stranger),
        "the deputy answers": (FACTS.uid, FACTS.deputy),
        "a reply of no mailbox": (FACTS.uid, ""),
    }
    assert (answer.uid, answer.attendees[0].address) == others.get(mail.name, (FACTS.uid, FACTS.attendee))


@pytest.mark.parametrize("mail", [each for each in CORPUS if each.bounce], ids=lambda each: each.name)
def test_a_report_names_the_address_what_became_of_it_and_our_mail(mail: CorpusMail):
    (bounce,) = read_mail(mail.build(FACTS)).bounces
    assert (bounce.recipient, (bounce.action, bounce.status)) == (FACTS.attendee, mail.bounce)
    assert bounce.original_message_id == FACTS.message_id
    assert bounce.words

"""Header lines and letters of strangers: who wrote, to whom, what our mail server thinks of it, and the words."""

from datetime import UTC, datetime

import pytest

from scheduler.inbox.reading.charsets import text_of
from scheduler.inbox.reading.mail import read_mail
from scheduler.inbox.reading.words import words_of_html, words_of_text
from scheduler.inbox.rules.vocabulary import MailKind


def read(*lines: str, body: str = ""):
    return read_mail("\r\n".join([*lines, "", body]).encode())


@pytest.mark.parametrize(
    ("values", "results", "domains"),
    [
        (["mx.example.org; spf=pass; dmarc=pass (p=reject) header.from=a.example.org"],
         {"mx.example.org": "pass"}, {"mx.example.org": "a.example.org"}),
        (["MX.Example.ORG 1; dmarc = FAIL header.from=A.example.org."],
         {"mx.example.org": "fail"}, {"mx.example.org": "a.example.org"}),
        (["spf=pass (sender IP is 192.0.2.1); dmarc=pass action=none header.from=a.example.org;compauth=pass"],
         {"": "pass"}, {"": "a.example.org"}),
        (["mx.example.org; dmarc=fail", "mx.example.org; dmarc=pass", "other.example.org; dmarc=pass"],
         {"mx.example.org": "fail", "other.example.org": "pass"}, {"mx.example.org": "", "other.example.org": ""}),
        (["mx.example.org; none", "mx.example.org; dmarc=pass"], {}, {}),
        (["mx.example.org; dmarc=pass; dmarc=fail"], {"mx.example.org": "fail"}, {"mx.example.org": ""}),
        (['mx.example.org; spf=none smtp.mailfrom="a; dmarc=pass"'], {}, {}),
        (["mx.example.org; spf=none (x (y; dmarc=pass) ; dmarc=pass) smtp.helo=x"], {}, {}),
        (["mx.example.org; spf=none (never closed; dmarc=pass"], {}, {}),
        (["mx.example.org; x-dmarc=pass; arc=pass dmarc=pass"], {}, {}),
        ([""], {}, {}),
    ],
)  # fmt: skip
def test_only_a_server_s_own_verdict_counts_the_topmost_of_each(values, results, domains):
    found = read(*(f"Authentication-Results: {each}" for each in values))
    assert (found.dmarc, found.dmarc_domain) == (results, domains)


@pytest.mark.parametrize(
    ("line", "sender", "name"),
    [
        ("From: Anna <Anna@Example.org>", "anna@example.org", "Anna"),
        ("From: =?utf-8?q?Larch=2C_Anna_=E2=9C=93?= <anna@example.org>", "anna@example.org", "Larch, Anna ✓"),
        ('From: "evil@example.org" <anna@example.org>', "anna@example.org", "evil@example.org"),
        ("From: Larch, Anna <anna@example.org>", "anna@example.org", "Anna"),
        ("From: anna@example.org", "anna@example.org", ""),
        ("From: Anna Grüß <anna@example.org>", "anna@example.org", "Anna Grüß"),
        ("From: anna@example.org, bob@example.org", "", ""),
        ("From: anna@example.org\r\nFrom: anna@example.org", "", ""),
        ("From: nobody", "", ""),
        ("From: <@>", "", ""),
        ("X-From: anna@example.org", "", ""),
    ],
)
def test_the_sender_is_one_mailbox_or_nobody(line, sender, name):
    found = read(line)
    assert (found.sender, found.sender_name) == (sender, name)


def test_every_address_that_the_mail_was_for_counts():
    found = read(
        "To: Office <diary@example.org>, other@example.org",
        "Delivered-To: Diary+Tag@example.org",
        "X-Original-To: diary@example.org",
        "Original-Recipient: rfc822;first@example.org",
        "Cc: undisclosed-recipients:;",
    )
    assert found.recipients == (
        "diary@example.org", "other@example.org", "diary+tag@example.org", "first@example.org",
    )  # fmt: skip


def test_what_it_answers_and_when_it_was_sent():
    found = read(
        "In-Reply-To: <2@example.org> (your mail)",
        "References: <1@example.org>\r\n\t<2@example.org> <3@example.org>",
        "Message-ID: 4@example.org",
        "Date: Tue, 6 Oct 2026 10:00:00 +0100",
    )
    assert found.refers_to == ("<2@example.org>", "<3@example.org>", "<1@example.org>")
    assert (found.message_id, found.sent_at) == ("<4@example.org>", datetime(2026, 10, 6, 9, tzinfo=UTC))


@pytest.mark.parametrize("line", ["Auto-Submitted: no", "X-Auto-Response-Suppress: All", "Precedence: first-class"])
def test_what_people_s_programs_set_too_makes_no_robot(line):
    assert read("From: anna@example.org", line, body="I shall come.").kind is MailKind.LETTER


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        ("application/ms-tnef", "winmail.dat"),
        ("application/octet-stream; name=WINMAIL.DAT", "winmail.dat"),
        ("application/octet-stream; name*=utf-8''Papers.ZIP", "an archive"),
        ("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "encrypted"),
    ],
)
def test_what_is_not_opened_is_told(kind, problem):
    found = read("From: anna@example.org", f"Content-Type: {kind}", body="x")
    assert found.kind is MailKind.LETTER
    assert problem in found.problems[0]
    assert len(found.attachments) == 1


@pytest.mark.parametrize("kind", ["application/a\x00b", "application/" + "x" * 7_000, "application/\xe9"])
def test_a_type_that_stands_for_a_name_is_clean_and_short(kind):
    (name,) = read(f"Content-Type: {kind}", "Content-Disposition: attachment", body="x").attachments
    assert name.startswith("application/")
    assert len(name) <= 120
    assert name.isprintable()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Yes.\n\n-----Original Message-----\nFrom: x", "Yes."),
        ("Yes.\n\nOn Mon, 14 Sep 2026 at 09:30, Office <diary@example.org> wrote:\n> You", "Yes."),
        ("Oui.\n\nLe 14/09/2026 à 09:30, Office a écrit :\n> Vous", "Oui."),
        ("Tak.\n\nW dniu 14.09.2026 o 09:30, Office pisze:\n> Pan", "Tak."),
        ("Gallaf.\n\n14 Medi 2026, diary@example.org:\n> Gwahoddiad", "Gallaf."),
        ("Yes.\n________________________________\nFrom: Office", "Yes."),
        ("Yes.\nFrom: Office <diary@example.org>\nSent: today", "Yes."),
        ("> You are invited.\n\nYes to this:\n> And lunch?\nNo.", "Yes to this:\nNo."),
        ("Yes.\n-- \nAnna", "Yes."),
        ("A\x00B\x07\u2028C", "AB\nC"),
        ("", ""),
    ],
)
def test_the_words_are_the_writer_s_own(text, words):
    assert words_of_text(text) == words


def test_long_letters_are_cut():
    assert len(words_of_text("x" * 9_000)) == 2_000
    assert len(words_of_text("y\n" * 9_000).splitlines()) == 40


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>Yes &amp; no</p><p>Both</p>", "Yes & no\n\nBoth"),
        ("<style>p{}</style><script>x<b>y</script>Hi<br/>there", "Hi\nthere"),
        ('Yes<div class="gmail_quote">On Monday</div>', "Yes"),
        ("Yes<blockquote>quoted</blockquote>", "Yes"),
        ("1 < 2 <b", "1 < 2 <b"),
        ("<" * 5_000 + "x", ""),
    ],
)
def test_a_page_is_read_as_text(markup, words):
    assert words_of_html(markup).startswith(words)
    assert "script" not in words_of_html(markup)


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        ("ŵ".encode(), "us-ascii", "ŵ"),
        ("ü".encode("latin-1"), "", "ü"),
        ("ü".encode("latin-1"), "iso-8859-1", "ü"),
        ("ł".encode("iso-8859-2"), "iso-8859-2", "ł"),
        ("ŵ".encode("utf-16"), "utf-16", "ŵ"),
        (b"a", "utf-16", "a"),
        (b"x", "zlib_codec", "x"),
        (b"x", "\x00", "x"),
        (b"\xff", "nonsense", "ÿ"),
    ],
)
def test_text_is_found_behind_wrong_charsets(data, declared, text):
    assert text_of(data, declared) == text

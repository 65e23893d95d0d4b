"""Mails of our own writing in the shapes of the programs that partners use, and what each must come to.

`CORPUS` is a list of `CorpusMail`: a name, a builder from `Facts`, what reading must find, and `expected_outcome`: the
rows (Outcome, Doubt) that acting on it must leave. The outcomes hold under these conditions:

- the invitation of `Facts` is open and unanswered, its engagement has SEQUENCE `facts.sequence`, which is at least 1,
  the times of `Facts`, and answers are not yet due; `facts.message_id` is the notice that brought it;
- the invitee is known under `facts.attendee`, their office under `facts.pa`; `facts.alias`, `facts.deputy` and
  `facts.stranger` belong to nobody we know;
- our mail server's authserv-id is `facts.authserv_id`; `facts.office` is the plain address without a token, which is
  where doubts begin (a token takes most of them away);
- the mails named in `after` came before, in that order, from the same facts; nothing else did;
- an empty `expected_outcome` hangs on what else we hold, and only the reading is fixed.

A COUNTER that is taken becomes a proposal two hours later than the meeting (`moves_time`), never a move.
"""

from tests.inbox.corpus.apple import APPLE
from tests.inbox.corpus.doubtful import DOUBTFUL
from tests.inbox.corpus.facts import CorpusMail, Facts
from tests.inbox.corpus.google import GOOGLE
from tests.inbox.corpus.oddities import ODDITIES
from tests.inbox.corpus.others import OTHERS
from tests.inbox.corpus.outlook import OUTLOOK
from tests.inbox.corpus.people import PEOPLE
from tests.inbox.corpus.reports import REPORTS
from tests.inbox.corpus.robots import ROBOTS

CORPUS: list[CorpusMail] = [
    *OUTLOOK,
    *GOOGLE,
    *APPLE,
    *OTHERS,
    *ODDITIES,
    *DOUBTFUL,
    *REPORTS,
    *ROBOTS,
    *PEOPLE,
]

__all__ = ["CORPUS", "CorpusMail", "Facts"]

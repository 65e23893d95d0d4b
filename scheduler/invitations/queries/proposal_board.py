"""Other times proposed as the office sees them: each with what stands in its way at this moment."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from scheduler.core.values import dataclass
from scheduler.core.wording import moment_words, span_words
from scheduler.engagements.calendar import when_words
from scheduler.engagements.rules.obstacles import Obstacle, ObstacleKind
from scheduler.invitations.models import CounterProposal, ProposedTime
from scheduler.invitations.queries.another_time import obstacles_now, proposed_when, standing_state
from scheduler.invitations.rules import SOURCE_WORDS, Answerer, ProposalState
from scheduler.invitations.rules.another_time import PROPOSAL_WORDS


@dataclass(frozen=True, slots=True)
class TimeCard:
    """One proposed time; `obstacles` are fresh, those that a reason is asked for among them."""

    time: ProposedTime
    words: str
    obstacles: Sequence[Obstacle] = ()

    @property
    def needs_reason(self) -> bool:
        """Whether the office goes on only by saying why."""
        return any(each.needs_reason for each in self.obstacles)

    @property
    def is_past(self) -> bool:
        """Nobody can take it any more."""
        return any(each.kind is ObstacleKind.PAST for each in self.obstacles)

    @property
    def keys(self) -> str:
        """What the page shows in the way, to travel with the form: a later obstacle is shown before anything moves."""
        return ",".join(each.key for each in self.obstacles if each.needs_reason)


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """One proposal with its present state in words."""

    proposal: CounterProposal
    state: ProposalState
    times: Sequence[TimeCard]

    @property
    def is_open(self) -> bool:
        """Whether it waits for the office."""
        return self.state is ProposalState.OPEN

    @property
    def state_words(self) -> str:
        """“Accepted by Priya Fairweather, Monday 7 September 2026, 9am”."""
        words, decided_at = PROPOSAL_WORDS[self.state], self.proposal.decided_at
        by = f" by {self.proposal.decided_by}" if self.proposal.decided_by else ""
        return f"{words}{by}, {moment_words(decided_at)}" if decided_at is not None else words

    @property
    def how(self) -> str:
        """“by telephone, by their office, noted by Priya Fairweather”."""
        proposal = self.proposal
        noted = f", noted by {proposal.recorded_by}" if proposal.recorded_by else ""
        office = ", their office" if proposal.answered_by is Answerer.OFFICE else ""
        return f"{SOURCE_WORDS[proposal.source]}{office}{noted}"

    @property
    def planned(self) -> str:
        """When it is now."""
        return when_words(self.proposal.invitation.engagement)


def card_of(proposal: CounterProposal, now: datetime) -> ProposalCard:
    """With fresh obstacles while it is open; what is decided needs none."""
    state = standing_state(proposal, now)
    engagement = proposal.invitation.engagement
    return ProposalCard(
        proposal,
        state,
        [
            TimeCard(
                each,
                span_words(each.starts_at, each.ends_at),
                obstacles_now(engagement, proposed_when(each), now) if state is ProposalState.OPEN else (),
            )
            for each in proposal.times
        ],
    )


def cards_of(proposals: Iterable[CounterProposal], now: datetime) -> list[ProposalCard]:
    """The same for several."""
    return [card_of(each, now) for each in proposals]

"""Who of the reserve could take the place of an agency that sent apologies."""

from collections.abc import Sequence
from datetime import date

from scheduler.core.values import dataclass
from scheduler.invitations.queries import Invitee, resolve
from scheduler.summits.models import PlannedWave, Summit
from scheduler.summits.queries.coverage import AgencyLine, Meter, Standing
from scheduler.summits.queries.waves import choices_of, home_key, invited_posts


@dataclass(frozen=True, slots=True)
class Proposal:
    """One of the reserve, and why they come to mind; no reason: nobody like them is missing."""

    invitee: Invitee
    reason: str
    rank: int
    """0: the same agency lost its place, 1: its area did, 2: neither."""


def reserve_proposals(summit: Summit, reserve: PlannedWave, meter: Meter, on: date) -> list[Proposal]:
    """Everybody of the reserve who is not invited and can be reached, the likeliest first."""
    invited = {post.id for post in invited_posts(summit)}
    lost = [line for line in meter.agencies if line.standing is Standing.APOLOGIES]
    members = choices_of([reserve], on)[reserve.id].all
    able = [each for each in resolve(members, on) if each.recipients and not (each.post and each.post.id in invited)]
    return sorted((_proposal(each, lost) for each in able), key=lambda each: (each.rank, each.invitee.label))


def _proposal(invitee: Invitee, lost: Sequence[AgencyLine]) -> Proposal:
    if invitee.post is None:
        return Proposal(invitee, "", 2)
    home = invitee.post.home
    if any(line.key == home_key(invitee.post) for line in lost):
        return Proposal(invitee, f"{home.name} sent apologies", 0)
    in_area = [line.name for line in lost if home.area is not None and line.area == home.area.name]
    if in_area:
        return Proposal(invitee, f"{in_area[0]} ({home.area.name if home.area else ''}) sent apologies", 1)
    return Proposal(invitee, "", 2)

"""Who may own an action agreed at an engagement: those in the room first, with the address that gets the link."""

from collections.abc import Mapping, Sequence
from datetime import date

from scheduler.actions.queries import possible_owners
from scheduler.actions.rules import ActionDraft, Owner, OwnerKind
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement
from scheduler.invitations.queries.invitees import Invitee, resolve

SEAT = "post:"


@dataclass(frozen=True, slots=True)
class Owners:
    """A form's choices by heading, and the seats among them."""

    choices: Mapping[str, Sequence[tuple[str, str]]]
    seats: Mapping[str, Invitee]

    def draft(self, value: str, words: str, due_on: date | None) -> ActionDraft:
        """An action of whoever was chosen. Raises RuleBroken naming the box."""
        seat = self.seats.get(value)
        if seat is None or seat.post is None:
            return ActionDraft(words=words, owner=Owner.read(value), due_on=due_on)
        post, recipient = seat.post, next(iter(seat.recipients), None)
        if post.organisation_id is not None:
            owner = Owner(OwnerKind.ORGANISATION, post.organisation_id)
        else:
            owner = Owner(OwnerKind.BODY, post.body_id or 0)
        return ActionDraft(
            words=words,
            owner=owner,
            role=post.title,
            contact_name=recipient.name if recipient else "",
            contact_address=recipient.address if recipient else "",
            due_on=due_on,
        )


def owners_at(engagement: Engagement, on: date) -> Owners:
    """With the seats' addresses of a day."""
    seats = {f"{SEAT}{each.post.id}": each for each in resolve(engagement.posts, on) if each.post is not None}
    here = [(str(Owner(OwnerKind.PRINCIPAL, each.id)), each.title) for each in engagement.principals]
    here += [(value, each.label) for value, each in seats.items()]
    present = {value for value, _ in here}
    rest = {group: [row for row in rows if row[0] not in present] for group, rows in possible_owners().items()}
    return Owners({"At this meeting": here, **rest}, seats)

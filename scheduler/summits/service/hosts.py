"""Hosts in the room: they stand on lists and badges, and take none of the places."""

from collections.abc import Iterable

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.engagements.models import Principal
from scheduler.stakeholders.rules.search import fold
from scheduler.summits.models import Attendee, Party, Summit
from scheduler.summits.queries.attendees import hosts_of
from scheduler.summits.rules.vocabulary import AttendeeKind, PlaceState

LENGTHS = {"name": 250, "role": 250, "organisation": 200}


def add_host(summit: Summit, name: str, role: str = "", organisation: str = "", *, key: str = "") -> Attendee:
    """Somebody of ours, or of the venue, in the room. Raises RuleBroken beside `name`, `role` or `organisation`."""
    typed = {"name": clean_line(name), "role": clean_line(role), "organisation": clean_line(organisation)}
    if not typed["name"]:
        raise RuleBroken("Enter the host’s name.", "name")
    for part, text in typed.items():
        if len(text) > LENGTHS[part]:
            sentence = f"Use {LENGTHS[part]} characters or fewer."
            raise RuleBroken(sentence, part)
    if any(fold(each.name) == fold(typed["name"]) for each in hosts_of(summit)):
        sentence = f"{typed['name']} is a host already."
        raise RuleBroken(sentence, "name")
    party = Party(summit=summit, state=PlaceState.NOT_WANTED, size=1, offers=0)
    host = Attendee(kind=AttendeeKind.HOST, name=typed["name"], role=typed["role"], human_key=key)
    host.organisation_name = typed["organisation"]
    party.attendees = [host]
    db.session.add(party)
    db.session.flush()
    record("summit.host_added", "engagement", summit.engagement_id, f"Added {host.name} as a host")
    return host


def add_principals(summit: Summit) -> list[Attendee]:
    """Those whose summit it is, unless they are hosts already; returns who is new."""
    return [_add_principal(summit, each) for each in missing_principals(summit)]


def missing_principals(summit: Summit) -> list[Principal]:
    """The engagement's principals who do not stand on the list yet."""
    hosts = hosts_of(summit)
    keys, names = {each.human_key for each in hosts}, {fold(each.name) for each in hosts}
    return [each for each in summit.engagement.principals if _key(each) not in keys and fold(_name(each)) not in names]


def remove_host(host: Attendee) -> None:
    """Takes a host off every list. Raises RuleBroken for anybody else: they withdraw their own answer."""
    if host.kind is not AttendeeKind.HOST:
        raise RuleBroken("Only a host can be taken off here. Record the apologies of anybody else as their answer.")
    summit = host.party.summit
    record("summit.host_removed", "engagement", summit.engagement_id, f"Took {host.name} off the hosts")
    db.session.delete(host.party)
    db.session.flush()


def names_of(people: Iterable[Principal]) -> list[str]:
    """As lists print them: the title while nobody has typed a name."""
    return [_name(each) for each in people]


def _add_principal(summit: Summit, principal: Principal) -> Attendee:
    role = principal.title if principal.name else ""
    return add_host(summit, _name(principal), role, key=_key(principal))


def _key(principal: Principal) -> str:
    return f"principal:{principal.id}"


def _name(principal: Principal) -> str:
    return principal.name or principal.title

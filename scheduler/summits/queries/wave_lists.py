"""Matches the lines of a pasted list to seats and people: exactly one or none, never the likeliest."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select

from scheduler.core.addresses import address_key
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.stakeholders.models import Person, Post, Tenure
from scheduler.stakeholders.queries import holders_of, live_posts
from scheduler.stakeholders.rules.search import name_key
from scheduler.summits.models import PlannedWave
from scheduler.summits.queries.waves import choices_of
from scheduler.summits.rules.wave_lines import WaveLine

NAMED_AT_MOST = 4


@dataclass(frozen=True, slots=True)
class Match:
    """A line with the seat or person that it means, or what is wrong with it."""

    line: WaveLine
    post: Post | None = None
    person: Person | None = None
    error: str = ""
    is_member: bool = False
    """In the wave already."""

    @property
    def label(self) -> str:
        """Who was found."""
        return self.post.full_title if self.post else self.person.full_name if self.person else ""


class Directory:
    """Every live seat by its addresses and names; loaded in four queries, then none."""

    def __init__(self, on: date) -> None:
        self._by_address: dict[str, dict[int, Post]] = defaultdict(dict)
        self._people: dict[str, dict[int, Person]] = defaultdict(dict)
        self._by_words: dict[str, dict[int, Post]] = defaultdict(dict)
        self._by_title: dict[str, dict[int, Post]] = defaultdict(dict)
        self._by_home: dict[str, dict[int, Post]] = defaultdict(dict)
        posts = live_posts(on)
        holders = holders_of(posts, on)
        for post in posts:
            self._know(post, holders.get(post.id))
        for person in db.session.scalars(select(Person).where(Person.email != "").order_by(Person.id)):
            self._people[address_key(person.email)][person.id] = person

    def match(self, line: WaveLine) -> Match:
        """By its address when it has one, else by its words."""
        if line.address:
            return self._match_address(line)
        return self._match_cells(line) if line.title or line.home else self._match_words(line)

    def _know(self, post: Post, tenure: Tenure | None) -> None:
        addresses = {post.email, post.pa_email, tenure.person.email if tenure else ""} - {""}
        for address in addresses:
            self._by_address[address_key(address)][post.id] = post
        self._by_title[name_key(post.title)][post.id] = post
        for home in {post.home.name, post.home.short_name} - {""}:
            self._by_home[name_key(home)][post.id] = post
            for words in (f"{post.title} {home}", f"{home} {post.title}"):
                self._by_words[name_key(words)][post.id] = post

    def _match_address(self, line: WaveLine) -> Match:
        key = address_key(line.address)
        seats = list(self._by_address.get(key, {}).values())
        if len(seats) == 1:
            return Match(line, post=seats[0])
        if seats:
            return Match(line, error=f"{_several(seats)} share this address. Write the seat instead.")
        people = list(self._people.get(key, {}).values())
        if len(people) == 1:
            return Match(line, person=people[0])
        if people:
            return Match(line, error="Several people share this address. Choose the right one by hand.")
        return Match(line, error="Nobody in Partners has this address. Correct it, or add them to Partners first.")

    def _match_words(self, line: WaveLine) -> Match:
        key = name_key(line.words)
        seats = self._by_words.get(key)
        if seats:
            return _only(line, seats.values())
        if homes := self._by_home.get(key):
            return _only(line, homes.values(), at=line.words)
        if titles := self._by_title.get(key):
            many = f"{len(titles)} seats are called “{line.words}”. Add the organisation."
            return Match(line, error=many) if len(titles) > 1 else _only(line, titles.values())
        return Match(line, error="No seat or organisation of this name. Correct it, or add it to Partners first.")

    def _match_cells(self, line: WaveLine) -> Match:
        at_home = self._by_home.get(name_key(line.home), {})
        if line.home and not at_home:
            return Match(line, error=f"Partners knows no seat at “{line.home}”. Correct it, or add it first.")
        if not line.title:
            return _only(line, at_home.values(), at=line.home)
        titled = self._by_title.get(name_key(line.title), {})
        if not line.home:
            return _only(line, titled.values()) if titled else Match(line, error=f"No seat is called “{line.title}”.")
        both = [post for post_id, post in at_home.items() if post_id in titled]
        if both:
            return _only(line, both)
        return Match(
            line, error=f"“{line.home}” has no seat called “{line.title}”. It has {_several(at_home.values())}."
        )


def matches_of(planned: PlannedWave, lines: Sequence[WaveLine], on: date) -> list[Match]:
    """Each line with whom it means; a second line for the same seat counts as one that is in the wave."""
    directory = Directory(on)
    members = choices_of([planned], on)[planned.id].all
    known = {(type(each), each.id) for each in members}
    found = []
    for line in lines:
        match = directory.match(line)
        target = match.post or match.person
        key = (type(target), target.id) if target is not None else None
        found.append(Match(line, match.post, match.person, match.error, is_member=key in known))
        if key is not None:
            known.add(key)
    return found


def _only(line: WaveLine, seats: Iterable[Post], at: str = "") -> Match:
    seats = list(seats)
    if len(seats) == 1:
        return Match(line, post=seats[0])
    if at:
        return Match(line, error=f"“{at}” has {_several(seats)}. Say which one.")
    return Match(line, error=f"It can mean {_several(seats)}. Say which one.")


def _several(seats: Iterable[Post]) -> str:
    """“3 seats (Leader, Melton Borough Council; …)”."""
    labels = [post.full_title for post in seats]
    more = "; …" if len(labels) > NAMED_AT_MOST else ""
    return f"{len(labels)} seats ({'; '.join(labels[:NAMED_AT_MOST])}{more})"

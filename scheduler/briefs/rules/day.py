"""The folder of a day: what comes when, how one gets there, whom to ring, and a brief of each."""

from scheduler.briefs.rules.brief import Brief
from scheduler.core.values import dataclass
from scheduler.engagements.rules import Handling


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Somebody to ring: a role, and numbers with what each is. Names only where they were asked for."""

    who: str
    numbers: tuple[tuple[str, str], ...]

    @property
    def words(self) -> str:
        """“Leader, Melton Borough Council: office 01664 496 000”."""
        return f"{self.who}: {', '.join(f'{what} {number}' for what, number in self.numbers)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One line of the day: an engagement, a time held for one, or a road between two."""

    times: str
    words: str
    detail: str = ""
    is_road: bool = False
    engagement_id: int | None = None
    calls: tuple[Call, ...] = ()
    has_no_number: bool = False
    """With a partner of whom no number is known."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPack:
    """What one of ours carries through a day."""

    principal: str
    day: str
    office: str = ""
    """Our own number, to ring when something goes wrong."""
    notes: tuple[str, ...] = ()
    stops: tuple[Stop, ...] = ()
    briefs: tuple[Brief, ...] = ()
    quotes_sensitive: bool = False
    """A title on the first page is OFFICIAL-SENSITIVE."""

    @property
    def marking(self) -> str:
        """The highest of everything in it."""
        markings = {each.marking for each in self.briefs}
        is_sensitive = self.quotes_sensitive or Handling.OFFICIAL_SENSITIVE.value in markings
        return (Handling.OFFICIAL_SENSITIVE if is_sensitive else Handling.OFFICIAL).value

"""Who was, or is to be, in the room: by role, at what level, with what authority."""

from scheduler.core.values import dataclass
from scheduler.invitations.rules import Authority, PartStat
from scheduler.records.rules.vocabulary import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """One of ours or theirs at one engagement. Everything but `name` speaks of roles and may be published."""

    side: Side
    role: str
    """Of whoever came: “Leader”; “Deputy Leader” when `is_substitute`."""
    home: str = ""
    """Their organisation or body; empty for ours and for guests."""
    organisation_id: int | None = None
    body_id: int | None = None
    principal_id: int | None = None
    post_id: int | None = None
    seat: str = ""
    """The title of the seat that they came for; empty without one."""
    band: int | None = None
    """Seniority of who came, 1 to 5; None: not known, or one of ours."""
    authority: Authority | None = None
    came: bool = True
    """False: apologies, or did not come."""
    is_substitute: bool = False
    is_written: bool = False
    """Somebody wrote it down; otherwise it is what was planned and answered."""
    answer: PartStat | None = None
    """What the invitation was answered with, where there was one."""
    name: str = ""
    """Of a person; never into a report or register unless somebody chose so."""

    @property
    def who(self) -> str:
        """“Leader, Melton Borough Council”."""
        return ", ".join(part for part in (self.role, self.home) if part)

    @property
    def words(self) -> str:
        """“Deputy Leader for the Leader, Melton Borough Council”."""
        role = f"{self.role} for the {self.seat}" if self.is_substitute and self.seat else self.role
        return ", ".join(part for part in (role, self.home) if part)

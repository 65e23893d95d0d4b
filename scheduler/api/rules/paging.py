"""Pages of a list, as another system asks for them."""

from scheduler.core.values import dataclass

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Page:
    """Pages count from 1."""

    number: int
    total: int

    @property
    def next_number(self) -> int | None:
        """Of the page after it, if there is one."""
        return self.number + 1 if self.number * PER_PAGE < self.total else None

"""Reads somebody's invitations or published meetings in a process of its own, held to so much time and memory.

Standard input: the calendar. First argument: “message”, or “published” and the first and last day. Standard output:
{"events": […]} or {"problem": "…"}.
"""

import json
import sys
from datetime import date

from scheduler.ical.published import published_meetings
from scheduler.ical.reading import UnreadableCalendar, parsed_calendars
from scheduler.ical.reading_child import MOST_BYTES, UNREADABLE, bind
from scheduler.ical.replies import ItipEvent, read_itip
from scheduler.ical.wire import event_as_json

MESSAGE, PUBLISHED = "message", "published"
EMPTY = "The file holds no meeting. Use the .ics file that came with the invitation."


def main() -> None:
    """Answer once and end."""
    bind()
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    json.dump(answer_to(data, sys.argv[1:]), sys.stdout)


def answer_to(data: bytes, wish: list[str]) -> dict[str, object]:
    """The entries, or the problem in plain words."""
    try:
        return {"events": [event_as_json(each) for each in _events(data, wish)]}
    except UnreadableCalendar as error:
        return {"problem": str(error)}
    except Exception:  # noqa: BLE001  # a hostile calendar finds errors that no list of ours holds
        return {"problem": UNREADABLE}


def _events(data: bytes, wish: list[str]) -> list[ItipEvent]:
    if wish[0] == PUBLISHED:
        return published_meetings(data, date.fromisoformat(wish[1]), date.fromisoformat(wish[2]))
    found = read_itip(data)
    if not found:
        parsed_calendars(data)  # says what else it is
        raise UnreadableCalendar(EMPTY)
    return found


if __name__ == "__main__":
    main()

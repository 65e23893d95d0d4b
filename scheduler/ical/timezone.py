"""Our own VTIMEZONE for Europe/London: two yearly rules, which every calendar program reads rightly.

The library's automatic block lists RDATEs, which ical.js (Thunderbird, Nextcloud) and Outlook misread. Each onset is in
the wall time before the change (RFC 5545 3.6.5). Good for today's rule only: Britain had others before 1996.
"""

LONDON_TZID = "Europe/London"

_LINES = (
    "BEGIN:VTIMEZONE",
    f"TZID:{LONDON_TZID}",
    "BEGIN:DAYLIGHT",
    "DTSTART:19700329T010000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "TZNAME:BST",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0100",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19701025T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZNAME:GMT",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
)

LONDON_VTIMEZONE = "".join(f"{line}\r\n" for line in _LINES).encode("ascii")

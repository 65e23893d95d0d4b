"""Independent calendar parsers, each a function from a calendar's bytes to the instants it reads.

A parser that is not installed raises: its absence is a failure, never a skip. `npm ci --prefix tests/oracles` installs
the two for Node; libical is Debian's package libical3; the others are Python packages among the test dependencies.
"""

from collections.abc import Callable

from tests.oracles import libical, node, python
from tests.oracles.instants import Instants

ORACLES: dict[str, Callable[[bytes], Instants]] = {
    "icalendar": python.icalendar_instants,
    "vobject": python.vobject_instants,
    "libical": libical.instants,
    "ical.js": node.icaljs_instants,
    "node-ical": node.node_ical_instants,
}

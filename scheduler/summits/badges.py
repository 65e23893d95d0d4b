"""Badges as sheets of labels in PDF: the name large, role, organisation, table and workshop letters beside the colour.

Typst sets them. What people are called reaches it as data, never as markup.
"""

import io
import json
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from scheduler.core.values import dataclass

SOURCE = Path(__file__).resolve().parent / "badges.typ"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of labels; millimetres, from the paper's edge. `columns` by `rows` labels on A4."""

    name: str
    width: float
    height: float
    columns: int
    rows: int
    left: float
    top: float
    gap_x: float = 0
    gap_y: float = 0


SHEETS = {
    "90x55": Sheet("90 × 55 mm, 10 on a sheet of card", 90, 55, 2, 5, 15, 11),
    "85x54": Sheet("85 × 54 mm, 10 on a sheet of labels", 85, 54, 2, 5, 17.5, 13.5, 5, 0),
    "99x68": Sheet("99.1 × 67.7 mm, 8 on a sheet of labels", 99.1, 67.7, 2, 4, 4.65, 13.1, 2.5, 0),
    "a6": Sheet("A6, 4 on a sheet", 105, 148, 2, 2, 0, 0.5),
}


@dataclass(frozen=True, slots=True)
class Badge:
    """What one badge says; `workshops` are letters with their colours (#rrggbb), `qr` an SVG or empty."""

    name: str
    role: str
    organisation: str
    table: str = ""
    workshops: Sequence[tuple[str, str]] = ()
    qr: str = ""


def badges_pdf(badges: Sequence[Badge], sheet: Sheet, event: str, *, skip: int = 0) -> bytes:
    """The sheets; `skip` leaves out labels that are used up already."""
    facts: dict[str, Any] = {
        "event": event,
        "skip": skip,
        "sheet": {key: getattr(sheet, key) for key in ("width", "height", "columns", "rows", "left", "top")}
        | {"gap_x": sheet.gap_x, "gap_y": sheet.gap_y},
        "badges": [
            {
                "name": each.name,
                "role": each.role,
                "organisation": each.organisation,
                "table": each.table,
                "workshops": [{"letter": letter, "colour": colour} for letter, colour in each.workshops],
                "qr": each.qr,
            }
            for each in badges
        ],
    }
    typst = import_module("typst")  # 70 MB that only this page needs
    compiled: bytes = typst.compile(str(SOURCE), format="pdf", sys_inputs={"facts": json.dumps(facts)})
    return compiled


def qr_svg(address: str) -> str:
    """A code that opens the door's page at one person; an extra, never a need."""
    segno = import_module("segno")
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, border=1)
    return drawn.getvalue().decode()

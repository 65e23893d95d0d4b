"""Briefs and the day's folder as PDF, each brief on one A4 page; Typst sets them, words reach it as data only."""

import json
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from scheduler.briefs.rules.brief import Brief
from scheduler.briefs.rules.day import DayPack, Stop
from scheduler.briefs.rules.lines import Line

SOURCE = Path(__file__).resolve().parent / "paper.typ"


def brief_pdf(brief: Brief, *, office: str, stamp: str) -> bytes:
    """One page."""
    title = f"Brief: {brief.title}"
    return _compiled(title, brief.marking, [brief], None, office=office, stamp=stamp)


def day_pack_pdf(pack: DayPack, *, office: str, stamp: str) -> bytes:
    """The day's order on its first page, then the briefs in that order, a page each."""
    title = f"Day pack: {pack.principal}, {pack.day}"
    return _compiled(title, pack.marking, pack.briefs, _day(pack), office=office, stamp=stamp)


def _compiled(
    title: str, marking: str, briefs: Sequence[Brief], day: dict[str, Any] | None, *, office: str, stamp: str
) -> bytes:
    facts = {
        "title": title,
        "marking": marking,
        "office": office,
        "stamp": stamp,
        "day": day,
        "briefs": [_brief(each) for each in briefs],
    }
    typst = import_module("typst")  # 70 MB that only these pages need
    made: bytes = typst.compile(str(SOURCE), format="pdf", sys_inputs={"facts": json.dumps(facts)})
    return made


def _brief(brief: Brief) -> dict[str, Any]:
    return {
        "title": brief.title,
        "kind": brief.kind,
        "when": brief.when,
        "place": brief.place,
        "gaps": list(brief.gaps),
        "sections": [
            {"heading": each.heading, "lines": [_line(line) for line in each.lines]} for each in brief.sections
        ],
    }


def _line(line: Line) -> dict[str, Any]:
    return {"words": line.words, "detail": line.detail, "gap": line.is_gap, "late": line.is_late}


def _day(pack: DayPack) -> dict[str, Any]:
    return {
        "principal": pack.principal,
        "day": pack.day,
        "telephone": pack.office,
        "notes": list(pack.notes),
        "stops": [_stop(each) for each in pack.stops],
    }


def _stop(stop: Stop) -> dict[str, Any]:
    return {
        "times": stop.times,
        "words": stop.words,
        "detail": stop.detail,
        "road": stop.is_road,
        "calls": [each.words for each in stop.calls],
        "unknown": stop.has_no_number,
        "warnings": list(stop.warnings),
    }

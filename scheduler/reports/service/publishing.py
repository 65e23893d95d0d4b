"""Says what everybody may see."""

from typing import Any

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import VersionConflict
from scheduler.reports.models import Publishing
from scheduler.reports.rules.public import PublishingDraft, checked_publishing


def set_publishing(draft: PublishingDraft, *, seen: int | None) -> Publishing:
    """`seen` is the version that the page had shown, 0 where there was none. Raises RuleBroken, VersionConflict."""
    checked = checked_publishing(draft)
    setting = db.session.get(Publishing, 1, with_for_update=True)
    if seen != (setting.version if setting is not None else 0):
        raise VersionConflict
    before = _facts(setting) if setting is not None else None
    if setting is None:
        setting = Publishing(id=1)
        db.session.add(setting)
    setting.is_public, setting.days_after, setting.from_on = checked.is_public, checked.days_after, checked.from_on
    setting.kinds = [kind.value for kind in checked.kinds]
    db.session.flush()
    _note(before, _facts(setting), is_public=setting.is_public)
    return setting


def _note(before: dict[str, Any] | None, after: dict[str, Any], *, is_public: bool) -> None:
    if before == after:
        return
    said = "Past meetings are shown to everybody" if is_public else "Past meetings are shown to nobody outside"
    record("reports.publishing", "publishing", 1, said, details={"before": before, "after": after})


def _facts(setting: Publishing) -> dict[str, Any]:
    from_on = setting.from_on.isoformat() if setting.from_on else None
    kinds = list(setting.kinds)
    return {"is_public": setting.is_public, "days_after": setting.days_after, "from_on": from_on, "kinds": kinds}

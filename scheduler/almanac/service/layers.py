"""Layers: added, changed, switched on and off, removed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from scheduler.almanac.models import Layer
from scheduler.almanac.rules import LayerSource
from scheduler.almanac.rules.drafts import LayerDraft, check_layer
from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.text import clean_line
from scheduler.core.wording import count_words
from scheduler.stakeholders.models import Organisation

SUBJECT = "layer"


def add_layer(draft: LayerDraft, *, source: LayerSource = LayerSource.HAND) -> Layer:
    """A new layer without days, switched on. Raises RuleBroken naming the field."""
    layer = Layer(source=source)
    _fill(layer, draft)
    db.session.add(layer)
    db.session.flush()
    record("layer.added", SUBJECT, layer.id, f"Added the layer {layer.name}", details={"after": _facts(layer)})
    return layer


def change_layer(layer: Layer, draft: LayerDraft, *, version: int) -> Layer:
    """Bring it to the draft. Raises RuleBroken naming the field, or VersionConflict."""
    require_version(layer, version)
    before = _facts(layer)
    _fill(layer, draft)
    db.session.flush()
    details = {"before": before, "after": _facts(layer)}
    record("layer.changed", SUBJECT, layer.id, f"Changed the layer {layer.name}", details=details)
    return layer


def switch_layer(layer: Layer, *, is_on: bool) -> None:
    """Let its days count, or not; harmless when it is so already."""
    if layer.is_on is is_on:
        return
    layer.is_on = is_on
    db.session.flush()
    state = "on" if is_on else "off"
    record(f"layer.switched_{state}", SUBJECT, layer.id, f"Switched the layer {layer.name} {state}")


def remove_layer(layer: Layer) -> None:
    """Take it away with its days."""
    held = count_words(len(layer.entries), "period")
    record("layer.removed", SUBJECT, layer.id, f"Removed the layer {layer.name} with {held}", details=_facts(layer))
    db.session.delete(layer)
    db.session.flush()


def require_version(layer: Layer, version: int) -> None:
    """Raises VersionConflict when the layer is not as it was when its page was opened."""
    if layer.version != version:
        raise VersionConflict


def _fill(layer: Layer, draft: LayerDraft) -> None:
    check_layer(draft)
    layer.name = _free_name(clean_line(draft.name), layer)
    layer.kind, layer.is_hard, layer.weight = draft.kind, draft.is_hard, draft.weight
    layer.source_words = clean_line(draft.source_words)
    layer.deadline_working_days = draft.deadline_working_days
    layer.organisations = _organisations(draft.organisation_ids)


def _free_name(name: str, own: Layer) -> str:
    with db.session.no_autoflush:
        taken = db.session.scalars(select(Layer.name).where(Layer.id != (own.id or 0)))
    if name.casefold() in {each.casefold() for each in taken}:
        raise RuleBroken(f"There is already a layer called {name}.", "name")
    return name


def _organisations(ids: Sequence[int]) -> list[Organisation]:
    with db.session.no_autoflush:
        wanted = select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.name)
        return list(db.session.scalars(wanted))


def _facts(layer: Layer) -> dict[str, Any]:
    """What the log keeps; of a subscription only that there is one, since its address may be a secret."""
    return {
        "name": layer.name,
        "kind": layer.kind.value,
        "weight": "hard" if layer.is_hard else layer.weight,
        "source": layer.source_words,
        "concerns": [each.name for each in layer.organisations] or "everybody",
        "papers": layer.deadline_working_days,
    }

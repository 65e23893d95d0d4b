"""The layers that count, and what they say of days."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from scheduler.almanac.models import Layer, LayerEntry
from scheduler.almanac.rules import LayerSource
from scheduler.almanac.rules.marks import DayMark, LayerFacts, Period, marks_of
from scheduler.core.db import db


def layers_on() -> Sequence[Layer]:
    """The layers that are switched on, by name, with whom they concern."""
    wanted = select(Layer).where(Layer.is_on).order_by(Layer.name).options(selectinload(Layer.organisations))
    return db.session.scalars(wanted).all()


def all_layers() -> Sequence[Layer]:
    """Those that are switched off too, by kind and name."""
    wanted = select(Layer).order_by(Layer.kind, Layer.name).options(selectinload(Layer.organisations))
    return db.session.scalars(wanted).all()


def subscribed_layers() -> Sequence[Layer]:
    """The layers that are read from an address, by name; those that are switched off rest."""
    wanted = select(Layer).where(Layer.source == LayerSource.ADDRESS, Layer.is_on).order_by(Layer.name)
    return db.session.scalars(wanted).all()


def entries_between(layer: Layer, first_on: date, last_on: date) -> Sequence[LayerEntry]:
    """The periods of a layer that touch the days, in order."""
    wanted = (
        select(LayerEntry)
        .where(LayerEntry.layer_id == layer.id, LayerEntry.first_on <= last_on, LayerEntry.last_on >= first_on)
        .order_by(LayerEntry.first_on, LayerEntry.starts, LayerEntry.id)
    )
    return db.session.scalars(wanted).all()


def marks_between(first_on: date, last_on: date) -> list[DayMark]:
    """What the layers that are on say of each day from the first to the last, by day and layer."""
    layers = {layer.id: layer for layer in layers_on()}
    marks: list[DayMark] = []
    for layer_id, periods in _periods(layers, first_on, last_on).items():
        marks += marks_of(facts_of(layers[layer_id]), periods, first_on, last_on)
    return sorted(marks, key=lambda mark: (mark.day, mark.layer_name, mark.starts is not None, str(mark.starts)))


def facts_of(layer: Layer) -> LayerFacts:
    """What marks repeat of their layer."""
    return LayerFacts(
        id=layer.id,
        name=layer.name,
        kind=layer.kind,
        weight=None if layer.is_hard else layer.weight,
        organisation_ids=frozenset(each.id for each in layer.organisations),
    )


def _periods(layer_ids: Collection[int], first_on: date, last_on: date) -> dict[int, list[Period]]:
    """By layer, what touches the days asked for; read as plain rows, since a year has hundreds."""
    wanted = (
        select(
            LayerEntry.layer_id,
            LayerEntry.first_on,
            LayerEntry.last_on,
            LayerEntry.starts,
            LayerEntry.ends,
            LayerEntry.words,
        )
        .where(LayerEntry.layer_id.in_(layer_ids), LayerEntry.first_on <= last_on, LayerEntry.last_on >= first_on)
        .order_by(LayerEntry.first_on, LayerEntry.starts, LayerEntry.id)
    )
    found: dict[int, list[Period]] = {}
    for layer_id, first, last, starts, ends, words in db.session.execute(wanted):
        found.setdefault(layer_id, []).append(
            Period(first_on=first, last_on=last, starts=starts, ends=ends, words=words)
        )
    return found

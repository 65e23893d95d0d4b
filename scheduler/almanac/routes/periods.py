"""The days of a layer: typed in, changed, removed, written down by a template."""

from flask import abort, url_for
from flask.typing import ResponseReturnValue

from scheduler.almanac.forms.days import PeriodForm
from scheduler.almanac.forms.layers import StepForm
from scheduler.almanac.forms.templates import TEMPLATES
from scheduler.almanac.models import Layer, LayerEntry
from scheduler.almanac.routes.blueprint import almanac, done, form_page, found, saved
from scheduler.almanac.rules.marks import Period
from scheduler.almanac.service import add_period, change_period, fill_layer, remove_period
from scheduler.almanac.service.entries import READ_IN
from scheduler.core.access import Access, allow
from scheduler.core.wording import count_words


@almanac.route("/almanac/layers/<int:layer_id>/days", methods=["GET", "POST"])
@allow(Access.MANAGER)
def new_days(layer_id: int) -> ResponseReturnValue:
    """Add a day or a period."""
    layer, form = found(Layer, layer_id), PeriodForm()
    back = _home(layer)
    if form.validate_on_submit() and saved(form, lambda: add_period(layer, _period(form))):
        return done("The days are added.", back[1])
    return form_page(form, f"Add days to {back[0]}", back)


@almanac.route("/almanac/days/<int:entry_id>", methods=["GET", "POST"])
@allow(Access.MANAGER)
def edit_days(entry_id: int) -> ResponseReturnValue:
    """Change a period."""
    entry = found(LayerEntry, entry_id)
    if entry.layer.source in READ_IN:
        abort(404)
    form, back = PeriodForm.of(entry), _home(entry.layer)
    if form.validate_on_submit() and saved(form, lambda: change_period(entry, _period(form))):
        return done("The days are saved.", back[1])
    removal = {"address": url_for(".remove_days", entry_id=entry_id), "text": "Remove these days"}
    return form_page(form, f"Change days of {back[0]}", back, removal=removal)


@almanac.post("/almanac/days/<int:entry_id>/remove")
@allow(Access.MANAGER)
def remove_days(entry_id: int) -> ResponseReturnValue:
    """Take a period away."""
    entry, form = found(LayerEntry, entry_id), StepForm()
    back = _home(entry.layer)
    if saved(form, lambda: remove_period(entry)):
        return done("The days are removed.", back[1])
    return form_page(form, f"Days of {back[0]}", back)


@almanac.route("/almanac/layers/<int:layer_id>/fill/<template>", methods=["GET", "POST"])
@allow(Access.MANAGER)
def fill(layer_id: int, template: str) -> ResponseReturnValue:
    """Have a template write days down."""
    if template not in TEMPLATES:
        abort(404)
    layer, form = found(Layer, layer_id), TEMPLATES[template]()
    back = _home(layer)
    added: list[int] = []
    if form.validate_on_submit() and saved(form, lambda: added.append(fill_layer(layer, form.periods, form.source))):
        return done(f"{count_words(added[0], 'period')} added.".capitalize(), back[1])
    return form_page(form, form.HEADING, back, lede=form.LEDE, button="Add the days")


def _home(layer: Layer) -> tuple[str, str]:
    return layer.name, url_for(".layer", layer_id=layer.id)


def _period(form: PeriodForm) -> Period:
    assert form.period is not None
    return form.period

from markupsafe import Markup, escape

from scheduler.core.drawing import REMEMBERED, Drawings


class Macro:
    """Counts how often it was asked."""

    name = "shout"

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, params: dict) -> str:
        self.asked += 1
        return Markup("<b>{}</b>").format(escape(params["text"]))


def test_the_same_parameters_are_drawn_once():
    macro, drawings = Macro(), Drawings()
    first = drawings.draw(macro, {"text": "Save", "items": [{"value": "a"}]})
    assert drawings.draw(macro, {"text": "Save", "items": [{"value": "a"}]}) == first
    assert macro.asked == 1


def test_text_is_never_taken_for_markup_that_was_drawn_before():
    drawings = Drawings()
    assert drawings.draw(Macro(), {"text": Markup("<i>x</i>")}) == "<b><i>x</i></b>"
    assert drawings.draw(Macro(), {"text": "<i>x</i>"}) == "<b>&lt;i&gt;x&lt;/i&gt;</b>"


def test_true_and_one_are_different_parameters():
    macro, drawings = Macro(), Drawings()
    drawings.draw(macro, {"text": "x", "checked": True})
    drawings.draw(macro, {"text": "x", "checked": 1})
    assert macro.asked == 2


def test_what_may_change_is_drawn_anew():
    macro, drawings = Macro(), Drawings()
    for _ in range(2):
        drawings.draw(macro, {"text": "x", "icon": object()})
    assert macro.asked == 2


def test_only_so_many_are_remembered():
    macro, drawings = Macro(), Drawings()
    for number in range(REMEMBERED + 1):
        drawings.draw(macro, {"text": str(number)})
    drawings.draw(macro, {"text": "0"})
    assert macro.asked == REMEMBERED + 2

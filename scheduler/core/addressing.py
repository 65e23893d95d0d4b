"""How an address is made for a page's links."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule


class Address(Rule):
    """A rule whose code for making links is compiled with the first link to it.

    Werkzeug compiles two such functions a rule at the start, which for our number of pages is a noticeable part of it.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: FBT001, FBT002  # werkzeug's signature
        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            compiled = Rule._compile_builder(rule, append_unknown).__get__(rule, None)  # noqa: SLF001  # what it stands for
            setattr(rule, "_build_unknown" if append_unknown else "_build", compiled)
            link: tuple[str, str] = compiled(**values)
            return link

        return build

"""A second wall behind the escaping: folium's second rendering without any power.

branca renders what it has already rendered once more as a Jinja2 template, so a text with braces
becomes a program. Here that template gets an environment without globals and filters, whose
calls are limited to what branca's own templates need.
"""

from __future__ import annotations

from typing import Any, Final

import branca.element
import jinja2
from jinja2.sandbox import SandboxedEnvironment

# branca's own templates walk over the children and render them: nothing else is needed.
_ATTRIBUTES: Final = frozenset({"_children", "items", "render", "get_name", "html", "script"})
_CALLS: Final = frozenset({"items", "render", "get_name"})


class PowerlessEnvironment(SandboxedEnvironment):
    """A sandbox without globals, filters, tests and arithmetic."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "**", "%"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow the few names of branca's templates."""
        return attr in _ATTRIBUTES

    def is_safe_callable(self, obj: Any) -> bool:
        """Allow the few methods of branca's templates."""
        return getattr(obj, "__name__", "") in _CALLS

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Refuse to compute: a long power or repetition would eat the machine."""
        raise jinja2.exceptions.SecurityError(f"operator {operator} in a rendered text")


class PowerlessTemplate(jinja2.Template):
    """A template in the sandbox; takes the place of `branca.element.Template`."""

    environment_class = PowerlessEnvironment


def install_sandbox() -> None:
    """Put the sandbox into branca. May be called any number of times."""
    branca.element.Template = PowerlessTemplate

"""What a template may do: name fields, repeat rows, leave parts out. Nothing that grows or runs."""

from __future__ import annotations

from typing import Any, Final

from jinja2 import DictLoader, StrictUndefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

_FILTERS: Final = ("default", "first", "join", "last", "length", "lower", "trim", "upper")
_MOST_WRITTEN: Final = 50_000_000
"""Characters that fields may come to: a report of a county is a hundredth of it."""
_KNOWN: Final = frozenset(
    {
        "Add", "And", "Compare", "Concat", "CondExpr", "Const", "Filter", "For", "Getattr",
        "Getitem", "If", "Keyword", "List", "Name", "Neg", "Not", "Operand", "Or", "Output",
        "Slice", "Sub", "Template", "TemplateData", "Test", "Tuple",
    }
)  # fmt: skip
"""What a template may be made of: no calls, no products and powers, and no variables of its own,
since a text that is joined to itself forty times is a million million characters."""


class Sandbox(ImmutableSandboxedEnvironment):
    """For one template, with the filters that need no code.

    A loop within a loop goes over what the outer one gives, so that the work grows with the data
    and not with their square; all that is written is bounded too.
    """

    def __init__(self) -> None:
        super().__init__(
            autoescape=True, undefined=_Unknown, loader=DictLoader({}), finalize=self._counted
        )
        self.globals.clear()
        self.filters = {each: self.filters[each] for each in _FILTERS}
        self._written = 0

    def is_safe_callable(self, obj: Any) -> bool:
        """Nothing can be called."""
        return False

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        _require_plain(parsed, frozenset())
        return parsed

    def _counted(self, value: Any) -> Any:
        if isinstance(value, str | list | tuple | dict):
            self._written += len(value if isinstance(value, str) else str(value))
            if self._written > _MOST_WRITTEN:
                raise SecurityError(f"> {_MOST_WRITTEN:,}")
        return value


class _Unknown(StrictUndefined):
    """A field that there is not; what is said of it is its name alone."""

    @property
    def _undefined_message(self) -> str:
        return str(self._undefined_name or self._undefined_hint)


def _require_plain(node: nodes.Node, given: frozenset[str]) -> None:
    """Raise where a node is none of those known; ``given`` are the names that loops around give."""
    kind = type(node).__name__
    if kind not in _KNOWN:
        raise SecurityError(kind)
    if isinstance(node, nodes.For):
        if node.recursive or (given and _root(node.iter) not in given):
            raise SecurityError(kind)
        inner = given | {name.name for name in node.target.find_all(nodes.Name)}
        inner |= {node.target.name} if isinstance(node.target, nodes.Name) else set()
    else:
        inner = given
    for child in node.iter_child_nodes():
        _require_plain(child, inner)


def _root(node: nodes.Node) -> str:
    """Return the name that a path of attributes and items begins with; nothing of other nodes."""
    while isinstance(node, nodes.Getattr | nodes.Getitem):
        node = node.node
    return node.name if isinstance(node, nodes.Name) else ""

"""What is known of the fields of a value: those of an object in the file, or of a JSON file that it loads."""

import json
from typing import Any

from tools.bicep.source import Node, Source, literal, properties, text

Shape = dict[str, Any] | list[Any] | None
"""An object's fields with their shapes, a list with the shapes of its items, None for what is not known or has none."""


class Fields:
    """The values of one file."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def of(self, node: Node) -> Shape:
        """The shape of a value."""
        if node.type == "identifier":
            return self._named(node)
        if node.type == "object":
            return {name: self.of(value) for name, (_, value) in properties(node).items()}
        if node.type == "array":
            return [self.of(item) for item in node.named_children if item.type != "comment"]
        if node.type == "call_expression" and node.named_children[0].type == "identifier":
            return self._called(text(node.named_children[0]), node.named_children[-1].named_children)
        if node.type == "ternary_expression":
            return self._joined(node.named_children[1:])
        if node.type == "member_expression":
            owner = self.of(node.named_children[0])
            return owner.get(text(node.named_children[-1])) if isinstance(owner, dict) else None
        return None

    def in_each(self, node: Node) -> set[str] | None:
        """The fields that every item of a list has; None if that is not known."""
        shape = self.of(node)
        if not isinstance(shape, list) or not shape or not all(isinstance(item, dict) for item in shape):
            return None
        return set.intersection(*(set(item) for item in shape))

    def _named(self, node: Node) -> Shape:
        loop = loop_of(node)
        if loop is not None:
            return None
        found = self.source.declarations.get(text(node))
        return self.of(found.value) if found is not None and found.kind == "variable" and found.value else None

    def _called(self, name: str, arguments: list[Node]) -> Shape:
        if name == "loadJsonContent" and arguments and (file := literal(arguments[0])):
            path = self.source.path.parent / file
            return _shape(json.loads(path.read_text())) if path.exists() else None
        if name == "items":
            return [{"key": None, "value": None}]
        return self._joined(arguments) if name == "concat" else None

    def _joined(self, nodes: list[Node]) -> Shape:
        """The items of all lists; None if one of them is not known."""
        shapes = [self.of(node) for node in nodes]
        if not all(isinstance(shape, list) for shape in shapes):
            return None
        return [item for shape in shapes if isinstance(shape, list) for item in shape]


def loop_of(node: Node) -> Node | None:
    """The list that a name stands for the items of, if it is the variable of a loop around it."""
    up = node.parent
    while up is not None:
        if up.type == "for_statement":
            head = up.named_children[0]
            variable = head.named_children[0] if head.type == "for_loop_parameters" else head
            if text(variable) == text(node) and node != variable:
                return up.named_children[1]
        up = up.parent
    return None


def _shape(value: Any) -> Shape:
    if isinstance(value, dict):
        return {name: _shape(one) for name, one in value.items()}
    return [_shape(one) for one in value] if isinstance(value, list) else None

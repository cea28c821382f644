"""A Bicep file, parsed: what it declares, and where each declaration stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import tree_sitter
import tree_sitter_bicep

Node = tree_sitter.Node

UNDERSTOOD = frozenset({
    "arguments", "array", "binary_expression", "boolean", "call_expression", "comment", "decorator", "decorators",
    "escape_sequence", "for_loop_parameters", "for_statement", "identifier", "if_statement", "infrastructure",
    "interpolation", "loop_enumerator", "loop_variable", "member_expression", "module_declaration", "null",
    "number", "object", "object_property", "output_declaration", "parameter_declaration",
    "parenthesized_expression", "primitive_type", "property_identifier", "resource_declaration", "string",
    "string_content", "subscript_expression", "target_scope_assignment", "ternary_expression", "type",
    "unary_expression", "using_statement", "variable_declaration",
})  # fmt: skip
"""The parts of the language that are checked. A file that uses another is refused, not half-read."""


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong. Lines and columns count from 1."""

    path: Path
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column} {self.message}"


@cache
def _parser() -> tree_sitter.Parser:
    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_bicep.language()))


def text(node: Node) -> str:
    """The node as it stands in the file."""
    return (node.text or b"").decode()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything in it, in the order of the file."""
    yield node
    for child in node.children:
        yield from walk(child)


def literal(node: Node) -> str | None:
    """The characters of a string without interpolation; None for anything else."""
    if node.type != "string" or any(child.type == "interpolation" for child in node.children):
        return None
    return "".join(text(child) for child in node.named_children)


def properties(node: Node) -> dict[str, tuple[Node, Node]]:
    """Of an object, each property's key and value by its name; computed names are left out."""
    found = {}
    for one in node.named_children:
        if one.type == "object_property":
            key, value = one.named_children[0], one.named_children[-1]
            name = literal(key) if key.type == "string" else text(key)
            if name is not None:
                found[name] = (key, value)
    return found


@dataclass(frozen=True)
class Declaration:
    """A parameter, variable, output, resource or module."""

    kind: str
    name: str
    node: Node
    decorators: dict[str, Node] = field(default_factory=dict)

    @property
    def value(self) -> Node | None:
        """What stands after the equals sign."""
        signs = [index for index, child in enumerate(self.node.children) if child.type == "="]
        return self.node.children[signs[0] + 1] if signs else None

    @property
    def reference(self) -> str:
        """Of a resource its type with version, of a module its file."""
        return next(found for child in self.node.named_children if (found := literal(child)) is not None)

    @property
    def existing(self) -> bool:
        """Whether a resource is only referred to."""
        return any(child.type == "existing" for child in self.node.children)

    @property
    def type(self) -> str | None:
        """Of a parameter or an output: string, int, bool, array or object."""
        return next(
            (text(child) for child in self.node.named_children if child.type in ("type", "primitive_type")), None
        )

    @property
    def body(self) -> Node | None:
        """Of a resource or a module its object, out of any loop or condition."""
        node = self.value
        while node is not None and node.type in ("for_statement", "if_statement"):
            node = node.named_children[-1]
        return node if node is not None and node.type == "object" else None

    @property
    def loops(self) -> bool:
        """Whether it stands for many."""
        return self.value is not None and self.value.type == "for_statement"


class Source:
    """One file."""

    def __init__(self, path: Path, content: str) -> None:
        self.path = path
        # The grammar knows no files of parameters: there `param x = 1` reads like a variable, at the same place.
        if path.suffix == ".bicepparam":
            content = re.sub(r"^param ", "var   ", content, flags=re.MULTILINE)
        self.root = _parser().parse(content.encode()).root_node

    @classmethod
    def read(cls, path: Path) -> "Source":
        """The file at this path."""
        return cls(path, path.read_text())

    @cached_property
    def declarations(self) -> dict[str, Declaration]:
        """Everything that is declared under a name that expressions can use."""
        return {one.name: one for one in self._declared() if one.kind != "output"}

    @cached_property
    def outputs(self) -> dict[str, Declaration]:
        """What whoever uses the file gets from it."""
        return {one.name: one for one in self._declared() if one.kind == "output"}

    def of_kind(self, kind: str) -> list[Declaration]:
        """The declarations of a kind: parameter, variable, resource or module."""
        return [one for one in self.declarations.values() if one.kind == kind]

    def problem(self, node: Node, message: str) -> Problem:
        """A problem at this place."""
        row, column = node.start_point
        return Problem(self.path, row + 1, column + 1, message)

    def syntax_problems(self) -> Iterator[Problem]:
        """What cannot be read, or is not among what is understood."""
        for node in walk(self.root):
            if node.type == "ERROR" or node.is_missing:
                yield self.problem(node, "syntax error")
            elif node.is_named and node.type not in UNDERSTOOD:
                yield self.problem(node, f"{node.type} is not understood by this check")

    def _declared(self) -> Iterator[Declaration]:
        decorators: dict[str, Node] = {}
        for node in self.root.named_children:
            if node.type == "decorators":
                calls = [one.named_children[0] for one in node.named_children if one.type == "decorator"]
                decorators = {text(call.named_children[0]): call for call in calls}
            elif node.type.endswith("_declaration"):
                name = next(text(child) for child in node.children if child.type == "identifier")
                yield Declaration(node.type.removesuffix("_declaration"), name, node, decorators)
                decorators = {}

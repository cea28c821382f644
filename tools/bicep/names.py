"""What the names in a file stand for, and whether there is such a thing."""

from collections.abc import Callable, Iterator
from pathlib import Path

from tools.bicep.fields import Fields, loop_of
from tools.bicep.source import Declaration, Node, Problem, Source, literal, text, walk
from tools.bicep.types import Library, Types

FUNCTIONS = {
    "concat": "array", "contains": "bool", "empty": "bool", "environment": "object", "guid": "string",
    "items": "array", "json": "any", "listKeys": "object", "loadJsonContent": "any", "newGuid": "string",
    "readEnvironmentVariable": "string", "replace": "string", "resourceGroup": "object", "split": "array",
    "string": "string", "subscription": "object", "subscriptionResourceId": "string", "take": "any",
    "tenant": "object", "toLower": "string", "union": "any", "uniqueString": "string", "utcNow": "string",
}  # fmt: skip
"""The functions of the language that are used here, with what they return."""

DECORATORS = frozenset({
    "allowed", "batchSize", "description", "maxLength", "maxValue", "minLength", "minValue", "onlyIfNotExists",
    "secure",
})  # fmt: skip
LITERALS = {
    "string": "string", "number": "int", "boolean": "bool", "array": "array", "object": "object", "null": "null",
}  # fmt: skip


class Scope:
    """The names of one file, and of the modules that it uses."""

    def __init__(self, source: Source, library: Library, module: Callable[[Path], Source]) -> None:
        self.source = source
        self.library = library
        self.module = module
        self.fields = Fields(source)

    def kind(self, node: Node) -> str | None:
        """Of a value: string, int, bool, array, object or null; `any` or None where only the deployment knows."""
        if node.type in LITERALS:
            return LITERALS[node.type]
        if node.type == "identifier" and (found := self.source.declarations.get(text(node))):
            if found.kind == "parameter":
                return found.type
            if found.kind == "variable" and found.value is not None:
                return self.kind(found.value)
        if node.type == "call_expression" and node.named_children[0].type == "identifier":
            return FUNCTIONS.get(text(node.named_children[0]))
        if node.type == "member_expression" and (output := self._output(node)):
            return output.type
        return None

    def literals(self, node: Node) -> list[str]:
        """The strings that a value may be, as far as the file says: itself, or the allowed ones of a parameter."""
        if (own := literal(node)) is not None:
            return [own]
        found = self.source.declarations.get(text(node)) if node.type == "identifier" else None
        if found is not None and "allowed" in found.decorators:
            array = found.decorators["allowed"].named_children[-1].named_children[0]
            return [value for item in array.named_children if (value := literal(item)) is not None]
        return []

    def problems(self) -> Iterator[Problem]:
        """Names that stand for nothing, and declarations that nothing uses."""
        used = set()
        for node in walk(self.source.root):
            if node.type == "identifier" and _is_reference(node):
                used.add(text(node))
                if not self._known(node):
                    yield self.source.problem(node, f"nothing is called {text(node)}")
            elif node.type == "member_expression":
                yield from self._member(node)
            elif node.type == "decorator" and text(node.named_children[0].named_children[0]) not in DECORATORS:
                yield self.source.problem(node, f"{text(node)} is not understood by this check")
        for name, one in self.source.declarations.items():
            is_values = self.source.path.suffix == ".bicepparam"
            if one.kind in ("parameter", "variable") and name not in used and not is_values:
                yield self.source.problem(one.node, f"nothing uses {name}")

    def _known(self, node: Node) -> bool:
        name = text(node)
        return name in self.source.declarations or name in FUNCTIONS or name in _locals(node) or _is_decorator(node)

    def _member(self, node: Node) -> Iterator[Problem]:
        owner, names = chain(node)
        fields = self._fields_of(owner)
        if fields is not None and names[0] not in fields:
            yield self.source.problem(node, f"{text(owner)} has no {names[0]}; there are {', '.join(sorted(fields))}")
        declared = self.source.declarations.get(text(owner)) if owner.type == "identifier" else None
        if declared is None or text(owner) in _locals(owner):
            return
        if declared.kind == "module" and names[0] not in ("outputs", "name"):
            yield self.source.problem(node, f"a module has outputs and a name, not {names[0]}")
        if declared.kind == "module" and names[0] == "outputs" and len(names) > 1 and self._output(node) is None:
            yield self.source.problem(node, f"{declared.reference} has no output {names[1]}")
        if declared.kind == "resource" and (types := self.library.types(declared.reference)):
            yield from self._path(node, types, declared.reference, names)

    def _fields_of(self, owner: Node) -> set[str] | None:
        """Of a variable, or of the variable of a loop, the fields that it has; None if that is not known."""
        if owner.type != "identifier":
            return None
        if (looped := loop_of(owner)) is not None:
            return self.fields.in_each(looped)
        shape = self.fields.of(owner)
        return set(shape) if isinstance(shape, dict) else None

    def _path(self, node: Node, types: Types, resource: str, names: list[str]) -> Iterator[Problem]:
        if node.parent is not None and node.parent.type in ("call_expression", "member_expression"):
            return  # a method, or only the beginning of a longer path
        type_ = types.resource(resource)
        for name in names:
            if type_ is None or type_["$type"] != "ObjectType":
                return
            if name not in type_["properties"]:
                if "additionalProperties" not in type_:
                    yield self.source.problem(node, f"{resource} has no {'.'.join(names)}")
                return
            type_ = types.at(type_["properties"][name]["type"])

    def _output(self, node: Node) -> Declaration | None:
        owner, names = chain(node)
        declared = self.source.declarations.get(text(owner)) if owner.type == "identifier" else None
        if declared is None or declared.kind != "module" or names[0] != "outputs" or len(names) < 2:
            return None
        path = self.source.path.parent / declared.reference
        return self.module(path).outputs.get(names[1]) if path.exists() else None


def chain(node: Node) -> tuple[Node, list[str]]:
    """Of `a.b.c` the node of a, and the names b and c. Places in a list are passed over."""
    names: list[str] = []
    while node.type in ("member_expression", "subscript_expression"):
        if node.type == "member_expression":
            names.insert(0, text(node.named_children[-1]))
        node = node.named_children[0]
    # The grammar reads `a ? b : c.d` as if there were brackets round all before the dot.
    return (node.named_children[-1] if node.type == "ternary_expression" else node), names


def _is_reference(node: Node) -> bool:
    parent = node.parent
    if parent is None or parent.type.endswith("_declaration"):
        return parent is not None and node.prev_sibling is not None and node.prev_sibling.type == "="
    return not (parent.type == "object_property" and parent.named_children[0] == node)


def _is_decorator(node: Node) -> bool:
    return node.parent is not None and node.parent.parent is not None and node.parent.parent.type == "decorator"


def _locals(node: Node) -> set[str]:
    """The variables of the loops around a node."""
    found = set()
    up = node.parent
    while up is not None:
        if up.type == "for_statement":
            head = up.named_children[0]
            parts = head.named_children if head.type == "for_loop_parameters" else [head]
            found |= {text(part) for part in parts}
        up = up.parent
    return found

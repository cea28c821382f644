"""Whether a value fits the type that Microsoft's data gives for its place."""

from collections.abc import Iterator

from tools.bicep.fields import loop_of
from tools.bicep.names import Scope
from tools.bicep.source import Node, Problem, Source, literal, properties, text
from tools.bicep.types import READ_ONLY, REQUIRED, Type, Types

OF_THE_LANGUAGE = ("parent", "dependsOn", "scope")
"""Properties of every resource that Bicep has and the data has not."""

FROM_THE_DECLARATION = ("type", "apiVersion", "id")
KINDS = {"StringType": "string", "IntegerType": "int", "BooleanType": "bool", "ArrayType": "array"} | dict.fromkeys(
    ("ObjectType", "DiscriminatedObjectType"), "object"
)


class Values:
    """Checks the values of one file."""

    def __init__(self, source: Source, scope: Scope, types: Types) -> None:
        self.source = source
        self.scope = scope
        self.types = types

    def resource(self, type_: Type, body: Node) -> Iterator[Problem]:
        """What is wrong with a resource's body."""
        yield from self._value(type_, body, "")

    def _value(self, type_: Type | None, node: Node, path: str) -> Iterator[Problem]:
        if type_ is None:
            yield self.source.problem(node, f"{path}: no type data is kept for it; run `python -m tools.bicep.cut`")
        elif node.type == "parenthesized_expression":
            yield from self._value(type_, node.named_children[0], path)
        elif node.type == "ternary_expression":
            for branch in node.named_children[1:]:
                yield from self._value(type_, branch, path)
        elif (variable := self._variable(node)) is not None:
            yield from self._value(type_, variable, path)
        elif node.type in ("if_statement", "for_statement"):
            yield from self._repeated(type_, node, path)
        elif type_["$type"] == "DiscriminatedObjectType" and node.type == "object":
            yield from self._one_of(type_, node, path)
        elif type_["$type"] == "ObjectType" and node.type == "object":
            yield from self._object(type_, node, path)
        elif type_["$type"] == "ArrayType" and node.type == "array":
            for item in node.named_children:
                if item.type != "comment":
                    yield from self._value(self.types.at(type_["itemType"]), item, f"{path}[]")
        else:
            yield from self._plain(type_, node, path)

    def _variable(self, node: Node) -> Node | None:
        """What stands in a variable that is an object, a list or a choice between such."""
        if node.type != "identifier" or loop_of(node) is not None:
            return None
        found = self.source.declarations.get(text(node))
        if found is None or found.kind != "variable" or found.value is None:
            return None
        return found.value if found.value.type in ("object", "array", "ternary_expression") else None

    def _repeated(self, type_: Type, node: Node, path: str) -> Iterator[Problem]:
        if node.type == "for_statement" and type_["$type"] == "ArrayType":
            yield from self._value(self.types.at(type_["itemType"]), node.named_children[-1], f"{path}[]")
        else:
            yield self.source.problem(node, f"{path} takes no loop")

    def _object(self, type_: Type, node: Node, path: str) -> Iterator[Problem]:
        known = type_["properties"]
        given = properties(node)
        for name, (key, value) in given.items():
            if not path and name in OF_THE_LANGUAGE:
                continue
            if name in known:
                if known[name]["flags"] & READ_ONLY and not known[name]["flags"] & REQUIRED:
                    yield self.source.problem(key, f"{_join(path, name)} is read-only")
                yield from self._value(self.types.at(known[name]["type"]), value, _join(path, name))
            elif "additionalProperties" in type_:
                yield from self._value(self.types.at(type_["additionalProperties"]), value, _join(path, name))
            else:
                yield self.source.problem(key, f"there is no property {_join(path, name)}; there are {_few(known)}")
        for name, one in known.items():
            of_the_declaration = not path and name in FROM_THE_DECLARATION
            if one["flags"] & REQUIRED and name not in given and not of_the_declaration:
                yield self.source.problem(node, f"{_join(path, name)} is required")

    def _one_of(self, type_: Type, node: Node, path: str) -> Iterator[Problem]:
        mark = type_["discriminator"]
        given = properties(node).get(mark)
        chosen = None if given is None else literal(given[1])
        if given is None:
            yield self.source.problem(node, f"{_join(path, mark)} is required")
        elif chosen is None:
            # Which it is turns out at deployment; that it is a string does not.
            yield from self._plain({"$type": "StringType"}, given[1], _join(path, mark))
        elif chosen not in type_["elements"]:
            yield self.source.problem(given[1], f"{_join(path, mark)} is one of {_few(type_['elements'])}")
        else:
            case = self.types.at(type_["elements"][chosen])
            if case is None:
                yield from self._value(None, node, _join(path, chosen))
                return
            whole = {**case, "properties": type_["baseProperties"] | case["properties"]}
            yield from self._object(whole, node, path)

    def _plain(self, type_: Type, node: Node, path: str) -> Iterator[Problem]:
        kind = self.scope.kind(node)
        if type_["$type"] in ("StringLiteralType", "UnionType"):
            allowed = self._allowed(type_)
            if kind not in (None, "string", "null") and (allowed or type_["$type"] == "StringLiteralType"):
                yield self.source.problem(node, f"{path} takes a string, not {kind}")
            for value in self.scope.literals(node):
                if allowed and value not in allowed:
                    yield self.source.problem(node, f"{path} is one of {_few(allowed)}, not {value!r}")
        elif (wanted := KINDS.get(type_["$type"])) and kind not in (None, "null", "any", wanted):
            yield self.source.problem(node, f"{path} takes {wanted}, not {kind}: {text(node)[:40]}")

    def _allowed(self, type_: Type) -> list[str]:
        """The values that are listed; none if any string will do.

        Microsoft's data lists the known values and adds "or any string", for those to come: here that is a mistake.
        """
        if type_["$type"] == "StringLiteralType":
            return [type_["value"]]
        choices = [self.types.at(reference) for reference in type_["elements"]]
        return [one["value"] for one in choices if one is not None and one["$type"] == "StringLiteralType"]


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _few(names: object) -> str:
    found = ", ".join(sorted(str(name) for name in names)) if isinstance(names, list | dict) else str(names)
    return found if len(found) <= 160 else found[:160] + " …"

"""All that can be known to be wrong with Bicep files before they are deployed."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from tools.bicep.names import Scope
from tools.bicep.source import Declaration, Node, Problem, Source, properties, text, walk
from tools.bicep.types import Library
from tools.bicep.values import Values


class Check:
    """A check of several files. Each file is read once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.sources: dict[Path, Source] = {}

    def problems(self, paths: Iterable[Path]) -> list[Problem]:
        """What is wrong in these files, in their order."""
        return sorted({problem for path in paths for problem in self._file(self.source(path))})

    def source(self, path: Path) -> Source:
        """The file at this path."""
        path = path.resolve()
        if path not in self.sources:
            self.sources[path] = Source.read(path)
        return self.sources[path]

    def _file(self, source: Source) -> Iterator[Problem]:
        unreadable = list(source.syntax_problems())
        yield from unreadable
        if unreadable:
            return
        scope = Scope(source, self.library, self.source)
        yield from scope.problems()
        for one in source.of_kind("parameter"):
            yield from self._parameter(source, scope, one)
        for one in source.of_kind("resource"):
            yield from self._resource(source, scope, one)
        for one in source.of_kind("module"):
            yield from self._module(source, one)
        if source.path.suffix == ".bicepparam":
            yield from self._values(source)

    def _parameter(self, source: Source, scope: Scope, one: Declaration) -> Iterator[Problem]:
        """Whether its default is one of the values that it may have."""
        allowed = [item for item in _items(one, "allowed") if item.type != "comment"]
        for item in [*allowed, *([one.value] if one.value is not None else [])]:
            if (kind := scope.kind(item)) not in (None, "any", one.type):
                yield source.problem(item, f"{one.name} is {one.type}, not {kind}")
        if one.value is None:
            return
        if allowed and one.value.type in ("string", "number") and text(one.value) not in map(text, allowed):
            yield source.problem(one.value, f"{one.name} is one of {', '.join(map(text, allowed))}")
        if one.value.type == "number":
            least, most = _limit(one, "minValue"), _limit(one, "maxValue")
            if (least is not None and int(text(one.value)) < least) or (
                most is not None and int(text(one.value)) > most
            ):
                yield source.problem(one.value, f"{one.name} is from {least} to {most}")
        for name in ("minValue", "maxValue", "minLength", "maxLength"):
            if name in one.decorators and _limit(one, name) is None:
                yield source.problem(one.node, f"{name} of {one.name} is a number")

    def _resource(self, source: Source, scope: Scope, one: Declaration) -> Iterator[Problem]:
        types = self.library.types(one.reference)
        type_ = types.resource(one.reference) if types else None
        if types is None or type_ is None:
            yield source.problem(one.node, f"there is no type data for {one.reference}")
        elif one.body is None:
            yield source.problem(one.node, f"{one.name} has no body")
        elif one.existing:
            for name, (key, _) in properties(one.body).items():
                if name not in ("name", "parent", "scope"):
                    yield source.problem(key, f"what exists already has no {name} here")
        else:
            yield from Values(source, scope, types).resource(type_, one.body)

    def _module(self, source: Source, one: Declaration) -> Iterator[Problem]:
        path = source.path.parent / one.reference
        if not path.exists():
            yield source.problem(one.node, f"there is no {one.reference}")
            return
        if one.body is None:
            yield source.problem(one.node, f"{one.name} has no body")
            return
        given = properties(one.body)
        for name, (key, _) in given.items():
            if name not in ("name", "scope", "params", "dependsOn"):
                yield source.problem(key, f"a module takes no {name}")
        params = properties(given["params"][1]) if "params" in given else {}
        scope = Scope(source, self.library, self.source)
        declared = {param.name: param for param in self.source(path).of_kind("parameter")}
        for name, (key, value) in params.items():
            if name not in declared:
                yield source.problem(key, f"{one.reference} has no parameter {name}")
            elif (kind := scope.kind(value)) not in (None, "any", "null", declared[name].type):
                yield source.problem(value, f"{name} of {one.reference} is {declared[name].type}, not {kind}")
            elif value.type == "object" and (read := _read_of(self.source(path), name)):
                for missing in sorted(read - properties(value).keys()):
                    yield source.problem(value, f"{one.reference} reads {name}.{missing}, which is not given")
                for field, (place, _) in properties(value).items():
                    if field not in read:
                        yield source.problem(place, f"{one.reference} does not read {name}.{field}")
        for name, param in declared.items():
            if param.value is None and name not in params:
                yield source.problem(one.node, f"{one.reference} needs the parameter {name}")

    def _values(self, source: Source) -> Iterator[Problem]:
        using = source.root.named_children[0]
        first = next((node for node in source.root.named_children if node.type == "using_statement"), using)
        path = source.path.parent / "main.bicep"
        scope = Scope(source, self.library, self.source)
        declared = {param.name: param for param in self.source(path).of_kind("parameter")}
        target = Scope(self.source(path), self.library, self.source)
        for one in source.of_kind("variable"):
            param = declared.get(one.name)
            if param is None or one.value is None:
                yield source.problem(one.node, f"main.bicep has no parameter {one.name}")
                continue
            kind = scope.kind(one.value)
            if kind not in (None, "any", param.type):
                yield source.problem(one.node, f"{one.name} is {param.type}, not {kind}")
            allowed = target.literals(next(node for node in param.node.children if node.type == "identifier"))
            for value in scope.literals(one.value):
                if allowed and value not in allowed:
                    yield source.problem(one.value, f"{one.name} is one of {', '.join(allowed)}")
        for name, param in declared.items():
            if param.value is None and name not in source.declarations:
                yield source.problem(first, f"main.bicep needs the parameter {name}")


def _items(one: Declaration, decorator: str) -> list[Node]:
    """What a decorator is called with: the items of its list, or its arguments."""
    if decorator not in one.decorators:
        return []
    arguments = one.decorators[decorator].named_children[-1].named_children
    return list(arguments[0].named_children) if arguments[0].type == "array" else list(arguments)


def _limit(one: Declaration, decorator: str) -> int | None:
    """The number that a decorator is called with."""
    items = _items(one, decorator)
    return int(text(items[0])) if items and re.fullmatch(r"-?\d+", text(items[0])) else None


def _read_of(source: Source, name: str) -> set[str]:
    """The fields of a parameter that a file reads. Empty if it also takes the parameter as a whole."""
    read = set()
    for node in walk(source.root):
        if node.type == "identifier" and text(node) == name and node.parent is not None:
            if node.parent.type == "member_expression" and node.parent.named_children[0] == node:
                read.add(text(node.parent.named_children[-1]))
            elif node.parent.type != "parameter_declaration" and not _is_key(node):
                return set()
    return read


def _is_key(node: Node) -> bool:
    return node.parent is not None and node.parent.type == "object_property" and node.parent.named_children[0] == node


class Infrastructure:
    """The Bicep files of the project."""

    folder = Path(__file__).resolve().parents[2] / "infra" / "bicep"

    @cached_property
    def paths(self) -> list[Path]:
        """Every file, parameters included."""
        return sorted([*self.folder.rglob("*.bicep"), *self.folder.rglob("main.*.bicepparam")])

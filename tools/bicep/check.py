"""All that can be known to be wrong with Bicep files before they are deployed."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from tools.bicep.names import Scope
from tools.bicep.source import Declaration, Problem, Source, properties
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
        for one in source.of_kind("resource"):
            yield from self._resource(source, scope, one)
        for one in source.of_kind("module"):
            yield from self._module(source, one)
        if source.path.suffix == ".bicepparam":
            yield from self._values(source)

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


class Infrastructure:
    """The Bicep files of the project."""

    folder = Path(__file__).resolve().parents[2] / "infra" / "bicep"

    @cached_property
    def paths(self) -> list[Path]:
        """Every file, parameters included."""
        return sorted([*self.folder.rglob("*.bicep"), *self.folder.rglob("main.*.bicepparam")])

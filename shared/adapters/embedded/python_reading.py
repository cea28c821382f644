"""Reading Python without running it: structure, rough cost, what looks wrong. The code is data, and may be hostile."""

import ast
import builtins
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

MOST_CHARACTERS = 8_000
"""Longer code is not parsed."""
_DEEPEST = 60
"""Levels of nesting of statements; deeper code is not read further."""
_LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.comprehension)
_BRANCHES = (*_LOOPS, ast.If, ast.IfExp, ast.ExceptHandler, ast.BoolOp, ast.Assert, ast.match_case)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_JUMPS = (ast.Return, ast.Raise, ast.Break, ast.Continue)
_KNOWN = frozenset(dir(builtins)) | {"self", "cls", "__name__", "__file__"}
_TEST_NAMES = frozenset({"pytest", "unittest", "doctest", "hypothesis"})


@dataclass(slots=True)
class Structure:
    """What the code is made of. `problems` are sentences for a person; `loop_depth` counts loops inside each other;
    `shows` are words for what it does without saying so (`edge case` for a check of empty input)."""

    functions: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    loop_depth: int = 0
    branches: int = 0
    recursive: bool = False
    sorts: bool = False
    has_tests: bool = False
    returns: bool = False
    shows: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)


def read_python(code: str) -> Structure | None:
    """The structure of Python code, None if it is none: it does not parse, is too long or nested too deeply."""
    if len(code) > MOST_CHARACTERS:
        return None
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    nodes = list(ast.walk(tree))
    found = Structure(
        functions=[node.name for node in nodes if isinstance(node, _FUNCTIONS)],
        names=_names(nodes),
        loop_depth=_loop_depth(tree),
        branches=sum(isinstance(node, _BRANCHES) for node in nodes),
        returns=any(isinstance(node, ast.Return) and node.value is not None for node in nodes),
    )
    called = {_called(node) for node in nodes if isinstance(node, ast.Call)}
    found.sorts = bool(called & {"sort", "sorted"})
    found.recursive = any(_calls_itself(node) for node in nodes if isinstance(node, _FUNCTIONS))
    found.has_tests = _has_tests(nodes, found)
    found.shows = _shown(nodes)
    found.problems = [*_undefined(nodes), *_unreachable(nodes), *_missing_returns(nodes)]
    return found


def _names(nodes: Sequence[ast.AST]) -> set[str]:
    """The words that its author chose; comments and texts are none."""
    chosen = {node.name for node in nodes if isinstance(node, (*_FUNCTIONS, ast.ClassDef))}
    chosen |= {node.id for node in nodes if isinstance(node, ast.Name)}
    chosen |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    return chosen | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def _shown(nodes: Sequence[ast.AST]) -> set[str]:
    shown = set()
    for node in nodes:
        match node:
            case ast.Dict() | ast.DictComp() | ast.Name(id="dict" | "defaultdict" | "Counter"):
                shown.add("hash map dictionary lookup")
            case ast.Set() | ast.SetComp() | ast.Name(id="set" | "frozenset"):
                shown.add("hash set")
            case ast.Try() | ast.Raise():
                shown.add("error exception invalid input")
            case ast.UnaryOp(op=ast.Not()) | ast.Compare(comparators=[ast.Constant(value=0 | None | "")]):
                shown.add("edge case empty input")
            case _:
                pass
    return shown


def _loop_depth(tree: ast.AST) -> int:
    deepest, open_nodes = 0, [(tree, 0, 0)]
    while open_nodes:
        node, loops, depth = open_nodes.pop()
        loops += isinstance(node, _LOOPS)
        # A comprehension's generators stand beside each other in the tree, but run inside each other.
        loops += max(0, len(getattr(node, "generators", [])) - 1)
        deepest = max(deepest, loops)
        if depth < 10 * _DEEPEST:
            open_nodes.extend((child, loops, depth + 1) for child in ast.iter_child_nodes(node))
    return deepest


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _calls_itself(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(isinstance(node, ast.Call) and _called(node) == function.name for node in ast.walk(function))


def _has_tests(nodes: Sequence[ast.AST], found: Structure) -> bool:
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    asserts = any(isinstance(node, ast.Assert) for node in nodes)
    return asserts or bool(imported & _TEST_NAMES) or any(name.startswith("test") for name in found.functions)


def _undefined(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Names that are used and given a value nowhere. Where they are given one does not matter."""
    if any(isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names) for node in nodes):
        return
    given = set(_KNOWN)
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                given.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                given.add(name)
            case ast.alias(name=name, asname=other):
                given.add(other or name.partition(".")[0])
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                given.add(name)
            case _:
                pass
    used = {node.id: node.lineno for node in reversed(nodes) if isinstance(node, ast.Name)}
    for name in sorted(set(used) - given)[:5]:
        yield f"`{name[:40]}` in line {used[name]} is never given a value."


def _unreachable(nodes: Sequence[ast.AST]) -> Iterator[str]:
    for block in _blocks(nodes):
        for before, after in pairwise(block):
            if isinstance(before, _JUMPS):
                yield f"Line {after.lineno} can never be reached."
                break


def _blocks(nodes: Sequence[ast.AST]) -> Iterator[list[ast.stmt]]:
    for node in nodes:
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                yield block


def _missing_returns(nodes: Sequence[ast.AST]) -> Iterator[str]:
    for function in nodes:
        if not isinstance(function, _FUNCTIONS):
            continue
        inside = [node for node in ast.walk(function) if isinstance(node, (ast.Return, ast.Yield, ast.YieldFrom))]
        gives = any(isinstance(node, ast.Return) and node.value is not None for node in inside)
        generates = any(not isinstance(node, ast.Return) for node in inside)
        if gives and not generates and not _always_leaves(function.body, 0):
            yield f"`{function.name[:40]}` does not return a value on all paths."


def _always_leaves(block: Sequence[ast.stmt], depth: int) -> bool:
    """Whether the block surely ends by returning or raising."""
    if not block or depth > _DEEPEST:
        return False
    last = block[-1]
    match last:
        case ast.Return() | ast.Raise():
            return True
        case ast.If(body=body, orelse=other):
            return _always_leaves(body, depth + 1) and _always_leaves(other, depth + 1)
        case ast.With(body=body) | ast.AsyncWith(body=body):
            return _always_leaves(body, depth + 1)
        case ast.Try(body=body, handlers=handlers, orelse=other, finalbody=final):
            normal = _always_leaves(other or body, depth + 1)
            caught = all(_always_leaves(handler.body, depth + 1) for handler in handlers)
            return _always_leaves(final, depth + 1) or (normal and caught)
        case ast.While(test=ast.Constant(value=condition)):
            return bool(condition) and not any(isinstance(node, ast.Break) for node in ast.walk(last))
        case ast.Match(cases=cases):
            whole = any(isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None for case in cases)
            return whole and all(_always_leaves(case.body, depth + 1) for case in cases)
        case _:
            return False

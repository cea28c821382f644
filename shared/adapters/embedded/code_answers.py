"""Reading the code in an answer. It is never run: Python is parsed, other languages are read by brackets and words.

What comments and texts say counts for nothing, since anybody can write expected words into them.
"""

import re
from collections.abc import Sequence

from shared.adapters.embedded.python_reading import MOST_CHARACTERS, Structure, read_python
from shared.core.resource import Value
from shared.language.words import Span

_FENCE = re.compile(r"```[ \t]*([\w+#-]*)[^\n]*\n(.*?)(?:```|\Z)", re.DOTALL)
_FIRST_LINE = re.compile(
    r"^[ \t]*(?:(?:async )?def \w+\(|class \w+|import \w|from [\w.]+ import |@\w+|#include|public |private |static "
    r"|(?:export )?(?:async )?function\b|(?:const|let|var) \w+ ?=|func \w+\(|fn \w+\(|package \w+;?$"
    r"|(?:int|void|bool|string|double|float|char|long) \w+\(|SELECT\b.*\bFROM\b|WITH \w+ AS)",
    re.MULTILINE,
)
_CODE_LINE = re.compile(
    r"^(?:[ \t]+\S|[})\]@#/]|.*[;{}:\\]\s*$|.*[\w\])] ?[-+*/%]?= ?\S|.*\w\(.*\)\s*$|[ \t]*$|\s*\w+\s*$)"
)
_NOT_CODE = re.compile(
    r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|//[^\n]*|/\*.*?(?:\*/|\Z)|--[^\n]*", re.DOTALL
)
_FUNCTION = re.compile(
    r"\b(?:function|func|fn|def|sub|fun)\s+(\w+)|\b(\w+)\s*=\s*(?:async\s*)?(?:function\b|\([\w, ]*\)\s*=>)"
    r"|\b(?!new|return|else)[A-Za-z_][\w<>\[\]]*\s+(\w+)\s*\([^()]*\)\s*\{"
)
_LOOP = re.compile(r"\b(?:for|while|foreach|loop)\b|\.(?:map|filter|forEach|reduce)\(")
_BRANCH = re.compile(r"\b(?:if|case|catch|when|for|while)\b|\?|&&|\|\|")
_TESTS = re.compile(r"\b(?:assert\w*|expect|describe|it|test\w*|@Test)\s*\(", re.IGNORECASE)
_PAIRS = {")": "(", "]": "[", "}": "{"}
_ASKED = re.compile(
    r"`(\w+)(?:\([^`]*\))?`|\b(?:function|method|class)\s+(?:called|named)\s+[`\"']?(\w+)|\b([a-z]+_\w+)\s*\(?",
    re.IGNORECASE,
)
_WORD_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_MOST_NAMES = 60
_MOST_PROBLEMS = 5


class CodeReading(Value):
    """What a piece of code is, as far as reading shows.

    `asked` is the function the question names, None if it names none. `paths` is the cyclomatic number. `cost` is a
    rough hint at running time. `shows` are words for what the code does without saying so. `problems` are sentences for
    a person; `structure` sums up, 0 to 1, what is in order.
    """

    language: str
    parses: bool
    functions: list[str]
    asked: str | None
    defines_asked: bool
    paths: int
    loop_depth: int
    cost: str
    has_tests: bool
    problems: list[str]
    names: list[str]
    shows: list[str]
    structure: float


def code_in(text: str) -> list[Span]:
    """The pieces of code in an answer: what stands between fences, else the lines from the first one that is code."""
    fenced = [Span(match.start(2), match.end(2), match[2]) for match in _FENCE.finditer(text) if match[2].strip()]
    if fenced:
        return fenced
    first = _FIRST_LINE.search(text)
    if first is None:
        return []
    end = first.start()
    for line in text[first.start() :].splitlines(keepends=True):
        if end > first.start() and not _CODE_LINE.match(line):
            break
        end += len(line)
    piece = text[first.start() : end].rstrip()
    return [Span(first.start(), first.start() + len(piece), piece)] if piece else []


def without_code(text: str, code: Sequence[Span]) -> str:
    """The text with spaces in place of the code and its fences, so that every other place stays where it is."""
    for span in code:
        text = text[: span.start] + re.sub(r"[^\n]", " ", text[span.start : span.end]) + text[span.end :]
    return re.sub(r"```[^\n]*", lambda match: " " * len(match[0]), text)


def read_code(code: str, question: str) -> CodeReading:
    """Read a piece of code that answers the question. Never runs it; bounded in time and memory whatever it is."""
    python = read_python(code)
    structure = python or _read_by_brackets(code[:MOST_CHARACTERS])
    asked = next((name for match in _ASKED.finditer(question) for name in match.groups() if name), None)
    defines = asked in structure.functions if asked else bool(structure.functions)
    if asked and not defines:
        structure.problems.insert(0, f"`{asked}` was asked for and is not defined.")
    if len(code) > MOST_CHARACTERS:
        structure.problems.insert(0, "Too long to be read as a whole.")
    parses = python is not None or not any(problem.startswith("Brackets") for problem in structure.problems)
    return CodeReading(
        language="python" if python else "other",
        parses=parses,
        functions=structure.functions[:_MOST_NAMES],
        asked=asked,
        defines_asked=defines,
        paths=1 + structure.branches,
        loop_depth=structure.loop_depth,
        cost=_cost(structure),
        has_tests=structure.has_tests,
        problems=structure.problems,
        names=sorted(structure.names)[:_MOST_NAMES],
        shows=sorted(_all_shown(structure)),
        structure=_in_order(structure, parses, defines),
    )


def words_of(reading: CodeReading) -> str:
    """The words in the names that the author chose (`count_words` says `count words`), and for what the code shows."""
    named = [part.lower() for name in reading.names for part in _WORD_PARTS.findall(name)]
    return " ".join([*named, *reading.shows])


def _all_shown(structure: Structure) -> set[str]:
    facts = {
        "tests assertions": structure.has_tests,
        "recursion": structure.recursive,
        "sorting": structure.sorts,
        "loop": structure.loop_depth > 0,
    }
    return structure.shows | {words for words, holds in facts.items() if holds}


def said_about(reading: CodeReading) -> str:
    """The reading in sentences, for feedback."""
    parts = [f"The code was read, not run: {reading.language if reading.parses else 'it does not parse'}."]
    if reading.parses:
        parts.append(f"Its cost is {reading.cost}; {reading.paths} paths.")
        parts.append("It has tests." if reading.has_tests else "It has no tests.")
    return " ".join([*parts, *reading.problems[:_MOST_PROBLEMS]])


def _in_order(structure: Structure, parses: bool, defines: bool) -> float:
    """A quarter each for parsing, for a function, for a result, and for no problem; tests make up for one problem."""
    faults = max(0, len(structure.problems) - structure.has_tests)
    return (parses + defines + structure.returns) / 4 + 0.25 / (1 + faults) if parses else 0.1


def _cost(structure: Structure) -> str:
    if structure.recursive:
        return "recursive: depends on how fast the input gets smaller"
    power = {0: "O(1)", 1: "O(n)"}.get(structure.loop_depth, f"O(n^{structure.loop_depth})")
    if structure.sorts and structure.loop_depth <= 1:
        power = "O(n log n)"
    return f"about {power}, by the loops inside each other"


def _read_by_brackets(code: str) -> Structure:
    """What brackets and words tell of code in any language."""
    bare = _NOT_CODE.sub(" ", code)
    found = Structure(
        functions=[name for match in _FUNCTION.finditer(bare) for name in match.groups() if name],
        names=set(re.findall(r"\b[A-Za-z_]\w*", bare)),
        branches=len(_BRANCH.findall(bare)),
        returns=bool(re.search(r"\breturn\b|=>|\bselect\b", bare, re.IGNORECASE)),
        has_tests=bool(_TESTS.search(bare)),
        sorts=bool(re.search(r"\bsort\w*\s*\(|\border by\b", bare, re.IGNORECASE)),
    )
    found.loop_depth, balanced = _depth_of_loops(bare)
    found.recursive = any(len(re.findall(rf"\b{re.escape(name)}\s*\(", bare)) > 1 for name in found.functions[:20])
    if not balanced:
        found.problems.append("Brackets do not match.")
    return found


def _depth_of_loops(bare: str) -> tuple[int, bool]:
    """How deeply loops stand in each other's braces, and whether all brackets match."""
    opened: list[tuple[str, bool]] = []
    deepest, pending, balanced = 0, False, True
    for match in re.finditer(rf"{_LOOP.pattern}|[()\[\]{{}};]", bare):
        sign = match[0]
        if sign in "([{":
            opened.append((sign, sign == "{" and pending))
            pending = pending and sign != "{"
        elif sign in _PAIRS:
            balanced = balanced and bool(opened) and opened.pop()[0] == _PAIRS[sign]
        elif sign != ";":
            deepest = max(deepest, 1 + sum(is_loop for _, is_loop in opened))
            pending = True
    return deepest, balanced and not opened

"""Route templates of ASP.NET Core, as the Functions host matches them.

A template is literal segments and placeholders: `{name}`, `{name:constraint(argument)}`, `{name?}`, `{name=default}`,
`{*rest}`. Literals match in any case, values are decoded but for `%2F`, and one slash at the end is tolerated.
"""

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat
from urllib.parse import unquote

from devhost.errors import HostError

Check = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One placeholder of a template."""

    name: str
    checks: tuple[Check, ...] = ()
    optional: bool = False
    default: str | None = None
    catch_all: bool = False


Part = str | Placeholder


class Segment:
    """What stands between two slashes of a template: a literal, a placeholder, or several of both."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.placeholders = tuple(part for part in parts if isinstance(part, Placeholder))
        self.literal = None if self.placeholders else "".join(map(str, parts)).casefold()
        self.is_placeholder = len(parts) == len(self.placeholders) == 1
        self.is_catch_all = self.is_placeholder and self.placeholders[0].catch_all
        self._pattern = re.compile(_pattern(parts), re.IGNORECASE | re.DOTALL)

    def match(self, text: str | None, values: dict[str, str]) -> bool:
        """Whether the text fits (None: the path has ended before); its values are added."""
        if self.literal is not None:
            return text is not None and text.casefold() == self.literal
        if not text:
            return self.is_placeholder and text is None and _accept(self.placeholders[0], "", values)
        found = self._pattern.fullmatch(text)
        groups = found.groups(default="") if found else ()
        return bool(groups) and all(map(_accept, self.placeholders, groups, repeat(values)))


class Route:
    """A parsed route template.

    Raises:
        HostError: the template is malformed.
    """

    def __init__(self, template: str) -> None:
        self.template = template.strip("/")
        texts = _split_outside_braces(self.template)
        self._segments = tuple(_parse_segment(text, template) for text in texts if text)
        if any(segment.is_catch_all for segment in self._segments[:-1]):
            raise HostError(f"Route '{template}': nothing may follow a catch-all placeholder.")

    def match(self, path: Sequence[str]) -> dict[str, str] | None:
        """The placeholders' values if the path (its decoded segments) fits, else None."""
        values: dict[str, str] = {}
        for number, segment in enumerate(self._segments):
            if segment.is_catch_all:
                return values if _accept(segment.placeholders[0], "/".join(path[number:]), values) else None
            if not segment.match(path[number] if number < len(path) else None, values):
                return None
        return values if len(path) <= len(self._segments) else None


def path_segments(raw_path: str) -> list[str]:
    """The decoded segments of a path as sent, with `.` and `..` resolved and one slash at the end dropped."""
    segments: list[str] = []
    for raw in raw_path.removeprefix("/").removesuffix("/").split("/"):
        segment = "%2F".join(unquote(part) for part in re.split("%2[Ff]", raw))
        if segment == "..":
            del segments[-1:]
        elif segment != ".":
            segments.append(segment)
    return [] if segments == [""] else segments


def _pattern(parts: Sequence[Part]) -> str:
    pattern = ""
    for part in parts:
        if isinstance(part, str):
            pattern += re.escape(part)
        elif part.optional and pattern.endswith(r"\."):
            pattern = pattern.removesuffix(r"\.").replace("(.+)", "(.+?)") + r"(?:\.([^.]+))?"
        else:
            pattern += "(.+)"
    return pattern


def _accept(placeholder: Placeholder, text: str, values: dict[str, str]) -> bool:
    value = text or placeholder.default
    if not value:
        return placeholder.optional or placeholder.catch_all
    if text and not all(check(value) for check in placeholder.checks):
        return False
    values[placeholder.name] = value
    return True


def _split_outside_braces(template: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for position, character in enumerate(template):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == "/" and depth == 0:
            parts.append(template[start:position])
            start = position + 1
    if depth:
        raise HostError(f"Route '{template}': a brace is not closed.")
    return [*parts, template[start:]]


def _parse_segment(segment: str, template: str) -> Segment:
    parts: list[Part] = []
    position = 0
    while position < len(segment):
        if segment[position] != "{":
            end = segment.find("{", position)
            end = len(segment) if end < 0 else end
            parts.append(segment[position:end])
        else:
            end = _closing_brace(segment, position)
            parts.append(_parse_placeholder(segment[position + 1 : end - 1], template))
        position = end
    if len(parts) > 1 and any(isinstance(part, Placeholder) and part.catch_all for part in parts):
        raise HostError(f"Route '{template}': a catch-all placeholder must be a whole segment.")
    return Segment(parts)


def _closing_brace(segment: str, start: int) -> int:
    """Position after the brace that closes the one at `start`."""
    depth = 0
    for position in range(start, len(segment)):
        depth += {"{": 1, "}": -1}.get(segment[position], 0)
        if depth == 0:
            return position + 1
    raise HostError(f"Route segment '{segment}': a brace is not closed.")


_PLACEHOLDER = re.compile(r"(\*{0,2})([^:=?*{}]+)((?::.*?)?)(?:=([^)]*))?(\?)?", re.DOTALL)
_CONSTRAINT = re.compile(r":(\w+)(?:\((.*?)\)(?=:|$))?", re.DOTALL)


def _parse_placeholder(text: str, template: str) -> Placeholder:
    found = _PLACEHOLDER.fullmatch(text.replace("{{", "{").replace("}}", "}"))
    if not found:
        raise HostError(f"Route '{template}': '{{{text}}}' is not a placeholder.")
    stars, name, constraints, default, question = found.groups()
    checks, end = [], 0
    for constraint in _CONSTRAINT.finditer(constraints):
        if constraint.start() != end:
            break
        checks.append(_check(constraint[1], constraint[2], template))
        end = constraint.end()
    if end != len(constraints):
        raise HostError(f"Route '{template}': the constraint '{constraints[1:]}' is malformed.")
    return Placeholder(name.strip(), tuple(checks), bool(question), default, bool(stars))


def _is_int(bits: int) -> Check:
    limit = 1 << (bits - 1)
    return lambda text: bool(re.fullmatch(r"\s*[+-]?[0-9]{1,30}\s*", text)) and -limit <= int(text) < limit


def _is_guid(text: str) -> bool:
    if not re.fullmatch(r"[{(]?[0-9A-Fa-f-]+[)}]?", text) or (text[0] in "{(") != (text[-1] in ")}"):
        return False
    digits = text.strip("{}()")
    if len(digits) == 32 and digits == text:
        return "-" not in digits
    try:
        return str(uuid.UUID(digits)) == digits.lower()
    except ValueError:
        return False


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[+-]?([0-9][0-9,]*\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", text.strip()))


def _is_datetime(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


_PLAIN_CHECKS: Mapping[str, Check] = {
    "int": _is_int(32),
    "long": _is_int(64),
    "guid": _is_guid,
    "bool": lambda text: text.strip().lower() in ("true", "false"),
    "decimal": _is_number,
    "double": _is_number,
    "float": _is_number,
    "datetime": _is_datetime,
    "alpha": lambda text: bool(re.fullmatch("[A-Za-z]*", text)),
    "required": bool,
    "nonfile": lambda text: "." not in text.rpartition("/")[2].rstrip("."),
    "file": lambda text: "." in text.rpartition("/")[2].rstrip("."),
}


def _check(name: str, argument: str | None, template: str) -> Check:
    if argument is None and name in _PLAIN_CHECKS:
        return _PLAIN_CHECKS[name]
    if argument is not None and name == "regex":
        return _regex_check(argument, template)
    try:
        numbers = [int(number) for number in (argument or "").split(",")]
        return _SIZE_CHECKS[name, len(numbers)](*numbers)
    except (ValueError, KeyError):
        raise HostError(f"Route '{template}': the host knows no constraint '{name}({argument or ''})'.") from None


def _regex_check(pattern: str, template: str) -> Check:
    try:
        compiled = re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise HostError(f"Route '{template}': the regular expression is malformed: {error}.") from None
    return lambda text: bool(compiled.search(text))


_SIZE_CHECKS: Mapping[tuple[str, int], Callable[..., Check]] = {
    ("length", 1): lambda size: lambda text: len(text) == size,
    ("length", 2): lambda low, high: lambda text: low <= len(text) <= high,
    ("minlength", 1): lambda low: lambda text: len(text) >= low,
    ("maxlength", 1): lambda high: lambda text: len(text) <= high,
    ("min", 1): lambda low: lambda text: _is_int(64)(text) and int(text) >= low,
    ("max", 1): lambda high: lambda text: _is_int(64)(text) and int(text) <= high,
    ("range", 2): lambda low, high: lambda text: _is_int(64)(text) and low <= int(text) <= high,
}

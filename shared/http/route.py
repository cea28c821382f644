"""Routes: a method and a template, and whether two of them can match one request."""

import re
from dataclasses import dataclass
from functools import cached_property

from shared.core.ids import is_id
from shared.http.profiles import Profile

_PLACEHOLDER = re.compile(r"\{(\w+)(?::(\w+))?\}")


@dataclass(frozen=True)
class Route:
    """One address of an operation: `POST /api/v1/jobs/{job_id}`, and the profile it speaks when nothing else says.

    A placeholder matches one segment; `{name:guid}` only an identifier, which keeps it apart from literal siblings.
    """

    method: str
    template: str
    profile: Profile

    @classmethod
    def parse(cls, operation: str, profile: Profile) -> "Route":
        """Read `METHOD /path`. Raises ValueError if it is not of that form."""
        method, template = operation.split()
        if method not in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} or not template.startswith("/"):
            raise ValueError(f"not a route: {operation}")
        return cls(method, template.strip("/"), profile)

    @cached_property
    def placeholders(self) -> tuple[str, ...]:
        """Names of the placeholders, in order."""
        return tuple(name for name, _ in _PLACEHOLDER.findall(self.template))

    @property
    def path(self) -> str:
        """The path as OpenAPI writes it: with a leading slash, without constraints."""
        return "/" + _PLACEHOLDER.sub(r"{\1}", self.template)

    def overlaps(self, other: "Route") -> bool:
        """Whether one request could match both."""
        mine, theirs = self.template.split("/"), other.template.split("/")
        return (
            self.method == other.method
            and len(mine) == len(theirs)
            and all(_meet(one, two) for one, two in zip(mine, theirs, strict=True))
        )


def _meet(one: str, two: str) -> bool:
    constraints = [_PLACEHOLDER.fullmatch(segment) for segment in (one, two)]
    if constraints[0] is None and constraints[1] is None:
        return one.lower() == two.lower()
    if constraints[0] is not None and constraints[1] is not None:
        return True
    literal = two if constraints[0] else one
    match = constraints[0] or constraints[1]
    return match is not None and (match[2] != "guid" or is_id(literal))

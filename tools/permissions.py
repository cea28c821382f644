"""Writes docs/permissions.md, who may do what: `python -m tools.permissions`, with `--check` only compares it."""

import sys
from itertools import groupby

from functions.capabilities import ENDPOINTS
from shared.core.caller import GRANTABLE, PERMISSIONS, Permission, Role
from shared.http.access import Access
from shared.http.endpoint import Endpoint
from tools.generated import PROJECT, write_or_check

INTRODUCTION = """# Who may do what

Made from the declarations by `make permissions`; do not edit it.

`✓` may call the operation. `own` may call it, and the operation itself decides what they see and change: a candidate
their own things, everybody else what their other permissions cover. No role reaches another company's things; only
ADMIN, who runs the platform, lists companies and makes them, and acts for one that is named in `X-Company-Id`.
An empty cell is answered with 403, or 401 where nobody is signed in.

An access role of the company takes the place of the column: its users may call what needs one of its permissions.
HR and EMPLOYEE can have one. Nobody gives a permission that they do not have themselves.

## Permissions

"""


def document() -> str:
    """The permission matrix: a table for every capability, the operations down and the roles across."""
    sections = (
        f"\n## {tag}\n\n{_table(list(endpoints))}" for tag, endpoints in groupby(ENDPOINTS, key=lambda one: one.tag)
    )
    return INTRODUCTION + _permissions() + "".join(sections)


def _permissions() -> str:
    roles = " | ".join(role.value for role in Role)
    lines = [f"| permission | in an access role | {roles} |", "|---" * (2 + len(Role)) + "|"]
    for permission in Permission:
        cells = [permission in GRANTABLE, *(permission in PERMISSIONS[role] for role in Role)]
        lines.append(f"| {permission} | " + " | ".join("✓" if cell else "" for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _table(endpoints: list[Endpoint]) -> str:
    roles = " | ".join(role.value for role in Role)
    lines = [f"| operation | permission | guest | {roles} |", "|---" * (3 + len(Role)) + "|"]
    return "\n".join([*lines, *(_row(endpoint) for endpoint in endpoints)]) + "\n"


def _row(endpoint: Endpoint) -> str:
    route, access = endpoint.routes[0], endpoint.access
    cells = ["✓" if access.guests else "", *(_cell(access, role) for role in Role)]
    return f"| `{route.method} {route.path}` | {access.name} | " + " | ".join(cells) + " |"


def _cell(access: Access, role: Role) -> str:
    if access.guests:
        return "✓"
    if not access.permissions:
        return "own"
    return "✓" if access.allows(PERMISSIONS[role]) else ""


if __name__ == "__main__":
    path = PROJECT / "docs" / "permissions.md"
    sys.exit(write_or_check("Writes the permission matrix.", path, document().encode(), "make permissions"))

"""Checks the written documents: links lead somewhere, commands exist, every setting and every decision is described.

Run with `python -m tools.docs`; prints what is wrong and exits with 1, or says that all is well.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from shared.core.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
ADR_PARTS = ("## Context", "## Decision", "## Consequences", "## Alternatives")


def problems() -> Iterator[str]:
    """Everything that is wrong, as sentences."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]):
        text, name = page.read_text(), page.relative_to(ROOT)
        for link in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text):
            if not (page.parent / link).exists():
                yield f"{name}: the link to {link} leads nowhere"
        for target in re.findall(r"`make ([a-z-]+)", text):
            if target not in targets:
                yield f"{name}: there is no `make {target}`"
        for fence in re.findall(r"^```.*[ `].*$", text, re.MULTILINE):
            yield f"{name}: what stands behind the fence is not read: {fence}"
    settings = (ROOT / "docs" / "settings.md").read_text()
    for field in Settings.model_fields:
        variable = Settings.variable(field)
        short = "__" + variable.rpartition("__")[2]  # of a name that goes on where another one stands
        if f"`{variable}`" not in settings and f"`{short}`" not in settings:
            yield f"docs/settings.md does not describe {variable}"
    for decision in sorted((ROOT / "docs" / "adr").glob("[0-9]*.md")):
        missing = [part for part in ADR_PARTS if part not in decision.read_text()]
        if missing:
            yield f"{decision.relative_to(ROOT)} lacks {', '.join(missing)}"


def main() -> int:
    """Print the problems. The exit code is 1 if there are any."""
    found = list(problems())
    for problem in found:
        print(problem, file=sys.stderr)
    if not found:
        print("documents: links, commands, settings and decisions are in order")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

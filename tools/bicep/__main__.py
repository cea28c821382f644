"""Checks the Bicep files: `python -m tools.bicep`. Prints what is wrong and exits with 1."""

import sys

from tools.bicep.check import Check, Infrastructure
from tools.bicep.types import Library


def main() -> int:
    """Print the problems. The exit code is 1 if there are any."""
    paths = Infrastructure().paths
    found = Check(Library()).problems(paths)
    for problem in found:
        print(problem, file=sys.stderr)
    if not found:
        print(f"infrastructure: {len(paths)} Bicep files fit the types of their resources")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

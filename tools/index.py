"""Writes functions/index.json, all functions as the host is told of them: `python -m tools.index`, or `--check`."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

from functions.capabilities import CAPABILITIES
from functions.index import INDEX
from tools.generated import write_or_check


def content() -> bytes:
    """The index as it is committed: a line for each function."""
    return ("{\n" + ",\n".join(_modules()) + "\n}\n").encode()


def _modules() -> Iterator[str]:
    for module in CAPABILITIES:
        name = module.__name__.rpartition(".")[2]
        lines = ",\n".join(f" {json.dumps(asdict(function))}" for function in module.bp.functions)
        yield f'"{name}": [\n{lines}\n]'


if __name__ == "__main__":
    sys.exit(write_or_check("Writes the index of all functions.", INDEX, content(), "make index"))

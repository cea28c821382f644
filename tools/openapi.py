"""Writes openapi.json: `python -m tools.openapi`, with `--check` only compares it."""

import sys

from functions.system import openapi_json
from tools.generated import PROJECT, write_or_check

if __name__ == "__main__":
    sys.exit(
        write_or_check("Writes the API's document.", PROJECT / "openapi.json", openapi_json(), "make openapi"),
    )

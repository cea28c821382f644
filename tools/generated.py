"""Files that are made from the code and committed: written anew, or compared."""

import argparse
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def write_or_check(description: str, path: Path, content: bytes, command: str) -> int:
    """Write the file, or with `--check` on the command line compare it. The exit code is 1 if it differs."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the file is out of date")
    name = path.relative_to(PROJECT)
    if not parser.parse_args().check:
        path.write_bytes(content)
        print(f"Wrote {name}.")
        return 0
    if path.exists() and path.read_bytes() == content:
        return 0
    print(f"{name} is out of date: run `{command}` and look at what changed.", file=sys.stderr)
    return 1

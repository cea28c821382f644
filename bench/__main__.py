"""Runs every benchmark and writes the figures into docs/performance.md: `python -m bench` (`--quick`: less data)."""

import argparse
import sys

from bench import bulk_import, imports, kit_overhead, round_trips, turns
from bench.results import DOCUMENT, write_document


def main() -> None:
    """Measure everything; about ten minutes."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="stop at 10,000 candidates, and leave the document alone")
    quick = parser.parse_args().quick
    results = []
    sizes = round_trips.SIZES[:2] if quick else round_trips.SIZES
    for measure in (
        imports.measure,
        kit_overhead.measure,
        turns.measure,
        bulk_import.measure,
        lambda: round_trips.measure(sizes),
    ):
        result = measure()
        result.publish()
        results.append(result)
    if not quick:
        write_document(results)
        print(f"written: {DOCUMENT}", file=sys.stderr)


if __name__ == "__main__":
    main()

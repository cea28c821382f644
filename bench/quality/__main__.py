"""Prints every measure beside its target; the exit code is 1 if one is missed."""

import sys
from types import ModuleType

from bench.quality import cv_reading, matching, plans, requirements, scoring
from bench.quality.measure import Measure

SECTIONS: tuple[ModuleType, ...] = (cv_reading, requirements, plans, matching, scoring)


def main() -> int:
    """Run all sections, or those named on the command line."""
    wanted = sys.argv[1:]
    missed = 0
    for section in SECTIONS:
        if wanted and section.__name__.rpartition(".")[2] not in wanted:
            continue
        print(f"\n{section.TITLE}")
        measures: list[Measure] = section.measure()
        for one in measures:
            print(_line(one))
            missed += not one.holds
    print(f"\n{missed} target{'' if missed == 1 else 's'} missed" if missed else "\nAll targets are reached.")
    return 1 if missed else 0


def _line(one: Measure) -> str:
    value = f"{one.value:.3f}" if isinstance(one.value, float) and one.value < 10 else f"{one.value:.1f}"
    sign = "≥" if one.better == "higher" else "≤"
    target = "" if one.target is None else f"{sign} {one.target:g}"
    return f"  {one.name:44} {value:>8}  {target:>8}  {'' if one.holds else 'MISSED':6}  {one.count}".rstrip()


if __name__ == "__main__":
    sys.exit(main())

"""The embedded CV parser reaches its targets on the corpus: many layouts, producers, scripts and languages."""

import pytest

from bench.quality.cv_reading import AS_OF, CORPUS, PARTS, measures, tally
from shared.adapters.embedded.cv_parser import EmbeddedCvParser


@pytest.mark.parametrize("part", PARTS)
def test_the_targets_of_cv_reading_hold(part: str) -> None:
    counted = tally(part)
    missed = [one for one in measures(counted) if not one.timed and not one.holds]
    assert not missed, "\n".join(counted.missed)


@pytest.mark.parametrize("part", PARTS)
def test_no_honest_file_is_said_to_hide_text(part: str) -> None:
    """White letters on dark columns, tables and tags are common."""
    for path in sorted((CORPUS / part).iterdir()):
        if path.suffix != ".json":
            warnings = EmbeddedCvParser(now=lambda: AS_OF).parse(path.read_bytes(), path.name).warnings
            assert not [one for one in warnings if "see" in one or "orders" in one], path.name

"""The embedded CV parser reaches its targets on the corpus: many layouts, producers, scripts and languages."""

import pytest

from bench.quality.cv_reading import HALVES, measures, tally


@pytest.mark.parametrize("half", HALVES)
def test_the_targets_of_cv_reading_hold(half: str) -> None:
    counted = tally(half)
    missed = [one for one in measures(counted) if not one.timed and not one.holds]
    assert not missed, "\n".join(counted.missed)

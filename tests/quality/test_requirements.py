"""What advertisements of many trades ask for is found, also in those that the rules were not made on."""

import pytest

from bench.quality.requirements import measures, tally


@pytest.mark.parametrize("held_out", [False, True])
def test_the_targets_of_requirements_hold(held_out: bool) -> None:
    missed = [one for one in measures(held_out=held_out) if not one.holds]
    assert not missed, "\n".join(f"{one.title}: {one.what}" for one in tally(held_out=held_out)[1])

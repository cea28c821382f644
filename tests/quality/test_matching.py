"""The embedded matcher puts those of the advertised occupation first, better than plain word counting."""

from bench.quality.matching import order


def test_the_targets_of_the_order_hold() -> None:
    assert [one for one in order() if not one.holds] == []

"""Parts that are made by their first use."""

from threading import Barrier, Thread

from shared.core.made_once import made_once


class Whole:
    """Counts how often its parts are made."""

    def __init__(self) -> None:
        self.made: list[str] = []

    @made_once
    def inner(self) -> object:
        self.made.append("inner")
        return object()

    @made_once
    def outer(self) -> list[object]:
        self.made.append("outer")
        return [self.inner]


def test_a_part_is_made_by_its_first_use_and_kept() -> None:
    whole = Whole()
    assert whole.made == []
    assert whole.outer is whole.outer
    assert whole.outer[0] is whole.inner
    assert whole.made == ["outer", "inner"]


def test_each_whole_has_parts_of_its_own() -> None:
    assert Whole().inner is not Whole().inner


def test_a_part_that_was_set_is_not_made() -> None:
    whole, given = Whole(), object()
    whole.inner = given
    assert whole.outer == [given]
    assert whole.made == ["outer"]


def test_threads_that_ask_at_once_get_the_same_part() -> None:
    whole, start, found = Whole(), Barrier(8), set[int]()

    def ask(part: str) -> None:
        start.wait()
        outer = whole.outer if part == "outer" else [whole.inner]
        found.add(id(outer[0]))

    threads = [Thread(target=ask, args=(part,)) for part in ("outer", "inner") * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), sorted(whole.made)) == (1, ["inner", "outer"])


def test_a_part_that_fails_is_tried_again() -> None:
    class Moody(Whole):
        @made_once
        def part(self) -> str:
            self.made.append("part")
            return {2: "made"}[len(self.made)]

    moody = Moody()
    try:
        found = moody.part
    except KeyError:
        found = moody.part
    assert found == "made"

"""A commit happens, its answer is lost, and before the repetition somebody else writes the same things."""

from collections.abc import Callable, Sequence

import pytest

from shared.adapters.memory_queue import MemoryQueue
from shared.adapters.memory_table import MemoryTable
from shared.core.errors import Stale, Unavailable
from shared.ports.table import Operation, Row, RowPage
from shared.store.store import Change, Store
from tests.library import BOOKS, LIBRARY, Bind, TurnableClock, book


class Interrupted:
    """A table that does the first commit, loses its answer, and lets somebody else write at that moment."""

    def __init__(self, table: MemoryTable, rival: Callable[[], None], *, happens: bool) -> None:
        self._table = table
        self._rival: Callable[[], None] | None = rival
        self._happens = happens

    def get(self, partition: str, key: str) -> Row | None:
        return self._table.get(partition, key)

    def range(self, partition: str, low: str, high: str, *, limit: int) -> RowPage:
        return self._table.range(partition, low, high, limit=limit)

    def commit(self, partition: str, operations: Sequence[Operation]) -> None:
        if self._rival is None or self._happens:
            self._table.commit(partition, operations)
        if self._rival is not None:
            rival, self._rival = self._rival, None
            rival()
            raise Unavailable("the answer was lost")


class Scene:
    """A book and a task, and a second process that writes them."""

    def __init__(self) -> None:
        self.table = MemoryTable()
        self.calm = Store(self.table, MemoryQueue(), TurnableClock())
        self.book = book(isbn="1")
        self.new = book(isbn="2")
        self.task = Bind(company_id=LIBRARY, book_id=self.book.id)
        change = self.calm.change(LIBRARY)
        change.add(BOOKS, self.book)
        change.send(self.task)
        change.commit()

    def add(self, change: Change) -> None:
        change.add(BOOKS, self.new)

    def replace(self, change: Change) -> None:
        found = self.calm.get(LIBRARY, BOOKS, self.book.id)
        change.replace(BOOKS, found, found.entity.model_copy(update={"title": "Replaced"}))

    def remove(self, change: Change) -> None:
        change.remove(BOOKS, self.calm.get(LIBRARY, BOOKS, self.book.id))

    def finish(self, change: Change) -> None:
        change.finish(self.task)

    def nobody(self) -> None:
        """Nobody writes."""

    def rewrites_everything(self) -> None:
        change = self.calm.change(LIBRARY)
        for found in self.calm.children(LIBRARY, BOOKS):
            stored = self.calm.get(LIBRARY, BOOKS, found.id)
            change.replace(BOOKS, stored, found.model_copy(update={"status": "out"}))
        change.commit()

    def removes_everything(self) -> None:
        change = self.calm.change(LIBRARY)
        for found in self.calm.children(LIBRARY, BOOKS):
            change.remove(BOOKS, self.calm.get(LIBRARY, BOOKS, found.id))
        change.commit()

    def folds(self) -> None:
        self.calm.fold_counts(LIBRARY)

    def titles(self) -> list[tuple[str, str]]:
        return sorted((one.title, one.status) for one in self.calm.children(LIBRARY, BOOKS))


Work = Callable[[Scene, Change], None]
Rival = Callable[[Scene], None]


def run(scene: Scene, work: Work, rival: Rival, *, happens: bool) -> None:
    table = Interrupted(scene.table, lambda: rival(scene), happens=happens)
    change = Store(table, MemoryQueue(), TurnableClock(), sleep=lambda _: None).change(LIBRARY)
    work(scene, change)
    change.commit()


def expected(work: Work, rival: Rival) -> list[tuple[str, str]]:
    """The books after the work and then the rival's, undisturbed."""
    scene = Scene()
    change = scene.calm.change(LIBRARY)
    work(scene, change)
    change.commit()
    rival(scene)
    return scene.titles()


@pytest.mark.parametrize("work", [Scene.add, Scene.replace, Scene.remove, Scene.finish])
@pytest.mark.parametrize("rival", [Scene.nobody, Scene.rewrites_everything, Scene.removes_everything, Scene.folds])
def test_what_happened_is_reported_as_done_and_done_once(work: Work, rival: Rival) -> None:
    scene = Scene()
    run(scene, work, rival, happens=True)
    assert scene.titles() == expected(work, rival)
    assert scene.calm.is_pending(scene.task) == (work is not Scene.finish)
    number = len(scene.titles())
    assert scene.calm.counts(LIBRARY, BOOKS, "all") == ({(): number} if number else {})
    assert not scene.calm.rebuild(LIBRARY, BOOKS)


@pytest.mark.parametrize("work", [Scene.replace, Scene.remove])
@pytest.mark.parametrize("rival", [Scene.rewrites_everything, Scene.removes_everything])
def test_what_did_not_happen_and_no_longer_can_is_stale(work: Work, rival: Rival) -> None:
    scene = Scene()
    with pytest.raises(Stale):
        run(scene, work, rival, happens=False)
    assert scene.titles() == expected(lambda scene, change: None, rival)
    assert not scene.calm.rebuild(LIBRARY, BOOKS)


@pytest.mark.parametrize("work", [Scene.add, Scene.replace, Scene.remove, Scene.finish])
def test_what_did_not_happen_is_done_by_the_repetition(work: Work) -> None:
    scene = Scene()
    run(scene, work, Scene.folds, happens=False)
    assert scene.titles() == expected(work, Scene.folds)
    assert scene.calm.is_pending(scene.task) == (work is not Scene.finish)

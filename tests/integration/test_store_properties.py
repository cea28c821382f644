"""Random work on a store, compared step by step with plain dictionaries, while storage fails between any two calls."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from shared.adapters.azure_storage import Policies
from shared.adapters.azure_table import AzureTable
from shared.adapters.memory_queue import MemoryQueue
from shared.adapters.memory_table import MemoryTable
from shared.core.errors import Conflict, Unavailable
from shared.core.ids import derived_from
from shared.core.page import Page, PageQuery
from shared.ports.table import Table
from shared.store.store import Store, Stored
from shared.store.tasks import TaskStatus
from tests.azurite import StorageEmulator
from tests.faults import Crash, Fault, Faults, FaultyQueue, FaultyTable
from tests.library import BOOKS, LEAVES, LIBRARY, Bind, Book, Leaf, TurnableClock, book, words
from tests.strict_storage import DropAfterWrite, ShortPages, StrictPolicy, Throttle

TITLES = ["Ana", "Ana Anabel", "anabel an", "Bo", "Bo Ana", "Ærø", "a/b #1"]
STATUSES = ["in", "out", "lost forever"]
ISBNS = ["1", "2", "1 2", "ñ"]

fields = st.fixed_dictionaries(
    {
        "title": st.sampled_from(TITLES),
        "status": st.sampled_from(STATUSES),
        "shelf": st.sampled_from([None, "A", "A!", "A b"]),
        "isbn": st.sampled_from([None, None, *ISBNS]),
        "text": st.sampled_from(["", "long"]),
    }
)
THOROUGH = settings(deadline=None, suppress_health_check=list(HealthCheck))
faults = st.lists(st.sampled_from(Fault), max_size=6)
number = st.integers(0, 10_000)


@dataclass(frozen=True)
class Model:
    """What should be there."""

    books: dict[str, Book] = field(default_factory=dict)
    queued: dict[str, Bind] = field(default_factory=dict)
    failed: dict[str, Bind] = field(default_factory=dict)
    leaves: dict[int, str] = field(default_factory=dict)
    """Texts by number, of one book: entities without indexes."""

    def with_books(self, *books: Book) -> "Model":
        return replace(self, books=self.books | {one.id: one for one in books})

    def without_book(self, book_id: str) -> "Model":
        return replace(self, books={key: one for key, one in self.books.items() if key != book_id})

    @property
    def clashes(self) -> bool:
        isbns = [one.isbn for one in self.books.values() if one.isbn]
        return len(set(isbns)) < len(isbns)

    def listed(self, **values: str) -> list[Book]:
        """Briefs of the books that have these values, newest first."""
        return self.briefs(one for one in self.books.values() if values.items() <= one.model_dump().items())

    def found(self, text: str) -> list[Book]:
        """Briefs of the books with a word that begins so, newest first."""
        return self.briefs(one for one in self.books.values() if any(w.startswith(text) for (w,) in words(one)))

    @staticmethod
    def briefs(found: Iterable[Book]) -> list[Book]:
        return [BOOKS.brief(one) for one in sorted(found, key=lambda one: one.id, reverse=True)]


class Library(RuleBasedStateMachine):
    """Does random work on a store, and the same on a model."""

    plans_faults: ClassVar[bool] = True

    def make_tables(self) -> tuple[Table, Table]:
        """The table to work on, and a way to the same table that never fails."""
        table = MemoryTable()
        return table, table

    @initialize()
    def open(self) -> None:
        table, self.calm_table = self.make_tables()
        self.faults = Faults()
        self.table = FaultyTable(table, self.faults)
        self.queue = MemoryQueue()
        self.clock = TurnableClock()
        # Hypothesis repeats what fails: the identifiers have to be the same then.
        self.derivation = derived_from("library", int(self.clock().timestamp() * 1000))
        self.derivation.__enter__()
        self.model = Model()
        self.old: list[Stored[Book]] = []
        self.calm = Store(self.calm_table, self.queue, self.clock)
        self.store = self.new_store()

    def teardown(self) -> None:
        self.derivation.__exit__(None, None, None)

    def new_store(self) -> Store:
        """A new process."""
        queue = FaultyQueue(self.queue, self.faults)
        return Store(self.table, queue, self.clock, sleep=lambda _: None)

    def attempt(
        self, work: Callable[[], object], after: Model, plan: Iterable[Fault], *, refusal: bool = False
    ) -> None:
        """Do the work. It must bring the model to `after`, or be refused; with faults, at most that."""
        self.faults.plan(plan if self.plans_faults else ())
        try:
            work()
        except Conflict:
            assert refusal
        except (Crash, Unavailable):
            self.store = self.new_store()
            self.faults.plan(())
            if not refusal and self.holds(after):
                self.model = after
        else:
            assert not refusal
            self.model = after
        self.faults.plan(())

    def holds(self, model: Model) -> bool:
        """Whether the books and tasks are those of the model."""
        books = {one.id: one for one in self.calm.children(LIBRARY, BOOKS)}
        tasks = self.task_ids("queued")
        return books == model.books and tasks == set(model.queued) and self.leaves() == model.leaves

    def leaves(self) -> dict[int, str]:
        return {leaf.number: leaf.text for leaf in self.calm.children(LIBRARY, LEAVES, "a")}

    def task_ids(self, status: TaskStatus) -> set[str]:
        return {task.id for task in self.calm.tasks(LIBRARY, status, PageQuery(limit=100)).items}

    def pick(self, at: int) -> Stored[Book] | None:
        """One of the books, as it is now."""
        if not self.model.books:
            return None
        ids = sorted(self.model.books)
        return self.calm.get(LIBRARY, BOOKS, ids[at % len(ids)])

    @rule(new=st.lists(fields, min_size=1, max_size=3), plan=faults, with_task=st.booleans())
    def add(self, new: list[dict[str, str | None]], plan: list[Fault], with_task: bool) -> None:
        books = [book(**one) for one in new]
        after = self.model.with_books(*books)
        task = Bind(company_id=LIBRARY, book_id=books[0].id)
        if with_task:
            after = replace(after, queued=after.queued | {task.id: task})

        def work() -> None:
            change = self.store.change(LIBRARY)
            for one in books:
                change.add(BOOKS, one)
            if with_task:
                change.send(task)
            change.commit()

        self.attempt(work, after, plan, refusal=after.clashes)

    @rule(first=number, second=number, ones=fields, others=fields, plan=faults)
    def replace_two(
        self, first: int, second: int, ones: dict[str, str | None], others: dict[str, str | None], plan: list[Fault]
    ) -> None:
        found = {one.entity.id: one for one in (self.pick(first), self.pick(second)) if one is not None}
        news = zip(found.values(), (ones, others), strict=False)
        pairs = [(one, one.entity.model_copy(update=new)) for one, new in news]
        after = self.model.with_books(*(new for _, new in pairs))

        def work() -> None:
            change = self.store.change(LIBRARY)
            for one, new in pairs:
                change.replace(BOOKS, one, new)
            change.commit()

        self.attempt(work, after, plan, refusal=after.clashes)
        self.old += found.values()

    @rule(at=number, plan=faults, instead=st.one_of(st.none(), fields))
    def remove(self, at: int, plan: list[Fault], instead: dict[str, str | None] | None) -> None:
        found = self.pick(at)
        if found is None:
            return
        after = self.model.without_book(found.entity.id)
        new = book(**instead) if instead else None
        if new:
            after = after.with_books(new)

        def work() -> None:
            change = self.store.change(LIBRARY)
            if new:
                change.add(BOOKS, new)
            change.remove(BOOKS, found)
            change.commit()

        self.attempt(work, after, plan, refusal=after.clashes)
        self.old.append(found)

    @rule(at=number, new=fields, removes=st.booleans(), plan=faults)
    def write_what_is_old(self, at: int, new: dict[str, str | None], removes: bool, plan: list[Fault]) -> None:
        old = [one for one in self.old if not self.is_current(one)]
        if not old:
            return
        stale = old[at % len(old)]

        def work() -> None:
            change = self.store.change(LIBRARY)
            if removes:
                change.remove(BOOKS, stale)
            else:
                change.replace(BOOKS, stale, stale.entity.model_copy(update=new))
            change.commit()

        self.attempt(work, self.model, plan, refusal=True)

    def is_current(self, stored: Stored[Book]) -> bool:
        return self.calm.find(LIBRARY, BOOKS, stored.entity.id) == stored

    @rule(at=number, plan=faults, again=st.booleans(), new=fields)
    def finish(self, at: int, plan: list[Fault], again: bool, new: dict[str, str | None]) -> None:
        """A handler does its task, with an effect; it may be delivered again."""
        if not self.model.queued:
            return
        task = self.model.queued[sorted(self.model.queued)[at % len(self.model.queued)]]
        effect = book(**new | {"isbn": None})
        queued = {key: one for key, one in self.model.queued.items() if key != task.id}
        after = replace(self.model.with_books(effect), queued=queued)

        def work() -> None:
            change = self.store.change(LIBRARY)
            change.add(BOOKS, effect)
            change.finish(task)
            change.commit()

        self.attempt(work, after, plan)
        if again and task.id not in self.model.queued:
            assert not self.store.is_pending(task)
            effect = book()
            self.attempt(work, self.model, plan, refusal=True)

    @rule(number=st.integers(1, 3), text=st.text(max_size=3), removes=st.booleans(), plan=faults)
    def write_a_leaf(self, number: int, text: str, removes: bool, plan: list[Fault]) -> None:
        stored = self.calm.find(LIBRARY, LEAVES, "a", f"{number:06}")
        leaf = Leaf(id=f"{number}", book_id="a", number=number, text=text)
        leaves = self.model.leaves | {number: text}
        change = self.store.change(LIBRARY)
        if stored is None:
            change.add(LEAVES, leaf)
        elif removes:
            change.remove(LEAVES, stored)
            del leaves[number]
        else:
            change.replace(LEAVES, stored, leaf)
        self.attempt(change.commit, replace(self.model, leaves=leaves), plan)

    @rule(at=number, plan=faults)
    def fail(self, at: int, plan: list[Fault]) -> None:
        if not self.model.queued:
            return
        task = self.model.queued[sorted(self.model.queued)[at % len(self.model.queued)]]
        queued = {key: one for key, one in self.model.queued.items() if key != task.id}
        after = replace(self.model, queued=queued, failed=self.model.failed | {task.id: task})
        self.attempt(lambda: self.store.fail(task, "it did not work"), after, plan)

    @rule(at=number, plan=faults)
    def retry(self, at: int, plan: list[Fault]) -> None:
        if not self.model.failed:
            return
        task = self.model.failed[sorted(self.model.failed)[at % len(self.model.failed)]]
        failed = {key: one for key, one in self.model.failed.items() if key != task.id}
        after = replace(self.model, queued=self.model.queued | {task.id: task}, failed=failed)
        self.attempt(lambda: self.store.retry(LIBRARY, task.id), after, plan)

    @rule(plan=faults)
    def sweep(self, plan: list[Fault]) -> None:
        """Whatever was lost before, a sweep that works sends."""
        self.attempt(lambda: self.store.sweep(LIBRARY, older_than=timedelta(0)), self.model, plan)
        self.queue.sent.clear()
        assert self.calm.sweep(LIBRARY, older_than=timedelta(0)) == len(self.model.queued)
        assert {body for _, body, _ in self.queue.sent} == {
            task.model_dump_json() for task in self.model.queued.values()
        }

    @rule(plan=faults, hours=st.integers(0, 30))
    def fold(self, plan: list[Fault], hours: int) -> None:
        self.clock.turn(timedelta(hours=hours))
        self.attempt(lambda: self.store.fold_counts(LIBRARY), self.model, plan)

    @rule(plan=faults)
    def rebuild_mends_nothing(self, plan: list[Fault]) -> None:
        def work() -> None:
            assert not self.store.rebuild(LIBRARY, BOOKS)

        self.attempt(work, self.model, plan)

    @invariant()
    def entities_agree(self) -> None:
        books = self.calm.children(LIBRARY, BOOKS)
        assert books == sorted(self.model.books.values(), key=lambda one: one.id)
        assert self.leaves() == self.model.leaves

    @invariant()
    def tasks_agree(self) -> None:
        assert self.task_ids("queued") == set(self.model.queued)
        assert self.task_ids("failed") == set(self.model.failed)

    @invariant()
    def lists_agree(self) -> None:
        listed = list(self.calm.each(LIBRARY, BOOKS, "all", ()))
        assert listed == self.model.listed()
        for status in STATUSES:
            listed = list(self.calm.each(LIBRARY, BOOKS, "status", (status,)))
            assert listed == self.model.listed(status=status)
        for shelf in ("A", "A!", "A b"):
            listed = list(self.calm.each(LIBRARY, BOOKS, "shelf", (shelf,)))
            found = self.model.listed(shelf=shelf)
            assert sorted(listed, key=str) == sorted(found, key=str)

    @invariant()
    def counts_agree(self) -> None:
        books = self.model.books.values()
        by_status = Counter((one.status,) for one in books)
        assert self.calm.counts(LIBRARY, BOOKS, "status") == by_status
        by_shelf = Counter((one.shelf, one.status) for one in books if one.shelf)
        assert self.calm.counts(LIBRARY, BOOKS, "shelf") == by_shelf
        overview = {"book.all": {(): len(books)}, "book.status": by_status} if books else {}
        assert self.calm.all_counts(LIBRARY) == overview
        for group in ("everywhere", "shelf A", "shelf None"):
            texts: Counter[tuple[str, ...]] = Counter()
            for one in self.model.books.values():
                if one.text and group in {"everywhere", f"shelf {one.shelf}"}:
                    texts += Counter({("books", one.status): 1, ("letters", one.status): len(one.text)})
            assert self.calm.sums(LIBRARY, BOOKS, "letters", group) == texts

    @invariant()
    def unique_values_agree(self) -> None:
        owners = {one.isbn: one for one in self.model.books.values()}
        for isbn in ISBNS:
            found = self.calm.find_by(LIBRARY, BOOKS, "isbn", isbn)
            assert (found.entity if found else None) == owners.get(isbn)

    @rule(limit=st.integers(1, 5), skip=st.integers(0, 6), status=st.sampled_from(STATUSES))
    def pages_agree(self, limit: int, skip: int, status: str) -> None:
        expected = self.model.listed(status=status)
        page = self.page("status", status, PageQuery(limit=limit, skip=skip))
        assert list(page.items) == expected[skip : skip + limit]
        assert page.total == len(expected)
        assert (page.next_cursor is not None) == (skip + limit < len(expected))
        assert self.walk("status", status, limit, total=len(expected)) == expected

    @rule(limit=st.integers(1, 5), text=st.sampled_from(["a", "an", "ana", "anab", "b", "æ", "a/", "x"]))
    def searches_agree(self, limit: int, text: str) -> None:
        expected = self.model.found(text)
        page = self.page("word", text, PageQuery(limit=limit, skip=1), prefix=True)
        assert page.total == len(expected)
        found = self.walk("word", text, limit, total=len(expected), prefix=True)
        assert sorted(found, key=lambda one: one.id, reverse=True) == expected
        assert list(page.items) == found[1 : 1 + limit]

    def page(self, index: str, value: str, query: PageQuery, *, prefix: bool = False) -> Page[Book]:
        return self.store.page(LIBRARY, BOOKS, index, (value,), query, prefix=prefix)

    def walk(self, index: str, value: str, limit: int, *, total: int, prefix: bool = False) -> list[Book]:
        """The whole list, by cursors."""
        found: list[Book] = []
        query = PageQuery(limit=limit)
        while True:
            page = self.page(index, value, query, prefix=prefix)
            assert page.total == total
            found += page.items
            if page.next_cursor is None:
                return found
            query = PageQuery(limit=limit, cursor=page.next_cursor)


def test_a_store_on_a_failing_table_holds_what_its_model_holds() -> None:
    run_state_machine_as_test(Library, settings=settings(THOROUGH, max_examples=150, stateful_step_count=30))


@pytest.mark.azurite
def test_a_store_on_a_strict_service_holds_what_its_model_holds(azurite: StorageEmulator) -> None:
    class OnAzurite(Library):
        plans_faults = False

        def make_tables(self) -> tuple[Table, Table]:
            name = azurite.new_table()
            policies: Policies = [StrictPolicy(), ShortPages(1), Throttle(2, chance=0.05), DropAfterWrite(3)]
            strict = AzureTable(azurite.connection_string, name, policies=policies)
            return strict, AzureTable(azurite.connection_string, name)

    # It takes milliseconds a call, so a failure is shown as it was found.
    quick = settings(THOROUGH, max_examples=6, stateful_step_count=12, phases=[Phase.generate], derandomize=True)
    run_state_machine_as_test(OnAzurite, settings=quick)

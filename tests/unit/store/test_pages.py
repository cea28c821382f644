import base64

import pytest

from shared.core.errors import Invalid
from shared.core.page import PageQuery
from shared.store.kinds import Index, Kind
from shared.store.store import Store
from tests.library import BOOKS, LIBRARY, Book, book


def add(store: Store, titles: list[str], **fields: str) -> list[Book]:
    """Newest last."""
    books = [book(title=title, **fields) for title in titles]
    for start in range(0, len(books), 8):
        change = store.change(LIBRARY)
        for one in books[start : start + 8]:
            change.add(BOOKS, one)
        change.commit()
    return sorted(books, key=lambda one: one.id)


def cursor_of(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


def test_a_list_is_newest_first(store: Store) -> None:
    books = add(store, ["a", "b", "c"])
    page = store.page(LIBRARY, BOOKS, "all", (), PageQuery())
    assert list(page.items) == books[::-1]
    assert (page.total, page.skip, page.limit, page.next_cursor) == (3, 0, 20, None)


def test_skip_and_limit_cut_a_page_out_of_a_long_list(store: Store) -> None:
    books = add(store, [str(number) for number in range(1_050)])[::-1]
    page = store.page(LIBRARY, BOOKS, "all", (), PageQuery(skip=1_020, limit=10))
    assert list(page.items) == books[1_020:1_030]
    assert (page.total, page.skip) == (1_050, 1_020)
    assert page.next_cursor is not None
    rest = store.page(LIBRARY, BOOKS, "all", (), PageQuery(cursor=page.next_cursor))
    assert list(rest.items) == books[1_030:]
    assert (rest.total, rest.next_cursor) == (1_050, None)
    assert store.page(LIBRARY, BOOKS, "all", (), PageQuery(skip=2_000)).items == ()
    assert list(store.each(LIBRARY, BOOKS, "all", ())) == books


def test_a_cursor_goes_on_after_its_item_whatever_came_or_went(store: Store) -> None:
    books = add(store, ["a", "b", "c", "d"])[::-1]
    page = store.page(LIBRARY, BOOKS, "all", (), PageQuery(limit=2))
    change = store.change(LIBRARY)
    change.remove(BOOKS, store.get(LIBRARY, BOOKS, books[1].id))
    change.add(BOOKS, book(title="new"))
    change.commit()
    rest = store.page(LIBRARY, BOOKS, "all", (), PageQuery(limit=2, cursor=page.next_cursor))
    assert list(rest.items) == books[2:]
    assert rest.total == 4


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "!",
        "é",
        "AAAA",
        cursor_of("2"),
        cursor_of("x e!book!1"),
        cursor_of("2 e!book!1"),
        cursor_of("2 i!book!all"),
        "A" * 1000,
    ],
)
def test_a_cursor_that_this_list_did_not_give_is_invalid(store: Store, cursor: str) -> None:
    with pytest.raises(Invalid) as caught:
        store.page(LIBRARY, BOOKS, "status", ("in",), PageQuery(cursor=cursor))
    assert [violation.field for violation in caught.value.violations] == ["cursor"]


def test_a_cursor_of_another_list_is_invalid(store: Store) -> None:
    add(store, ["a", "b", "c"])
    page = store.page(LIBRARY, BOOKS, "status", ("in",), PageQuery(limit=1))
    with pytest.raises(Invalid):
        store.page(LIBRARY, BOOKS, "status", ("out",), PageQuery(cursor=page.next_cursor))


def test_values_are_whole_and_not_beginnings(store: Store) -> None:
    add(store, ["a"], shelf="A")
    add(store, ["b"], shelf="AB")
    assert [one.title for one in store.page(LIBRARY, BOOKS, "shelf", ("A", "in"), PageQuery()).items] == ["a"]
    assert store.page(LIBRARY, BOOKS, "shelf", ("A", "i"), PageQuery()).total == 0


def test_the_first_of_several_values_lists_all_that_have_it(store: Store) -> None:
    add(store, ["a", "b"], shelf="A", status="out")
    add(store, ["c"], shelf="A")
    add(store, ["d"], shelf="B")
    page = store.page(LIBRARY, BOOKS, "shelf", ("A",), PageQuery(limit=1))
    assert ([one.title for one in page.items], page.total) == (["c"], 3)
    assert [one.title for one in store.each(LIBRARY, BOOKS, "shelf", ("A",))] == ["c", "a", "b"]


def test_an_index_has_its_own_order(store: Store) -> None:
    add(store, ["b", "a", "a b", "A", "ab", "é"], shelf="A")
    titles = [one.title for one in store.each(LIBRARY, BOOKS, "shelf", ("A", "in"))]
    assert titles == ["A", "a", "a b", "ab", "b", "é"]


def test_a_search_lists_an_entity_once_on_whatever_page(store: Store) -> None:
    add(store, ["ana anabel an", "anabel", "bo an", "bo"])
    page = store.page(LIBRARY, BOOKS, "word", ("an",), PageQuery(limit=1), prefix=True)
    found = [*page.items]
    while page.next_cursor:
        assert page.total == 3
        page = store.page(LIBRARY, BOOKS, "word", ("an",), PageQuery(limit=1, cursor=page.next_cursor), prefix=True)
        found += page.items
    assert sorted(one.title for one in found) == ["ana anabel an", "anabel", "bo an"]


def test_a_search_for_nothing_lists_all(store: Store) -> None:
    add(store, ["a b", "c"])
    page = store.page(LIBRARY, BOOKS, "word", ("",), PageQuery(), prefix=True)
    assert sorted(one.title for one in page.items) == ["a b", "c"]


def test_a_search_for_a_long_text_finds_it(store: Store) -> None:
    name = "Ñandúñandú" * 20
    add(store, [name, "Ñandú"])
    for text in (name.lower(), name.lower()[:50], "ñandúñ"):
        assert [one.title for one in store.page(LIBRARY, BOOKS, "word", (text,), PageQuery(), prefix=True).items] == [
            name
        ]


def test_the_total_of_a_search_counts_to_a_bound(store: Store) -> None:
    add(store, ["a"] * 250)
    page = store.page(LIBRARY, BOOKS, "word", ("a",), PageQuery(limit=10), prefix=True)
    assert page.total == 201
    rest = store.page(LIBRARY, BOOKS, "word", ("a",), PageQuery(limit=10, cursor=page.next_cursor), prefix=True)
    assert rest.total == 211
    assert store.page(LIBRARY, BOOKS, "word", ("a",), PageQuery(skip=240), prefix=True).total == 250


def test_a_misspelt_index_is_our_mistake(store: Store) -> None:
    with pytest.raises(ValueError, match="book has no index 'colour'"):
        store.page(LIBRARY, BOOKS, "colour", (), PageQuery())
    with pytest.raises(ValueError, match="is unique"):
        store.page(LIBRARY, BOOKS, "isbn", ("1",), PageQuery())
    with pytest.raises(ValueError, match="is not unique"):
        store.find_by(LIBRARY, BOOKS, "status", "in")


def test_names_in_any_script_are_found_by_value(store: Store) -> None:
    values = ["北京", "Łódź", "🙂", "a/b\\c#d?e%f", "", "x" * 300, "~", "!", "'", "a\x00b"]
    shelves = Kind(name="book", model=Book, indexes=(Index(name="title", values=lambda one: [(one.title,)]),))
    change = store.change(LIBRARY)
    for value in values:
        change.add(shelves, book(title=value))
    change.commit()
    for value in values:
        page = store.page(LIBRARY, shelves, "title", (value,), PageQuery())
        assert [one.title for one in page.items] == [value]
    assert store.counts(LIBRARY, shelves, "title") == {(value,): 1 for value in values}

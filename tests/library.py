"""A small domain to test the store with: books, which have pages."""

from datetime import UTC, datetime, timedelta

from shared.core.ids import new_id
from shared.core.resource import Resource
from shared.store.kinds import Index, Kind, Sum
from shared.store.tasks import Task

LIBRARY = "library"
"""The tenant."""


class Book(Resource):
    plural = "books"

    title: str
    status: str = "in"
    shelf: str | None = None
    isbn: str | None = None
    text: str = ""


class Leaf(Resource):
    plural = "leaves"

    book_id: str
    number: int
    text: str = ""


class Bind(Task):
    queue = "bind-book"

    book_id: str


def words(book: Book) -> set[tuple[str, ...]]:
    return {(word,) for word in book.title.lower().split()}


def letters(book: Book) -> dict[tuple[str, ...], int]:
    """How many books with a text there are in the library and on a shelf, and how many letters they have together."""
    groups = ("everywhere", f"shelf {book.shelf}") if book.text else ()
    measures = {"books": 1, "letters": len(book.text)}
    return {(group, measure, book.status): number for group in groups for measure, number in measures.items()}


BOOKS = Kind(
    name="book",
    model=Book,
    indexes=(
        Index(name="all", values=lambda book: [()]),
        Index(name="status", values=lambda book: [(book.status,)]),
        Index(
            name="shelf",
            values=lambda book: [(book.shelf, book.status)] if book.shelf else [],
            order=lambda book: book.title,
            overview=False,
        ),
        Index(name="word", values=words, counted=False),
        Index(name="isbn", values=lambda book: [(book.isbn,)] if book.isbn else [], unique=True),
    ),
    sums=(Sum(name="letters", amounts=letters, group_size=1),),
    brief=lambda book: book.model_copy(update={"text": ""}),
)
LEAVES = Kind(name="leaf", model=Leaf, key=lambda leaf: (leaf.book_id, f"{leaf.number:06}"))


class TurnableClock:
    """Tells the time that it was set to."""

    def __init__(self) -> None:
        self.time = datetime(2026, 1, 31, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def turn(self, by: timedelta) -> None:
        self.time += by


def book(**fields: str | None) -> Book:
    """A new book."""
    return Book.model_validate({"id": new_id(), "title": "Faust", **fields})

"""Pages of a list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar

from pydantic import Field

from shared.core.resource import Input

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of a list, in its order.

    `total` counts the whole list; `next_cursor` continues after the last item (None at the end);
    `skip` and `limit` are what was asked for; `plural` names the items in an answer; `beside` is what an answer
    carries besides, by its key, for an address where two contracts list different things.
    """

    items: tuple[T, ...]
    total: int
    skip: int
    limit: int
    next_cursor: str | None
    plural: str = "items"
    beside: Mapping[str, Any] = field(default_factory=dict)


class PageQuery(Input):
    """Which part of a list is wanted: by position (`skip`) or, faster when deep, after a `cursor`."""

    skip: Annotated[int, Field(ge=0, le=100_000, description="Items to pass over")] = 0
    limit: Annotated[int, Field(ge=1, le=100, description="Items to return at most")] = 20
    cursor: Annotated[str | None, Field(max_length=1024, description="The `next_cursor` of the page before")] = None

"""What a capability declares about what it stores: the key, the indexes, and what a list shows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.core.ids import descending
from shared.core.resource import Resource

E = TypeVar("E", bound=Resource)


def id_key(entity: Resource) -> tuple[str, ...]:
    """The key of an entity that is found by its id."""
    return (entity.id,)


def identity(entity: E) -> E:
    """The entity as it is."""
    return entity


def newest_first(entity: Resource) -> str:
    """Sorts entities by the time of their making, the newest first."""
    return descending(entity.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Index(Generic[E]):
    """A way to list entities of a kind, or to find one.

    `values` gives the entries of an entity: each a tuple of texts, always of the same length; often one entry, none
    for an entity that is not in this index. Entities with equal values are listed by `order`, ascending; then by key.
    `unique`: values name at most one entity; adding a second one is a conflict. It is not counted and not listed.
    `counted`: the number of entries is kept for each tuple of values. Leave it out for search words.
    `overview`: the counts are part of the tenant's overview (`Store.all_counts`). Leave it out where there is a
    tuple for each of many things (interviews by candidate), so that the overview stays one read.
    `listed`: entities can be listed by it. Without, it keeps counts alone, and costs no rows of its own.
    """

    name: str
    values: Callable[[E], Iterable[tuple[str, ...]]]
    order: Callable[[E], str] = newest_first
    unique: bool = False
    counted: bool = True
    overview: bool = True
    listed: bool = True

    @property
    def keeps_counts(self) -> bool:
        """Whether numbers of entries are kept."""
        return self.counted and not self.unique


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum(Generic[E]):
    """Numbers that the entities of a kind add up to, kept as counts of an index are.

    `amounts` gives what an entity adds, by tuples of values: texts, always as many. The first `group_size` of them name
    a group, whose numbers are read together (`Store.sums`): a change adds one row to each group that it concerns,
    however many of its numbers change. No index of the kind has its name.
    """

    name: str
    amounts: Callable[[E], Mapping[tuple[str, ...], int]]
    group_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[E]):
    """A sort of entity. `name` is one word in snake_case, which refusals show to callers.

    `key` is unique in the tenant and never changes. `brief` is what lists carry: the entity with its heavy fields
    emptied.
    """

    name: str
    model: type[E]
    key: Callable[[E], tuple[str, ...]] = id_key
    indexes: tuple[Index[E], ...] = ()
    sums: tuple[Sum[E], ...] = ()
    brief: Callable[[E], E] = identity

    @property
    def title(self) -> str:
        """The name in a sentence."""
        return self.name.replace("_", " ")

    def index(self, name: str) -> Index[E]:
        """The index of that name. Raises ValueError."""
        for index in self.indexes:
            if index.name == name:
                return index
        raise ValueError(f"{self.name} has no index {name!r}")


@dataclass(frozen=True, slots=True)
class Stored(Generic[E]):
    """An entity as it was read. `etag` proves, when it is written back, that nobody wrote it since."""

    entity: E
    etag: str

"""The rows of an entity: its document, its index entries, and what it counts for."""

import json
from collections import Counter as Multiset
from collections.abc import Mapping
from dataclasses import dataclass

from shared.core.errors import Invalid
from shared.ports.table import Column, Row
from shared.store import keys
from shared.store.kinds import E, Index, Kind, Stored

MAX_DOCUMENT_LENGTH = 32_000
"""UTF-16 units of a document at most; a column holds 32,768."""

SUMS = "n"
"""The first part of the keys of sums: that of counts that are not in the overview."""

Columns = dict[str, Column]


@dataclass(frozen=True, slots=True)
class Counter:
    """Names one kept count: of an index, for one tuple of values. A sum's belongs to a group: the first of them."""

    family: str
    kind: str
    index: str
    values: tuple[str, ...]
    group_size: int | None = None

    @property
    def key(self) -> str:
        """The key of its row."""
        return keys.join(self.family, self.kind, self.index, *self.values)

    @property
    def group(self) -> str:
        """What the keys of its deltas begin with: it shares them with the rest of its group."""
        return keys.join(self.family, self.kind, self.index, *self.values[: self.group_size])


@dataclass(frozen=True, slots=True)
class IndexRows:
    """What an entity has in the indexes of its kind: rows by key, and what it adds to counters."""

    listed: dict[str, Columns]
    unique: dict[str, Columns]
    counters: Mapping[Counter, int]


def document(kind: Kind[E], entity: E) -> str:
    """The entity as JSON. Raises Invalid if it is too large for a row."""
    text = entity.model_dump_json()
    if len(text) > MAX_DOCUMENT_LENGTH // 2 and len(text.encode("utf-16-le")) > 2 * MAX_DOCUMENT_LENGTH:
        raise Invalid(f"The {kind.title} is too large to be kept.", code="too_large")
    return text


def read(kind: Kind[E], row: Row) -> E:
    """The entity of a row with a document."""
    return kind.model.model_validate_json(str(row.columns["doc"]))


def stored(kind: Kind[E], row: Row) -> Stored[E]:
    """The entity of its own row."""
    return Stored(read(kind, row), row.etag)


def entity_key(kind: Kind[E], *key: str) -> str:
    """The key of an entity's own row."""
    return keys.join("e", kind.name, *key)


def unique_key(kind: Kind[E], index: Index[E], values: tuple[str, ...]) -> str:
    """The key of an entry of a unique index."""
    return keys.join("u", kind.name, index.name, *values)


def listed_key(kind: Kind[E], index: Index[E], values: tuple[str, ...]) -> str:
    """What the keys of an index's entries with these values begin with."""
    return keys.join("i", kind.name, index.name, *values)


def is_index_key(key: str) -> bool:
    """Whether it is the key of an entry of an index, unique or not."""
    return key.startswith(("i" + keys.SEPARATOR, "u" + keys.SEPARATOR))


def counter_family(index: Index[E]) -> str:
    """The first part of the keys of an index's counts."""
    return "c" if index.overview else "n"


def total_counter(total: str, values: tuple[str, ...]) -> Counter:
    """The counter of a total that capabilities add to by themselves."""
    return Counter("n", "total", total, values)


def index_rows(kind: Kind[E], entity: E) -> IndexRows:
    """All rows of the entity but its own."""
    listed: dict[str, Columns] = {}
    unique: dict[str, Columns] = {}
    counters: Multiset[Counter] = Multiset()
    row_key = entity_key(kind, *kind.key(entity))
    brief = ""
    for index in kind.indexes:
        entries = set(index.values(entity))
        if index.unique:
            unique |= {unique_key(kind, index, values): {"row": row_key} for values in entries}
            continue
        if entries and index.listed:
            brief = brief or document(kind, kind.brief(entity))
            listed |= _listed_rows(kind, index, entity, entries, brief)
        if index.counted:
            counters.update(Counter(counter_family(index), kind.name, index.name, values) for values in sorted(entries))
    for total in kind.sums:
        for values, number in total.amounts(entity).items():
            counters[Counter(SUMS, kind.name, total.name, values, total.group_size)] += number
    return IndexRows(listed, unique, counters)


def _listed_rows(
    kind: Kind[E], index: Index[E], entity: E, entries: set[tuple[str, ...]], brief: str
) -> dict[str, Columns]:
    tail = keys.join(index.order(entity), *kind.key(entity))
    rows: dict[str, Columns] = {}
    before = ""
    for start in sorted(listed_key(kind, index, values) for values in entries):
        # A search for a text that begins both this entry and the one before must list the entity once.
        repeats = _common_length(before, start)
        rows[start + keys.SEPARATOR + tail] = {"doc": brief, "repeats": repeats} if repeats else {"doc": brief}
        before = start
    return rows


def _common_length(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def repeats_earlier_entry(row: Row, start: str) -> bool:
    """Whether an entry of the same entity, earlier in order, begins with the same text too."""
    return int(row.columns.get("repeats", 0)) >= len(start)


def values_text(values: tuple[str, ...]) -> str:
    """A tuple of values as a column."""
    return json.dumps(values, ensure_ascii=False)


def values_of(row: Row) -> tuple[str, ...]:
    """The tuple of values in a count's row."""
    return tuple(json.loads(str(row.columns["values"])))

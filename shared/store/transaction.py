"""Committing when the answer may be lost: a transaction leaves a mark, by which it is known to have happened."""

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from shared.core.errors import Conflict, Unavailable
from shared.ports.table import MAX_OPERATIONS, Delete, Insert, Operation, Table
from shared.store import keys, scan
from shared.store.keys import Span

log = logging.getLogger(__name__)

PAUSES_S = (0.1, 0.4, 1.2)
"""Waits between the tries of one commit."""
MARKS_ARE_KEPT = timedelta(days=1)
"""A request that is repeated within this time finds that its commit happened."""

Sleep = Callable[[float], None]


def transaction_id(identifier: str, row_keys: Sequence[str]) -> str:
    """The name of the change that writes these rows.

    A repeated request derives its identifiers again, in the order in which it asks for them. The digest keeps it
    from mistaking one change for another where the second run takes another path than the first.
    """
    digest = hashlib.blake2b("\n".join(sorted(row_keys)).encode(), digest_size=6).hexdigest()
    return f"{identifier}-{digest}"


def commit(table: Table, partition: str, operations: Sequence[Operation], *, mark: str, sleep: Sleep) -> None:
    """Do all of the operations once, or none; `mark` names the transaction.

    A try whose answer is lost is repeated. If the lost one did happen, its mark is there: as a row of its own, which
    nobody else writes, or as a column where the transaction is but one row.

    Raises:
        Taken: an inserted key is taken, by another transaction.
        Stale: a row that must exist does not, or has another ETag.
        Unavailable: the table did not answer several times; nobody knows whether the transaction happened.
    """
    marked = _Marked(table, partition, operations, mark)
    for pause_s in (*PAUSES_S, None):
        try:
            marked.commit()
            return
        except Unavailable:
            if pause_s is None:
                if marked.happened():
                    return
                raise
            log.warning("A commit was not answered; trying again in %.1f s.", pause_s)
            sleep(pause_s)


class _Marked:
    """A transaction that can be recognised."""

    def __init__(self, table: Table, partition: str, operations: Sequence[Operation], mark: str) -> None:
        self._table = table
        self._partition = partition
        self._mark = mark
        single = operations[0] if len(operations) == 1 else None
        if single is None or isinstance(single, Delete):
            self._key = keys.join("x", mark)
            self._operations = [Insert(self._key, {"tx": mark}), *operations]
        else:
            self._key = single.key
            self._operations = [replace(single, columns={**single.columns, "tx": mark})]

    def commit(self) -> None:
        """Try once. It is well if an earlier try happened."""
        try:
            self._table.commit(self._partition, self._operations)
        except Conflict:
            if not self.happened():
                raise

    def happened(self) -> bool:
        """Whether a try has happened."""
        row = self._table.get(self._partition, self._key)
        return row is not None and row.columns.get("tx") == self._mark


def remove_old_marks(table: Table, partition: str, now: datetime) -> None:
    """Delete the marks that nobody will look for any more."""
    # The mark begins with the change's identifier, which begins with its time in milliseconds.
    millis = f"{int((now - MARKS_ARE_KEPT).timestamp() * 1000):012x}"
    _remove_marks(table, partition, Span(keys.join("x", ""), keys.join("x", f"{millis[:8]}-{millis[8:]}")))


def remove_marks(table: Table, partition: str) -> None:
    """Delete all marks of a partition."""
    _remove_marks(table, partition, keys.under("x"))


def _remove_marks(table: Table, partition: str, span: Span) -> None:
    try:
        for page in scan.pages(table, partition, span):
            for start in range(0, len(page), MAX_OPERATIONS):
                table.commit(partition, [Delete(row.key) for row in page[start : start + MAX_OPERATIONS]])
    except Conflict:
        log.info("Another process is removing the same marks.")

"""Committing when the answer may be lost: each transaction leaves a mark, by which it is known to have happened."""

import hashlib
import logging
from collections.abc import Callable, Sequence
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

    A try whose answer is lost is repeated. If the lost one did happen, the repetition conflicts with its mark.

    Raises:
        Taken: an inserted key is taken, by another transaction.
        Stale: a row that must exist does not, or has another ETag.
        Unavailable: the table did not answer several times; nobody knows whether the transaction happened.
    """
    mark_key = keys.join("x", mark)
    whole = (Insert(mark_key, {}), *operations)
    for pause_s in (*PAUSES_S, None):
        try:
            _try(table, partition, whole, mark_key)
            return
        except Unavailable:
            if pause_s is None:
                if table.get(partition, mark_key) is not None:
                    return
                raise
            log.warning("A commit was not answered; trying again in %.1f s.", pause_s)
            sleep(pause_s)


def _try(table: Table, partition: str, operations: Sequence[Operation], mark_key: str) -> None:
    try:
        table.commit(partition, operations)
    except Conflict:
        if table.get(partition, mark_key) is None:
            raise


def remove_old_marks(table: Table, partition: str, now: datetime) -> None:
    """Delete the marks that nobody will look for any more."""
    # The mark begins with the change's identifier, which begins with its time in milliseconds.
    millis = f"{int((now - MARKS_ARE_KEPT).timestamp() * 1000):012x}"
    oldest = keys.join("x", "")
    limit = keys.join("x", f"{millis[:8]}-{millis[8:]}")
    try:
        for page in scan.pages(table, partition, Span(oldest, limit)):
            for start in range(0, len(page), MAX_OPERATIONS):
                table.commit(partition, [Delete(row.key) for row in page[start : start + MAX_OPERATIONS]])
    except Conflict:
        log.info("Another process is removing the same marks.")

"""`Idempotency-Key`: a change that is repeated has one effect and one answer.

The claim is a row in the caller's company: `pending` while the request runs, then `done` with the answer. A request
that died leaves its claim pending; after `lost_after` a repetition takes it over and runs again, making the same
identifiers as before (`shared.core.ids.derived_from`), so that a commit that had happened is recognised.
"""

import hashlib
import logging
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.core.errors import Conflict, DomainError, Invalid, Stale, Unavailable
from shared.core.ids import derived_from, new_id
from shared.ports.table import Column, Delete, Insert, Operation, Put, Replace, Row, Table, Taken
from shared.store import transaction
from shared.store.transaction import Sleep

log = logging.getLogger("talenti.http")

KEPT_FOR = timedelta(hours=24)
PREFIX = "idempotency|"
_CHUNK = 30_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered: enough to answer it again. `profile` is how it was rendered."""

    status: int
    content_type: str
    body: bytes
    replayed: bool = False


class Idempotency:
    """Remembers answers by key for a day."""

    def __init__(self, table: Table, now: Clock, lost_after: timedelta, *, sleep: Sleep = time.sleep) -> None:
        self._table = table
        self._now = now
        self._lost_after = lost_after
        self._sleep = sleep

    def once(self, caller: Caller, key: str, request: bytes, run: Callable[[], Answer]) -> Answer:
        """The answer of `run`, which is called unless the key was answered before.

        `request` is everything that makes two requests the same.

        Raises:
            Invalid: the key was used for another request, or is not 1 to 255 printable ASCII characters.
            Conflict: the first request with this key is still running (code `in_progress`), or whom it was about was
                erased since (code `forgotten`).
        """
        if not (1 <= len(key) <= 255 and key.isascii() and key.isprintable()):
            raise Invalid.field("Idempotency-Key", "format", "must be 1 to 255 printable ASCII characters.")
        row_key = f"{PREFIX}{caller.user_id}|{hashlib.sha256(key.encode()).hexdigest()}"
        digest = hashlib.sha256(request).hexdigest()
        claim = self._claim(caller.company_id, row_key, digest)
        if claim.columns["state"] == "done":
            return _answer_in(claim)
        began = datetime.fromisoformat(str(claim.columns["began_at"]))
        repeated = claim.columns["claimed_at"] != claim.columns["began_at"]
        seed = f"{caller.company_id}|{row_key}|{digest}"
        try:
            with derived_from(seed, int(began.timestamp() * 1000), repeated=repeated):
                answer = run()
        except DomainError:
            self._write(claim, {**claim.columns, "state": "released"})
            raise
        self._write(claim, {**claim.columns, "state": "done", **_columns_of(answer)})
        return answer

    def purge(self, company_id: str) -> int:
        """Forget what was answered more than a day ago; gives how many. It goes by pages: a stopped purge goes on."""
        limit = (self._now() - KEPT_FOR).isoformat()
        low, forgotten = PREFIX, 0
        while True:
            page = self._table.range(company_id, low, PREFIX + "~", limit=100)
            old = [Delete(row.key, row.etag) for row in page.rows if str(row.columns["claimed_at"]) < limit]
            if old:
                self._table.commit(company_id, old)
                forgotten += len(old)
            if not page.more or not page.rows:
                return forgotten
            low = page.rows[-1].key + "!"

    def forget(self, company_id: str, words: Collection[str]) -> None:
        """Forget the answers in which one of these words stands, in letters of any size: their requests cannot be
        repeated any more, and do not run again."""
        wanted = [word.casefold() for word in words]
        low = PREFIX
        while True:
            page = self._table.range(company_id, low, PREFIX + "~", limit=100)
            for row in page.rows:
                told = _answer_in(row).body.decode().casefold() if row.columns["state"] == "done" else ""
                if any(word in told for word in wanted):
                    kept = {name: row.columns[name] for name in ("request", "began_at", "claimed_at")}
                    self._commit(company_id, Replace(row.key, {**kept, "state": "forgotten"}, row.etag))
            if not page.more or not page.rows:
                return
            low = page.rows[-1].key + "!"

    def _claim(self, partition: str, key: str, digest: str) -> Row:
        now = self._now()
        fresh: dict[str, Column] = {
            "state": "pending",
            "request": digest,
            "began_at": now.isoformat(),
            "claimed_at": now.isoformat(),
        }
        try:
            self._commit(partition, Insert(key, fresh))
            return Row(partition, key, fresh)
        except Taken:
            row = self._table.get(partition, key)
        if row is None:
            raise Conflict("The first request with this Idempotency-Key is ending.", code="in_progress")
        if row.columns["request"] != digest:
            raise Invalid.field("Idempotency-Key", "reused", "was used for a different request.")
        claimed_at = datetime.fromisoformat(str(row.columns["claimed_at"]))
        if row.columns["state"] == "done":
            return row
        if row.columns["state"] == "forgotten":
            raise Conflict("Whom the first request with this Idempotency-Key was about was erased.", code="forgotten")
        if row.columns["state"] == "pending" and now - claimed_at < self._lost_after:
            raise Conflict("The first request with this Idempotency-Key is still running.", code="in_progress")
        taken = {**row.columns, "state": "pending", "claimed_at": now.isoformat()}
        try:
            self._commit(partition, Replace(key, taken, row.etag))
        except Stale:
            raise Conflict(
                "The first request with this Idempotency-Key is still running.", code="in_progress"
            ) from None
        return Row(partition, key, taken)

    def _write(self, claim: Row, columns: dict[str, Column]) -> None:
        """Say how it ended. If that cannot be kept, a repetition runs again and finds what this one did."""
        try:
            self._commit(claim.partition, Put(claim.key, columns))
        except Unavailable:
            log.warning("The end of a request with an Idempotency-Key could not be kept.")

    def _commit(self, partition: str, operation: Operation) -> None:
        transaction.commit(self._table, partition, [operation], mark=new_id(), sleep=self._sleep)


def _columns_of(answer: Answer) -> dict[str, Column]:
    text = answer.body.decode()
    chunks = [text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK)]
    bodies = {f"body{number:02}": chunk for number, chunk in enumerate(chunks)}
    return {"status": answer.status, "content_type": answer.content_type, **bodies}


def _answer_in(row: Row) -> Answer:
    body = "".join(str(row.columns[name]) for name in sorted(row.columns) if name.startswith("body"))
    return Answer(int(row.columns["status"]), str(row.columns["content_type"]), body.encode(), replayed=True)

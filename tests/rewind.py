"""A product that can be taken back to what it was, whose every call of storage can fail."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from shared.adapters.memory_blob import MemoryBlobStore
from shared.adapters.memory_table import MemoryTable
from shared.ports.blob import BlobStore
from tests.adapters import GivenAdapters
from tests.app import Client, Product
from tests.faults import Faults


class RewindableTable(MemoryTable):
    """A table that can be taken back."""

    def kept(self) -> Callable[[], None]:
        """Gives what takes it back to now."""
        before = {name: (dict(one.rows), list(one.keys)) for name, one in self._partitions.items()}

        def rewind() -> None:
            self._partitions = {
                name: replace(self._partitions[name], rows=dict(rows), keys=list(keys))
                for name, (rows, keys) in before.items()
            }

        return rewind


class RewindableBlobs(MemoryBlobStore):
    """Files that can be taken back."""

    def kept(self) -> Callable[[], None]:
        """Gives what takes them back to now."""
        before, unfinished = dict(self._blobs), {name: dict(blocks) for name, blocks in self._blocks.items()}

        def rewind() -> None:
            self._blobs = dict(before)
            self._blocks = {name: dict(blocks) for name, blocks in unfinished.items()}

        return rewind


class FaultyBlobs:
    """Files whose every call fails as planned. Links are made without a call."""

    def __init__(self, blobs: BlobStore, faults: Faults) -> None:
        self._blobs = blobs
        self._faults = faults

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._blobs, name)
        if name.endswith("_url"):
            return call
        return lambda *values, **named: self._faults.around(lambda: call(*values, **named))


class RewindableProduct(Product):
    """The application in memory. Requests count as lost after a second."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(request_lost_after_s=1, **settings)
        self.table: RewindableTable = RewindableTable()
        self.blobs: RewindableBlobs = RewindableBlobs()
        self.app = self.new_instance()

    def adapters(self) -> GivenAdapters:
        """What the application stands on."""
        return replace(super().adapters(), blobs=cast(BlobStore, FaultyBlobs(self.blobs, self.faults)))

    def restarted(self, client: Client) -> Client:
        """The same client of a new process."""
        self.app = self.new_instance()
        again = self.client()
        again.headers = client.headers
        return again

    def kept(self) -> Callable[[], None]:
        """Gives what takes everything outside of the process back to now."""
        table, blobs, time, landed = self.table.kept(), self.blobs.kept(), self.clock.time, set(self._landed)
        sent: list[tuple[list[Any], list[Any]]] = [
            (one, list(one)) for one in (self.queue.sent, self.mailer.sent, self.webhooks.sent, self.realtime.to_groups)
        ]

        def rewind() -> None:
            table()
            blobs()
            self.clock.time = time
            self._landed = set(landed)
            for now, before in sent:
                now[:] = before

        return rewind

"""Files in memory: for tests."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count, takewhile
from urllib.parse import quote

from shared.core.errors import NotFound
from shared.ports.blob import BlobInfo


@dataclass(frozen=True, slots=True)
class _Blob:
    data: bytes
    content_type: str


class MemoryBlobStore:
    """Implements `BlobStore`. What it holds ends with the process; its links name the blob and lead nowhere."""

    def __init__(self) -> None:
        self._blobs: dict[tuple[str, str], _Blob] = {}
        self._blocks: dict[tuple[str, str], dict[int, bytes]] = {}

    def put(self, container: str, name: str, data: bytes, *, content_type: str = "application/octet-stream") -> None:
        """See `BlobStore.put`."""
        self._blobs[container, name] = _Blob(bytes(data), content_type)

    def get(self, container: str, name: str, *, max_bytes: int | None = None) -> bytes:
        """See `BlobStore.get`."""
        return self._find(container, name).data[:max_bytes]

    def info(self, container: str, name: str) -> BlobInfo:
        """See `BlobStore.info`."""
        blob = self._find(container, name)
        return BlobInfo(container, name, len(blob.data), blob.content_type)

    def remove(self, container: str, name: str) -> None:
        """See `BlobStore.remove`."""
        self._blobs.pop((container, name), None)

    def discard(self, container: str, name: str) -> None:
        """See `BlobStore.discard`."""
        self._blobs.pop((container, name), None)
        self._blocks.pop((container, name), None)

    def list_names(self, container: str, prefix: str, *, unfinished: bool = False) -> list[str]:
        """See `BlobStore.list_names`."""
        known = {*self._blobs, *(self._blocks if unfinished else ())}
        return sorted(name for place, name in known if place == container and name.startswith(prefix))

    def begun(self, container: str, name: str) -> list[int]:
        """See `BlobStore.begun`."""
        blocks = self._blocks.get((container, name), {})
        return [len(blocks[index]) for index in takewhile(blocks.__contains__, count())]

    def put_block(self, container: str, name: str, index: int, data: bytes) -> None:
        """See `BlobStore.put_block`."""
        self._blocks.setdefault((container, name), {})[index] = bytes(data)

    def finish(self, container: str, name: str, blocks: int, *, content_type: str) -> None:
        """See `BlobStore.finish`."""
        put = self._blocks.pop((container, name), {})
        self.put(container, name, b"".join(put[index] for index in range(blocks)), content_type=content_type)

    def copy(self, container: str, name: str, to_container: str, to_name: str, *, content_type: str) -> None:
        """See `BlobStore.copy`."""
        self.put(to_container, to_name, self._find(container, name).data, content_type=content_type)

    def upload_url(self, container: str, name: str, *, valid_for: timedelta, resumable: bool = False) -> str:
        """See `BlobStore.upload_url`."""
        access = "read,write" if resumable else "write"
        place = f"https://blobs.invalid/{container}/{quote(name)}"
        return f"{place}?access={access}&seconds={valid_for.total_seconds():.0f}"

    def download_url(self, container: str, name: str, *, valid_for: timedelta, file_name: str) -> str:
        """See `BlobStore.download_url`."""
        link = f"https://blobs.invalid/{container}/{quote(name)}?access=read&seconds={valid_for.total_seconds():.0f}"
        return f"{link}&file={quote(file_name, safe='')}"

    def contents(self) -> dict[tuple[str, str], bytes]:
        """Everything it holds, by container and name: no real store offers this."""
        return {place: blob.data for place, blob in sorted(self._blobs.items())}

    def _find(self, container: str, name: str) -> _Blob:
        blob = self._blobs.get((container, name))
        if blob is None:
            raise NotFound("There is no such file.")
        return blob

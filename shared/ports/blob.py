"""Files: named bytes in containers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class BlobInfo:
    """What is known of a blob without reading it. `size_bytes` is its length."""

    container: str
    name: str
    size_bytes: int
    content_type: str
    metadata: Mapping[str, str] = field(default_factory=dict)


class BlobStore(Protocol):
    """Named bytes in containers. Containers come into being with their first blob or upload link.

    A store that does not answer raises Unavailable.
    """

    def put(self, container: str, name: str, data: bytes, *, content_type: str = "application/octet-stream") -> None:
        """Write the blob, in place of one of that name."""
        ...

    def get(self, container: str, name: str, *, max_bytes: int | None = None) -> bytes:
        """The bytes; at most `max_bytes` of them from the start. Raises NotFound."""
        ...

    def info(self, container: str, name: str) -> BlobInfo:
        """What is known of the blob. Raises NotFound."""
        ...

    def remove(self, container: str, name: str) -> None:
        """Delete the blob; quiet if there is none."""
        ...

    def discard(self, container: str, name: str) -> None:
        """Delete the blob with its snapshots, and blocks that never became a blob; quiet if there is none."""
        ...

    def list_names(self, container: str, prefix: str, *, unfinished: bool = False) -> list[str]:
        """Names that begin with the prefix, ascending; with `unfinished` also those of which only blocks were put."""
        ...

    def begun(self, container: str, name: str) -> list[int]:
        """The sizes of the blocks 0, 1, … that were put and are no blob yet; empty if there are none."""
        ...

    def put_block(self, container: str, name: str, index: int, data: bytes) -> None:
        """Write one block of what becomes a blob with `finish`, in place of that block."""
        ...

    def finish(self, container: str, name: str, blocks: int, *, content_type: str) -> None:
        """Make a blob of the blocks 0 to `blocks` - 1, in place of one of that name."""
        ...

    def copy(self, container: str, name: str, to_container: str, to_name: str, *, content_type: str) -> None:
        """Give a blob's bytes a second place, inside the store, as this type. Raises NotFound."""
        ...

    def upload_url(self, container: str, name: str, *, valid_for: timedelta, resumable: bool = False) -> str:
        """A link that lets its bearer PUT this one blob (header `x-ms-blob-type: BlockBlob`) until it expires.

        Where it is `resumable`, its bearer may also ask which blocks have arrived, and so read what they sent.
        """
        ...

    def download_url(self, container: str, name: str, *, valid_for: timedelta, file_name: str) -> str:
        """A link that lets its bearer GET this one blob, offered under `file_name`, until it expires."""
        ...

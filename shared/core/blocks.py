"""Bytes that are too many to be held at once, in blocks."""

from collections.abc import Iterable, Iterator

BLOCK_BYTES = 4 * 1024 * 1024
"""What is held in memory at a time. A blob has at most 50,000 blocks."""


def in_blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in blocks of BLOCK_BYTES, the last one smaller."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= BLOCK_BYTES:
            yield bytes(waiting[:BLOCK_BYTES])
            del waiting[:BLOCK_BYTES]
    if waiting:
        yield bytes(waiting)

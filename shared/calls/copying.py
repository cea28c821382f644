"""Copying what the calling service recorded into our storage, block by block: in little memory, and in several goes."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from shared.calls.models import RECORDINGS, Recording
from shared.core.blocks import in_blocks
from shared.core.clock import Clock
from shared.core.errors import NotFound, TooLarge
from shared.ports.blob import BlobStore
from shared.ports.calls import MAX_RECORDING_BYTES, Calls


@dataclass(frozen=True, slots=True)
class Copier:
    """Copies recordings. What was copied is found in storage, so whoever goes on needs no other note of it."""

    blobs: BlobStore
    calls: Calls
    now: Clock

    def copy(self, company_id: str, recording: Recording, until: datetime) -> int | None:
        """Go on copying a recording. Returns its size in bytes when all of it is there, None if the time was up before.

        Raises:
            Forbidden, NotFound, TooLarge: a piece cannot be had.
            Unavailable: the calling service or storage does not answer; what was copied stays.
        """
        size = 0
        for index, location in enumerate(recording.locations):
            copied = self._copy_piece(location, piece_name(company_id, recording, index), recording.content_type, until)
            if copied is None:
                return None
            size += copied
        return size

    def _copy_piece(self, location: str, name: str, content_type: str, until: datetime) -> int | None:
        whole = self._size_of(name)
        if whole is not None:
            return whole
        put = self.blobs.begun(RECORDINGS, name)
        size, blocks = sum(put), len(put)
        with closing(self.calls.recording(location, start=size)) as rest:
            for block in in_blocks(rest):
                size += len(block)
                if size > MAX_RECORDING_BYTES:
                    raise TooLarge("The recording is larger than any that is copied.")
                self.blobs.put_block(RECORDINGS, name, blocks, block)
                blocks += 1
                if self.now() >= until:
                    return None
        self.blobs.finish(RECORDINGS, name, blocks, content_type=content_type)
        return size

    def _size_of(self, name: str) -> int | None:
        try:
            return self.blobs.info(RECORDINGS, name).size_bytes
        except NotFound:
            return None


def remove_copied(blobs: BlobStore, company_id: str, interview_id: str, recording_id: str) -> None:
    """Remove what was copied of a recording that was erased in the meantime, and what was written down of it."""
    for name in blobs.list_names(RECORDINGS, f"{company_id}/{interview_id}/{recording_id}/"):
        blobs.remove(RECORDINGS, name)


def transcript_name(company_id: str, recording: Recording, index: int) -> str:
    """The name of the blob with what is said in a piece: a `Transcription` in JSON."""
    return f"{piece_name(company_id, recording, index)}-transcript"


def piece_name(company_id: str, recording: Recording, index: int) -> str:
    """The name of a piece's blob."""
    return f"{company_id}/{recording.interview_id}/{recording.id}/{index}"

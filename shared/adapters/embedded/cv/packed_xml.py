"""Office files: XML parts in a zip archive, read with bounds on what they unpack to.

The XML is read as a stream by the standard library's parser: no tree to exhaust memory or the stack,
and a document type declaration (the way to an entity bomb) ends the reading.
"""

import contextlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError, XMLParser

from shared.ports.cv import UnreadableCv

MOST_BYTES = 50 * 1024 * 1024
"""All parts of a file together, unpacked."""
MOST_PART_BYTES = 12 * 1024 * 1024
"""One part that we read, unpacked."""
HIGHEST_RATIO = 200
"""Unpacked bytes for each packed one, in a part of more than a megabyte: text does not pack that well."""


class SafeTarget:
    """What the XML parser calls; refuses what no office file needs."""

    def doctype(self, *_: str | None) -> None:
        """Refuse a document type declaration."""
        raise UnreadableCv("This file is not in order. Ask the candidate to send it again as PDF.")

    def close(self) -> None:
        """Nothing is left to do at the end."""


@dataclass(frozen=True, slots=True)
class Package:
    """An open office file. `names` are those of its parts."""

    archive: zipfile.ZipFile
    names: list[str]

    def parse(self, name: str, target: SafeTarget) -> None:
        """Feed one part to a target. Raises UnreadableCv: it unpacks to too much."""
        parser = XMLParser(target=target)
        parser.feed(self.unpack(name))
        parser.close()

    def unpack(self, name: str) -> bytes:
        """One part, never more of it than allowed, whatever the archive's directory says about its size."""
        with self.archive.open(name) as stream:
            content = stream.read(MOST_PART_BYTES + 1)
        packed = max(1, self.archive.getinfo(name).compress_size)
        if len(content) > MOST_PART_BYTES or (len(content) > 1024 * 1024 and len(content) / packed > HIGHEST_RATIO):
            raise too_complex()
        return content


@contextlib.contextmanager
def opened(data: bytes) -> Iterator[Package]:
    """The parts of an office file.

    Raises:
        UnreadableCv: it is broken, locked, or unpacks to too much; also if that shows only while reading.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MOST_BYTES:
                raise too_complex()
            yield Package(archive, archive.namelist())
    except (
        zipfile.BadZipFile,
        zlib.error,
        ParseError,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        LookupError,
    ):
        raise UnreadableCv("This file is damaged. Ask the candidate to send it again.") from None
    except RuntimeError:  # how zipfile says that a part is encrypted
        raise locked() from None


def too_complex() -> UnreadableCv:
    """The refusal of a file that has or unpacks to far more than a CV."""
    return UnreadableCv(
        "This file is too complex to read safely. Ask the candidate for a PDF copy.", code="too_complex"
    )


def locked() -> UnreadableCv:
    """The refusal of a file that needs a password."""
    return UnreadableCv(
        "This file is protected by a password. Ask the candidate for an open copy.", code="password_protected"
    )

"""What a file is, told from its first bytes, and its text."""

from shared.adapters.embedded.cv import pdf, plain, word
from shared.adapters.embedded.cv.document import Document
from shared.ports.cv import UnreadableCv

LARGEST_FILE_BYTES = 10 * 1024 * 1024

_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"RIFF", b"\x00\x00\x00")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")


def read(data: bytes, file_name: str) -> Document:
    """The text of a PDF, Word or plain text file.

    Raises:
        UnreadableCv: it is none of these, or broken, locked, without text, or too large.
    """
    if not data:
        raise UnreadableCv("This file is empty. Ask the candidate to send it again.", code="empty")
    if len(data) > LARGEST_FILE_BYTES:
        raise UnreadableCv("This file is larger than 10 MB. Ask the candidate for a smaller copy.", code="too_large")
    if b"%PDF-" in data[:1024]:
        return pdf.read(data)
    if data.startswith(b"PK\x03\x04"):
        return word.read(data)
    _refuse_known_others(data)
    return plain.read(data, file_name)


def _refuse_known_others(data: bytes) -> None:
    if data.startswith(_OLE):
        if _ENCRYPTED_OFFICE in data:
            raise UnreadableCv(
                "This Word file is protected by a password. Ask the candidate for an open copy.",
                code="password_protected",
            )
        raise UnreadableCv(
            "This is a file of an old Word version (.doc). Save it as .docx or PDF and upload that.", code="unsupported"
        )
    if data.startswith(_IMAGES):
        raise UnreadableCv(
            "This is a picture, not a document. Ask the candidate for the CV as PDF or Word file.", code="unsupported"
        )
    if data.startswith(b"{\\rtf"):
        raise UnreadableCv("This is an RTF file. Save it as .docx or PDF and upload that.", code="unsupported")

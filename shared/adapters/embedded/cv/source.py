"""What a file is, told from its first bytes, and its text."""

from shared.adapters.embedded.cv import open_document, packed_xml, pdf, plain, rich_text, word
from shared.adapters.embedded.cv.document import Document
from shared.ports.cv import UnreadableCv

LARGEST_FILE_BYTES = 10 * 1024 * 1024

_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"RIFF", b"\x00\x00\x00")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")


def read(data: bytes, file_name: str) -> Document:
    """The text of a PDF, Word, OpenDocument, Rich Text or plain text file.

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
        return _read_office(data)
    if data.lstrip()[:5] == b"{\\rtf":
        return rich_text.read(data)
    _refuse_known_others(data)
    return plain.read(data, file_name)


def _read_office(data: bytes) -> Document:
    with packed_xml.opened(data) as package:
        if word.BODY in package.names:
            return word.read(package)
        if "mimetype" in package.names and package.unpack("mimetype").decode("ascii", "ignore").strip() in (
            open_document.TYPE,
            f"{open_document.TYPE}-template",
        ):
            return open_document.read(package)
    raise UnreadableCv(
        "This is an archive or another office format. Upload the CV as PDF, Word (.docx), .odt, .rtf or plain text.",
        code="unsupported",
    )


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

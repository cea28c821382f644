"""What becomes of a CV file that is not simply read."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from shared.candidates.models import Candidate, ParsingStatus
from shared.ports.cv import UnreadableCv
from shared.resumes.models import MAX_BYTES, ParseStatus, Resume

UNREAD: dict[str, Any] = {
    "parsing_status": ParseStatus.PENDING,
    "size_bytes": None,
    "sha256": None,
    "parse_error": None,
    "parse_error_code": None,
    "warnings": [],
    "engine": None,
    "parsed_at": None,
}
"""What is known of a file that has not been read."""

GIVEN_UP_AFTER = timedelta(hours=2)
"""By then a file has landed, and was tried several times."""
GIVEN_UP = {
    ParseStatus.AWAITING_UPLOAD: UnreadableCv("The file never arrived. Upload it again.", code="not_received"),
    ParseStatus.PENDING: UnreadableCv("The file could not be read in time. Upload it again.", code="not_read"),
}
"""Why a file that stays in a status too long has failed."""


def failure(reason: UnreadableCv) -> dict[str, Any]:
    """What is known of a file that cannot be read."""
    return {"parsing_status": ParseStatus.FAILED, "parse_error": reason.message, "parse_error_code": reason.code}


def size_refusal(size_bytes: int) -> UnreadableCv | None:
    """Why a file of this size is not read; None if it is."""
    if size_bytes == 0:
        return UnreadableCv("The file is empty. Ask for it again.", code="empty")
    if size_bytes > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        message = f"The file is larger than {limit} MiB. Ask for a smaller one, for example without scanned images."
        return UnreadableCv(message, code="too_large")
    return None


def if_latest(candidate: Candidate, resume: Resume, status: ParsingStatus) -> dict[str, Any]:
    """What a candidate's row says of a file, unless a later one has come: identifiers sort by time."""
    if candidate.resume_id is not None and candidate.resume_id > resume.id:
        return {}
    return {"parsing_status": status, "resume_id": resume.id}


def latest_but(resume_id: str, resumes: Iterable[Resume]) -> dict[str, Any]:
    """What a candidate's row says without one of their files: the latest of the others that was read, if any."""
    read = (one.id for one in resumes if one.id != resume_id and one.parsing_status is ParseStatus.COMPLETED)
    latest = max(read, default=None)
    return {"resume_id": latest, "parsing_status": ParsingStatus.COMPLETED if latest else ParsingStatus.NONE}

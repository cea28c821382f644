"""CV files: what was uploaded, and what became of it."""

from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from shared.candidates.models import CVS
from shared.core.forms import Form, FormFile
from shared.core.page import PageQuery
from shared.core.resource import Input, Instant, Resource, Value
from shared.ports.engine import Engine
from shared.store.kinds import Index, Kind

CONTAINER = CVS
"""Where the files are: `{company_id}/{resume_id}`. The parser is triggered by what lands here."""
TEXTS = "resume-texts"
"""Where what was read from each file is, as a `ParsedCv` in JSON, under the same name."""

MAX_BYTES = 10 * 1024 * 1024
"""The largest CV that is read."""


class ParseStatus(StrEnum):
    """Where a file is on its way."""

    AWAITING_UPLOAD = "awaiting_upload"
    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"


class Resume(Resource):
    """One CV file. `parse_error` tells a recruiter why it could not be read; `parse_error_code` is stable. `sha256` is
    that of the bytes that were read."""

    plural: ClassVar[str] = "resumes"

    file_name: str
    size_bytes: int | None
    sha256: str | None = None
    candidate_id: str | None
    job_id: str | None
    parsing_status: ParseStatus
    parse_error: str | None
    parse_error_code: str | None
    warnings: list[str]
    engine: Engine | None
    uploaded_by: str
    company_id: str
    created_at: Instant
    parsed_at: Instant | None


class ResumeQuery(PageQuery):
    """Which files are wanted."""

    candidate_id: str | None = None
    parsing_status: ParseStatus | None = None


FileName = Annotated[str, Field(min_length=1, max_length=200)]


class ResumeChanges(Form):
    """A new file in place of the one before, which is read anew, or a new name for it."""

    file: FormFile | None = None
    file_name: FileName | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_other_names(cls, value: Any) -> Any:
        """The file under any of the names that clients use."""
        if not isinstance(value, dict):
            return value
        file = next((value[name] for name in ("file", "cv_file", "cv", "resume") if name in value), None)
        return {**value, "file": file}


class DownloadLink(Value):
    """Where a file can be fetched for a few minutes, by whoever has the link."""

    file_name: str
    download_url: str
    expires_in_minutes: int


class UploadRequest(Input):
    """A file that the caller is about to send straight to storage."""

    file_name: FileName
    content_type: Annotated[str | None, Field(max_length=120)] = None
    purpose: Annotated[
        str, Field(pattern=r"^(general|candidate[-_]cv|cv|resume)$", description="A CV, in any word")
    ] = "general"
    candidate_id: Annotated[str | None, Field(description="Whose CV it is, if known")] = None
    job_id: Annotated[str | None, Field(description="The job they apply for, if any")] = None


class UploadTarget(Value):
    """Where to PUT the file, with the header `x-ms-blob-type: BlockBlob`. `file_id` is the resume's id."""

    file_id: str
    resume_id: str
    blob_path: str
    upload_url: str
    expires_in_minutes: int


RESUME: Kind[Resume] = Kind(
    name="resume",
    model=Resume,
    indexes=(
        Index(name="all", values=lambda resume: [()]),
        Index(name="status", values=lambda resume: [(resume.parsing_status,)]),
        Index(
            name="candidate",
            values=lambda resume: [(resume.candidate_id,)] if resume.candidate_id else [],
            overview=False,
        ),
        Index(name="uploader", values=lambda resume: [(resume.uploaded_by,)], overview=False),
        Index(
            name="unowned",
            values=lambda resume: [] if resume.candidate_id else [()],
            order=lambda resume: resume.created_at.isoformat(),
            counted=False,
        ),
    ),
)


def blob_name(company_id: str, resume_id: str) -> str:
    """The name of a file's blob."""
    return f"{company_id}/{resume_id}"

"""Talenti's words for CV files and what they say."""

from typing import Annotated

from pydantic import Field

from shared.core.resource import Input, Value
from shared.ports.cv import Profile
from shared.resumes.models import CONTAINER, Resume, blob_name


class CvQuery(Input):
    """Whose CV it is. A candidate's is their own."""

    candidate_id: str | None = None


class TalentiCv(Value):
    """A CV that was uploaded."""

    cv_file_id: str
    cv_file_path: str
    parsing_status: str

    @classmethod
    def of(cls, resume: Resume) -> "TalentiCv":
        """A CV file in these words."""
        path = f"{CONTAINER}/{blob_name(resume.company_id, resume.id)}"
        return cls(cv_file_id=resume.id, cv_file_path=path, parsing_status=resume.parsing_status)


class ParseRequest(Input):
    """A CV as text, or the id of a file that was uploaded and read. `candidate_id` comes back as it was sent."""

    resume_text: Annotated[str | None, Field(min_length=1, max_length=200_000)] = None
    file_id: str | None = None
    candidate_id: str | None = None


class TalentiEmployment(Value):
    """One position."""

    company: str | None
    title: str | None
    description: str
    start_date: str | None
    end_date: str | None


class TalentiEducation(Value):
    """One course of study."""

    institution: str | None
    degree: str | None
    field_of_study: str | None
    end_date: str | None


_CONFIDENCE = {
    "full_name": "full_name",
    "email": "email",
    "phone": "phone",
    "skills": "technical_skills",
    "employment": "work_experience",
    "education": "education",
}
"""Talenti's word for each field, and ours."""


class TalentiReading(Value):
    """What a CV says. `confidence` is 0 to 1 for each field; 0 where nothing was found."""

    full_name: str | None
    email: str | None
    phone: str | None
    skills: list[str]
    linkedin_url: str | None
    portfolio_url: str | None
    summary: str | None
    employment: list[TalentiEmployment]
    education: list[TalentiEducation]
    confidence: dict[str, float]

    @classmethod
    def of(cls, profile: Profile) -> "TalentiReading":
        """A profile in these words."""
        return cls(
            full_name=profile.full_name,
            email=profile.email,
            phone=profile.phone,
            skills=[*profile.technical_skills, *profile.soft_skills],
            linkedin_url=profile.linkedin_url,
            portfolio_url=profile.portfolio_url,
            summary=profile.summary,
            employment=[TalentiEmployment.model_validate(one, from_attributes=True) for one in profile.work_experience],
            education=[
                TalentiEducation(
                    institution=one.institution, degree=one.degree, field_of_study=one.field, end_date=one.end_date
                )
                for one in profile.education
            ],
            confidence={theirs: profile.confidence.get(ours, 0.0) for theirs, ours in _CONFIDENCE.items()},
        )


class ParsedResume(Value):
    """What a CV says, and whose it was said to be."""

    candidate_id: str | None
    parsed: TalentiReading

"""What an interview is planned from: the job, and of the candidate only what a question may speak of."""

from typing import Any

from shared.candidates.models import Candidate
from shared.jobs.models import Job
from shared.ports.cv import Profile
from shared.ports.interviewing import Difficulty, PlanRequest

_FROM_CANDIDATE = {"technical_skills", "soft_skills", "work_experience", "education", "total_experience_years"}
"""What of a candidate a question may come from: nothing that tells who they are."""


def plan_request(job: Job, candidate: Candidate | None, difficulty: Difficulty) -> PlanRequest:
    """What an interview for this job and candidate, or for anybody, is planned from."""
    known: dict[str, Any] = {name: getattr(candidate, name) for name in _FROM_CANDIDATE} if candidate else {}
    return PlanRequest(
        job_title=job.title,
        required_skills=job.required_skills,
        responsibilities=job.responsibilities,
        seniority=job.experience_level,
        rubric=job.rubric,
        profile=Profile(**known) if candidate else None,
        count=job.interview_structure.questions(),
        difficulty=difficulty,
        types=job.interview_structure.types,
        own_questions=job.interview_structure.own_questions,
    )

"""Interview Platform's words for jobs, which it calls roles; access roles share their address."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from shared.core.resource import Input, Instant, Resource, Value
from shared.identity.access_models import AccessRoleDraft, GrantablePermissions
from shared.jobs.models import Category, InterviewStructure, Job, JobChanges, JobDraft, Skill, Skills, Text

Level = Annotated[str, Field(min_length=1, max_length=40)]


class PlatformRoleChanges(Input):
    """What may change of a role; what is not sent stays."""

    name: Annotated[str | None, Field(min_length=1, max_length=200)] = None
    description: Text | None = None
    category: Category | None = None
    specialization: Category | None = None
    experience_level: Level | None = None
    required_skills: Skills | None = None
    interview_structure: InterviewStructure | None = None
    is_active: bool | None = None

    def fields(self) -> dict[str, Any]:
        """What was sent, as fields of a job."""
        sent = self.changes()
        sent.pop("permissions", None)
        return {"title" if name == "name" else name: value for name, value in sent.items()}

    def job_changes(self) -> JobChanges:
        """The changes of a job that this asks for."""
        return JobChanges.model_validate(self.fields())


class PlatformRoleDraft(PlatformRoleChanges):
    """A role to be made: with `permissions` an access role, otherwise a job."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    permissions: GrantablePermissions | None = None

    def access_role(self) -> AccessRoleDraft | None:
        """The access role that this asks for, if it does."""
        if self.permissions is None:
            return None
        return AccessRoleDraft(
            name=self.name, description=(self.description or "")[:1000] or None, permissions=self.permissions
        )

    def job_draft(self) -> JobDraft:
        """The job that this asks for."""
        return JobDraft.model_validate(self.fields())


class PlatformRole(Resource):
    """A job in Interview Platform's words. `interview_structure` has the number of questions of each kind."""

    plural: ClassVar[str] = "jobs"

    name: str
    title: str
    description: str
    category: str | None
    specialization: str | None
    experience_level: str | None
    required_skills: list[Skill]
    interview_structure: dict[str, int]
    is_active: bool
    created_by: str
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, job: Job) -> "PlatformRole":
        """The job in these words."""
        structure = job.interview_structure
        return cls(
            id=job.id,
            name=job.title,
            title=job.title,
            description=job.description,
            category=job.category,
            specialization=job.specialization,
            experience_level=job.experience_level,
            required_skills=job.skills,
            interview_structure={kind.value: count for kind, count in structure.types.items()}
            or {"total": structure.questions()},
            is_active=job.is_active,
            created_by=job.created_by,
            created_at=job.created_at,
            updated_at=job.updated_at,
        )


class DeletedRole(Value):
    """A job that was deleted."""

    id: str
    deleted: bool

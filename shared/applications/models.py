"""Applications: one candidate for one job, and the stage it is in."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.candidates.models import Stage, StageWord
from shared.candidates.ways import Step, Way, hire_amounts, way_amounts
from shared.core.page import PageQuery
from shared.core.resource import Input, Instant, Resource, Value
from shared.store.kinds import Index, Kind, Sum


class StageMove(Value):
    """One step on the way, and who decided it. `from_stage` is None for the first."""

    from_stage: Stage | None
    to_stage: Stage
    reason: str | None
    by_user_id: str
    by_name: str
    at: Instant


class Application(Resource):
    """One candidate for one job. The names are those at the time of applying."""

    plural: ClassVar[str] = "applications"

    job_id: str
    job_title: str
    candidate_id: str
    candidate_name: str
    candidate_email: str | None
    status: Stage
    history: list[StageMove]
    created_at: Instant
    updated_at: Instant

    @property
    def was_put_forward(self) -> bool:
        """Whether somebody found that the candidate comes into question: from then on the job's client sees them."""
        stages = {self.status, *(step.to_stage for step in self.history)}
        return stages != {Stage.APPLIED}


class ApplicationDraft(Input):
    """An application to be made."""

    job_id: str
    candidate_id: str
    status: StageWord = Stage.APPLIED


class ApplicationMove(Input):
    """A decision about an application."""

    status: StageWord
    reason: Annotated[str | None, Field(max_length=2000)] = None


class ApplicationQuery(PageQuery):
    """Which applications are wanted."""

    job_id: str | None = None
    candidate_id: str | None = None
    status: StageWord | None = None


def way_of(application: Application) -> Way:
    """An application's way through the stages."""
    steps = [Step(step.to_stage, step.at) for step in application.history]
    begun_at = min([application.created_at, *(step.at for step in steps)])
    return Way(begun_at, steps, application.status)


APPLICATION: Kind[Application] = Kind(
    name="application",
    model=Application,
    indexes=(
        Index(name="all", values=lambda a: [()]),
        Index(name="status", values=lambda a: [(a.status,)]),
        Index(name="job", values=lambda a: [(a.job_id,)], overview=False),
        Index(name="job_status", values=lambda a: [(a.job_id, a.status)], overview=False),
        Index(name="candidate", values=lambda a: [(a.candidate_id,)], overview=False),
        Index(name="put_forward", values=lambda a: [(a.job_id,)] if a.was_put_forward else [], overview=False),
        Index(name="pair", values=lambda a: [(a.job_id, a.candidate_id)], unique=True),
    ),
    sums=(
        Sum(name="way", amounts=lambda a: way_amounts(way_of(a), (a.job_id,)), group_size=1),
        Sum(name="hires", amounts=lambda a: hire_amounts(way_of(a), (a.job_id,)), group_size=2),
    ),
)

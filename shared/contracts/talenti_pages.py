"""What Talenti's pages read beyond its document: the organisation, its numbers, and an interview's whole report."""

from pydantic import RootModel

from shared.analytics.service import Dashboard
from shared.companies.models import Company
from shared.contracts.talenti_interviews import TalentiInterview, TalentiSegment
from shared.contracts.talenti_scores import TalentiScore
from shared.core.resource import Instant, Value
from shared.interviews.models import InterviewStatus
from shared.scoring.models import DimensionScore, Score


class TalentiOrganisation(Value):
    """A company. What Talenti keeps of one besides is null."""

    id: str
    name: str
    description: str | None
    industry: str | None
    website: str | None
    values_framework: str | None
    created_at: Instant
    updated_at: Instant


class TalentiMembership(Value):
    """The caller's company, and what they are in it."""

    id: str
    role: str
    organisation: TalentiOrganisation

    @classmethod
    def of(cls, company: Company, role: str) -> "TalentiMembership":
        """A company in these words."""
        organisation = TalentiOrganisation(
            id=company.id,
            name=company.name,
            description=company.description,
            industry=None,
            website=None,
            values_framework=None,
            created_at=company.created_at,
            updated_at=company.updated_at,
        )
        return cls(id=company.id, role=role, organisation=organisation)


class TalentiStats(Value):
    """The numbers of a company. No mean of scores is kept: people are not compared by one number."""

    activeRoles: int
    totalCandidates: int
    completedInterviews: int
    avgMatchScore: float | None

    @classmethod
    def of(cls, numbers: Dashboard) -> "TalentiStats":
        """The numbers of the dashboard in these words."""
        return cls(
            activeRoles=numbers.active_jobs,
            totalCandidates=numbers.candidates,
            completedInterviews=numbers.interviews_by_status.get(InterviewStatus.COMPLETED, 0),
            avgMatchScore=None,
        )


class TalentiDimensionScore(Value):
    """One dimension that was assessed. `score` is out of 10, which the pages multiply; `score_of_100` is ours."""

    id: str
    interview_id: str
    name: str
    dimension: str
    score: float
    score_of_100: int
    rationale: str
    evidence: str
    cited_quotes: list[str]
    created_at: Instant

    @classmethod
    def of(cls, score: Score, one: DimensionScore, points: int) -> "TalentiDimensionScore":
        """A dimension in these words; `points` are its score."""
        quotes = [quote.text for quote in one.quotes]
        return cls(
            id=f"{score.id}.{one.key}",
            interview_id=score.interview_id,
            name=one.name,
            dimension=one.key,
            score=points / 10,
            score_of_100=points,
            rationale=one.rationale,
            evidence=" … ".join(quotes),
            cited_quotes=quotes,
            created_at=score.calculated_at,
        )


class TalentiDimensions(RootModel[list[TalentiDimensionScore]]):
    """The dimensions of a score that were assessed; none before it is there."""

    @classmethod
    def of(cls, score: Score | None) -> "TalentiDimensions":
        """The dimensions of a score."""
        found = score.dimensions if score else []
        return cls(
            [TalentiDimensionScore.of(score, one, one.score) for one in found if score and one.score is not None]
        )


class TalentiReport(Value):
    """An interview with its score, the dimensions of it, and what was said."""

    interview: TalentiInterview
    score: TalentiScore | None
    dimensions: list[TalentiDimensionScore]
    transcripts: list[TalentiSegment]

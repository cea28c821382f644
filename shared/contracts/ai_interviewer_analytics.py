"""AI Interviewer's words for numbers. Where nothing can be divided its clients read 0: their numbers are never null."""

from typing import Self

from shared.analytics.models import Funnel, FunnelStage, HiringOverview, TimeToHire
from shared.candidates.models import Stage
from shared.core.resource import Value


class AiInterviewerStats(Value):
    """Counts for the HR dashboard."""

    total_candidates: int
    by_status: dict[str, int]
    by_domain: dict[str, int]
    active_interviews: int
    pending_feedback: int

    @classmethod
    def of(cls, overview: HiringOverview) -> Self:
        """The counts in these words."""
        return cls(
            total_candidates=overview.candidates,
            by_status=overview.candidates_by_status,
            by_domain=overview.candidates_by_department,
            active_interviews=overview.active_interviews,
            pending_feedback=overview.interviews_awaiting_feedback,
        )


class AppliedStage(Value):
    """Everybody."""

    stage: str
    count: int
    percentage: float


class ScreeningStage(AppliedStage):
    """Those who came to screening or beyond."""

    dropoff_from_applied: float


class InterviewStage(AppliedStage):
    """Those who came to an interview or beyond."""

    dropoff_from_screening: float


class OfferStage(AppliedStage):
    """Those who were made an offer."""

    dropoff_from_interview: float


class AcceptedStage(AppliedStage):
    """Those who accepted an offer, hired or not yet."""

    dropoff_from_offer: float


class AiInterviewerFunnel(Value):
    """How far candidates came. `overall_acceptance_rate` is accepted, in percent of offers."""

    funnel_stages: tuple[AppliedStage, ScreeningStage, InterviewStage, OfferStage, AcceptedStage]
    total_candidates: int
    rejected: int
    overall_acceptance_rate: float

    @classmethod
    def of(cls, funnel: Funnel) -> Self:
        """The funnel in these words."""
        found = {stage.stage: stage for stage in funnel.stages}
        screening, interview = found[Stage.SCREENING], found[Stage.INTERVIEW]
        offer, accepted = found[Stage.OFFER], found[Stage.ACCEPTED]
        return cls(
            funnel_stages=(
                AppliedStage(**_numbers(found[Stage.APPLIED])),
                ScreeningStage(**_numbers(screening), dropoff_from_applied=screening.dropoff_percentage or 0.0),
                InterviewStage(**_numbers(interview), dropoff_from_screening=interview.dropoff_percentage or 0.0),
                OfferStage(**_numbers(offer), dropoff_from_interview=offer.dropoff_percentage or 0.0),
                AcceptedStage(**_numbers(accepted), dropoff_from_offer=accepted.dropoff_percentage or 0.0),
            ),
            total_candidates=funnel.total,
            rejected=funnel.rejected,
            overall_acceptance_rate=funnel.overall_acceptance_rate or 0.0,
        )


class AiInterviewerTimeToHire(Value):
    """Whole days from applying to being hired."""

    average_days_to_hire: int
    median_days_to_hire: int
    by_department: dict[str, int]
    recent_hires_count: int
    message: str

    @classmethod
    def of(cls, time: TimeToHire) -> Self:
        """The days in these words."""
        return cls(
            average_days_to_hire=_whole(time.average_days),
            median_days_to_hire=_whole(time.median_days),
            by_department={one.department: _whole(one.average_days) for one in time.by_department or []},
            recent_hires_count=time.recent_hires or 0,
            message="Average time from applied to hired" if time.hires else "Nobody has been hired yet",
        )


def _numbers(stage: FunnelStage) -> dict[str, str | int | float]:
    return {"stage": stage.stage.title(), "count": stage.count, "percentage": stage.percentage or 0.0}


def _whole(days: float | None) -> int:
    """Rounded as people do: a half counts as a day."""
    return int((days or 0) + 0.5)

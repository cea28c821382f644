"""What interviews lead to: scores, people's evaluations, reports, statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.app.interviews import Interviews
from shared.core.made_once import made_once

if TYPE_CHECKING:
    from shared.analytics.personal import PersonalStatistics
    from shared.analytics.service import AnalyticsService
    from shared.reports.service import ReportService
    from shared.reports.sharing import SharingService
    from shared.scoring.analysis import AnalysisService
    from shared.scoring.feedback import FeedbackService
    from shared.scoring.people import EvaluationService
    from shared.scoring.service import ScoringService


class Scores(Interviews):
    """Interviews, and the services of what is made of them."""

    @made_once
    def scoring(self) -> ScoringService:
        from shared.scoring.service import ScoringService

        return ScoringService(
            self.store, self.interviews, self._adapters.scorer, self._events, self.audit, self.now, self.usage
        )

    @made_once
    def evaluations(self) -> EvaluationService:
        from shared.scoring.people import EvaluationService

        return EvaluationService(self.store, self.interviews, self.audit, self.now)

    @made_once
    def feedback(self) -> FeedbackService:
        from shared.scoring.feedback import FeedbackService

        return FeedbackService(self.store, self.interviews, self.evaluations, self.audit, self.now)

    @made_once
    def analysis(self) -> AnalysisService:
        from shared.scoring.analysis import AnalysisService

        return AnalysisService(self.store, self.interviews, self._adapters.scorer, self.now, self.usage)

    @made_once
    def reports(self) -> ReportService:
        from shared.reports.service import ReportService

        return ReportService(
            self.store,
            self.interviews,
            self.scoring,
            self.evaluations,
            self.presence,
            self._adapters.blobs,
            self._adapters.printer,
            self.now,
        )

    @made_once
    def sharing(self) -> SharingService:
        from shared.reports.sharing import SharingService

        keys = tuple(key for key in (self._key, self._key_before) if key)
        return SharingService(
            self.store, self.scoring, self.reports, self.audit, self.now, keys, self.settings.public_url
        )

    @made_once
    def analytics(self) -> AnalyticsService:
        from shared.analytics.service import AnalyticsService

        return AnalyticsService(self.store, self.now)

    @made_once
    def personal_statistics(self) -> PersonalStatistics:
        from shared.analytics.personal import PersonalStatistics

        return PersonalStatistics(self.store)

"""Numbers about the interviews of one person."""

from collections import Counter
from dataclasses import dataclass

from shared.core.caller import Caller, Permission
from shared.core.resource import Value
from shared.interviews.models import INTERVIEW, InterviewStatus
from shared.store.store import Store


class UserStatistics(Value):
    """How many interviews the caller has: a candidate their own, others those that they may see of their company.

    Every status is named, also those with none.
    """

    user_id: str
    role: str
    total_interviews: int
    completed_interviews: int
    interviews_by_status: dict[str, int]


@dataclass(frozen=True, slots=True)
class PersonalStatistics:
    """The numbers of one caller."""

    store: Store

    def of(self, caller: Caller) -> UserStatistics:
        """The caller's numbers: a company's from kept counts, a candidate's from the list of their own interviews."""
        by_status = self._counts(caller)
        return UserStatistics(
            user_id=caller.user_id,
            role=caller.role,
            total_interviews=sum(by_status.values()),
            completed_interviews=by_status[InterviewStatus.COMPLETED],
            interviews_by_status={status: by_status[status] for status in map(str, InterviewStatus)},
        )

    def _counts(self, caller: Caller) -> Counter[str]:
        if caller.candidate_id is not None:
            interviews = self.store.each(caller.company_id, INTERVIEW, "candidate", (caller.candidate_id,))
            return Counter(interview.status for interview in interviews)
        if not caller.may(Permission.INTERVIEWS_VIEW):
            return Counter()
        kept = self.store.counts(caller.company_id, INTERVIEW, "status")
        return Counter({status: number for (status,), number in kept.items()})

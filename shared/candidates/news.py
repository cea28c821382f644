"""Telling recruiters, by mail, what became of a candidate."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from shared.candidates.models import CANDIDATE, NotifyRecruiters
from shared.companies.service import CompanyService
from shared.core.caller import Role
from shared.core.errors import Stale
from shared.core.ids import new_id
from shared.identity.models import USER, User
from shared.mail.models import Template
from shared.mail.service import MailService
from shared.store.store import Store

_MAILS_A_CHANGE = 8
"""Each with its index entries, its task and what they count for: a change has at most 100 rows."""


@dataclass(frozen=True, slots=True)
class RecruiterNews:
    """Mails to the recruiters of every company."""

    store: Store
    companies: CompanyService
    mail: MailService

    def send(self, task: NotifyRecruiters) -> None:
        """Queue a mail to every active recruiter, a few with each task. Safe to repeat: nobody is told twice."""
        company = task.company_id
        if not self.store.is_pending(task):
            return
        change = self.store.change(company)
        change.finish(task)
        candidate = self.store.find(company, CANDIDATE, task.candidate_id)
        if candidate is not None:
            told = list(islice(self._recruiters(task), _MAILS_A_CHANGE + 1))
            by = self.store.find(company, USER, task.by_user_id)
            for user in told[:_MAILS_A_CHANGE]:
                variables = {
                    "name": user.name,
                    "candidate": candidate.entity.full_name or "A candidate",
                    "stage": task.stage,
                    "by": by.entity.name if by else "Somebody",
                    "company": self.companies.name_of(company),
                }
                self.mail.queue(change, company, user.email, Template.STAGE_CHANGED, variables, about=task.candidate_id)
            if len(told) > _MAILS_A_CHANGE:
                last = told[_MAILS_A_CHANGE - 1].id
                change.send(task.model_copy(update={"id": new_id(), "after": last}))
        try:
            change.commit()
        except Stale:
            return  # another delivery of the same message was faster

    def _recruiters(self, task: NotifyRecruiters) -> Iterator[User]:
        """Those who are still to be told, in the order of their ids."""
        users = sorted(self.store.each(task.company_id, USER, "role", (Role.HR,)), key=lambda user: user.id)
        return (user for user in users if user.is_active and user.id > task.after)

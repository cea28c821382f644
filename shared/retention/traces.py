"""Traces of a person in what is not theirs: kept answers, files of imports, logs of webhooks, and bulk mails."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.imports.service import ImportService
from shared.mailings.service import MailingService
from shared.webhooks.delivery import DeliveryService


class KeptAnswers(Protocol):
    """Answers that are kept in case their request is repeated."""

    def forget(self, company_id: str, words: Collection[str]) -> None:
        """Forget the answers in which one of these words stands."""
        ...


@dataclass(frozen=True, slots=True)
class Traces:
    """Takes people out of what stays."""

    answers: KeptAnswers
    imports: ImportService
    deliveries: DeliveryService
    mailings: MailingService

    def forget(self, company_id: str, words: Sequence[str], addresses: Collection[str]) -> None:
        """Forget a person, who is recognised by these words: ids, names, numbers and addresses."""
        self.answers.forget(company_id, words)
        self.imports.forget(company_id, addresses)
        self.deliveries.forget(company_id, words)

    def forget_mailings(self, company_id: str, mailing_ids: Collection[str], candidate_ids: Collection[str]) -> None:
        """Forget what bulk mails say that went to nobody but these candidates."""
        for mailing_id in mailing_ids:
            self.mailings.forget_if_nobodys(company_id, mailing_id, candidate_ids)

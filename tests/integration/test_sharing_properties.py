"""Links to a report: however they are made, revoked and waited for, the latest alone opens, and only in its time."""

from datetime import datetime, timedelta
from functools import cache

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shared.core.caller import system_caller
from shared.core.errors import Gone, NotFound
from shared.reports.models import SharedLink, ShareRequest
from tests.rewind import RewindableProduct
from tests.tenant import Tenant


class Company:
    """A company with reports of two interviews, which can be taken back to that."""

    def __init__(self) -> None:
        self.product = RewindableProduct()
        acme = Tenant(self.product)
        _, self.interview = acme.scored_interview()
        _, self.another = acme.scored_interview()
        self.hr = system_caller(acme.id)
        self.links = self.product.app.sharing
        self.rewind = self.product.kept()

    def share(self, interview_id: str, days: int) -> SharedLink:
        return self.links.share(self.hr, interview_id, ShareRequest(expires_in_days=days))

    def opens(self, token: str) -> bool:
        """Whether a link shows a report."""
        try:
            self.links.read(token)
        except Gone:
            return False
        return True


company = cache(Company)


class Links(RuleBasedStateMachine):
    """The links that were made to one report. `open_until` is None where none opens."""

    @initialize()
    def begin(self) -> None:
        self.acme = company()
        self.acme.rewind()
        self.tokens: list[str] = []
        self.open_until: datetime | None = None
        self.elsewhere = self.acme.share(self.acme.another, 30)

    @rule(days=st.integers(1, 30))
    def share(self, days: int) -> None:
        link = self.acme.share(self.acme.interview, days)
        assert link.share_token not in self.tokens
        assert link.expires_at == self.acme.product.clock() + timedelta(days=days)
        self.tokens.append(link.share_token)
        self.open_until = link.expires_at

    @rule()
    def revoke(self) -> None:
        if self.is_open():
            self.acme.links.revoke(self.acme.hr, self.acme.interview)
            self.open_until = None
        else:
            with pytest.raises(NotFound):
                self.acme.links.revoke(self.acme.hr, self.acme.interview)

    @rule(hours=st.sampled_from([1, 23, 24, 25, 24 * 7, 24 * 30]))
    def wait(self, hours: int) -> None:
        self.acme.product.clock.turn(timedelta(hours=hours))

    @precondition(lambda self: self.tokens)
    @rule(at=st.integers(0, 400), character=st.sampled_from("Ab0.-_~"))
    def somebody_changes_a_token(self, at: int, character: str) -> None:
        token = self.tokens[-1]
        changed = f"{token[: at % len(token)]}{character}{token[at % len(token) + 1 :]}"
        if changed != token:
            assert not self.acme.opens(changed)

    @rule()
    def the_link_of_another_report_stays(self) -> None:
        assert self.acme.opens(self.elsewhere.share_token) == (self.acme.product.clock() < self.elsewhere.expires_at)

    @invariant()
    def only_the_latest_opens_and_only_in_its_time(self) -> None:
        assert [token for token in self.tokens if self.acme.opens(token)] == (
            self.tokens[-1:] if self.is_open() else []
        )

    @invariant()
    def who_may_share_is_shown_the_link_that_opens(self) -> None:
        assert self.acme.links.token_of(self.acme.hr, self.acme.interview) == (
            self.tokens[-1] if self.is_open() else None
        )

    def is_open(self) -> bool:
        return self.open_until is not None and self.acme.product.clock() < self.open_until


TestLinks = Links.TestCase
TestLinks.settings = settings(
    max_examples=40, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)

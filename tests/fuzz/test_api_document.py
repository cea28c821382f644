"""Calls every operation with what its API document allows and with what it forbids: no crash, no undocumented answer.

Schemathesis makes the calls. They go to the application in this process; what it answers is compared with the document
twice: by the client of the tests, and by Schemathesis.
"""

import random
from datetime import timedelta
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from tests.api_document import api_document
from tests.app import ADMIN, ORIGIN, Client, Product
from tests.scenes import MAKERS, Things
from tests.tenant import PASSWORD, Tenant

EXAMPLES = 4
"""Of each operation, beside those that Schemathesis derives from the limits in the document."""
MOSTLY = 0.8
CHECKS = (not_a_server_error, content_type_conformance, response_schema_conformance)

_PARTS = {"method", "url", "headers", "files", "data", "params", "cookies", "json"}

_OURS = {"authorization", "content-length"}

pytestmark = pytest.mark.fuzz
schema = schemathesis.openapi.from_dict(api_document())


class Company:
    """A company with something of everything, whose identifiers take the place of made-up ones in most calls."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Make everything, and sign everybody in."""
        self.product = Product()
        acme = Tenant(self.product)
        candidate, interview_id = acme.scored_interview()
        things = Things(acme, {"interview_id": interview_id})
        self.ids = {name: things[name] for name in MAKERS if name != "answer_id"}
        draft = {"application_id": self.ids["application_id"], "scheduled_at": "2027-02-10T10:00:00Z"}
        round_id = acme.hr.ok("POST", "/api/v1/interview-rounds", json=draft)["id"]
        waiting = Things(acme)
        self.ids["answer_id"] = waiting["answer_id"]
        self.interviews = (interview_id, round_id, waiting["interview_id"])
        looker = acme.colleague("CLIENT", client_id=self.ids["client_id"])
        self.people = (acme.hr, acme.hr, acme.hr, candidate, acme.admin, acme.colleague("EMPLOYEE"), looker)
        acme.admin.headers["X-Company-Id"] = acme.id
        self.emails = {id(who): who.user["email"] for who in self.people}

    def sign_in_again(self, who: Client) -> None:
        """Begin another session: a call before may have ended theirs. Begin anew where somebody cannot sign in."""
        email = self.emails[id(who)]
        if who.sign_in(email, ADMIN[1] if email == ADMIN[0] else PASSWORD).status_code != 200:
            self.begin()


@pytest.fixture(scope="module")
def company() -> Company:
    return Company()


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    phases=[Phase.explicit, Phase.generate],
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_no_call_leads_to_a_crash_or_to_what_is_not_documented(case: Any, company: Company) -> None:
    chance = random.Random(repr((case.body, case.query, case.path_parameters)))
    known = {name: value for name, value in company.ids.items() if name in case.path_parameters}
    if "interview_id" in known:
        known["interview_id"] = chance.choice(company.interviews)
    if known and chance.random() < MOSTLY:
        case.path_parameters = {**case.path_parameters, **known}
    who = chance.choice(company.people)
    answer = _send(case, who)
    if answer.status_code == 401:
        company.sign_in_again(who)
    unconfigured = answer.status_code == 503  # documented where a service of the cloud is needed, and tells the setting
    if answer.status_code != 404 or answer.content:  # the host's own answer, where no function has such an address
        case.validate_response(answer, checks=list(CHECKS[1:] if unconfigured else CHECKS))


def _send(case: Any, client: Client) -> httpx.Response:
    """Send the call as it would go over the wire."""
    parts = case.as_transport_kwargs(base_url=ORIGIN)
    wire: Any = requests.Request(**{name: parts[name] for name in parts if name in _PARTS}).prepare()
    headers = {name: value for name, value in wire.headers.items() if name.lower() not in _OURS}
    answer = client.request(wire.method, wire.url, headers=headers, content=wire.body)
    answer.elapsed = timedelta()  # which httpx measures on a real connection alone
    return answer

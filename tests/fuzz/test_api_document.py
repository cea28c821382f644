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
from tests.app import ORIGIN, Client, Product
from tests.tenant import PASSWORD, Tenant

EXAMPLES = 4
"""Of each operation, beside those that Schemathesis derives from the limits in the document."""
CHECKS = (not_a_server_error, content_type_conformance, response_schema_conformance)

_PARTS = {"method", "url", "headers", "files", "data", "params", "cookies", "json"}

_OURS = {"authorization", "content-length"}

pytestmark = pytest.mark.fuzz
schema = schemathesis.openapi.from_dict(api_document())


class Company:
    """A company with something of everything, whose identifiers take the place of made-up ones in half of the calls."""

    def __init__(self) -> None:
        self.product = Product()
        acme = Tenant(self.product)
        self.email = acme.hr.user["email"]
        invitation = acme.invitation()
        self.ids = {
            "company_id": acme.id,
            "user_id": acme.colleague("EMPLOYEE").user["id"],
            "job_id": acme.job()["id"],
            "candidate_id": acme.candidate()["id"],
            "application_id": invitation["application_id"],
            "invitation_id": invitation["id"],
            "interview_id": invitation["interview_id"],
        }
        self.hr = acme.hr

    def sign_in_again(self) -> None:
        """Begin another session: the call before may have ended this one."""
        self.hr = self.product.signed_in(self.email, PASSWORD)


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
    known = {name: value for name, value in company.ids.items() if name in case.path_parameters}
    if known and random.Random(repr(case.body)).random() < 0.5:
        case.path_parameters = {**case.path_parameters, **known}
    answer = _send(case, company.hr)
    if answer.status_code == 401:
        company.sign_in_again()
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

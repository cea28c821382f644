"""What users' requests cost: round trips to storage, counted under the SDK, with a rate lease at hand."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from tests.app import Client
from tests.azurite import StorageEmulator
from tests.contract.fair_model import fair
from tests.contract.modelled import settings_for, use_model
from tests.contract.openai_service import openai_service
from tests.integration.stored_product import StoredProduct
from tests.strict_storage import RoundTrips, StrictPolicy
from tests.tenant import ANSWERS, PASSWORD, THOROUGH, Tenant, new_email, say

pytestmark = pytest.mark.azurite

CANDIDATES = 40
"""More than a page."""

ROUND_TRIPS = RoundTrips()


class Company:
    """A company with candidates, one of whom is being interviewed."""

    def __init__(self, product: StoredProduct) -> None:
        self._messages = count()
        self.product = product
        tenant = Tenant(product)
        self.tenant_id = tenant.id
        self.hr = tenant.hr
        for number in range(CANDIDATES):
            self.person = tenant.candidate(first_name=f"Nadia{number}", domain="bridges")
        self.job = tenant.job(interview_structure={"question_count": 12, "max_minutes": 30})
        self.application = tenant.application(job_id=self.job["id"])
        self.interviewee, self.interview_id = tenant.interviewee(interview_structure={"question_count": 12})
        self.interviewee.ok("POST", "/api/v1/interview/chat", json={"interview_id": self.interview_id})
        slots = [{"start_time": f"2027-02-{day}T09:00:00Z", "end_time": f"2027-02-{day}T10:00:00Z"} for day in (10, 11)]
        leader = tenant.colleague("EMPLOYEE").user["id"]
        draft = {"application_id": self.application["id"], "proposed_slots": slots, "interviewer_id": leader}
        self.round = self.hr.ok("POST", "/api/v1/interview-rounds", json=draft)

    def say(self) -> Any:
        """The candidate's next message."""
        body = {"interview_id": self.interview_id, "message": THOROUGH, "message_id": f"m-{next(self._messages)}"}
        return self.interviewee.ok("POST", "/api/v1/interview/chat", json=body)


@pytest.fixture(scope="module")
def company(azurite: StorageEmulator) -> Iterator[Company]:
    """One for the module, on storage that counts and refuses scans."""
    product = StoredProduct(azurite.new_account(), [StrictPolicy(), ROUND_TRIPS])
    yield Company(product)
    product.close()


def _get(path: str, **query: Any) -> Callable[[Company], Any]:
    return lambda company: company.hr.ok("GET", path, params=query)


def _create_candidate(company: Company) -> Any:
    person = {"email": new_email("ada"), "first_name": "Ada", "last_name": "Moreau"}
    return company.hr.ok("POST", "/api/v1/candidates", json=person)


def _read_interview(company: Company) -> Any:
    return company.interviewee.ok("GET", f"/api/v1/interviews/{company.interview_id}")


def _book(company: Company) -> Any:
    """Book a time, having given back the one before."""
    path = f"/api/v1/interview-rounds/{company.round['id']}/book"
    booked = company.hr.ok("GET", path.removesuffix("/book"))["slot_id"]
    slot = next(one["id"] for one in company.round["proposed_slots"] if one["id"] != booked)
    if booked:
        company.hr.ok("POST", path, json={"slot_id": booked, "confirmed": False})
    return lambda: company.hr.ok("POST", path, json={"slot_id": slot})


def _sign_in(company: Company) -> Any:
    credentials = {"email": company.hr.user["email"], "password": PASSWORD}
    return company.hr.ok("POST", "/api/v1/auth/login", json=credentials)


REQUESTS: dict[str, tuple[int, Callable[[Company], Any]]] = {
    "read a candidate": (2, lambda company: company.hr.ok("GET", f"/api/v1/candidates/{company.person['id']}")),
    "read an interview": (
        2,
        lambda company: company.interviewee.ok("GET", f"/api/v1/interviews/{company.interview_id}"),
    ),
    "list candidates": (3, _get("/api/v1/candidates")),
    "list candidates of a stage": (3, _get("/api/v1/candidates", status="applied")),
    "list candidates of a stage and domain": (3, _get("/api/v1/candidates", status="applied", domain="bridges")),
    "list applications": (3, _get("/api/v1/applications")),
    "list a candidate's interviews": (3, lambda company: company.interviewee.ok("GET", "/api/v1/interviews")),
    "list rounds": (3, _get("/api/v1/interview-rounds")),
    "list rounds of a status": (3, _get("/api/v1/interview-rounds", status="proposed")),
    "read a round": (2, lambda company: company.hr.ok("GET", f"/api/v1/interview-rounds/{company.round['id']}")),
    "list what was done": (3, _get("/api/v1/logs")),
    "search candidates": (4, _get("/api/v1/candidates", search="nad")),
    "create a candidate": (3, _create_candidate),
    "create a job": (3, lambda company: company.hr.ok("POST", "/api/v1/jobs", json={"title": "Baker"})),
    "log in": (3, _sign_in),
    "say the next thing in an interview": (5, Company.say),
}
"""Budgets, and requests."""


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_stays_within_its_budget(company: Company, name: str) -> None:
    budget, request = REQUESTS[name]
    request(company)
    with ROUND_TRIPS.counted() as counted:
        request(company)
    assert counted.total <= budget, "\n".join(counted.requests)


def test_booking_a_time_costs_eight(company: Company) -> None:
    """Session and round; candidate, interviewer and company for the mails; one transaction, two messages."""
    for _ in range(2):
        book = _book(company)
        with ROUND_TRIPS.counted() as counted:
            book()
    assert counted.total <= 8, "\n".join(counted.requests)


def test_the_timer_reads_one_range_of_a_company_with_no_round_near(company: Company) -> None:
    with ROUND_TRIPS.counted() as counted:
        company.product.app.housekeeping.reminders.run(company.tenant_id)
    assert counted.total == 1, counted.requests


def test_the_next_page_of_a_list_costs_no_more(company: Company) -> None:
    page = company.hr.ok("GET", "/api/v1/candidates")
    with ROUND_TRIPS.counted() as counted:
        company.hr.ok("GET", "/api/v1/candidates", params={"cursor": page["next_cursor"]})
    assert counted.total <= 3, counted.requests


def test_a_turn_that_a_model_words_and_that_is_counted_keeps_within_the_budget(azurite: StorageEmulator) -> None:
    with openai_service(fair) as address:
        product = StoredProduct(azurite.new_account(), [StrictPolicy(), ROUND_TRIPS], **settings_for(address))
        try:
            use_model(product)
            acme = Tenant(product)
            client, interview_id = acme.interviewee(interview_structure={"question_count": 12})
            say(client, interview_id)
            say(client, interview_id, THOROUGH)
            with ROUND_TRIPS.counted() as counted:
                reply = say(client, interview_id, ANSWERS[1])
            with ROUND_TRIPS.counted() as usage:
                months = acme.hr.ok("GET", "/api/v1/usage")["months"]
        finally:
            product.close()
    assert (reply["engine"], months[0]["by_purpose"]["interview"]["calls"]) == ("azure", 2)
    assert counted.total <= 5, "\n".join(counted.requests)
    assert usage.total <= 3, "\n".join(usage.requests)


def test_a_rate_lease_serves_several_requests(azurite: StorageEmulator) -> None:
    product = StoredProduct(azurite.new_account(), [ROUND_TRIPS], rate_standard=100)
    try:
        hr: Client = Tenant(product).hr
        hr.ok("GET", "/api/v1/users/me")
        with ROUND_TRIPS.counted() as counted:
            for _ in range(20):
                hr.ok("GET", "/api/v1/users/me")
        leases = [one for one in counted.requests if one.startswith("POST")]
        assert len(leases) == 2, counted.requests
        assert counted.total == 20 * 2 + len(leases)
    finally:
        product.close()

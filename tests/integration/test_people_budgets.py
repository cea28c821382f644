"""What requests about people and jobs cost: round trips to storage, counted under the SDK, beyond one page."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.app import Client
from tests.azurite import StorageEmulator
from tests.integration.stored_product import StoredProduct
from tests.strict_storage import RoundTrips, StrictPolicy
from tests.tenant import PASSWORD, Tenant, new_email

pytestmark = pytest.mark.azurite

MORE_THAN_A_PAGE = 24
ROUND_TRIPS = RoundTrips()


class Agency:
    """A company with clients, jobs and portal users, somebody with an access role, and a client's user."""

    def __init__(self, product: StoredProduct) -> None:
        tenant = Tenant(product)
        self.hr, self.company_id = tenant.hr, tenant.id
        client = tenant.client()
        for number in range(MORE_THAN_A_PAGE):
            tenant.job(category="Engineering", experience_level="Senior", client_id=client["id"])
            draft = {"name": f"Jane {number}", "email": new_email("jane"), "phone": f"+91 98765 {number:05}"}
            self.portal = tenant.hr.ok("POST", "/api/v1/portal-users", json={**draft, "send_welcome_email": False})
        permissions = ["view_jobs", "view_users", "manage_portal_users"]
        self.role = tenant.access_role(permissions=permissions)
        self.lead = tenant.colleague("EMPLOYEE", access_role_id=self.role["id"])
        self.looker = tenant.colleague("CLIENT", client_id=client["id"])
        self.job = self.looker.ok("GET", "/api/v1/client-portal/jobs")["jobs"][0]
        self.admin: Client = tenant.admin
        self.admin.headers["X-Company-Id"] = tenant.id


@pytest.fixture(scope="module")
def agency(azurite: StorageEmulator) -> Iterator[Agency]:
    """One for the module, on storage that counts and refuses scans."""
    product = StoredProduct(azurite.new_account(), [StrictPolicy(), ROUND_TRIPS])
    yield Agency(product)
    product.close()


def _lead(path: str, **query: str) -> Callable[[Agency], Any]:
    return lambda agency: agency.lead.ok("GET", path, params=query)


def _sign_in(agency: Agency) -> Any:
    credentials = {"email": agency.lead.user["email"], "password": PASSWORD}
    return agency.lead.ok("POST", "/api/v1/auth/login", json=credentials)


REQUESTS: dict[str, tuple[int, Callable[[Agency], Any]]] = {
    "read by id with an access role": (2, lambda agency: agency.lead.ok("GET", f"/api/v1/jobs/{agency.job['id']}")),
    "sign in with an access role": (3, _sign_in),
    "list jobs by two filters": (3, _lead("/api/v1/jobs", category="engineering", experience_level="senior")),
    "list users by role": (3, _lead("/api/v1/users", role="EMPLOYEE")),
    "list active users": (3, _lead("/api/v1/users", is_active="true")),
    "list access roles": (3, _lead("/api/v1/access-roles")),
    "list active portal users": (3, _lead("/api/v1/portal-users", status="active")),
    "find portal users by name": (4, _lead("/api/v1/portal-users", search="jane")),
    "find active portal users by number": (4, _lead("/api/v1/portal-users", search="98765 00", status="active")),
    "read a job as its client": (
        2,
        lambda agency: agency.looker.ok("GET", f"/api/v1/client-portal/jobs/{agency.job['id']}"),
    ),
    "list jobs as their client": (3, lambda agency: agency.looker.ok("GET", "/api/v1/client-portal/jobs")),
    "list who was put forward": (
        4,
        lambda agency: agency.looker.ok("GET", f"/api/v1/client-portal/jobs/{agency.job['id']}/candidates"),
    ),
    "read by id as the administrator, and write it down": (
        4,
        lambda agency: agency.admin.ok("GET", f"/api/v1/jobs/{agency.job['id']}"),
    ),
}
"""Budgets, and requests."""


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_stays_within_its_budget(agency: Agency, name: str) -> None:
    budget, request = REQUESTS[name]
    request(agency)
    with ROUND_TRIPS.counted() as counted:
        request(agency)
    assert counted.total <= budget, "\n".join(counted.requests)

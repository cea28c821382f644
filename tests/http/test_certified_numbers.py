"""What a certificate counts is what is gone: over all tries of an erasure, wherever the ones before have ended."""

import json
from collections import Counter
from itertools import repeat
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.candidates.models import CANDIDATE
from tests.app import Client, Product
from tests.faults import Crash, Fault, FaultyBlobs
from tests.http.test_answers import WEBM
from tests.tenant import Tenant, say

_COUNTED = ("e!",)
_NOT_THEIRS = {"audit", "unsealed_audit", "audit_seal", "erasing", "deletion_request", "mail"}
"""Kinds of which an erasure itself writes some, or that stay."""
FAULTS = [Fault.LOST_REQUEST, Fault.LOST_ANSWER, Fault.CRASH_BEFORE, Fault.CRASH_AFTER]


def someone(acme: Tenant) -> Client:
    """A candidate with something of most kinds, and files, who has asked to be erased."""
    client, interview_id = acme.scored_interview()
    candidate = client.user["candidate_id"]
    acme.hr.ok("POST", f"/api/v1/candidates/{candidate}/notes", json={"content": "Thinks aloud."})
    cv = b"Ada Costa\nSkills: Python\n"
    acme.hr.ok("POST", "/api/v1/resumes", files={"file": ("a.txt", cv)}, data={"candidate_id": candidate})
    acme.product.land_files()
    second = acme.invitation(job_id=acme.job()["id"], candidate_id=candidate)["interview_id"]
    sound = {"audio": ("a.webm", WEBM), "video": ("v.webm", WEBM)}
    client.ok("POST", f"/api/v1/interviews/{second}/answers", files=sound)
    say(client, second, "I measured first.")
    acme.hr.ok("POST", "/api/v1/scores", json={"interview_id": interview_id, "rating": 4, "feedback": "Calm."})
    other = acme.candidate()
    acme.hr.ok("POST", f"/api/v1/candidates/{candidate}/merge", json={"other_id": other["id"]})
    client.ok("POST", "/api/v1/candidates/profile", json={"suburb": "Fitzroy"})
    acme.product.run_queue()
    return client


def there(acme: Tenant) -> Counter[str]:
    """How many entities of each kind the company has, and files."""
    kinds = Counter(key.split("!")[1] for key in acme.product.rows_of(acme.id) if key.startswith(_COUNTED))
    kinds = Counter({kind: number for kind, number in kinds.items() if kind not in _NOT_THEIRS})
    return kinds + Counter(file=len(acme.product.blobs.contents()))


def erased(acme: Tenant, request: dict[str, Any]) -> dict[str, int]:
    seen = acme.hr.ok("GET", f"/api/v1/deletion-requests/{request['id']}")
    assert seen["status"] == "completed", seen
    counts = dict(seen["certificate"]["erased"])
    counts.pop("mail")
    return counts


def attempt(acme: Tenant, request: dict[str, Any], faults: list[Fault]) -> str:
    """Process the request once, in a process that may die or find storage away. Gives what became of it."""
    product, token = acme.product, str(acme.hr.headers["Authorization"]).removeprefix("Bearer ")
    product.faults.plan(faults)
    try:
        acme.hr.post(f"/api/v1/deletion-requests/{request['id']}/process")
    except Crash:
        product.app = product.new_instance()
    product.faults.plan([])
    acme.hr = product.client(token)
    return str(acme.hr.ok("GET", f"/api/v1/deletion-requests/{request['id']}")["status"])


@pytest.fixture
def acme() -> Tenant:
    """A company whose files may fail, too."""
    product = Product()
    product.replace(blobs=FaultyBlobs(product.blobs, product.faults))
    return Tenant(product)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(tries=st.lists(st.tuples(st.integers(0, 250), st.sampled_from(FAULTS)), max_size=6))
def test_the_numbers_are_of_all_tries(acme: Tenant, tries: list[tuple[int, Fault]]) -> None:
    stays, _ = acme.scored_interview()
    without_them = there(acme)
    client = someone(acme)
    with_them = there(acme)
    request = client.ok("POST", "/api/v1/deletion-requests", json={})
    status = "pending"
    for calls, fault in tries:
        if status != "completed":
            status = attempt(acme, request, [*repeat(Fault.NONE, calls), *repeat(fault, 4)])
    if status != "completed":
        attempt(acme, request, [])
    jobs = Counter(job=with_them["job"] - without_them["job"])
    assert Counter(erased(acme, request)) == with_them - without_them - jobs
    assert there(acme) == without_them + jobs
    assert stays.ok("GET", "/api/v1/users/me")
    assert acme.product.app.store.find(acme.id, CANDIDATE, client.user["candidate_id"]) is None


@pytest.mark.parametrize("fault", [Fault.CRASH_BEFORE, Fault.CRASH_AFTER])
def test_wherever_processes_die_the_numbers_are_right(acme: Tenant, fault: Fault) -> None:
    """Each one dies a few calls of storage later than the one before, until one has nothing left to do."""
    client = someone(acme)
    before = there(acme)
    request = client.ok("POST", "/api/v1/deletion-requests", json={})
    calls = 20
    while attempt(acme, request, [*repeat(Fault.NONE, calls), fault]) != "completed":
        calls += 7
        assert calls < 1000, "no process gets to the end"
    assert Counter(erased(acme, request)) + there(acme) == before


def test_who_is_erased_by_hand_has_their_request_certified_at_once(acme: Tenant) -> None:
    client = someone(acme)
    before = there(acme)
    request = client.ok("POST", "/api/v1/deletion-requests", json={"reason": "Please."})
    acme.hr.ok("DELETE", f"/api/v1/candidates/{client.user['candidate_id']}")
    assert Counter(erased(acme, request)) + there(acme) == before
    mail = acme.product.mails_to(client.user["email"])[-1]
    told = json.loads(mail.attachments[0].data)
    assert told["request_id"] == request["id"]
    assert acme.product.client().ok("POST", "/api/v1/deletion-certificates/verify", json=told) == {"valid": True}

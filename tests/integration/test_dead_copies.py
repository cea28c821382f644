"""A process dies, or storage fails, at every call while a recording of a call is copied: it is copied once."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from shared.adapters.acs_calls import AcsCalls
from shared.core.blocks import BLOCK_BYTES
from tests.contract.communication_service import KEY, CommunicationService, communication_service
from tests.faults import Crash, Fault
from tests.http.test_calls import CALL, HOOK, SECRET, recorded
from tests.rewind import RewindableProduct
from tests.tenant import Tenant

MOST_CALLS = 60
LONG = bytes(range(256)) * (BLOCK_BYTES // 256) + b"and a bit"


@pytest.fixture
def service() -> Iterator[CommunicationService]:
    with communication_service() as running:
        yield running


@pytest.mark.parametrize("fault", [Fault.CRASH_BEFORE, Fault.CRASH_AFTER, Fault.LOST_ANSWER, Fault.LOST_REQUEST])
def test_a_recording_whose_copy_died_anywhere_is_there_once(service: CommunicationService, fault: Fault) -> None:
    product = RewindableProduct(event_secret=SECRET)
    product.replace(calls=AcsCalls(service.address, KEY, product.clock))
    acme = Tenant(product)
    client, interview_id = acme.interviewee()
    client.ok("PATCH", f"/api/v1/interviews/{interview_id}", json=CALL)
    event = recorded(service)
    service.recordings["/v1/objects/0/content/video"] = LONG
    product.run_queue()
    product.client().post(f"{HOOK}?code={SECRET}", json=[event])
    rewind = product.kept()
    product.faults.plan([Fault.NONE] * MOST_CALLS)
    product.run_queue()
    calls = MOST_CALLS - product.faults.left
    assert 10 < calls < MOST_CALLS
    undisturbed = _there(acme, interview_id)
    for call in range(calls):
        rewind()
        product.faults.plan([*[Fault.NONE] * call, fault])
        _deliver(product)
        product.faults.plan([])
        product.sweep()
        product.run_queue()
        assert _there(acme, interview_id) == undisturbed, f"{fault} at call {call}"


def _deliver(product: RewindableProduct) -> None:
    sent = list(product.queue.sent)
    try:
        product.run_queue()
    except Crash:
        product.queue.sent[:] = sent  # nobody deleted the message: it comes again
        product.run_queue()


def _there(acme: Tenant, interview_id: str) -> dict[str, Any]:
    """What the company sees of the recording, and what is kept of it."""
    (recording,) = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/recordings")["recordings"]
    logged = Counter(one["action"] for one in acme.hr.ok("GET", "/api/v1/logs", params={"limit": 100})["logs"])
    tasks = [acme.hr.ok("GET", "/api/v1/tasks", params={"status": one})["total"] for one in ("queued", "failed")]
    kept = {name: len(data) for (place, name), data in acme.product.blobs.contents().items() if place == "recordings"}
    return {**recording, "logged": logged["STORE_RECORDING"], "tasks": tasks, "kept": kept}

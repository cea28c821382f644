"""What Application Insights is told, by the exporter and the wire of the cloud: an identity in place of a key."""

import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.azurite import StorageEmulator
from tests.certificate import make_certificate
from tests.end_to_end.conftest import GENEROUS
from tests.end_to_end.ingestion import KEY, TOKEN, Ingestion, properties, running_ingestion
from tests.end_to_end.journey import Journey
from tests.end_to_end.local_host import PROJECT, running_host

pytestmark = [pytest.mark.azurite, pytest.mark.host]

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CLIENT_SPAN = "00f067aa0ba902b7"
SECRET = "what-only-our-subscription-knows"


class Told:
    """What the service was told of one interview, and whom else the application called."""

    def __init__(self, ingestion: Ingestion, others: list[str], interview_id: str, company_id: str, log: str) -> None:
        self.ingestion = ingestion
        self.others = others
        self.interview_id = interview_id
        self.company_id = company_id
        self.log = log


@contextmanager
def the_internet() -> Iterator[tuple[list[str], dict[str, str]]]:
    """Whom an application calls beyond this machine, and the environment in which that is noticed. Nobody answers."""
    called: list[str] = []

    class Refusal(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            called.append(self.rfile.readline().decode().strip())
            self.wfile.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refusal) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        proxy = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield called, {"HTTPS_PROXY": proxy, "HTTP_PROXY": proxy, "NO_PROXY": "127.0.0.1,localhost"}
        finally:
            server.shutdown()


@pytest.fixture(scope="module")
def told(azurite: StorageEmulator, tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder: Path = tmp_path_factory.mktemp("host")
    with running_ingestion(make_certificate(folder)) as (ingestion, watched), the_internet() as (others, network):
        known = {"TALENTI_LOGS": "json", "TALENTI_EVENT_SECRET": SECRET}
        with running_host(folder, azurite.new_account(), **GENEROUS, **watched, **network, **known) as host:
            with Journey.begin(host.url) as journey:
                hr = journey.recruiter()
                candidate, interview_id = journey.candidate(hr, hr.create_job()["id"])
                candidate.http.headers["traceparent"] = f"00-{TRACE}-{CLIENT_SPAN}-01"
                candidate.talk_to_the_end(interview_id)
                del candidate.http.headers["traceparent"]
                hr.score(interview_id)
                for code in (SECRET, "a-wrong-secret-that-nobody-keeps"):
                    hr.http.post("/api/v1/acs/webhook", params={"code": code}, json=[{"eventType": "A.B", "data": {}}])
            assert host.stop() == 0, host.said()
            return Told(ingestion, others, interview_id, hr.company_id, host.said())


def test_everything_is_sent_to_the_resource_with_the_token_of_the_identity(told: Told) -> None:
    assert told.ingestion.requests
    for request in told.ingestion.requests:
        assert (request.method, request.url.partition("127.0.0.1")[2].partition("/")[2]) == ("POST", "v2.1/track")
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert {item["iKey"] for item in told.ingestion.items} == {KEY}


def test_one_operation_leads_from_the_turns_to_the_score(told: Told) -> None:
    turns, (score,) = told.ingestion.spans("chat"), told.ingestion.spans("score_interview")
    assert turns
    assert {item["tags"]["ai.operation.id"] for item in [*turns, score]} == {TRACE}
    ids = {turn["data"]["baseData"]["id"] for turn in turns}
    assert score["tags"]["ai.operation.parentId"] in ids, "the turn that ended the interview left the work"
    for item in [*turns, score]:
        assert properties(item)["talenti.interview"] == told.interview_id
        assert properties(item)["talenti.tenant"] == told.company_id
        assert item["data"]["baseData"]["success"] is True
        assert item["tags"]["ai.cloud.role"] == "talenti"


def test_numbers_arrive(told: Told) -> None:
    numbers = told.ingestion.numbers()
    assert numbers["talenti.turns"] >= 6
    assert "talenti.queue.age" in numbers


def test_a_refused_event_is_told_as_what_it_was(told: Told) -> None:
    taken, refused = told.ingestion.spans("receive_call_events")
    assert taken["data"]["baseData"]["success"] is refused["data"]["baseData"]["success"] is True, "a 403 is no failure"


def test_nobody_is_named_and_no_secret_or_address_with_one_is_told(told: Told) -> None:
    for place in (told.ingestion.everything(), told.log):
        for name in (".example", "Nováková", "Moreau", "Python service on Azure", SECRET, "wrong-secret", "code="):
            assert name not in place, name


def test_nobody_else_is_called(told: Told) -> None:
    assert told.others == []


ALONE = """
import threading
from azure.core.credentials import AccessToken
from shared.adapters.open_telemetry import to_application_insights

class SignedIn:
    def get_token(self, *scopes, **options):
        return AccessToken("t", 4102444800)

watcher = to_application_insights("InstrumentationKey=00000000-1111-4222-8333-444444444444", SignedIn())
print(sorted(thread.name for thread in threading.enumerate()))
"""


def test_the_exporter_starts_nothing_that_would_call_its_makers_later(tmp_path: Path) -> None:
    with the_internet() as (called, network):
        environment = {"PYTHONPATH": str(PROJECT), "TMPDIR": str(tmp_path), **network}
        ran = subprocess.run([sys.executable, "-c", ALONE], env=environment, capture_output=True, text=True, check=True)
    assert "Configuration" not in ran.stdout, "it would ask how to work"
    assert ran.stdout.count("OtelPeriodicExportingMetricReader") == 1, "more would send numbers about itself"
    assert not [line for line in called if "applicationinsights.azure.com" not in line]
    assert not list(tmp_path.iterdir()), "nothing is left on disks"

"""One interview is followed from HTTP through the queue to its score, in traces, numbers and the log."""

import json
from pathlib import Path

import pytest

from tests.azurite import StorageEmulator
from tests.end_to_end.collector import Collector, KeptSpan, running_collector
from tests.end_to_end.conftest import GENEROUS
from tests.end_to_end.journey import Journey
from tests.end_to_end.local_host import running_host

pytestmark = [pytest.mark.azurite, pytest.mark.host]

TURN = "chat"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CLIENT_SPAN = "00f067aa0ba902b7"


class Told:
    """What a host told of one interview."""

    def __init__(self, collector: Collector, log: str, interview_id: str, company_id: str) -> None:
        self.collector = collector
        self.lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
        self.log = log
        self.interview_id = interview_id
        self.company_id = company_id


@pytest.fixture(scope="module")
def told(azurite: StorageEmulator, tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder: Path = tmp_path_factory.mktemp("host")
    with running_collector() as collector:
        watched = {"TALENTI_TELEMETRY": "otlp", "TALENTI_OTLP_ENDPOINT": collector.address, "TALENTI_LOGS": "json"}
        with running_host(folder, azurite.new_account(), **GENEROUS, **watched) as host:
            with Journey.begin(host.url) as journey:
                hr = journey.recruiter()
                candidate, interview_id = journey.candidate(hr, hr.create_job()["id"])
                candidate.http.headers["traceparent"] = f"00-{TRACE}-{CLIENT_SPAN}-01"
                candidate.talk_to_the_end(interview_id)
                del candidate.http.headers["traceparent"]
                hr.score(interview_id)
            assert host.stop() == 0, host.said()
            return Told(collector, host.said(), interview_id, hr.company_id)


def only(spans: list[KeptSpan]) -> KeptSpan:
    (span,) = spans
    return span


def test_one_trace_leads_from_the_last_turn_to_the_score(told: Told) -> None:
    turns = told.collector.named(TURN)
    score = only(told.collector.named("score_interview"))
    assert {turn.trace for turn in turns} == {score.trace} == {TRACE}
    assert score.parent in {turn.id for turn in turns}, "the turn that ended the interview left the work"
    assert {turn.parent for turn in turns} == {CLIENT_SPAN}


def test_spans_carry_ids(told: Told) -> None:
    score = only(told.collector.named("score_interview"))
    assert score.attributes["talenti.interview"] == told.interview_id
    assert score.attributes["talenti.tenant"] == told.company_id
    assert score.attributes["talenti.invocation"]
    turns = told.collector.named(TURN)
    assert turns
    for turn in turns:
        assert turn.attributes["talenti.tenant"] == told.company_id
        assert turn.attributes["talenti.interview"] == told.interview_id
        assert turn.attributes["talenti.request"]


def test_turns_and_the_wait_in_queues_are_counted(told: Told) -> None:
    assert told.collector.numbers["talenti.turns"] >= 6
    assert told.collector.numbers["talenti.queue.age"] >= 2, "mails, and the score"


def test_lines_of_the_log_are_json_with_the_ids_of_their_call(told: Told) -> None:
    of_score = [line for line in told.lines if line.get("operation") == "score_interview"]
    calls = [line for line in told.lines if "score_interview ok" in line["message"]]
    assert calls
    assert all({"at", "level", "logger", "message"} <= line.keys() for line in told.lines)
    assert all(line["trace_id"] == TRACE and line["interview"] == told.interview_id for line in of_score)


def test_nothing_that_was_told_names_anybody(told: Told) -> None:
    everything = told.log.encode() + told.collector.received
    for name in (b".example", "Nováková".encode(), b"Moreau", b"Python service on Azure"):
        assert name not in everything, name

"""What a line of the log holds, and what never gets into it."""

import json
import logging
from collections.abc import Iterator

import pytest
from pydantic import BaseModel, ValidationError

from shared.candidates.models import Candidate, CandidateDraft
from shared.core import telemetry
from shared.core.logs import write_json_lines
from shared.core.settings import Settings
from shared.ports.interviewing import Turn
from shared.store.tasks import Task
from tests.log_scan import LogScan, people_in

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What is written by a handler of the log, as JSON."""
    written: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    root, handler = logging.getLogger(), Keep()
    before = {one: one.formatter for one in root.handlers}
    root.addHandler(handler)
    write_json_lines()
    yield written
    root.removeHandler(handler)
    for one, formatter in before.items():
        one.setFormatter(formatter)


log = logging.getLogger("talenti.test")


def test_a_line_carries_the_ids_of_its_call(lines: list[str]) -> None:
    with telemetry.span("chat", parent=PARENT, request="r1", invocation="i1"):
        telemetry.note(tenant="acme", interview="")
        with telemetry.span("inside", task="t1"):
            log.warning("lost %s", "x")
        log.info("after")
    log.info("outside")
    inside, after, outside = map(json.loads, lines)
    ids = {"request": "r1", "invocation": "i1", "tenant": "acme", "trace_id": TRACE}
    assert inside.items() >= (ids | {"task": "t1", "message": "lost x", "level": "WARNING"}).items()
    assert "interview" not in inside
    assert after.items() >= ids.items()
    assert "task" not in after
    assert "trace_id" not in outside


def test_what_is_noted_outside_a_call_is_in_no_later_line(lines: list[str]) -> None:
    telemetry.note(interview="i9")
    with telemetry.span("chat"):
        log.info("inside")
    assert "interview" not in json.loads(lines[0])


def test_what_was_raised_is_named_and_never_quoted(lines: list[str]) -> None:
    try:
        try:
            raise KeyError("ingrid.solberg@nordlicht.example")
        except KeyError as error:
            raise ValueError("Ingrid Solberg said no") from error
    except ValueError:
        log.exception("it failed")
    line = json.loads(lines[0])
    assert [one["type"] for one in line["error"]] == ["ValueError", "KeyError"]
    assert "test_logs.py" in line["error"][0]["at"][-1]
    assert people_in(lines[0]) == []


@pytest.mark.parametrize(
    "given", ["", "nonsense", "00-" + "0" * 32 + "-00f067aa0ba902b7-01", f"00-{TRACE.upper()}-00f067aa0ba902b7-01"]
)
def test_a_parent_that_is_none_begins_a_new_trace(given: str) -> None:
    with telemetry.span("chat", parent=given) as span:
        assert len(span.traceparent) == 55
        assert TRACE not in span.traceparent.lower()


def test_work_that_is_left_belongs_to_the_trace_in_which_it_was_left() -> None:
    with telemetry.span("chat", parent=PARENT) as span:
        assert Task(company_id="acme").trace == span.traceparent
    assert Task(company_id="acme").trace == ""


@pytest.mark.parametrize("text", ["Ingrid Solberg", "for amara.okafor@mail.example:", "a Ковальчук b", "any@x.org"])
def test_the_scan_finds_people(text: str) -> None:
    scan = LogScan()
    scan.handle(logging.LogRecord("talenti.x", logging.INFO, "", 0, "%s", (text,), None))
    assert scan.found


def test_the_scan_lets_ids_pass() -> None:
    assert people_in("interview 01a201a9-b98e-7700-8be1-bf8dc4869e89 of company acme was scored") == []


@pytest.mark.parametrize("model", [Candidate, Turn, CandidateDraft, Settings])
def test_what_is_wrong_with_data_is_said_without_the_data(model: type[BaseModel]) -> None:
    with pytest.raises(ValidationError) as refused:
        model.model_validate({name: ["Zofia Nowak"] for name in model.model_fields})
    assert "Zofia" not in str(refused.value)

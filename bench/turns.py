"""Interviews through the local host: twenty candidates who answer at once, as fast as they are asked.

The host runs as a process of its own, with storage in the emulator's memory and rate limits out of the way. A turn is
one `POST /api/v1/interview/chat`: what the candidate says, kept together with the interviewer's answer.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from threading import Barrier
from urllib.parse import urlsplit

from bench.application import in_memory, on_storage
from bench.results import PROJECT, Cell, Result, Table
from bench.round_trips import Tenant
from devhost.azurite import Azurite
from tests.end_to_end.journey import ANSWERS, Journey
from tests.end_to_end.local_host import running_host

CANDIDATES = 20
QUESTIONS = 12
COMPARED = 24
"""Turns that are timed in three ways, to see where the time goes."""
_GENEROUS = dict.fromkeys(
    ("TALENTI_RATE_STANDARD", "TALENTI_RATE_SIGN_IN", "TALENTI_RATE_BULK", "TALENTI_RATE_UPLOAD"), "1000000"
)


@dataclass
class Talk:
    """One candidate's interview over HTTP: the milliseconds of each turn, and how many failed."""

    connection: HTTPConnection
    token: str
    interview_id: str
    times_ms: list[float] = field(default_factory=list)
    errors: int = 0
    finished: bool = False

    def take(self) -> None:
        """Begin, and answer to the end."""
        answers = cycle(ANSWERS)
        self.say(None)
        while not self.finished and not self.errors:
            self.say(next(answers))

    def say(self, message: str | None) -> float:
        """Say something, or begin; the milliseconds until the answer was there."""
        body = {"interview_id": self.interview_id} | ({"message": message} if message else {})
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        began = time.perf_counter()
        self.connection.request("POST", "/api/v1/interview/chat", json.dumps(body).encode(), headers)
        answer = self.connection.getresponse()
        content = answer.read()
        self.times_ms.append((time.perf_counter() - began) * 1000)
        if answer.status == 200:
            self.finished = json.loads(content)["finished"]
        else:
            self.errors += 1
        return self.times_ms[-1]


def measure() -> Result:
    """Take interviews: one candidate alone, then all at once; and see where the time of a turn goes."""
    azurite = Azurite.start(PROJECT, None)
    try:
        storage = azurite.ports.connection_string
        with (
            tempfile.TemporaryDirectory() as folder,
            running_host(Path(folder), storage, "devhost", **_GENEROUS) as host,
            Journey.begin(host.url) as journey,
        ):
            print(f"preparing {CANDIDATES + 2} candidates", file=sys.stderr, flush=True)
            talks = _prepare(journey, host.url, CANDIDATES + 2)
            parts = _where_it_goes(talks[0], storage)
            speeds = [_take_at_once(talks[1:2]), _take_at_once(talks[2:])]
    finally:
        azurite.stop()
    headings = ("candidates at once", "turns", "turns a second", "p50, ms", "p95, ms", "errors")
    note = "The host, the emulator and the candidates share the machine's cores."
    return Result("turns", [Table(headings, speeds, note), parts])


def _prepare(journey: Journey, url: str, number: int) -> list[Talk]:
    """Candidates who are signed in, each with an interview to take."""
    recruiter = journey.recruiter()
    job_id = recruiter.create_job(interview_structure={"question_count": QUESTIONS, "max_minutes": 60})["id"]
    prepared = [journey.candidate(recruiter, job_id) for _ in range(number)]
    address = urlsplit(url).netloc
    return [Talk(HTTPConnection(address, timeout=60), candidate.token, interview) for candidate, interview in prepared]


def _take_at_once(talks: Sequence[Talk]) -> tuple[Cell, ...]:
    """A row of the table: how fast these interviews went."""
    barrier = Barrier(len(talks) + 1)

    def take(talk: Talk) -> None:
        barrier.wait()
        talk.take()

    with ThreadPoolExecutor(len(talks)) as pool:
        taking = [pool.submit(take, talk) for talk in talks]
        barrier.wait()
        began = time.perf_counter()
        for one in taking:
            one.result()
        elapsed = time.perf_counter() - began
    times_ms = [one for talk in talks for one in talk.times_ms]
    p50, p95 = (statistics.quantiles(times_ms, n=100)[at - 1] for at in (50, 95))
    errors = sum(talk.errors for talk in talks)
    return (len(talks), len(times_ms), len(times_ms) / elapsed, round(p50), round(p95), errors)


def _where_it_goes(talk: Talk, storage: str) -> Table:
    """Compare turns over HTTP with the same turns in this process, on the same storage and in memory, in rotation."""
    stored, kept = Tenant.found(on_storage(storage, "turns", [])), Tenant.found(in_memory())
    talk.say(None)
    answers = [said for said, _ in zip(cycle(ANSWERS[:5]), range(COMPARED), strict=False)]
    times = [(talk.say(said), _turn_ms(stored, said), _turn_ms(kept, said)) for said in answers]
    # The least, not the median: the differences between medians would show what else the machine was doing.
    over_http, on_storage_, in_our_code = (min(column) for column in zip(*times, strict=True))
    rows = (
        ("the local host, HTTP and the client", over_http - on_storage_),
        ("storage: 3 round trips through the SDK", on_storage_ - in_our_code),
        ("our code: authentication, rules of the interview, embedded interviewer, rendering", in_our_code),
    )
    return Table(("where a turn's time goes, the quickest of one candidate alone", "ms"), rows)


def _turn_ms(tenant: Tenant, said: str) -> float:
    began = time.perf_counter()
    tenant.interviewee.call("chat", body={"interview_id": tenant.interview_id, "message": said})
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    measure().publish()

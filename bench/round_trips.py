"""Storage round trips of an operation, counted under the SDK, while a tenant grows from 100 candidates to 100,000.

Requests go through the HTTP kit to the storage emulator, with the rate limits of production. A request's rate lease
lasts for several requests; what is shown is the request that finds one, and a table below says what leases cost.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from uuid import uuid4

from bench.application import PASSWORD, Client, on_storage, sign_in_new_user
from bench.bulk_table import BulkTable
from bench.results import PROJECT, Cell, Result, Table
from devhost.azurite import Azurite
from shared.app import App
from shared.candidates.models import CANDIDATE, Candidate, CandidateDraft, Stage
from shared.companies.models import CompanyDraft
from shared.core.caller import PLATFORM, Role, system_caller
from shared.core.clock import utc_now
from shared.http.rates import WINDOW_S
from shared.interviews.models import InterviewDraft
from shared.jobs.models import InterviewStructure, JobDraft, Skill
from shared.store.store import Store
from tests.strict_storage import RoundTrips, StrictPolicy

SIZES = (100, 10_000, 100_000)
BATCH_ROWS = 92
"""Rows of candidates in a transaction, which holds 100 with its mark and what their stages count for."""
STAGES = (Stage.APPLIED, Stage.INTERVIEW, Stage.REJECTED)
"""Few, so that among 100 candidates there is more than a page of each."""
FIRST_NAMES = "Ada Bola Chen Dana Emeka Farah Goran Hana Ines Jana Kofi Lena Marta Nuno Oya Priya Rosa Sven Tala Wen"
LAST_NAMES = "Abebe Bauer Costa Diaz Eze Fischer Garcia Horvat Ito Jensen Kaya Lopez Moreau Novak Okafor Park Silva Wu"


@dataclass(frozen=True, slots=True)
class Operation:
    """Something whose round trips are budgeted. `run` does it once."""

    name: str
    budget: int
    run: Callable[["Tenant"], object]


@dataclass(slots=True)
class Tenant:
    """A company with candidates, somebody who recruits for it, and a candidate who is being interviewed."""

    app: App
    company_id: str
    recruiter: Client
    interviewee: Client
    interview_id: str
    candidate: Candidate

    @classmethod
    def found(cls, app: App) -> "Tenant":
        """A new tenant with one candidate."""
        company = CompanyDraft(name="Bridges of Porto", email_domain="bridges.example")
        company_id = app.companies.create(system_caller(PLATFORM), company).id
        recruiter = sign_in_new_user(app, company_id, Role.HR)
        caller = app.sessions.caller(f"Bearer {recruiter.access_token}")
        assert caller is not None, "they have just signed in"
        candidate = app.candidates.create(caller, _draft(0))
        structure = InterviewStructure(question_count=12)
        skills = [Skill(name="Python"), Skill(name="SQL"), Skill(name="Azure")]
        draft = JobDraft(title="Senior Python Developer", required_skills=skills, interview_structure=structure)
        job = app.jobs.create(caller, draft)
        interview = app.interviews.create(caller, InterviewDraft(candidate_id=candidate.id, job_id=job.id))
        interviewee = sign_in_new_user(app, company_id, Role.CANDIDATE, candidate_id=candidate.id)
        interviewee.call("chat", body={"interview_id": interview.id})
        return cls(app, company_id, recruiter, interviewee, interview.id, candidate)


def _read(tenant: Tenant) -> object:
    return tenant.recruiter.call("get_candidate", path={"candidate_id": tenant.candidate.id})


def _list(**query: str) -> Callable[[Tenant], object]:
    return lambda tenant: tenant.recruiter.call("list_candidates", query=query)


def _create(tenant: Tenant) -> object:
    return tenant.recruiter.call("create_candidate", body=_draft(1).model_dump(mode="json"))


def _log_in(tenant: Tenant) -> object:
    return tenant.recruiter.call("sign_in", body={"email": tenant.recruiter.email, "password": PASSWORD})


def _refresh(tenant: Tenant) -> object:
    client = tenant.recruiter
    tokens = client.call("refresh_session", body={"refresh_token": client.refresh_token})
    client.access_token, client.refresh_token = tokens["access_token"], tokens["refresh_token"]
    return tokens


def _turn(tenant: Tenant) -> object:
    said = "I read the query plan first: a missing index made it scan two million rows, so I added one."
    return tenant.interviewee.call("chat", body={"interview_id": tenant.interview_id, "message": said})


def _numbers(operation: str, **query: str) -> Callable[[Tenant], object]:
    return lambda tenant: tenant.recruiter.call(operation, query=query)


def _upload(tenant: Tenant) -> object:
    boundary = uuid4().hex
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="cv.txt"\r\n\r\n'
    form = f"{head}Ada Costa\r\n--{boundary}--\r\n".encode()
    return tenant.recruiter.call("upload_resume", form=(form, f"multipart/form-data; boundary={boundary}"))


OPERATIONS = (
    Operation("read by id", 2, _read),
    Operation("a page of a list", 3, _list()),
    Operation("a page, filtered by status", 3, _list(status="interview")),
    Operation("a page after a `skip` of 40", 3, _list(skip="40")),
    Operation("search", 4, _list(search="no")),
    Operation("create", 3, _create),
    Operation("log in", 3, _log_in),
    Operation("refresh", 3, _refresh),
    Operation("interview turn", 5, _turn),
    Operation("dashboard", 3, _numbers("get_dashboard")),
    Operation("dashboard of a recruiter", 3, _numbers("get_hr_dashboard")),
    Operation("dashboard of an agency", 3, _numbers("get_arbeit_dashboard")),
    Operation("dashboard of a person", 3, _numbers("get_my_statistics")),
    Operation("funnel", 3, _numbers("get_funnel")),
    Operation("funnel of a department's month", 3, _numbers("get_funnel", department="unknown", period="2026-02")),
    Operation("drop-offs", 3, _numbers("get_drop_offs")),
    Operation("time to hire", 3, _numbers("get_time_to_hire")),
    Operation("upload of a CV", 4, _upload),
)


def cost(operation: Operation, tenant: Tenant, round_trips: RoundTrips) -> int:
    """Round trips of an operation when connections and rate leases are there: the least of three times."""
    totals = []
    for _ in range(3):
        with round_trips.counted() as counted:
            operation.run(tenant)
        totals.append(counted.total)
    return min(totals)


def measure(sizes: Sequence[int] = SIZES) -> Result:
    """Count at every size."""
    round_trips = RoundTrips()
    with _emulator() as connection_string:
        app = on_storage(connection_string, "talenti", [StrictPolicy(), round_trips])
        bulk = Store(BulkTable(connection_string, "talenti"), app.queue, utc_now)
        tenant = Tenant.found(app)
        costs: dict[int, dict[str, int]] = {}
        loaded = 1
        for size in sizes:
            load(bulk, tenant, size - loaded)
            loaded = size
            tenant.recruiter = sign_in_new_user(app, tenant.company_id, Role.HR)  # whose limits are not used up
            costs[size] = {one.name: cost(one, tenant, round_trips) for one in OPERATIONS}
            total = tenant.app.store.counts(tenant.company_id, CANDIDATE, "all")[()]
            print(f"counted at {total:,} candidates", file=sys.stderr, flush=True)
        leases = Table(
            ("requests of one user, from the first", "round trips", "each"),
            [_in_a_row(tenant, round_trips, 50, OPERATIONS[0]), _in_a_row(tenant, round_trips, 5, OPERATIONS[-1])],
            "A rate lease is one round trip: for ten requests of the standard class, for each sign-in and upload.",
        )
    return Result("round_trips", [_by_size(costs), leases])


def load(store: Store, tenant: Tenant, number: int) -> None:
    """Add candidates through a store, in as few transactions as they fit into; counts are folded as by the timer."""
    began = time.monotonic()
    rows_each = _rows_of(tenant)
    per_batch = BATCH_ROWS // rows_each
    print(f"adding {number:,} candidates of {rows_each} rows, {per_batch} at once", file=sys.stderr, flush=True)
    fold_every = 200

    def add(first: int) -> None:
        change = store.change(tenant.company_id)
        for serial in range(first, min(first + per_batch, number)):
            change.add(CANDIDATE, _candidate(tenant, serial, first // per_batch))
        change.commit()

    batches = range(0, number, per_batch)
    with ThreadPoolExecutor(3) as pool:
        for start in range(0, len(batches), fold_every):
            part = batches[start : start + fold_every]
            list(pool.map(add, part))
            tenant.app.store.fold_counts(tenant.company_id)
            done = min(number, part[-1] + per_batch)
            print(f"  {done:,} after {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def _by_size(costs: Mapping[int, Mapping[str, int]]) -> Table:
    headings = ("operation", "budget", *(f"{size:,} candidates" for size in costs))
    rows: list[tuple[Cell, ...]] = [
        (one.name, one.budget, *(costs[size][one.name] for size in costs)) for one in OPERATIONS
    ]
    over = [one.name for one in OPERATIONS if any(costs[size][one.name] > one.budget for size in costs)]
    same = all(len({costs[size][one.name] for size in costs}) == 1 for one in OPERATIONS)
    notes = ["The same at every size." if same else "**Not the same at every size.**"]
    notes.append(f"**Over budget: {', '.join(over)}.**" if over else "All within budget.")
    return Table(headings, rows, " ".join(notes))


def _in_a_row(tenant: Tenant, round_trips: RoundTrips, number: int, operation: Operation) -> tuple[Cell, ...]:
    """What operations cost that take their leases as they go, in one window of the limit."""
    while True:
        tenant.recruiter = sign_in_new_user(tenant.app, tenant.company_id, Role.HR)
        window = int(time.time()) // WINDOW_S
        with round_trips.counted() as counted:
            for _ in range(number):
                operation.run(tenant)
        if int(time.time()) // WINDOW_S == window:
            return (f"{number} × {operation.name}", counted.total, counted.total / number)


def _rows_of(tenant: Tenant) -> int:
    """Rows of a candidate beside another of the same stage, whose count it shares."""
    change = tenant.app.store.change(tenant.company_id)
    change.add(CANDIDATE, _candidate(tenant, 0, 0))
    one = change.size
    change.add(CANDIDATE, _candidate(tenant, 1, 0))
    return change.size - one


def _candidate(tenant: Tenant, serial: int, batch: int) -> Candidate:
    draft = _draft(serial)
    candidate = tenant.app.candidates.new(
        tenant.company_id, **draft.model_dump(), full_name=f"{draft.first_name} {draft.last_name}"
    )
    return candidate.model_copy(update={"status": STAGES[batch % len(STAGES)]})


_addresses = count()


def _draft(serial: int) -> CandidateDraft:
    first, last = FIRST_NAMES.split(), LAST_NAMES.split()
    return CandidateDraft(
        email=f"candidate{next(_addresses)}@talenti.example",
        first_name=first[serial % len(first)],
        last_name=last[serial // len(first) % len(last)],
    )


@contextmanager
def _emulator() -> Iterator[str]:
    azurite = Azurite.start(PROJECT, None)
    try:
        yield azurite.ports.connection_string
    finally:
        azurite.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="stop at 10,000 candidates")
    measure(SIZES[:2] if parser.parse_args().quick else SIZES).publish()

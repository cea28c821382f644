"""Bulk import: rows a second and storage round trips a row, from a file to candidates, on the storage emulator."""

import base64
import time
from uuid import uuid4

from azure.storage.queue import QueueClient

from bench.application import on_storage, sign_in_new_user
from bench.results import PROJECT, Result, Table
from bench.round_trips import FIRST_NAMES, LAST_NAMES
from devhost.azurite import Azurite
from shared.adapters.azure_storage import API_VERSION
from shared.app import App
from shared.companies.models import CompanyDraft
from shared.core.caller import PLATFORM, Caller, Role, system_caller
from shared.imports.models import ImportJob, ImportOptions, RunImport
from tests.strict_storage import RoundTrips, StrictPolicy

ROWS = 5_000
DOMAINS = ("Backend", "Frontend", "Data", "Sales")


def measure(rows: int = ROWS) -> Result:
    """Import a file of new people, and then the same file again."""
    azurite = Azurite.start(PROJECT, None)
    figures: list[tuple[str, float, float]] = []
    try:
        storage = azurite.ports.connection_string
        round_trips = RoundTrips()
        app = on_storage(storage, f"t{uuid4().hex}", [StrictPolicy(), round_trips])
        caller = new_recruiter(app)
        data = people(rows)
        for what in ("new people", "the same people again"):
            begun = time.perf_counter()
            with round_trips.counted() as counted:
                import_people(app, caller, data, storage)
            figures.append((what, rows / (time.perf_counter() - begun), counted.total / rows))
    finally:
        azurite.stop()
    note = f"{rows:,} rows of CSV with seven columns, read, checked and written in pieces as the queue does it."
    return Result("bulk_import", [Table(("import", "rows a second", "round trips a row"), figures, note)])


def new_recruiter(app: App) -> Caller:
    """Somebody who recruits for a new company."""
    company = CompanyDraft(name="Bridges of Porto", email_domain="bridges.example")
    company_id = app.companies.create(system_caller(PLATFORM), company).id
    recruiter = sign_in_new_user(app, company_id, Role.HR)
    caller = app.sessions.caller(f"Bearer {recruiter.access_token}")
    assert caller is not None, "they have just signed in"
    return caller


def people(rows: int) -> bytes:
    """A CSV file of people who all have a telephone number of their own."""
    first, last = FIRST_NAMES.split(), LAST_NAMES.split()
    lines = ["Email,First name,Last name,Phone,Department,Position,Experience"]
    for number in range(rows):
        given, family = first[number % len(first)], last[number // len(first) % len(last)]
        lines.append(
            f"{given}.{family}.{number}@people.example,{given},{family},+49301{number:06},"
            f"{DOMAINS[number % len(DOMAINS)]},Engineer,{number % 20}"
        )
    return "\r\n".join(lines).encode()


def import_people(app: App, caller: Caller, data: bytes, storage: str) -> ImportJob:
    """Upload a file and do what the queue has for it."""
    queued = app.imports.import_file(caller, "people.csv", data, ImportOptions())
    with QueueClient.from_connection_string(storage, RunImport.queue, api_version=API_VERSION) as queue:
        while message := queue.receive_message():
            app.imports.run(RunImport.model_validate_json(base64.b64decode(message.content)))
            queue.delete_message(message)
    return app.imports.get(caller, queued.job_id)


def main() -> None:
    """Measure and print."""
    measure().publish()


if __name__ == "__main__":
    main()

"""A slot is booked once, however many try, on real storage."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.azurite import StorageEmulator
from tests.integration.stored_product import StoredProduct
from tests.tenant import Tenant

pytestmark = pytest.mark.azurite

ATTEMPTS = 50
ROUNDS = "/api/v1/interview-rounds"


@pytest.fixture
def acme(azurite: StorageEmulator) -> Iterator[Tenant]:
    product = StoredProduct(azurite.new_account(), [])
    yield Tenant(product)
    product.close()


def slot(hour: int) -> dict[str, str]:
    return {"start_time": f"2026-02-10T{hour:02}:00:00Z", "end_time": f"2026-02-10T{hour:02}:30:00Z"}


def test_of_fifty_who_book_at_once_one_succeeds(acme: Tenant) -> None:
    draft = {"candidate_id": acme.candidate()["id"], "proposed_slots": [slot(hour) for hour in range(8, 18)]}
    round_ = acme.hr.ok("POST", ROUNDS, json=draft)
    ids = [one["id"] for one in round_["proposed_slots"]]

    def book(number: int) -> tuple[int, str]:
        chosen = ids[number % len(ids)]
        answer = acme.hr.post(f"{ROUNDS}/{round_['id']}/book", json={"slot_id": chosen})
        return answer.status_code, chosen

    with ThreadPoolExecutor(ATTEMPTS) as threads:
        answers = list(threads.map(book, range(ATTEMPTS)))
    (won,) = [chosen for status, chosen in answers if status == 200]
    assert [status for status, _ in answers].count(409) == ATTEMPTS - 1
    assert acme.hr.ok("GET", f"{ROUNDS}/{round_['id']}")["slot_id"] == won
    files = [mail for mail in acme.product.mails_to(email_of(acme, round_["candidate_id"])) if mail.attachments]
    assert len(files) == 1, "and its candidate is told once"


def test_of_fifty_candidates_one_gets_the_hour_of_the_same_interviewer(acme: Tenant) -> None:
    leader = acme.colleague("EMPLOYEE").user["id"]
    draft = {"proposed_slots": [slot(9)], "interviewer_id": leader}
    rounds = [
        acme.hr.ok("POST", ROUNDS, json={**draft, "candidate_id": acme.candidate()["id"]}) for _ in range(ATTEMPTS)
    ]

    def book(number: int) -> tuple[int, str]:
        round_ = rounds[number]
        body = {"slot_id": round_["proposed_slots"][0]["id"]}
        answer = acme.hr.post(f"{ROUNDS}/{round_['id']}/book", json=body)
        return answer.status_code, answer.json().get("code", "")

    with ThreadPoolExecutor(ATTEMPTS) as threads:
        answers = list(threads.map(book, range(ATTEMPTS)))
    assert sorted(answers) == [(200, ""), *[(409, "interviewer_busy")] * (ATTEMPTS - 1)]


def email_of(acme: Tenant, candidate_id: str) -> str:
    return str(acme.hr.ok("GET", f"/api/v1/candidates/{candidate_id}")["email"])

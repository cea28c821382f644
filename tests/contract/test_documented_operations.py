"""Every documented operation of the five contracts, called as documented, on the real application and storage.

`tests/contract/scenario.py` says how to let the test of another operation run.
"""

from collections.abc import Iterator

import httpx
import pytest

from tests.azurite import StorageEmulator
from tests.contract import scenarios
from tests.contract.documented_call import NOBODYS_ID, references, send
from tests.contract.documents import Operation, operations, pending
from tests.contract.scenario import ARRANGEMENTS, Given, World
from tests.contract.shapes import differences, refusal_differences
from tests.integration.stored_product import StoredProduct

pytestmark = pytest.mark.azurite

assert scenarios.__all__, "importing the scenarios registers them"
NOT_YET = pytest.mark.xfail(strict=True, reason="listed in data/pending.txt")
DOCUMENTED = [
    pytest.param(operation, id=operation.id, marks=[NOT_YET] if operation.id in pending() else [])
    for operation in operations()
]
MOUNTED = [pytest.param(operation, id=operation.id) for operation in operations() if operation.id not in pending()]


@pytest.fixture
def world(azurite: StorageEmulator) -> Iterator[World]:
    product = StoredProduct(azurite.new_account(), [])
    yield World(product)
    product.close()


@pytest.mark.parametrize("operation", DOCUMENTED)
def test_the_documented_call_gets_the_documented_answer(world: World, operation: Operation) -> None:
    given = _arranged(world, operation)
    _refuses_the_uninvited(world, operation, given)
    _refuses_what_makes_no_sense(operation, given)
    _answers_as_documented(operation, given, send(operation, given))


@pytest.mark.parametrize("operation", MOUNTED)
def test_the_path_works_with_and_without_its_trailing_slash(world: World, operation: Operation) -> None:
    answer = send(operation, _arranged(world, operation), path=operation.other_spelling)
    assert answer.status_code in operation.statuses, answer.text


def test_what_is_pending_is_documented() -> None:
    assert pending() <= {operation.id for operation in operations()}
    assert ARRANGEMENTS.keys() <= {operation.id for operation in operations()}


def _arranged(world: World, operation: Operation) -> Given:
    assert operation.id in ARRANGEMENTS, "no scenario yet: see tests/contract/scenario.py"
    return ARRANGEMENTS[operation.id](world)


def _refuses_the_uninvited(world: World, operation: Operation, given: Given) -> None:
    """Nobody calls without signing in, and nobody reaches what is another company's."""
    if operation.open_to_all:
        return
    _is_refused(operation, send(operation, given, by=world.guest), {401})
    if references(operation, given):
        _is_refused(operation, send(operation, given, by=world.stranger), {403, 404, 409, 422, 400})
    placeholders = [name for name in given.ids if f"{{{name}}}" in operation.path]
    if placeholders:
        nobodys = {name: NOBODYS_ID if "email" not in name else "nobody@mail.example" for name in placeholders}
        _is_refused(operation, send(operation, given, ids=nobodys), {403, 404})


def _refuses_what_makes_no_sense(operation: Operation, given: Given) -> None:
    if operation.content_type is None:
        return
    statuses = {400} if operation.contract in {"arbeit", "recruiter"} else {400, 422}
    _is_refused(operation, send(operation, given, content=b"{"), statuses)
    if not isinstance(operation.body, list):
        _is_refused(operation, send(operation, given, content=b"[]"), statuses)


def _is_refused(operation: Operation, answer: httpx.Response, statuses: set[int]) -> None:
    assert answer.status_code in statuses, f"{answer.status_code} {answer.text}"
    assert not refusal_differences(operation.contract, answer.json()), answer.text


def _answers_as_documented(operation: Operation, given: Given, answer: httpx.Response) -> None:
    assert answer.status_code in operation.statuses, f"{answer.status_code} {answer.text}"
    if operation.contract == "interview_platform":
        assert {"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"} <= {
            name.title().replace("Ratelimit", "RateLimit") for name in answer.headers
        }
    if answer.status_code != 204 and operation.answer_type:
        assert answer.headers["content-type"].startswith(operation.answer_type)
    if operation.answer is not None and answer.status_code != 204:
        wrong = differences(operation, answer.json(), given.nullable)
        assert not wrong, f"{wrong}\n{answer.text}"
    if operation.contract == "interview_platform" and answer.status_code != 204:
        assert answer.json()["status"] == "success"
    given.then(answer)

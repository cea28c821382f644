"""The documented rate limits, as a deployment has them that sets none."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.azurite import StorageEmulator
from tests.end_to_end.journey import ADMINISTRATOR, Guest, Journey, Recruiter
from tests.end_to_end.local_host import LocalHost, running_host

pytestmark = [pytest.mark.azurite, pytest.mark.host]


@pytest.fixture(scope="module")
def host(azurite: StorageEmulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHost]:
    """A local host with the limits as documented."""
    with running_host(tmp_path_factory.mktemp("strict"), azurite.new_account()) as running:
        yield running


@pytest.fixture(scope="module")
def journey(host: LocalHost) -> Iterator[Journey]:
    """The way in to that host."""
    with Journey.begin(host.url) as begun:
        yield begun


def refusal(someone: Guest, method: str, path: str, limit: int, **content: Any) -> httpx.Response:
    """The first refused of many requests. Windows are whole minutes, so that two of them may be spent."""
    for number in range(2 * limit + 1):
        answer = someone.send(method, path, **content)
        if answer.status_code == 429:
            assert number >= limit, "refused too early"
            return answer
        assert int(answer.headers["x-ratelimit-limit"]) == limit
    raise AssertionError(f"{2 * limit + 1} requests were let through")


def check(refused: httpx.Response) -> None:
    """A refusal says when to come back."""
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.headers["x-ratelimit-remaining"] == "0"
    assert refused.json()["code"] == "too_many_requests"


def test_sign_in_is_limited_for_one_account_and_open_for_another(journey: Journey) -> None:
    wrong = {"email": "somebody@example.org", "password": "a guess"}
    check(refusal(journey.guest(), "POST", "/api/v1/auth/login", 10, json=wrong))
    journey.guest().sign_in(*ADMINISTRATOR)


def test_uploads_are_limited_to_five_a_minute(journey: Journey) -> None:
    hr: Recruiter = journey.recruiter()
    check(refusal(hr, "POST", "/api/storage/upload-url", 5, json={"file_name": "cv.pdf"}))
    assert hr.get("/api/v1/users/me")["id"] == hr.id, "other requests go on"


def test_a_user_is_limited_to_a_hundred_requests_a_minute(journey: Journey) -> None:
    hr = journey.recruiter()
    check(refusal(hr, "GET", "/api/v1/jobs", 100))
    assert journey.recruiter().get("/api/v1/jobs")["total"] == 0, "somebody else is let in"

"""Speaking in the interview room, where an engine writes it down."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.azurite import StorageEmulator
from tests.browser.pages import Room, press
from tests.browser.test_voice import begin, introduction, planned, record
from tests.contract.communication_service import SAID, SPEECH_KEY, CommunicationService, communication_service
from tests.end_to_end.conftest import GENEROUS
from tests.end_to_end.journey import Journey
from tests.end_to_end.local_host import LocalHost, running_host

pytestmark = [pytest.mark.azurite, pytest.mark.host, pytest.mark.browser]


@pytest.fixture(scope="module")
def engine() -> Iterator[CommunicationService]:
    """Azure Speech on a local port, which always hears the same."""
    with communication_service() as service:
        yield service


@pytest.fixture(scope="module")
def host(
    azurite: StorageEmulator, tmp_path_factory: pytest.TempPathFactory, engine: CommunicationService
) -> Iterator[LocalHost]:
    """A local host that was told of it."""
    speech = {
        "TALENTI_SPEECH_REGION": "westeurope",
        "TALENTI_SPEECH_KEY": SPEECH_KEY,
        "TALENTI_SPEECH_ENDPOINT": engine.address,
    }
    with running_host(tmp_path_factory.mktemp("host"), azurite.new_account(), **GENEROUS, **speech) as running:
        yield running


@pytest.fixture(scope="module")
def journey(host: LocalHost) -> Iterator[Journey]:
    """The way in."""
    with Journey.begin(host.url) as begun:
        yield begun


@pytest.mark.parametrize("socket", [True, False])
def test_what_was_spoken_is_written_down_and_answered(
    journey: Journey, person: BrowserContext, engine: CommunicationService, socket: bool
) -> None:
    person.grant_permissions(["microphone"])
    if not socket:
        person.route("**/socket", lambda route: route.fulfill(status=503, json={"detail": "It does not answer."}))
    candidate, interview_id = planned(journey, journey.recruiter())
    page = introduction(person, candidate, interview_id)
    room = begin(page)
    heard = len(engine.heard)
    record(page)
    press(page, "Send the recording")
    room.hear(3)
    assert room.words()[1] == SAID
    assert len(engine.heard) == heard + 1
    expect(page.locator(".turn.waiting")).to_have_count(0)
    expect(page.get_by_text("You continued this interview in another window")).to_have_count(0)
    room.say("And then I measured again.")
    room.hear(5)
    page.reload()
    Room(page).hear(5)
    (answer,) = candidate.get(f"/api/v1/interviews/{interview_id}/answers")["answers"]
    assert (answer["transcript"], answer["sequence"]) == (SAID, 2)

"""The interview room when things do not go as planned."""

import pytest
from playwright.sync_api import BrowserContext, Page, Route, WebSocketRoute, expect

from tests.browser.pages import Room, arrive, press, sign_in
from tests.end_to_end.journey import ANSWERS, Candidate, Journey, Recruiter

pytestmark = [pytest.mark.azurite, pytest.mark.host, pytest.mark.browser]

BREAK_ACCESS = """() => {
    const session = JSON.parse(sessionStorage.getItem("talenti.session"));
    sessionStorage.setItem("talenti.session", JSON.stringify({ ...session, access: "expired" }));
}"""


@pytest.fixture(scope="module")
def hr(journey: Journey) -> Recruiter:
    """A company's recruiter."""
    return journey.recruiter()


@pytest.fixture
def invited(journey: Journey, hr: Recruiter) -> tuple[Candidate, str]:
    """A candidate with an account, and their interview."""
    return journey.candidate(hr, hr.create_job()["id"])


def enter(person: BrowserContext, invited: tuple[Candidate, str]) -> Page:
    """Sign in by way of the interview's link, and begin."""
    candidate, interview_id = invited
    page = person.new_page()
    page.goto(f"/interview/{interview_id}")
    sign_in(page, candidate.email, candidate.password)
    arrive(page, "Your interview: Senior Python Developer")
    press(page, "Begin the interview")
    Room(page).hear(1)
    return page


def cut(socket: WebSocketRoute) -> None:
    """What a network does that knows no web sockets."""
    socket.close()


def refuse(route: Route) -> None:
    """What the API says while Web PubSub does not answer."""
    route.fulfill(status=503, json={"detail": "The live connection does not answer. Please try again."})


@pytest.mark.parametrize("broken", ["network", "service"])
def test_the_interview_goes_on_by_requests_where_no_socket_works(
    person: BrowserContext, invited: tuple[Candidate, str], broken: str
) -> None:
    if broken == "network":
        person.route_web_socket("**/client/hubs/**", cut)
    else:
        person.route("**/socket", refuse)
    page = enter(person, invited)
    room = Room(page)
    room.say(ANSWERS[0])
    room.hear(3)
    invited[0].chat(invited[1], ANSWERS[1], after=3)
    room.say("An answer to the question before.")
    room.hear(5)
    expect(page.get_by_text("Read on, and change your answer")).to_be_visible()
    press(page, "End the interview")
    press(page, "End it")
    expect(page.get_by_role("heading", name="The interview is finished")).to_be_visible()
    assert room.words() == [turn["text"] for turn in invited[0].transcript(invited[1])]


def test_each_connection_is_made_to_the_address_that_the_api_names(
    person: BrowserContext, invited: tuple[Candidate, str]
) -> None:
    page = enter(person, invited)
    with page.expect_websocket() as again, page.expect_response("**/socket") as negotiated:
        person.set_offline(True)
        expect(page.get_by_text("You are offline")).to_be_visible()
        person.set_offline(False)
    assert again.value.url.startswith(f"{negotiated.value.json()['url']}&token=")
    Room(page).say(ANSWERS[0])
    Room(page).hear(3)


def test_a_window_that_is_loaded_again_keeps_the_draft_and_goes_on(
    person: BrowserContext, invited: tuple[Candidate, str]
) -> None:
    page = enter(person, invited)
    room = Room(page)
    room.say(ANSWERS[0])
    room.hear(3)
    room.answer.fill("First line")
    room.answer.press("Shift+Enter")
    room.answer.press_sequentially("and a second")
    page.reload()
    room.hear(3)
    expect(room.answer).to_have_value("First line\nand a second")
    room.answer.press("Enter")
    room.hear(5)
    assert room.words()[3] == "First line\nand a second"
    page.goto("/interviews")
    arrive(page, "My interviews")
    page.get_by_role("link", name="Go on").click()
    room.hear(5)


def test_a_message_on_its_way_while_the_window_is_loaded_again_arrives_once(
    person: BrowserContext, invited: tuple[Candidate, str]
) -> None:
    page = enter(person, invited)
    room = Room(page)
    person.set_offline(True)
    expect(page.get_by_text("You are offline")).to_be_visible()
    room.say(ANSWERS[0])
    person.set_offline(False)
    page.reload()
    room.hear(3)
    room.say(ANSWERS[1])
    room.hear(5)
    assert room.words()[1::2] == [ANSWERS[0], ANSWERS[1]]


def test_an_access_token_that_ran_out_is_renewed_and_a_session_that_ended_leads_to_sign_in(
    person: BrowserContext, invited: tuple[Candidate, str]
) -> None:
    candidate, interview_id = invited
    page = enter(person, invited)
    page.evaluate(BREAK_ACCESS)
    page.reload()
    Room(page).hear(1)
    Room(page).say(ANSWERS[0])
    Room(page).hear(3)
    change = {"old_password": candidate.password, "new_password": "a new candidate password"}
    candidate.post("/api/v1/auth/change-password", change)
    Room(page).say(ANSWERS[1])
    arrive(page, "Sign in")
    sign_in(page, candidate.email, "a new candidate password")
    expect(Room(page).answer).to_have_value(ANSWERS[1])
    Room(page).hear(3)
    assert page.url.endswith(f"/interview/{interview_id}")


def test_ending_the_interview_is_asked_for_first(person: BrowserContext, invited: tuple[Candidate, str]) -> None:
    page = enter(person, invited)
    press(page, "End the interview")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(Room(page).answer).to_be_visible()
    press(page, "End the interview")
    press(page, "End it")
    expect(page.get_by_role("heading", name="The interview is finished")).to_be_focused()
    assert invited[0].get(f"/api/v1/interviews/{invited[1]}")["status"] == "completed"

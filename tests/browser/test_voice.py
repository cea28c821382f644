"""Speaking, listening and being observed in the interview room, where nothing writes down speech."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Response, expect

from tests.browser.accessibility import problems
from tests.browser.pages import Room, arrive, inspect, press, sign_in
from tests.end_to_end.journey import ANSWERS, Candidate, Journey, Recruiter

pytestmark = [pytest.mark.azurite, pytest.mark.host, pytest.mark.browser]

KEEP_WHAT_IS_READ = """
    window.readAloud = [];
    speechSynthesis.speak = (utterance) => window.readAloud.push([utterance.lang, utterance.text]);
"""
KEEP_STREAMS = """
    window.streams = [];
    if (navigator.mediaDevices) {
        const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async (wanted) => {
            const stream = await open(wanted);
            window.streams.push(stream);
            return stream;
        };
    }
"""
ASK_FIRST = """
    if (navigator.mediaDevices) {
        const open = navigator.mediaDevices.getUserMedia;
        const allowed = new Promise((resolve) => (window.allow = resolve));
        navigator.mediaDevices.getUserMedia = (wanted) => allowed.then(() => open(wanted));
    }
"""
STILL_ON = "window.streams.flatMap((one) => one.getTracks()).filter((one) => one.readyState === 'live').length"

LET_GO = f"""
    (async () => {{
        for (let tries = 0; tries < 100; tries++) {{
            if (window.streams.length === 1 && {STILL_ON} === 0) return true;
            await new Promise((resolve) => setTimeout(resolve, 50));
        }}
        return false;
    }})()
"""


@pytest.fixture(scope="module")
def hr(journey: Journey) -> Recruiter:
    """A company's recruiter."""
    return journey.recruiter()


def planned(journey: Journey, hr: Recruiter, **draft: Any) -> tuple[Candidate, str]:
    """A candidate, and an interview that was planned for them like this."""
    job_id = hr.create_job()["id"]
    candidate, _ = journey.candidate(hr, job_id)
    interview = hr.post("/api/v1/interviews", {"candidate_id": candidate.id, "job_id": job_id, **draft})
    return candidate, interview["id"]


def introduction(person: BrowserContext, candidate: Candidate, interview_id: str) -> Page:
    """What is said before the interview."""
    page = person.new_page()
    page.goto(f"/interview/{interview_id}")
    sign_in(page, candidate.email, candidate.password)
    arrive(page, "Your interview: Senior Python Developer")
    return page


def begin(page: Page) -> Room:
    """Begin the interview."""
    press(page, "Begin the interview")
    room = Room(page)
    room.hear(1)
    return room


def record(page: Page, button: str = "Answer by voice") -> None:
    """Speak for a moment."""
    press(page, button)
    expect(page.get_by_text("0:01")).to_be_visible()
    press(page, "Stop recording")
    expect(page.get_by_text("Recorded. Listen to it")).to_be_visible()


def told(response: Response) -> dict[str, Any]:
    """What the page sent."""
    body: dict[str, Any] = response.request.post_data_json or {}
    return body


def test_a_spoken_answer_is_kept_and_its_text_asked_for_where_no_engine_is(
    journey: Journey, hr: Recruiter, person: BrowserContext
) -> None:
    person.grant_permissions(["microphone"])
    candidate, interview_id = planned(journey, hr)
    page = introduction(person, candidate, interview_id)
    expect(page.get_by_text("a conversation that you type or speak")).to_be_visible()
    room = begin(page)
    record(page)
    assert problems(page) == []
    press(page, "Throw it away")
    expect(room.answer).to_be_visible()
    record(page)
    press(page, "Send the recording")
    expect(page.get_by_text("Nothing here can write down speech, so please type")).to_be_visible()
    (answer,) = candidate.get(f"/api/v1/interviews/{interview_id}/answers")["answers"]
    assert (answer["transcript_status"], answer["sequence"]) == ("no_engine", None)
    assert answer["audio"]["size_bytes"] > 1000
    room.say(ANSWERS[0])
    room.hear(3)
    assert problems(page) == []

    said = room.words()
    press(page, "Sign out")
    arrive(page, "Sign in")
    page.goto(f"/conversations/{interview_id}")
    sign_in(page, hr.email, hr.password)
    inspect(page, "Conversation: Ada Moreau")
    assert Room(page).words() == said
    expect(page.get_by_text("no transcription engine is configured")).to_be_visible()
    with page.expect_download() as download:
        press(page, "Download")
    assert download.value.path().stat().st_size == answer["audio"]["size_bytes"]


def test_the_microphone_is_let_go_when_the_interview_ends(
    journey: Journey, hr: Recruiter, person: BrowserContext
) -> None:
    person.grant_permissions(["microphone"])
    person.add_init_script(KEEP_STREAMS)
    candidate, interview_id = planned(journey, hr, enable_video_analysis=True)
    page = introduction(person, candidate, interview_id)
    page.get_by_label("I allow it").check()
    begin(page)
    press(page, "Answer by voice")
    expect(page.get_by_text("0:01")).to_be_visible()
    assert page.evaluate(STILL_ON) == 2
    with candidate.room(interview_id) as window:
        window.say("end_interview")
    expect(page.get_by_role("heading", name="The interview is finished")).to_be_visible()
    assert page.evaluate(STILL_ON) == 0


def test_a_video_answer_shows_the_camera_and_is_kept(journey: Journey, hr: Recruiter, person: BrowserContext) -> None:
    person.grant_permissions(["microphone", "camera"])
    candidate, interview_id = planned(journey, hr, interview_type="video")
    page = introduction(person, candidate, interview_id)
    begin(page)
    press(page, "Answer on video")
    expect(page.get_by_label("What your camera shows")).to_be_visible()
    expect(page.get_by_text("0:01")).to_be_visible()
    press(page, "Stop recording")
    press(page, "Send the recording")
    expect(page.get_by_text("Nothing here can write down speech")).to_be_visible()
    (answer,) = candidate.get(f"/api/v1/interviews/{interview_id}/answers")["answers"]
    assert answer["video"]["content_type"].startswith("video/")


def test_who_may_not_record_is_told_and_types(journey: Journey, hr: Recruiter, person: BrowserContext) -> None:
    page = introduction(person, *planned(journey, hr))
    room = begin(page)
    press(page, "Answer by voice")
    expect(page.get_by_role("alert")).to_contain_text("does not let this page record")
    press(page, "Close")
    room.say(ANSWERS[0])
    room.hear(3)


def test_the_question_is_read_aloud_on_demand(journey: Journey, hr: Recruiter, person: BrowserContext) -> None:
    person.add_init_script(KEEP_WHAT_IS_READ)
    page = introduction(person, *planned(journey, hr))
    room = begin(page)
    room.say(ANSWERS[0])
    room.hear(3)
    press(page, "Read the question aloud")
    press(page, "Stop reading")
    expect(page.get_by_role("button", name="Read the question aloud")).to_be_visible()
    assert page.evaluate("window.readAloud") == [["en", room.words()[-1]]]


def test_nothing_is_spoken_where_everything_is_written(journey: Journey, hr: Recruiter, person: BrowserContext) -> None:
    draft = {"text_only": True, "enable_video_analysis": True}
    page = introduction(person, *planned(journey, hr, **draft))
    expect(page.get_by_text("a written conversation")).to_be_visible()
    expect(page.get_by_text("Observation: your choice")).to_have_count(0)
    begin(page)
    for name in ("Answer by voice", "Read the question aloud", "Allow it"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)


def test_nobody_is_observed_who_did_not_say_yes(journey: Journey, hr: Recruiter, person: BrowserContext) -> None:
    person.grant_permissions(["microphone", "camera"])
    sent: list[str] = []
    page = introduction(person, *planned(journey, hr, enable_video_analysis=True))
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/presence") else None)
    inspect(page, "Your interview: Senior Python Developer")
    expect(page.get_by_label("I allow it")).not_to_be_checked()
    begin(page)
    expect(page.get_by_text("Observation is off.")).to_be_visible()
    assert problems(page) == []
    page.reload()
    Room(page).hear(1)
    expect(page.get_by_text("Observation is off.")).to_be_visible()
    assert sent == []


def test_only_seconds_that_were_observed_are_told_and_forgotten_on_demand(
    journey: Journey, hr: Recruiter, person: BrowserContext
) -> None:
    person.grant_permissions(["microphone", "camera"])
    candidate, interview_id = planned(journey, hr, enable_video_analysis=True)
    page = introduction(person, candidate, interview_id)
    page.clock.install()
    page.get_by_label("I allow it").check()
    begin(page)
    expect(page.get_by_text("Observation is on.")).to_be_visible()
    with page.expect_response("**/presence") as later:
        page.clock.run_for(20_000)
    seen = told(later.value)
    assert later.value.status == 204
    assert 5 < seen["seconds"] < 20
    assert 0 < seen["speaking"] <= seen["seconds"]
    assert "looking_away" not in seen
    with page.expect_response("**/presence") as ended:
        press(page, "Stop, and delete it")
    assert told(ended.value) == {"consent": False}
    expect(page.get_by_text("what was observed is deleted")).to_be_visible()
    log = hr.get("/api/v1/logs", action="WITHDRAW_VIDEO_CONSENT")
    assert interview_id in str(log)


def test_where_listening_fails_the_microphone_is_let_go(
    journey: Journey, hr: Recruiter, person: BrowserContext
) -> None:
    person.grant_permissions(["microphone", "camera"])
    person.add_init_script(KEEP_STREAMS)
    person.add_init_script("window.AudioContext = class { constructor() { throw new Error('no device'); } };")
    page = introduction(person, *planned(journey, hr, enable_video_analysis=True))
    page.get_by_label("I allow it").check()
    begin(page)
    expect(page.get_by_text("Your browser does not allow it.")).to_be_visible()
    assert page.evaluate("window.streams.length") == 1
    assert page.evaluate(STILL_ON) == 0


def test_who_allows_the_microphone_after_the_end_is_not_observed(
    journey: Journey, hr: Recruiter, person: BrowserContext
) -> None:
    person.grant_permissions(["microphone", "camera"])
    person.add_init_script(KEEP_STREAMS)
    person.add_init_script(ASK_FIRST)
    page = introduction(person, *planned(journey, hr, enable_video_analysis=True))
    page.get_by_label("I allow it").check()
    begin(page)
    press(page, "End the interview")
    press(page, "End it")
    expect(page.get_by_role("heading", name="The interview is finished")).to_be_visible()
    page.evaluate("window.allow()")
    assert page.evaluate(LET_GO)


def test_what_could_not_be_deleted_is_deleted_by_another_try(
    journey: Journey, hr: Recruiter, person: BrowserContext
) -> None:
    person.grant_permissions(["microphone", "camera"])
    page = introduction(person, *planned(journey, hr, enable_video_analysis=True))
    page.get_by_label("I allow it").check()
    begin(page)
    expect(page.get_by_text("Observation is on.")).to_be_visible()
    page.route("**/presence", lambda route: route.abort())
    press(page, "Stop, and delete it")
    expect(page.get_by_text("could not be deleted yet")).to_be_visible()
    page.unroute("**/presence")
    with page.expect_response("**/presence") as ended:
        press(page, "Delete what was observed")
    assert told(ended.value) == {"consent": False}
    assert ended.value.status == 204
    expect(page.get_by_text("what was observed is deleted")).to_be_visible()
    expect(page.get_by_role("button", name="Allow it")).to_be_visible()

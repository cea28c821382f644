"""Who interviews themselves: a candidate for another opening, a colleague to see what it is like."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.pages import Room, arrive, inspect, press, sign_in
from tests.end_to_end.journey import ANSWERS, Journey

pytestmark = [pytest.mark.azurite, pytest.mark.host, pytest.mark.browser]


def test_a_candidate_interviews_for_another_opening(journey: Journey, person: BrowserContext) -> None:
    hr = journey.recruiter()
    candidate, _ = journey.candidate(hr, hr.create_job()["id"])
    page = person.new_page()
    page.goto("/interviews")
    sign_in(page, candidate.email, candidate.password)
    arrive(page, "My interviews")
    expect(page.get_by_role("heading", name="Other openings")).to_have_count(0)

    hr.create_job(title="Technical writer", description="Write what engineers read.")
    hr.create_job(title="Not yet", status="draft")
    page.reload()
    inspect(page, "My interviews")
    expect(page.get_by_role("heading", level=3)).to_have_text(["Technical writer"])
    press(page, "Interview for this job")
    arrive(page, "Your interview: Technical writer")
    press(page, "Begin the interview")
    room = Room(page)
    room.hear(1)
    room.say(ANSWERS[0])
    room.hear(3)
    page.goto("/interviews")
    arrive(page, "My interviews")
    expect(page.get_by_role("heading", level=2)).to_have_text(["Technical writer", "Senior Python Developer"])


def test_a_colleague_takes_the_interview_that_they_planned_for_themselves(
    journey: Journey, person: BrowserContext
) -> None:
    hr = journey.recruiter()
    job_id = hr.create_job()["id"]
    _, others = journey.candidate(hr, job_id)
    page = person.new_page()
    page.goto(f"/interview/{others}")
    sign_in(page, hr.email, hr.password)
    arrive(page, "Interviews are taken by their candidates")
    page.goto(f"/jobs/{job_id}")
    press(page, "Take its interview myself")
    arrive(page, "Your interview: Senior Python Developer")
    press(page, "Begin the interview")
    room = Room(page)
    room.hear(1)
    room.say(ANSWERS[0])
    room.hear(3)

"""The main job in a browser: a recruiter confirms, a candidate claims, the interview is taken to its end."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.accessibility import problems
from tests.browser.pages import Room, arrive, inspect, press, sign_in
from tests.end_to_end.journey import ANSWERS, Candidate, Guest, Journey, wait_for

pytestmark = [pytest.mark.azurite, pytest.mark.host, pytest.mark.browser]

PASSWORD = "a long candidate password"


def mailed_link(guest: Guest, to: str) -> str:
    """The link in the newest mail to the address."""
    return str(wait_for(lambda: guest.mails(to), f"mail to {to}")[0]["links"][0])


def test_from_a_mailed_link_to_a_finished_interview(journey: Journey, person: BrowserContext) -> None:
    hr = journey.register(journey.create_company()["id"])
    page = person.new_page()
    page.goto(mailed_link(hr, hr.email))
    inspect(page, "Confirm your address")
    press(page, "Confirm my address")
    inspect(page, "Your address is confirmed")
    page.get_by_role("link", name="Sign in").click()
    inspect(page, "Sign in")
    sign_in(page, hr.email, hr.password)
    inspect(page, "Welcome, Jana Nováková")
    press(page, "Sign out")
    arrive(page, "Sign in")

    hr.sign_in(hr.email, hr.password)
    added = hr.add_candidate()
    interview_id = hr.invite(candidate_id=added["id"], job_id=hr.create_job()["id"])["interview_id"]
    page.goto(mailed_link(hr, added["email"]))
    inspect(page, "Welcome, Ada Moreau")
    expect(page.get_by_role("main")).to_contain_text("Senior Python Developer")
    page.get_by_label("New password").fill("short")
    press(page, "Set the password and go on")
    expect(page.get_by_label("New password")).to_be_focused()
    expect(page.get_by_label("New password")).to_have_accessible_description(re.compile("at least 8 are needed"))
    page.get_by_label("New password").fill(PASSWORD)
    press(page, "Set the password and go on")
    inspect(page, "Your interview: Senior Python Developer")
    expect(page.get_by_role("main")).to_contain_text("An AI leads this interview. A person decides.")

    candidate = Candidate(hr.http, email=added["email"], password=PASSWORD)
    candidate.sign_in(added["email"], PASSWORD)
    second = take_interview(page, person, candidate, interview_id)

    expect(page.get_by_role("heading", name="The interview is finished")).to_be_focused()
    expect(second.get_by_role("heading", name="The interview is finished")).to_be_visible()
    assert problems(page) == []
    said = [turn["text"] for turn in candidate.transcript(interview_id)]
    assert Room(page).words() == Room(second).words() == said
    page.get_by_role("link", name="My interviews").last.click()
    inspect(page, "My interviews")
    expect(page.get_by_role("listitem")).to_contain_text("Finished")
    press(page, "Sign out")
    arrive(page, "Sign in")
    arrive(second, "Sign in")


def take_interview(page: Page, person: BrowserContext, candidate: Candidate, interview_id: str) -> Page:
    """The interview with a connection that breaks and a second window, which is the answer."""
    room = Room(page)
    press(page, "Begin the interview")
    room.hear(1)
    room.say(ANSWERS[0])
    room.hear(3)
    expect(page.get_by_text("Question 1 of 3")).to_be_visible()
    assert problems(page) == []

    person.set_offline(True)
    expect(page.get_by_text("You are offline")).to_be_visible()
    room.say(ANSWERS[1])
    expect(page.locator(".turn.waiting")).to_contain_text(ANSWERS[1])
    person.set_offline(False)
    room.hear(5)
    expect(page.locator(".turn.waiting")).to_have_count(0)

    second = person.new_page()
    second.goto(f"/interview/{interview_id}")
    other = Room(second)
    other.hear(5)
    assert other.words() == room.words()
    other.say(ANSWERS[2])
    room.hear(7)
    expect(page.get_by_text("You continued this interview in another window")).to_be_visible()

    # A window that this one hears nothing of: its next answer would be to an old question.
    candidate.chat(interview_id, ANSWERS[3], after=7)
    room.say("An answer to the question before.")
    room.hear(9)
    expect(page.get_by_text("Read on, and change your answer")).to_be_visible()
    expect(room.answer).to_have_value("An answer to the question before.")

    for turns in range(11, 60, 2):
        room.say(ANSWERS[-1])
        room.hear(turns)
        if candidate.get(f"/api/v1/interviews/{interview_id}")["status"] == "completed":
            return second
    raise AssertionError("the interview has no end")

"""A candidate chooses a time by a mailed link, in their own time zone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import arrive, inspect, press
from tests.end_to_end.journey import Journey, Recruiter
from tests.end_to_end.local_host import LocalHost

pytestmark = [pytest.mark.azurite, pytest.mark.host, pytest.mark.browser]

DAY = datetime.now(UTC).date() + timedelta(days=30)


@pytest.fixture
def in_india(chromium: Browser, host: LocalHost) -> Iterator[Page]:
    """A window whose clock is five and a half hours ahead."""
    context = chromium.new_context(base_url=host.url, reduced_motion="reduce", timezone_id="Asia/Kolkata")
    yield context.new_page()
    context.close()


def proposal(hr: Recruiter) -> tuple[str, str]:
    """The id of a round with two proposed times, and the link in its candidate's mail."""
    candidate = hr.add_candidate()
    slots = [{"start_time": f"{DAY}T{at}:00:00Z", "end_time": f"{DAY}T{at}:45:00Z"} for at in ("09", "14")]
    draft = {"candidate_id": candidate["id"], "proposed_slots": slots, "instructions": "Bring a work sample."}
    round_ = hr.post("/api/v1/interview-rounds", draft)
    return round_["id"], hr.link_token(candidate["email"])


def test_a_time_is_chosen_given_back_and_chosen_again(journey: Journey, in_india: Page) -> None:
    hr = journey.recruiter()
    round_id, token = proposal(hr)
    page = in_india
    page.goto(f"/appointment?token={token}")
    inspect(page, "Choose a time for your interview")
    expect(page.get_by_text("Asia/Calcutta").or_(page.get_by_text("Asia/Kolkata"))).to_be_visible()
    expect(page.get_by_role("heading", level=2)).to_contain_text(["14:30 to 15:15", "19:30 to 20:15"])
    page.get_by_role("button", name="Book this time").nth(1).click()
    inspect(page, "Your interview is booked")
    expect(page.get_by_text("19:30 to 20:15")).to_be_visible()
    assert hr.get(f"/api/v1/interview-rounds/{round_id}")["scheduled_at"] == f"{DAY}T14:00:00Z"
    with page.expect_download() as download:
        page.get_by_role("link", name="Add it to my calendar").click()
    assert f"DTSTART:{DAY:%Y%m%d}T140000Z" in download.value.path().read_text(encoding="utf-8")
    press(page, "I cannot come then: choose another time")
    arrive(page, "Choose a time for your interview")
    page.get_by_role("button", name="Book this time").first.click()
    arrive(page, "Your interview is booked")
    hr.post(f"/api/v1/interview-rounds/{round_id}/cancel")
    page.reload()
    inspect(page, "This interview was called off")


def test_who_comes_second_sees_what_is_booked(journey: Journey, in_india: Page) -> None:
    hr = journey.recruiter()
    round_id, token = proposal(hr)
    page = in_india
    page.goto(f"/appointment?token={token}")
    arrive(page, "Choose a time for your interview")
    slot = hr.get(f"/api/v1/interview-rounds/{round_id}")["proposed_slots"][0]["id"]
    hr.post(f"/api/v1/interview-rounds/{round_id}/book", {"slot_id": slot})
    page.get_by_role("button", name="Book this time").nth(1).click()
    arrive(page, "Your interview is booked")
    expect(page.get_by_role("alert")).to_contain_text("booked already")
    expect(page.get_by_text("14:30 to 15:15")).to_be_visible()
    page.goto("/appointment?token=made-up")
    inspect(page, "This link is not valid any more")

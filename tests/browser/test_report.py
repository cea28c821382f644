"""Somebody without an account reads a report by the link that a recruiter made."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.pages import inspect
from tests.end_to_end.journey import Journey

pytestmark = [pytest.mark.azurite, pytest.mark.host, pytest.mark.browser]


def test_a_shared_report_is_read_downloaded_and_closed(journey: Journey, person: BrowserContext) -> None:
    hr = journey.recruiter()
    candidate, interview_id = journey.candidate(hr, hr.create_job()["id"])
    candidate.talk_to_the_end(interview_id)
    score = hr.score(interview_id)
    shared = hr.post(f"/api/v1/reports/{interview_id}/share", {"expires_in_days": 3})
    page = person.new_page()
    page.goto(f"/report?token={shared['share_token']}")
    name = hr.get(f"/api/v1/reports/{interview_id}")["candidate"]["full_name"]
    inspect(page, f"Interview report: {name}")
    expect(page.get_by_role("rowheader")).to_contain_text([one["name"] for one in score["dimensions"]])
    quotes = [quote["text"] for one in score["dimensions"] for quote in one["quotes"]]
    expect(page.locator("blockquote")).to_have_text(quotes)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    hr.send("DELETE", f"/api/v1/reports/{interview_id}/share")
    page.reload()
    inspect(page, "This link is not valid any more")

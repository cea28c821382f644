"""Where the link at the end of a bulk mail leads."""

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.pages import arrive, inspect, press
from tests.end_to_end.journey import Journey

pytestmark = [pytest.mark.azurite, pytest.mark.host, pytest.mark.browser]


def test_somebody_gets_no_more_bulk_mail_until_they_change_their_mind(journey: Journey, person: BrowserContext) -> None:
    hr = journey.recruiter()
    candidate = hr.add_candidate()
    message = {"candidate_ids": [candidate["id"]], "subject": "News", "body": "Dear {{first_name}}, there is news."}
    hr.post("/api/v1/candidates/bulk/send-email", message)
    token = hr.link_token(candidate["email"])
    page = person.new_page()
    page.goto(f"/unsubscribe?token={token}")
    inspect(page, "Get no more such mails?")
    press(page, "Send me no more")
    inspect(page, "You get no more such mails")
    skipped = hr.post("/api/v1/candidates/bulk/send-email", message)["job_id"]
    page.reload()
    arrive(page, "You get no more such mails")
    press(page, "Send them to me again")
    inspect(page, "You get these mails again")
    assert hr.get(f"/api/v1/email/jobs/{skipped}")["total_count"] == 1


def test_a_link_that_was_cut_says_what_to_do(person: BrowserContext) -> None:
    page = person.new_page()
    for address in ("/unsubscribe", "/unsubscribe?token=cut"):
        page.goto(address)
        arrive(page, "This link is not valid any more")
    inspect(page, "This link is not valid any more")

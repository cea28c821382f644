"""Where mailed links lead when they are used, have expired, or never were good."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.pages import arrive, inspect, press, sign_in
from tests.end_to_end.journey import Journey, Recruiter, wait_for
from tests.end_to_end.local_host import LocalHost

pytestmark = [pytest.mark.azurite, pytest.mark.host, pytest.mark.browser]


def newest_link(recruiter: Recruiter, mails: int) -> str:
    """The link in the newest mail, as soon as there are so many."""
    found = wait_for(lambda: len(them := recruiter.mails(recruiter.email)) >= mails and them, f"mail {mails}")
    return str(found[0]["links"][0])


def test_a_used_verification_link_offers_a_new_one_which_works(journey: Journey, person: BrowserContext) -> None:
    hr = journey.register(journey.create_company()["id"])
    page = person.new_page()
    page.goto("/sign-in")
    sign_in(page, hr.email, hr.password)
    expect(page.get_by_role("alert")).to_contain_text("Confirm your e-mail address first")
    press(page, "Send a new link")
    expect(page.get_by_text("A new link is on its way")).to_be_visible()
    page.goto(newest_link(hr, 2))
    press(page, "Confirm my address")
    arrive(page, "Your address is confirmed")

    page.goto(newest_link(hr, 2))
    press(page, "Confirm my address")
    inspect(page, "This link is not valid any more")
    page.get_by_label("E-mail address").fill("nobody@example.org")
    press(page, "Send a new link")
    inspect(page, "Look into your mailbox")


def test_a_forgotten_password_is_set_anew(journey: Journey, person: BrowserContext) -> None:
    hr = journey.recruiter()
    page = person.new_page()
    page.goto("/sign-in?next=https://elsewhere.example/")
    page.get_by_role("link", name="I forgot my password").click()
    inspect(page, "Forgot your password?")
    page.get_by_label("E-mail address").fill(hr.email)
    press(page, "Send a new link")
    arrive(page, "Look into your mailbox")

    link = newest_link(hr, 2)
    page.goto(link)
    inspect(page, "Set a new password")
    for heading in ("Your new password is set", "This link is not valid any more"):
        page.goto(link)
        page.get_by_label("New password").fill("another long password")
        press(page, "Set the password")
        arrive(page, heading)
    page.goto("/sign-in?next=https://elsewhere.example/")
    sign_in(page, hr.email, "another long password")
    arrive(page, "Welcome, Jana Nováková")


def test_no_link_to_the_sign_in_leads_elsewhere(host: LocalHost, journey: Journey, person: BrowserContext) -> None:
    hr = journey.recruiter()
    page = person.new_page()
    page.route("**://elsewhere.example/**", lambda route: route.fulfill(body="Elsewhere", content_type="text/html"))
    page.goto("/sign-in")
    sign_in(page, hr.email, hr.password)
    arrive(page, "Welcome, Jana Nováková")
    for address in ("/.//elsewhere.example/", "//elsewhere.example/", f"{host.url}//elsewhere.example/", "https://"):
        page.goto(f"/sign-in?next={address}")
        expect(page).not_to_have_url(re.compile("/sign-in"))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.url.startswith(f"{host.url}/"), address
    page.goto("/sign-in?next=/candidates?search=Amara")
    arrive(page, "Candidates")
    assert page.url == f"{host.url}/candidates?search=Amara"


def test_an_invitation_that_was_used_or_taken_back_says_what_to_do(journey: Journey, person: BrowserContext) -> None:
    hr = journey.recruiter()
    job_id = hr.create_job()["id"]
    used, revoked = hr.add_candidate(), hr.add_candidate()
    hr.invite(candidate_id=used["id"], job_id=job_id)
    used_token = hr.link_token(used["email"])
    journey.claim(used["email"], "candidate-pass-1")
    invitation = hr.invite(candidate_id=revoked["id"], job_id=job_id)
    hr.post(f"/api/v1/invitations/{invitation['id']}/revoke")
    revoked_token = hr.link_token(revoked["email"])

    page = person.new_page()
    for token in ("made-up", "", revoked_token):
        page.goto(f"/claim?token={token}")
        arrive(page, "This invitation is not valid any more")
    inspect(page, "This invitation is not valid any more")
    page.goto(f"/claim?token={used_token}")
    inspect(page, "This invitation was used")
    page.get_by_role("link", name="Sign in").click()
    sign_in(page, used["email"], "candidate-pass-1")
    arrive(page, "Your interview: Senior Python Developer")


def test_an_unknown_address_says_so(person: BrowserContext) -> None:
    page = person.new_page()
    page.goto("/nothing-here")
    inspect(page, "There is no such page")

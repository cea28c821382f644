"""A candidate keeps their CVs: files go from the page straight to storage."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests.browser.pages import inspect, press, sign_in
from tests.end_to_end.journey import Journey

pytestmark = [pytest.mark.azurite, pytest.mark.host, pytest.mark.browser]

CV = b"Zofia Nowak\n\nSkills: Python, SQL\n\nExperience\nEngineer, Acme, 2019 - 2023\n"
LARGE = CV + b"%" * (9 * 1024 * 1024)
"""Three blocks."""


@pytest.fixture
def page(journey: Journey, person: BrowserContext) -> Page:
    """A candidate's window with the page of their files."""
    hr = journey.recruiter()
    candidate, _ = journey.candidate(hr, hr.create_job()["id"])
    window = person.new_page()
    window.goto("/resumes")
    sign_in(window, candidate.email, candidate.password)
    inspect(window, "My CVs")
    return window


def upload(page: Page, name: str, content: bytes) -> None:
    """Choose a file and send it."""
    page.get_by_label("A CV").set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})
    press(page, "Upload")


def test_a_cv_goes_straight_to_storage_is_read_fetched_replaced_and_deleted(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "PUT" else None)
    expect(page.get_by_text("There is none yet.")).to_be_visible()
    upload(page, "zofia.txt", CV)
    entry = page.get_by_role("listitem")
    expect(entry).to_contain_text("zofia.txt")
    expect(entry.get_by_text("Read", exact=True)).to_be_visible()
    assert len(sent) == 1
    assert not sent[0].startswith(page.url.removesuffix("/resumes"))
    inspect(page, "My CVs")
    with page.expect_download() as download:
        press(page, "Download")
    assert download.value.path().read_bytes() == CV

    with page.expect_file_chooser() as chooser:
        press(page, "Replace")
    chooser.value.set_files({"name": "broken.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-no"})
    expect(entry).to_contain_text("broken.pdf")
    expect(entry.get_by_text("Could not be read", exact=True)).to_be_visible()
    expect(entry.get_by_role("alert")).not_to_be_empty()
    inspect(page, "My CVs")
    press(page, "Delete")
    press(page, "Keep it")
    expect(entry).to_have_count(1)
    press(page, "Delete")
    press(page, "Delete it")
    expect(entry).to_have_count(0)
    expect(page.get_by_text("There is none yet.")).to_be_visible()


def losing(nth: int) -> tuple[list[str], Callable[[Route, Request], None]]:
    """The blocks that a page tries to send, and a network that loses the nth try."""
    tries: list[str] = []

    def pass_on(route: Route, request: Request) -> None:
        tries.append(re.findall(r"blockid=([^&]+)", request.url)[0])
        route.abort() if len(tries) == nth else route.continue_()

    return tries, pass_on


def test_a_large_file_goes_on_with_the_block_that_was_lost(page: Page) -> None:
    tries, pass_on = losing(2)
    page.route("**/*comp=block&*", pass_on)
    upload(page, "large.txt", LARGE)
    expect(page.get_by_text("large.txt has arrived.")).to_be_visible()
    assert tries == [tries[0], tries[1], tries[1], tries[3]]
    assert len(set(tries)) == 3


def test_without_a_network_it_waits_and_then_goes_on(page: Page) -> None:
    held: list[Route] = []
    page.route("**/*comp=block&*", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/*comp=block&*"):
        upload(page, "large.txt", LARGE)
    page.context.set_offline(True)
    expect(page.get_by_role("progressbar", name="Sending large.txt")).to_be_visible()
    held[0].abort()
    page.context.set_offline(False)
    expect(page.get_by_text("large.txt has arrived.")).to_be_visible()


def test_a_network_that_stays_broken_is_told_and_the_rest_is_sent_on_demand(page: Page) -> None:
    page.clock.install()
    page.route("**/*comp=block&*", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        upload(page, "large.txt", LARGE)
    for _ in range(4):
        with page.expect_event("requestfailed"):
            page.clock.run_for(10_000)
    expect(page.get_by_role("alert").filter(has_text="did not get through")).to_be_visible()
    page.unroute("**/*comp=block&*")
    press(page, "Go on sending")
    expect(page.get_by_text("large.txt has arrived.")).to_be_visible()


def test_what_is_no_cv_is_refused_before_it_is_sent(page: Page) -> None:
    upload(page, "empty.txt", b"")
    expect(page.get_by_label("A CV")).to_have_accessible_description(re.compile("That file is empty"))
    upload(page, "huge.txt", LARGE * 2)
    expect(page.get_by_label("A CV")).to_have_accessible_description(re.compile("more than 10 MB"))

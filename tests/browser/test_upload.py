"""A CV that a page sends straight to storage, by an upload link."""

import pytest
from playwright.sync_api import Browser

from tests.end_to_end.journey import Journey, wait_for
from tests.end_to_end.local_host import LocalHost

pytestmark = [pytest.mark.azurite, pytest.mark.host, pytest.mark.browser]

PUT = """async ([url, text]) => {
    const headers = { 'x-ms-blob-type': 'BlockBlob', 'content-type': 'text/plain' };
    return (await fetch(url, { method: 'PUT', headers, body: text })).status;
}"""
CV = "Zofia Nowak\n\nSkills: Python, SQL\n\nExperience\nEngineer, Acme, 2019 - 2023\n"


def test_a_page_puts_a_cv_into_storage_and_it_is_read(journey: Journey, chromium: Browser, host: LocalHost) -> None:
    hr = journey.recruiter()
    target = hr.post("/api/v1/storage/upload-url", {"file_name": "cv.txt", "content_type": "text/plain"})
    # Our own pages send files through the API, and their policy allows no other host: this page is a client's.
    context = chromium.new_context(base_url=host.url, bypass_csp=True)
    page = context.new_page()
    page.goto("/sign-in")
    assert page.evaluate(PUT, [target["upload_url"], CV]) == 201
    context.close()
    path = f"/api/v1/resumes/{target['resume_id']}"
    read = wait_for(lambda: (one := hr.get(path))["parsing_status"] != "awaiting_upload" and one, "the CV to be read")
    assert read["parsing_status"] == "completed"

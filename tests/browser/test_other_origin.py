"""The web app as `tools.site` writes it, under another address than the API: the plan that costs nothing."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from devhost.http import Request
from devhost.static import StaticWebApp
from tests.azurite import StorageEmulator
from tests.browser.conftest import PATIENCE_MS
from tests.browser.pages import Room, arrive, press, sign_in
from tests.end_to_end.conftest import GENEROUS
from tests.end_to_end.journey import ANSWERS, Journey
from tests.end_to_end.local_host import LocalHost
from tools.site import write

pytestmark = [pytest.mark.azurite, pytest.mark.host, pytest.mark.browser]


class Site(ThreadingHTTPServer):
    """Serves the pages with the headers of their configuration."""

    app: StaticWebApp

    @property
    def origin(self) -> str:
        """Where they are."""
        return f"http://127.0.0.1:{self.server_port}"


class Pages(BaseHTTPRequestHandler):
    """One request for a page."""

    server: Site

    def do_GET(self) -> None:
        """Answer it."""
        answer = self.server.app.answer(Request("GET", self.server.origin, self.path, ()))
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A server for the pages, which have still to be written."""
    with Site(("127.0.0.1", 0), Pages) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def host(azurite: StorageEmulator, tmp_path: Path, site: Site) -> Iterator[LocalHost]:
    """An API that lets the pages of that address in, as the function app's CORS does; and the pages that know it."""
    folder = tmp_path / "host"
    folder.mkdir()
    api = LocalHost(folder, azurite.new_account(), "devhost", GENEROUS)
    settings = json.loads((folder / "app" / "local.settings.json.example").read_text())
    settings["Host"]["CORS"] = site.origin
    (folder / "app" / "local.settings.json").write_text(json.dumps(settings))
    write(tmp_path / "site", api=api.url, realtime=api.url.replace("http", "ws", 1))
    app = StaticWebApp.read(tmp_path / "site")
    assert app is not None
    site.app = app
    api.start()
    yield api
    assert api.stop() == 0


@pytest.fixture
def page(chromium: Browser, site: Site, host: LocalHost) -> Iterator[Page]:
    """A window on the pages."""
    context = chromium.new_context(base_url=site.origin, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def test_an_interview_is_taken_and_its_report_fetched_across_origins(host: LocalHost, page: Page) -> None:
    with Journey.begin(host.url) as journey:
        hr = journey.recruiter()
        candidate, interview_id = journey.candidate(hr, hr.create_job()["id"])
        page.clock.install(time=datetime.now(UTC) + timedelta(hours=5))
        page.goto(f"/interview/{interview_id}")
        sign_in(page, candidate.email, candidate.password)
        arrive(page, "Your interview: Senior Python Developer")
        with page.expect_websocket() as socket:
            press(page, "Begin the interview")
        assert socket.value.url.startswith(host.url.replace("http", "ws", 1))
        room = Room(page)
        room.hear(1)
        room.say(ANSWERS[0])
        room.hear(3)
        expect(page.locator(".room .clock").first).to_have_text(re.compile("left$"))
        press(page, "End the interview")
        press(page, "End it")
        expect(page.get_by_role("heading", name="The interview is finished")).to_be_visible()
        hr.score(interview_id)
        shared = hr.post(f"/api/v1/reports/{interview_id}/share")
        page.goto(f"/report?token={shared['share_token']}")
        with page.expect_download() as download:
            page.get_by_role("link", name="Download as PDF").click()
        assert download.value.path().read_bytes().startswith(b"%PDF-")

"""The web app in Chromium, served by the running product."""

import math
import os
import shutil
import struct
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.azurite import StorageEmulator
from tests.end_to_end.conftest import GENEROUS
from tests.end_to_end.journey import Journey
from tests.end_to_end.local_host import LocalHost, running_host

PATIENCE_MS = 20_000
_NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def host(azurite: StorageEmulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHost]:
    """The local host with an empty storage account of its own: one for the session."""
    with running_host(tmp_path_factory.mktemp("host"), azurite.new_account(), **GENEROUS) as running:
        yield running


@pytest.fixture(scope="session")
def journey(host: LocalHost) -> Iterator[Journey]:
    """The way in: the platform's administrator, who makes a company for each test."""
    with Journey.begin(host.url) as begun:
        yield begun


@pytest.fixture(scope="session")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the browser's microphone hears: a second of a tone, again and again."""
    path = tmp_path_factory.mktemp("sound") / "tone.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(b"".join(struct.pack("<h", int(12_000 * math.sin(n / 20))) for n in range(48_000)))
    return path


@pytest.fixture(scope="session")
def chromium(spoken: Path) -> Iterator[Browser]:
    """The browser: one for the session, with a camera and a microphone that are none."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None or not os.access(path, os.X_OK):
        pytest.fail(
            "The tests of the web app need Chromium: install it (apt-get install chromium), "
            "or name its program in the variable CHROMIUM.",
            pytrace=False,
        )
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        # Chromium refuses to run as root with its sandbox; the only pages opened are ours.
        devices = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-audio-capture={spoken}"]
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", *devices])
        yield browser
        browser.close()


@pytest.fixture
def person(chromium: Browser, host: LocalHost) -> Iterator[BrowserContext]:
    """Somebody's browser, in which nobody is signed in. A fault in a page's script fails the test."""
    context = chromium.new_context(base_url=host.url, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    faults: list[str] = []
    context.on("weberror", lambda fault: faults.append(str(fault.error)))
    yield context
    context.close()
    assert not faults

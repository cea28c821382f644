"""What axe-core finds on a page against WCAG 2.2 AA, and whether the page fits a narrow screen."""

from pathlib import Path

from playwright.sync_api import Page

_AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = """async (runOnly) => (await axe.run({ runOnly })).violations.flatMap(
    (broken) => broken.nodes.map((node) => `${broken.id}: ${node.failureSummary} ${node.html}`))"""
_OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
_NARROW = 320
"""The width in CSS pixels at which nothing may need sideways scrolling: also that of 1280 at 400 %."""


def problems(page: Page) -> list[str]:
    """Everything that is wrong with the page as it stands, and with its colours in the dark."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(_RUN, {"type": "tag", "values": _TAGS})
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in page.evaluate(_RUN, {"type": "rule", "values": ["color-contrast"]})]
    page.emulate_media(color_scheme="light")
    return found + _overflow(page)


def _overflow(page: Page) -> list[str]:
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": _NARROW, "height": size["height"]})
    too_wide = page.evaluate(_OVERFLOW)
    page.set_viewport_size(size)
    return [f"{too_wide} pixels too wide at {_NARROW}"] if too_wide > 0 else []

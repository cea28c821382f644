"""The diagrams of the documents are ones: each is drawn, as the page of the repository draws it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
MERMAID = ROOT / "node_modules" / "@mermaid-js" / "tiny" / "dist" / "mermaid.tiny.js"
DRAW = """async text => {
  try { return (await window.mermaid.render('drawing', text)).svg } catch (error) { return 'refused: ' + error.message }
}"""


class Diagram(NamedTuple):
    """One, and where it begins."""

    place: str
    text: str


def diagrams() -> Iterator[Diagram]:
    """All that are in the documents."""
    for page in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]):
        content = page.read_text()
        for found in re.finditer(r"^```mermaid\n(.*?)^```$", content, re.MULTILINE | re.DOTALL):
            line = content[: found.start()].count("\n") + 1
            yield Diagram(f"{page.relative_to(ROOT)}:{line}", found[1])


@pytest.fixture(scope="module")
def paper(chromium: Browser) -> Iterator[Page]:
    """An empty page that can draw."""
    page = chromium.new_page()
    page.add_script_tag(path=MERMAID)
    page.evaluate("window.mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' })")
    yield page
    page.close()


@pytest.mark.parametrize("diagram", list(diagrams()), ids=lambda one: one.place)
def test_a_diagram_can_be_drawn(paper: Page, diagram: Diagram) -> None:
    drawn = paper.evaluate(DRAW, diagram.text)
    assert drawn.startswith("<svg"), drawn
    labels = [label.replace("<br>", " ") for label in re.findall(r'"([^"\n]+)"', diagram.text)]
    seen = re.sub(r"<[^>]+>", " ", drawn)
    assert [label for label in labels if not all(word in seen for word in label.split())] == []


def test_a_broken_diagram_is_noticed(paper: Page) -> None:
    assert paper.evaluate(DRAW, "flowchart LR\n  a[one --> b").startswith("refused: ")
    assert paper.evaluate(DRAW, "drawing LR\n  a --> b").startswith("refused: ")


def test_architecture_is_drawn_whole() -> None:
    """Components, the sequence of an interview, work that is handed on, and how data lies."""
    kinds = {one.text.split()[0] for one in diagrams() if one.place.startswith("docs/architecture.md")}
    assert kinds >= {"flowchart", "sequenceDiagram", "stateDiagram-v2", "erDiagram"}

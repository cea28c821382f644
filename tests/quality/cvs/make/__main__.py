"""Render the corpus: files into `develop/` and `held_out/`, with a `truth.json` each."""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.quality.cvs.make import corpus
from tests.quality.cvs.make.person import FOLDER, Dates, Person, people
from tests.quality.cvs.make.truth import truth_of

_CHROMIUM = "/usr/bin/chromium"


def main(wanted: str) -> None:
    """Write the files whose names match `wanted`, and the truth of all."""
    for half, entries in (("develop", corpus.DEVELOP), ("held_out", corpus.HELD_OUT), ("fresh", corpus.FRESH)):
        known, truth = {**people("develop"), **people("held_out")}, {}
        for entry in entries:
            person = known[entry.person]
            dates = Dates(person.language, entry.dates)
            truth[entry.file] = truth_of(person, dates, links=entry.links, phone=entry.phone)
            if re.search(wanted, entry.file):
                (FOLDER / half).mkdir(exist_ok=True)
                (FOLDER / half / entry.file).write_bytes(_render(entry, person, dates))
        text = json.dumps(truth, ensure_ascii=False, indent=1)
        (FOLDER / half).mkdir(exist_ok=True)
        (FOLDER / half / "truth.json").write_text(text + "\n", encoding="utf-8")


def _render(entry: corpus.Entry, person: Person, dates: Dates) -> bytes:
    content = entry.layout(person, dates)
    match entry.tool:
        case "chromium":
            return _print(str(content))
        case "xelatex" | "pdflatex":
            return _compile(entry.tool, str(content))
        case "typst":
            return _typeset(str(content))
        case "libreoffice":
            assert isinstance(content, bytes)
            return _convert(content, Path(entry.file).suffix)
    assert isinstance(content, bytes)
    return content


def _print(html: str) -> bytes:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(html)
        printed = page.pdf(prefer_css_page_size=True, print_background=True)
        browser.close()
        return printed


def _in_folder(name: str, content: bytes, command: Callable[[Path], list[str]], result: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / name).write_bytes(content)
        done = subprocess.run(command(place), cwd=place, capture_output=True, check=False)
        if not (place / result).exists():
            raise SystemExit(f"{done.stdout.decode(errors='replace')[-3000:]}{done.stderr.decode(errors='replace')}")
        return (place / result).read_bytes()


def _compile(program: str, source: str) -> bytes:
    twice = f"{program} -interaction=batchmode cv.tex; {program} -interaction=nonstopmode cv.tex"
    return _in_folder("cv.tex", source.encode(), lambda _: ["sh", "-c", twice], "cv.pdf")


def _typeset(source: str) -> bytes:
    return _in_folder("cv.typ", source.encode(), lambda _: ["typst", "compile", "cv.typ"], "cv.pdf")


def _convert(word: bytes, suffix: str) -> bytes:
    def command(place: Path) -> list[str]:
        profile = f"-env:UserInstallation=file://{place}/profile"
        return ["soffice", profile, "--headless", "--convert-to", suffix[1:], "cv.docx"]

    return _in_folder("cv.docx", word, command, f"cv{suffix}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")

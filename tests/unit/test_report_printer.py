"""Printed reports: every script, the same bytes, and data that stay data."""

from typing import Any

import pypdfium2  # type: ignore[import-untyped]  # it has no types
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.report_pdf.printer import TypstPrinter
from shared.ports.printing import ReportSheet, SheetDimension


def sheet(candidate: str, **changes: Any) -> ReportSheet:
    dimensions = [
        SheetDimension(
            name="Technical skills", score=92, level="strong", rationale="Spoke about it.", quotes=["I did."]
        ),
        SheetDimension(name="Ownership", score=None, level="not assessed", rationale="Not assessed.", quotes=[]),
    ]
    texts = {
        "title": f"Interview report: {candidate}",
        "reference": "0199",
        "candidate": candidate,
        "job": "Engineer",
        "company": "Acme",
        "held_on": "31 January 2026",
        "recommendation": "Hire",
        "decided_by": "recommended by the engine",
        "reasoning": "Hire.",
        "summary": f"{candidate} was interviewed.",
        "chart_text": "Technical skills: 92 of 100",
        "made_by": "By rules.",
    }
    lists: dict[str, Any] = {"assessments": [], "people": [], "questions": [], "flags": []}
    return ReportSheet(**{**texts, **lists, "overall": 92, "dimensions": dimensions, **changes})


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = str(document[0].get_textpage().get_text_range())
    document.close()
    return text


@pytest.mark.parametrize(
    "name", ["Zoë Łukasiewicz", "Ольга Иванова", "Ελένη", "محمد", "שרה", "अनिता", "李小龙", "さくら", "김민준", "สมชาย"]
)
def test_a_name_in_any_script_is_printed_and_can_be_read_back(name: str) -> None:
    assert name in text_of(TypstPrinter().print(sheet(name)))


def test_the_same_sheet_is_the_same_bytes() -> None:
    assert TypstPrinter().print(sheet("Ada")) == TypstPrinter().print(sheet("Ada"))


@pytest.mark.parametrize(
    "hostile", ['#read("report.typ")', "$x^2$ *bold* _x_ = Heading", "\\ #panic()", '"); #eval("1")']
)
def test_what_people_write_is_never_markup(hostile: str) -> None:
    printed = text_of(TypstPrinter().print(sheet("Ada", reasoning=hostile)))
    assert hostile in printed.replace("”", '"').replace("“", '"').replace("\r\n", " ")


@pytest.mark.parametrize(
    ("said", "shown"), [("a party 🎉", "a party ?"), ("bell\x07\0\ufeff", "bell"), ("\uffff\u0378x", "x"), ("龘", "?")]
)
def test_what_no_font_has_is_told_from_what_was_said(said: str, shown: str) -> None:
    printed = text_of(TypstPrinter().print(sheet("Ada", reasoning=f"<{said}>")))
    assert f"<{shown}>" in printed


@pytest.mark.parametrize("field", ["candidate", "reasoning", "quote", "dimension"])
def test_nothing_runs_off_the_page(field: str) -> None:
    long = "https://example.org/" + "W" * 300
    dimension = SheetDimension(
        name=long if field == "dimension" else "Ownership",
        score=50,
        level="solid",
        rationale="Shown.",
        quotes=[long] if field == "quote" else [],
    )
    candidate = long if field == "candidate" else "Ada"
    reasoning = long if field == "reasoning" else "Hire."
    document = pypdfium2.PdfDocument(
        TypstPrinter().print(sheet(candidate, reasoning=reasoning, dimensions=[dimension]))
    )
    for page in document:
        text = page.get_textpage()
        assert all(text.get_charbox(at)[2] <= page.get_width() for at in range(text.count_chars()))
    document.close()


@pytest.mark.parametrize("name", ["Ada", "How somebody gets on where it is not clear what is to be done"])
def test_the_chart_keeps_its_place_beside_a_long_name(name: str) -> None:
    dimension = SheetDimension(name=name, score=50, level="solid", rationale="Shown.", quotes=[])
    document = pypdfium2.PdfDocument(TypstPrinter().print(sheet("Ada", dimensions=[dimension])))
    widths = [
        bounds[2] - bounds[0]
        for bounds in (part.get_bounds() for part in document[0].get_objects([pypdfium2.raw.FPDF_PAGEOBJ_PATH]))
    ]
    assert sum(width > 100 for width in widths) >= 2, "the box on top, and the track of the bar"
    document.close()


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_printed(text: str) -> None:
    assert TypstPrinter().print(sheet(f"Ada {text}", reasoning=text)).startswith(b"%PDF")


def test_a_sheet_with_nothing_in_it_is_printed() -> None:
    empty = sheet("Ada", overall=None, held_on=None, company="", dimensions=[], summary="")
    assert "Ada" in text_of(TypstPrinter().print(empty))

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


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_printed(text: str) -> None:
    assert TypstPrinter().print(sheet(f"Ada {text}", reasoning=text)).startswith(b"%PDF")


def test_a_sheet_with_nothing_in_it_is_printed() -> None:
    empty = sheet("Ada", overall=None, held_on=None, company="", dimensions=[], summary="")
    assert "Ada" in text_of(TypstPrinter().print(empty))

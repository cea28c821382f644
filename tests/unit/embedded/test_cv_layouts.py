"""Layouts that once were misread, in the smallest file that shows each."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from shared.adapters.embedded.cv_parser import EmbeddedCvParser
from shared.ports.cv import ParsedCv, Profile

PARSER = EmbeddedCvParser(now=lambda: datetime(2026, 11, 15, tzinfo=UTC))
HEAD = "Ingrid Solberg\ningrid@example.no\n\n"


def parsed(data: bytes | str, name: str = "cv.txt") -> ParsedCv:
    return PARSER.parse(data.encode() if isinstance(data, str) else data, name)


def positions(profile: Profile) -> list[tuple[str | None, str | None, str | None, str | None]]:
    return [(job.title, job.company, job.start_date, job.end_date) for job in profile.work_experience]


def drawn(*texts: tuple[float, float, str], size: float = 10) -> bytes:
    """A PDF page with each text at its place, drawn in this order."""
    out = io.BytesIO()
    page = Canvas(out, invariant=1)
    for left, top, text in texts:
        page.setFont("Helvetica", size)
        page.drawString(left, 800 - top, text)
    page.save()
    return out.getvalue()


def test_a_form_with_the_employer_below_the_duties_is_read() -> None:
    form = """Work experience
Dates\t03/2019 - 05/2021
Occupation or position held\tWarehouse Clerk
Main activities and responsibilities\tCounting parcels
Name and address of employer\tFjell Parcels AS, Bergen
"""
    job = parsed(HEAD + form).profile.work_experience[0]
    assert (job.title, job.company) == ("Warehouse Clerk", "Fjell Parcels AS")
    assert job.description == "Counting parcels"


def test_title_employer_place_and_date_on_lines_of_their_own() -> None:
    text = HEAD + "Experience\n\nNurse\nFjord Hospital\nBergen, Norway\nMar 2019 - May 2021\n- Night shifts\n"
    assert positions(parsed(text).profile) == [("Nurse", "Fjord Hospital", "2019-03", "2021-05")]


def test_an_unknown_title_is_told_by_the_order_of_the_others() -> None:
    text = "Nurse, Fjord Hospital (2019 - 2021)\n- Wards\nFlow Wrangler, Brightwater (2016 - 2018)\n- Flows\n"
    assert positions(parsed(f"{HEAD}Experience\n{text}").profile)[1][:2] == ("Flow Wrangler", "Brightwater")


def test_dates_drawn_in_a_column_of_their_own_return_to_their_positions() -> None:
    texts = [(50, 40, "Ingrid Solberg"), (50, 60, "ingrid@example.no"), (50, 90, "Experience")]
    texts += [(50, 110, "2019 - 2021"), (50, 160, "2016 - 2018"), (50, 210, "Skills"), (50, 230, "Triage, Excel")]
    texts += [(150, 110, "Nurse"), (150, 122, "Fjord Hospital"), (150, 134, "Ran the night shifts of the ward")]
    texts += [(150, 160, "Care Assistant"), (150, 172, "Skog Hospital"), (150, 184, "Helped forty residents a day")]
    profile = parsed(drawn(*texts), "cv.pdf").profile
    assert positions(profile) == [
        ("Nurse", "Fjord Hospital", "2019", "2021"),
        ("Care Assistant", "Skog Hospital", "2016", "2018"),
    ]
    assert profile.technical_skills == ["Triage", "Excel"]


def test_cells_of_a_table_that_take_two_lines_are_whole() -> None:
    texts = [(50, 40, "Ingrid Solberg"), (50, 60, "ingrid@example.no"), (50, 90, "Experience")]
    texts += [(50, 110, "Period"), (150, 110, "Employer"), (260, 110, "Position")]
    texts += [(50, 130, "2019 - 2021"), (150, 130, "Fjord Hospital"), (150, 142, "Trust"), (260, 130, "Senior")]
    texts += [(260, 142, "Nurse"), (50, 160, "2016 - 2018"), (150, 160, "Skog Clinic"), (260, 160, "Nurse")]
    found = positions(parsed(drawn(*texts), "cv.pdf").profile)
    assert found == [
        ("Senior Nurse", "Fjord Hospital Trust", "2019", "2021"),
        ("Nurse", "Skog Clinic", "2016", "2018"),
    ]


@pytest.mark.parametrize(
    ("line", "levels"),
    [
        ("English (C1), German - B2", {"English": "C1", "German": "B2"}),
        ("English: native / German: fluent", {"English": "native", "German": "fluent"}),
        ("English ●●●●○\nGerman ★★☆☆☆", {"English": "4/5", "German": "2/5"}),
        ("English\nNative or bilingual proficiency", {"English": "Native or bilingual proficiency"}),
        ("English, German", {}),
    ],
)
def test_levels_of_languages_are_kept_in_the_words_of_the_cv(line: str, levels: dict[str, str]) -> None:
    profile = parsed(f"{HEAD}Languages\n{line}\n").profile
    assert profile.language_levels == levels
    assert profile.languages[0] == "English"


def test_the_phone_is_kept_as_it_was_written() -> None:
    profile = parsed("Ingrid Solberg\nBergen, Norway\nTel. 55 50 01 42\n").profile
    assert (profile.phone, profile.phone_as_written) == ("+4755500142", "55 50 01 42")


def test_markdown_has_its_headings_and_no_marks() -> None:
    text = "# Ingrid Solberg\n\n**ingrid@example.no**\n\n## Experience\n\n### Nurse, Fjord Hospital\n*2019 - 2021*\n"
    assert positions(parsed(text).profile) == [("Nurse", "Fjord Hospital", "2019", "2021")]


def test_rich_text_has_letters_of_its_code_page_numbered_letters_and_links() -> None:
    letters = rb"\fs36 \'c0\'ed\'ed\'e0 \u1050?\u1086?\par\fs20 anna@example.kz\par"
    link = rb'{\field{\*\fldinst HYPERLINK "https://anna.example.kz"}{\fldrslt my page}}\par'
    start = rb"{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0 Arial;}}{\*\generator Nobody;}"
    data = start + letters + link + b"}"
    read = parsed(data, "cv.rtf")
    assert read.text == "Анна Ко\nanna@example.kz\nmy page"
    assert read.profile.links == ["https://anna.example.kz"]


def test_open_documents_have_items_tabs_and_spaces() -> None:
    spaces = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    body = "<t:p>A<t:s t:c='3'/>b<t:tab/>c</t:p><t:list><t:list-item><t:p>First item</t:p></t:list-item></t:list>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", f'<o xmlns:t="{spaces}">{body}</o>')
    assert parsed(out.getvalue(), "cv.odt").text == "A b\tc\n• First item"


def test_a_comma_divides_no_title_where_employer_and_title_have_a_line_each() -> None:
    text = "Fjord Hospital\nCharge Nurse, Intensive Care\t2020 - Present\nLeads a shift.\n"
    text += "Holm Clinic\nStaff Nurse\t2016 - 2020\n"
    assert positions(parsed(f"{HEAD}Experience\n{text}").profile) == [
        ("Charge Nurse, Intensive Care", "Fjord Hospital", "2020", None),
        ("Staff Nurse", "Holm Clinic", "2016", "2020"),
    ]


def test_a_department_in_a_title_is_not_the_employer_behind_it() -> None:
    text = "Charge Nurse, Intensive Care, Fjord Hospital\nFeb 2020 - Present\nLeads a shift.\n"
    job = parsed(f"{HEAD}Experience\n{text}").profile.work_experience[0]
    assert (job.title, job.company) == ("Charge Nurse, Intensive Care", "Fjord Hospital")


def test_an_employers_place_and_address_in_the_web_hide_no_title() -> None:
    text = "Calder Logistics\nManchester\nhttps://calder.example\nMay 2017 - Feb 2021\nReliability Engineer\nOn call.\n"
    job = parsed(f"{HEAD}Experience\n{text}").profile.work_experience[0]
    assert (job.title, job.company) == ("Reliability Engineer", "Calder Logistics")


def test_the_position_behind_a_name_is_no_part_of_it() -> None:
    assert parsed("Ingrid Solberg, Registered Nurse\ningrid@example.no\n").profile.full_name == "Ingrid Solberg"


def test_employers_in_the_letters_of_headings_open_no_section() -> None:
    out = io.BytesIO()
    page = Canvas(out, invariant=1)
    lines = [("Ingrid Solberg", 20), ("ingrid@example.no", 10), ("Experience", 14), ("Fjell Parcels", 14)]
    lines += [("March 2021 - Present", 10), ("Warehouse Clerk", 10), ("Counts parcels.", 10), ("Holm Foods", 14)]
    lines += [("May 2017 - March 2021", 10), ("Driver", 10), ("Drove.", 10), ("Education", 14), ("Bergen School", 14)]
    for at, (text, size) in enumerate(lines):
        page.setFont("Helvetica", size)
        page.drawString(50, 780 - 24 * at, text)
    page.save()
    assert positions(parsed(out.getvalue(), "cv.pdf").profile) == [
        ("Warehouse Clerk", "Fjell Parcels", "2021-03", None),
        ("Driver", "Holm Foods", "2017-05", "2021-03"),
    ]


def test_a_large_city_alone_is_no_employer() -> None:
    text = "Engineer, Brightwater\tManchester\tJan 2020 - Present\n- Pipes\n"
    job = parsed(f"{HEAD}Experience\n{text}").profile.work_experience[0]
    assert (job.title, job.company, job.location) == ("Engineer", "Brightwater", "Manchester")


def test_the_link_behind_a_number_tells_its_country() -> None:
    out = io.BytesIO()
    page = Canvas(out, invariant=1)
    for at, text in enumerate(("Ingrid Solberg", "ingrid@example.com", "612 34 56 78", "Experience", "Cook, 2019")):
        page.drawString(50, 780 - 20 * at, text)
    page.linkURL("tel:+34-612-34-56-78", (50, 735, 150, 750))
    page.save()
    assert parsed(out.getvalue(), "cv.pdf").profile.phone == "+34612345678"


def test_a_degree_right_before_its_school_is_told_from_it() -> None:
    course = parsed(HEAD + "Education\nGrado Universitat de València, Derecho\t2010 - 2014\n").profile.education[0]
    assert (course.degree, course.institution) == ("Grado", "Universitat de València, Derecho")


def test_positions_behind_columns_of_skills_are_found() -> None:
    text = "Experience\nLanguages\nPython\nEngineer at Brightwater\tMar 2021 - Current\nPipes.\nEducation\n"
    assert positions(parsed(HEAD + text).profile) == [("Engineer", "Brightwater", "2021-03", None)]

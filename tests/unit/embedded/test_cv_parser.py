"""The embedded CV parser on real files: what it reads, what it refuses and why, and that no input breaks it."""

import contextlib
import io
import threading
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from shared.adapters.embedded.cv_parser import EmbeddedCvParser
from shared.ports.cv import CvParser, ParsedCv, UnreadableCv
from tests.cvs.make import FILES

CVS = Path(__file__).parents[2] / "cvs"
READABLE = ["single_column.pdf", "two_columns.pdf", "sidebar_table.docx", "plain_word.docx", "utf8.txt", "utf16.txt"]
PARSER: CvParser = EmbeddedCvParser(now=lambda: datetime(2026, 11, 15, tzinfo=UTC))


def parse(name: str) -> ParsedCv:
    return PARSER.parse((CVS / name).read_bytes(), name)


def positions(name: str) -> list[tuple[str | None, str | None, str | None, str | None, bool]]:
    jobs = parse(name).profile.work_experience
    return [(job.title, job.company, job.start_date, job.end_date, job.current) for job in jobs]


def refusal(data: bytes, name: str = "cv.pdf") -> UnreadableCv:
    with pytest.raises(UnreadableCv) as caught:
        PARSER.parse(data, name)
    return caught.value


def test_every_result_names_the_engine() -> None:
    engine = parse("utf8.txt").engine
    assert (engine.name, engine.version) == ("embedded", "2")


@pytest.mark.parametrize(
    ("name", "full_name", "email", "phone", "location"),
    [
        (
            "single_column.pdf",
            "Chidinma Okafor-Ellis",
            "chidinma.okafor@example.co.uk",
            "+441134960123",
            "Leeds, United Kingdom",
        ),
        ("two_columns.pdf", "Lukas Brandstätter", "lukas.brandstaetter@example.at", "+4315550142", "Wien, Österreich"),
        (
            "sidebar_table.docx",
            "María José Quintanilla Ríos",
            "maria.quintanilla@example.es",
            "+34910550142",
            "Madrid, España",
        ),
        ("plain_word.docx", "Yusuf Demirtaş", "yusuf.demirtas@example.com.tr", "+902125550142", "İzmir, Türkiye"),
        ("utf8.txt", "Олена Марченко", "olena.marchenko@example.org", "+380675550142", "Львів, Україна"),
        ("windows1252.txt", "Zoë Lefèvre", "zoe.lefevre@example.fr", "+33639981234", "12 rue des Tilleuls, 69003 Lyon"),
        ("utf16.txt", "山口 遥", "haruka.yamaguchi@example.jp", "+81355500142", "東京, 日本"),
    ],
)
def test_contact_data_is_read_in_many_scripts(name: str, full_name: str, email: str, phone: str, location: str) -> None:
    profile = parse(name).profile
    assert (profile.full_name, profile.email, profile.phone) == (full_name, email, phone)
    assert profile.location == location


def test_a_link_behind_a_word_is_found_in_pdf_and_word_files() -> None:
    assert parse("single_column.pdf").profile.linkedin_url == "https://www.linkedin.com/in/chidinma-okafor-ellis"
    assert parse("sidebar_table.docx").profile.linkedin_url == "https://www.linkedin.com/in/mj-quintanilla-demo"


def test_an_address_without_scheme_is_a_link() -> None:
    assert parse("two_columns.pdf").profile.github_url == "https://github.com/lbrandst-demo"


def test_dates_at_the_margin_stay_with_their_position() -> None:
    assert positions("single_column.pdf") == [
        ("Senior Logistics Planner", "Northmoor Parcels Ltd", "2020-03", None, True),
        ("Transport Coordinator", "Aireside Freight Ltd", "2016-06", "2020-02", False),
        ("Night Dispatcher", "Aireside Freight Ltd", "2014", "2016", False),
    ]


def test_columns_are_not_mixed() -> None:
    assert positions("two_columns.pdf") == [
        ("Softwareentwickler", "Donaublick Versicherung AG", "2020-03", None, True),
        ("Junior Entwickler", "Praterstern Software GmbH", "2017-01", "2020-02", False),
    ]
    first = parse("two_columns.pdf").profile.work_experience[0]
    assert "Umbau der Schadensmeldung auf Spring Boot, Gradle und Kubernetes" in first.description


def test_cells_of_a_table_row_belong_together() -> None:
    assert positions("plain_word.docx") == [
        ("Makine Mühendisi", "Ege Pompa A.Ş.", "2021-03", None, True),
        ("Stajyer", "Körfez Döküm A.Ş.", "2020-06", "2020-09", False),
    ]


def test_dates_above_their_position_are_understood() -> None:
    assert positions("utf16.txt") == [
        ("ソフトウェアエンジニア", "株式会社みなと物流", "2019-04", None, True),
        ("プログラマ担当", "青空システム株式会社", "2016-04", "2019-03", False),
    ]


def test_dates_in_words_of_other_languages_are_understood() -> None:
    assert [job[2:] for job in positions("sidebar_table.docx")] == [
        ("2019-03", None, True),
        ("2017-09", "2019-02", False),
    ]
    assert [job[2:] for job in positions("utf8.txt")] == [("2020-03", None, True), ("2015-09", "2020-02", False)]
    assert [job[2:] for job in positions("windows1252.txt")] == [("2020-03", None, True), ("2016-09", "2020-02", False)]


def test_education_is_read() -> None:
    (course,) = parse("single_column.pdf").profile.education
    assert course.model_dump() == {
        "institution": "University of Holbeck",
        "degree": "BSc",
        "field": "Supply Chain Management",
        "start_date": "2011",
        "end_date": "2014",
    }


def test_listed_skills_are_told_from_soft_ones() -> None:
    profile = parse("single_column.pdf").profile
    assert profile.technical_skills == ["SAP", "Route planning", "Excel", "Power BI", "Forklift license"]
    assert profile.soft_skills == ["Negotiation"]


def test_languages_are_named_in_english() -> None:
    assert parse("utf8.txt").profile.languages == ["Ukrainian", "English", "Polish"]


def test_certificates_and_summary_are_read() -> None:
    profile = parse("single_column.pdf").profile
    assert profile.certifications == ["CPC Transport Manager (2018)"]
    assert profile.summary == "Logistics planner who moved two depots to electric vans without a late parcel."


def test_overlapping_positions_count_once_and_a_held_one_until_today() -> None:
    text = """Amara Diallo
amara@example.org

Experience
Nurse, Riverside Clinic | Jan 2020 - Present
Tutor, Evening School | Jan 2021 - Dec 2022
"""
    assert PARSER.parse(text.encode(), "cv.txt").profile.total_experience_years == 6.9


@pytest.mark.parametrize(
    ("written", "start", "end", "current"),
    [
        ("Mar 2020 – Present", "2020-03", None, True),
        ("03/2018 - 02/2020", "2018-03", "2020-02", False),
        ("2020-03 to 2021-04", "2020-03", "2021-04", False),
        ("seit 03/2020", "2020-03", None, True),
        ("2014–16", "2014", "2016", False),
        ("May – August 2021", "2021-05", "2021-08", False),
        ("01.04.2019 – 31.12.2020", "2019-04", "2020-12", False),
        ("Jul'15 - May'19", "2015-07", "2019-05", False),
        ("août 2019 – déc. 2020", "2019-08", "2020-12", False),
        ("jan. de 2021 - o momento · 5 anos 11 meses", "2021-01", None, True),
        ("январь 2019 — по настоящее время", "2019-01", None, True),
        ("2020年3月 – 至今", "2020-03", None, True),
        ("2011 / 11", "2011-11", "2011-11", False),
    ],
)
def test_a_period_is_read_as_written(written: str, start: str, end: str | None, current: bool) -> None:
    text = f"Amara Diallo\n\nExperience\nStaff Nurse\nRiverside Clinic\n{written}\n"
    (job,) = PARSER.parse(text.encode(), "cv.txt").profile.work_experience
    assert (job.start_date, job.end_date, job.current) == (start, end, current)
    assert (job.title, job.company) == ("Staff Nurse", "Riverside Clinic")


def test_several_positions_at_one_employer_share_it() -> None:
    text = """Amara Diallo

Experience
RIVERSIDE HOSPITAL, Boston, MA
Charge Nurse                 January 2018 – Present
• Lead a team of twelve
Staff Nurse                  May 2014 – December 2017
• Cared for four patients a shift
"""
    jobs = PARSER.parse(text.encode(), "cv.txt").profile.work_experience
    assert [(job.title, job.company) for job in jobs] == [
        ("Charge Nurse", "RIVERSIDE HOSPITAL"),
        ("Staff Nurse", "RIVERSIDE HOSPITAL"),
    ]


def test_labels_only_order_a_list_of_skills() -> None:
    text = """Amara Diallo

Skills
Languages: Python, C++
Tools    : Jira, Docker (expert)
Languages: English, French
"""
    profile = PARSER.parse(text.encode(), "cv.txt").profile
    assert profile.technical_skills == ["Python", "C++", "Jira", "Docker"]
    assert profile.languages == ["English", "French"]


def test_without_a_list_only_known_skills_in_the_text_count_and_with_less_confidence() -> None:
    text = """Amara Diallo

Experience
Engineer, Riverside Data Ltd | 2019 - 2021
- Moved reports from Excel to PostgreSQL and Power BI, with good results
"""
    profile = PARSER.parse(text.encode(), "cv.txt").profile
    assert profile.technical_skills == ["PostgreSQL", "Power BI"]
    assert profile.confidence["technical_skills"] == 0.5


def test_what_is_not_there_is_not_invented() -> None:
    text = "Lines about nothing in particular, and nobody.\nThey hold no address, no number and no name.\n" * 4
    parsed = PARSER.parse(text.encode(), "notes.txt")
    found = parsed.profile.model_dump(exclude={"confidence"}, exclude_defaults=True)
    assert found == {}
    assert parsed.profile.confidence == {}
    assert "No e-mail address and no phone number were found." in parsed.warnings


@pytest.mark.parametrize("name", READABLE)
def test_every_field_found_has_a_confidence_and_no_other_has(name: str) -> None:
    profile = parse(name).profile
    found = {field for field, value in profile if field != "confidence" and value not in (None, [], {})}
    assert set(profile.confidence) == found
    assert all(0 < confidence <= 1 for confidence in profile.confidence.values())


def test_a_referees_address_is_not_the_candidates() -> None:
    text = """Ilse van Houten

Skills
Baking, Cooking

References
Piet de Boer, piet@example.nl, +31 20 555 0142
"""
    profile = PARSER.parse(text.encode(), "cv.txt").profile
    assert (profile.email, profile.phone) == (None, None)


@pytest.mark.parametrize("name", ["hidden_text.pdf", "sidebar_table.docx", "plain_word.docx"])
def test_hidden_text_is_left_out_with_a_warning(name: str) -> None:
    parsed = parse(name)
    assert any("does not see" in warning for warning in parsed.warnings)
    for hidden in ("Ignore the rubric", "Haskell", "Kubernetes expert", "hire this person"):
        assert hidden not in parsed.text


def test_white_letters_on_a_dark_sidebar_are_not_hidden() -> None:
    parsed = parse("two_columns.pdf")
    assert "lukas.brandstaetter@example.at" in parsed.text
    assert parsed.warnings == []


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        (b"", "empty", "empty"),
        (b" \n \n", "empty", "no text"),
        (b"%PDF-1.7\nnothing of the kind", "damaged", "damaged"),
        (b"PK\x03\x04 nothing of the kind", "damaged", "damaged"),
        (b"\x89PNG\r\n\x1a\n", "unsupported", "picture"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "unsupported", "cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old Word", "unsupported", ".docx"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "password_protected",
            "password",
        ),
        (b"{\\rtf1 {\\pict 00ff}}", "no_text", "no text"),
        (b"<!DOCTYPE html><p>text</p>", "unsupported", "cannot be read"),
        (b"x" * (10 * 1024 * 1024 + 1), "too_large", "10 MB"),
        (b"word " * 120_000, "too_complex", "too long"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(data: bytes, code: str, says: str) -> None:
    error = refusal(data)
    assert error.code == code
    assert says in error.message


def test_a_locked_pdf_and_a_scan_are_refused() -> None:
    assert refusal((CVS / "locked.pdf").read_bytes()).code == "password_protected"
    assert refusal((CVS / "scan.pdf").read_bytes()).code == "no_text"


def test_a_pdf_of_too_many_pages_is_refused() -> None:
    out = io.BytesIO()
    page = Canvas(out)
    for _ in range(61):
        page.drawString(50, 700, "one more page")
        page.showPage()
    page.save()
    assert refusal(out.getvalue()).code == "too_complex"


def test_a_pdf_that_unpacks_to_far_too_much_is_refused() -> None:
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(b"0 0 m 1 1 l S\n" * 75_000) for _ in range(64)) + packer.flush()
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
    stream = b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj\n" % (len(body), body)
    tree = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    data = b"%PDF-1.4\n" + tree + page + stream + b"trailer<</Root 1 0 R>>"
    assert len(data) < 200_000
    assert refusal(data).code == "too_complex"


def test_the_type_is_told_by_content_not_by_name() -> None:
    data = (CVS / "sidebar_table.docx").read_bytes()
    assert PARSER.parse(data, "cv.pdf").profile.full_name == "María José Quintanilla Ríos"


def word_file(body: bytes, *, extra: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"word/document.xml": body, **(extra or {})}.items():
            archive.writestr(name, content)
    return out.getvalue()


WORD = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">%s</w:document>'


def test_another_archive_is_unsupported() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("photo.jpg", b"")
    assert refusal(out.getvalue(), "cv.docx").code == "unsupported"


def test_a_word_file_without_text_is_refused() -> None:
    assert refusal(word_file(WORD % b"<w:p/>")).code == "no_text"


def test_an_entity_bomb_is_refused() -> None:
    levels = b"".join(b'<!ENTITY e%d "%s">' % (level, b"&e%d;" % (level - 1) * 10) for level in range(1, 10))
    body = b'<!DOCTYPE bomb [<!ENTITY e0 "ha">' + levels + b"]>" + WORD % b"<w:p><w:r><w:t>&e9;</w:t></w:r></w:p>"
    assert refusal(word_file(body)).code == "damaged"


def test_a_zip_bomb_is_refused() -> None:
    zeros = b" " * (13 * 1024 * 1024)
    assert refusal(word_file(WORD % zeros)).code == "too_complex"
    assert refusal(word_file(WORD % zeros[: 5 * 1024 * 1024])).code == "too_complex"
    assert refusal(word_file(WORD % b"<w:p/>", extra={"word/media/a": zeros * 4})).code == "too_complex"


def test_deeply_nested_elements_do_not_exhaust_the_stack() -> None:
    depth = 20_000
    inside = b"<w:p><w:r><w:t>Text at the bottom of a deep well of tables</w:t></w:r></w:p>"
    body = WORD % (b"<w:tbl><w:tr><w:tc>" * depth + inside + b"</w:tc></w:tr></w:tbl>" * depth)
    assert "bottom of a deep well" in PARSER.parse(word_file(body), "cv.docx").text


def test_the_repeated_copy_of_a_text_box_is_read_once() -> None:
    inside = b"<w:p><w:r><w:t>Profile of a person with a text box</w:t></w:r></w:p>"
    compatibility = b"http://schemas.openxmlformats.org/markup-compatibility/2006"
    body = WORD % (
        b'<m:AlternateContent xmlns:m="%s"><m:Choice>%s</m:Choice><m:Fallback>%s</m:Fallback></m:AlternateContent>'
        % (compatibility, inside, inside)
    )
    assert PARSER.parse(word_file(body), "cv.docx").text.count("text box") == 1


def test_many_threads_read_pdfs_at_once() -> None:
    names: list[str | None] = []
    threads = [
        threading.Thread(target=lambda: names.append(parse("two_columns.pdf").profile.full_name)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names == ["Lukas Brandstätter"] * 8


@pytest.mark.parametrize("name", FILES)
def test_the_committed_files_are_those_that_the_script_makes(name: str) -> None:
    assert len((CVS / name).read_bytes()) < 60_000
    if not name.endswith((".pdf", ".docx")):  # their bytes change with the versions of the libraries
        assert (CVS / name).read_bytes() == FILES[name]()


def parse_or_refuse(data: bytes, name: str) -> None:
    with contextlib.suppress(UnreadableCv):
        PARSER.parse(data, name)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf"]), st.binary(max_size=3_000))
def test_random_bytes_are_parsed_or_refused(start: bytes, data: bytes) -> None:
    parse_or_refuse(start + data, "cv")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=2_000), st.sampled_from(["utf-8", "utf-16"]))
def test_random_text_is_parsed_or_refused(text: str, encoding: str) -> None:
    parse_or_refuse(text.encode(encoding, "ignore"), "cv.txt")


HEADINGS = ["Experience", "Education", "Skills", "Languages", "References"]
MARKS = ["• ", "\t", " – ", " | ", "(", ":", ", "]
FACTS = [
    "2019",
    "03/2020",
    "Mar 2020 – Present",
    "Engineer",
    "Acme Ltd",
    "Berlin, Germany",
    "BSc",
    "University of Nowhere",
]
WORDS = st.sampled_from([*HEADINGS, *MARKS, *FACTS, "a@example.org", "+1 202 555 0142"])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(WORDS, max_size=6).map("".join), max_size=40).map("\n".join))
def test_any_order_of_usual_words_is_parsed(text: str) -> None:
    parse_or_refuse(text.encode(), "cv.txt")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_files_are_parsed_or_refused(data: DataObject) -> None:
    original = bytearray((CVS / data.draw(st.sampled_from(READABLE))).read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(original) - 1))
        piece = data.draw(st.binary(max_size=12))
        original[at : at + data.draw(st.integers(0, 12))] = piece
    if data.draw(st.booleans()):
        del original[data.draw(st.integers(0, len(original) - 1)) :]
    parse_or_refuse(bytes(original), "cv")


PIECES = st.sampled_from([b"", b"<w:p>", b"</w:p>", b"<w:tc/>", b"&", b"\xff"])


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_damaged_xml_inside_word_files_is_parsed_or_refused(data: DataObject) -> None:
    with zipfile.ZipFile(CVS / "sidebar_table.docx") as archive:
        body = bytearray(archive.read("word/document.xml"))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 40))] = data.draw(
            st.sampled_from([b"", b"<w:p>", b"</w:p>", b"<w:tc/>", b"&", b"\xff"])
        )
    parse_or_refuse(word_file(bytes(body)), "cv.docx")

"""Reading tables: CSV of any program, Excel workbooks, headings of many languages, and what nobody should send."""

import csv
import zipfile
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.errors import Invalid
from shared.imports.columns import RowError, candidate_of, known_headers, records
from shared.imports.reports import lines_text, whole_file
from shared.imports.text_tables import encoding_of, read_text
from shared.imports.workbooks import MAX_UNPACKED_BYTES, read_workbook

WORKBOOKS = Path(__file__).parents[1] / "tables"
HEADINGS = ["Email", "First name", "Last name"]

values = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20).map(str.strip)
latin = st.text(st.sampled_from("abcdefgxyzÄÖÜßéèñ ,;|\"'\n"), max_size=20)


def written(rows: list[list[str]], delimiter: str) -> str:
    out = StringIO()
    csv.writer(out, delimiter=delimiter).writerows([HEADINGS, *rows])
    return out.getvalue()


def read(data: bytes) -> list[list[str]]:
    return [row for _, row in read_text(data, known_headers)]


@given(
    rows=st.lists(st.tuples(st.just("a@b.example"), values, values).map(list), max_size=8),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_was_written_is_read_whatever_the_separator_and_encoding(
    rows: list[list[str]], delimiter: str, encoding: str
) -> None:
    assert read(written(rows, delimiter).encode(encoding)) == [HEADINGS, *rows]


@given(rows=st.lists(st.tuples(st.just("a@b.example"), latin, latin).map(list), min_size=1, max_size=8))
def test_quoted_newlines_and_separators_stay_in_their_value_in_windows_1252(rows: list[list[str]]) -> None:
    data = written(rows, ";").encode("cp1252")
    got = read(data)
    assert got == [HEADINGS, *rows] or encoding_of(data) == "utf-8"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"\xef\xbb\xbfa", "utf-8-sig"),
        ("Email".encode("utf-16-le"), "utf-16-le"),
        ("Email".encode("utf-16-be"), "utf-16-be"),
        ("Email".encode("utf-16"), "utf-16"),
        ("Müller".encode(), "utf-8"),
        ("Müller".encode("cp1252"), "cp1252"),
        (b"", "utf-8"),
    ],
)
def test_an_encoding_is_recognised(data: bytes, encoding: str) -> None:
    assert encoding_of(data) == encoding


def test_excels_hint_and_empty_rows_are_passed_over() -> None:
    data = b"sep=;\r\nEmail;Name\r\n\r\n;\r\na@b.example;Ada, Countess\r\n"
    rows = list(records(read_text(data, known_headers)))
    assert [row for _, row in rows] == [{"email": "a@b.example", "full_name": "Ada, Countess"}]


def test_rows_have_the_numbers_that_a_spreadsheet_program_shows() -> None:
    data = b'Email,Name\na@b.example,"Ada\nByron"\n\nb@b.example,Bo\n'
    assert [number for number, _ in records(read_text(data, known_headers))] == [2, 4]


@pytest.mark.parametrize(
    "headings",
    ["E-Mail;Vorname;Nachname", "Correo electrónico;Nombre;Apellidos", "email_address;FIRST NAME;surname"],
)
def test_headings_are_understood_in_the_words_that_people_use(headings: str) -> None:
    ((_, values_of_row),) = records(read_text(f"{headings}\na@b.example;Ada;Byron\n".encode(), known_headers))
    assert values_of_row == {"email": "a@b.example", "first_name": "Ada", "last_name": "Byron"}


def test_of_two_columns_for_one_field_the_first_with_a_value_counts() -> None:
    data = b"Email,Phone,Mobile\na@b.example,,0171 1234567\nb@b.example,030 1234567,0171 1234567\n"
    assert [row["phone"] for _, row in records(read_text(data, known_headers))] == ["0171 1234567", "030 1234567"]


def test_a_row_says_everything_that_is_wrong_with_it() -> None:
    found = candidate_of(7, {"email": "x", "status": "elsewhere", "experience_years": "many"})
    assert isinstance(found, RowError)
    assert (found.row, found.email) == (7, "x")
    assert all(f"{name}: " in found.error for name in ("email", "first_name", "status", "experience_years"))


@pytest.mark.parametrize(
    ("text", "years"), [("5", 5), ("5,5", 5.5), ("5+ years", 5), ("5 Jahre", 5), (7, 7), (None, None)]
)
def test_years_are_read_as_people_write_them(text: object, years: float | None) -> None:
    found = candidate_of(2, {"email": "a@b.example", "full_name": "Ada Byron", "experience_years": text})
    assert not isinstance(found, RowError)
    assert (found.experience_years, found.first_name, found.last_name) == (years, "Ada", "Byron")


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(data: bytes) -> None:
    for rows in (read_text(data, known_headers), read_workbook(data)):
        try:
            for number, row in records(rows):
                candidate_of(number, row)
        except Invalid:
            continue


@pytest.mark.parametrize("name", ["openpyxl", "xlsxwriter", "constant_memory"])
def test_workbooks_of_several_programs_are_read(name: str) -> None:
    rows = list(records(read_workbook((WORKBOOKS / f"{name}.xlsx").read_bytes())))
    assert [number for number, _ in rows] == [2, 3, 5]
    zoe, li, ada = (row for _, row in rows)
    assert (zoe["first_name"], zoe["last_name"], zoe["phone"], zoe["experience_years"]) == (
        "Zoë",
        "Ångström",
        "46701234567",
        "5.5",
    )
    assert (li["first_name"], li["domain"], li["experience_years"]) == ("李", "Data\nPlatform", "12")
    assert (ada["email"], ada["domain"]) == ("ada@mail.example", "TRUE")


def workbook(sheet: str, **others: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml",
            '<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, data in others.items():
            archive.writestr(name, data)
    return out.getvalue()


def cell(reference: str, value: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'


def test_cells_far_away_cost_nothing() -> None:
    far = f'<row r="1048576">{cell("A1048576", "a@b.example")}{cell("XFD1048576", "x")}</row>'
    data = workbook(f'<worksheet><sheetData><row r="1">{cell("A1", "Email")}</row>{far}</sheetData></worksheet>')
    assert list(records(read_workbook(data))) == [(1048576, {"email": "a@b.example"})]


@pytest.mark.parametrize(
    "sheet",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>',
        "<worksheet><sheetData><row",
        '<worksheet><sheetData><row r="one"/></sheetData></worksheet>',
    ],
)
def test_sheets_that_no_program_writes_are_refused(sheet: str) -> None:
    with pytest.raises(Invalid):
        list(read_workbook(workbook(sheet)))


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    data = workbook("<worksheet/>", bomb=bytes(MAX_UNPACKED_BYTES))
    assert len(data) < 300_000
    with pytest.raises(Invalid) as refused:
        list(read_workbook(data))
    assert refused.value.violations[0].rule == "too_large"


@given(
    st.lists(st.tuples(st.integers(2, 99), st.text(max_size=12), st.just("failed"), st.text(max_size=12)), max_size=6)
)
def test_no_cell_of_a_report_is_a_formula(lines: list[tuple[int, str, str, str]]) -> None:
    text = whole_file([lines_text(lines)]).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text, newline="")))
    assert [int(row[0]) for row in rows[1:]] == sorted({line[0] for line in lines})
    assert not any(cell_text.startswith(("=", "+", "-", "@")) for row in rows[1:] for cell_text in row[1:])

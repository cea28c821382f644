"""CVs as Word files. LibreOffice turns some of them into PDF, ODT and RTF."""

import io
from collections.abc import Iterable

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from tests.quality.cvs.make.html import bare, spoken
from tests.quality.cvs.make.person import Dates, Person


def _bytes(document: WordDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _link(paragraph: Paragraph, url: str, text: str) -> None:
    target = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link, run, inner = OxmlElement("w:hyperlink"), OxmlElement("w:r"), OxmlElement("w:t")
    link.set(qn("r:id"), target)
    inner.text = text
    run.append(inner)
    link.append(run)
    paragraph._p.append(link)


def _list(place: WordDocument | _Cell, texts: Iterable[str]) -> None:
    for text in texts:
        place.add_paragraph(text, style="List Bullet")


def styled(p: Person, d: Dates) -> bytes:
    """Word's own headings and lists; dates at a tab stop."""
    document = Document()
    document.add_heading(p.name, 0)
    contact = document.add_paragraph(f"{p.location} | {p.phone} | {p.email}")
    for url in p.links:
        contact.add_run(" | ")
        _link(contact, url, "LinkedIn" if "linkedin" in url else bare(url))
    document.add_heading(p.heading("summary"), 1)
    document.add_paragraph(p.summary)
    document.add_heading(p.heading("experience"), 1)
    for job in p.jobs:
        line = document.add_paragraph()
        line.paragraph_format.tab_stops.add_tab_stop(Cm(15), WD_TAB_ALIGNMENT.RIGHT)
        line.add_run(f"{job.title}, {job.company}").bold = True
        line.add_run(f"\t{d.period(job)}")
        _list(document, job.bullets)
    document.add_heading(p.heading("education"), 1)
    for course in p.schools:
        document.add_paragraph(f"{p.degree(course)}, {course.school}\t{d.period(course)}")
    document.add_heading(p.heading("skills"), 1)
    _list(document, p.all_skills)
    document.add_heading(p.heading("languages"), 1)
    document.add_paragraph(", ".join(f"{p.language_name(name)} ({level})" for name, level in p.languages))
    if p.certifications:
        document.add_heading(p.heading("certifications"), 1)
        _list(document, p.certifications)
    return _bytes(document)


def _heading(cell: _Cell | WordDocument, text: str, *, white: bool = False) -> None:
    run = cell.add_paragraph().add_run(text.upper())
    run.bold = True
    run.font.size = Pt(13)
    if white:
        run.font.color.rgb = RGBColor(255, 255, 255)


def _shade(cell: _Cell, colour: str) -> None:
    cell._tc.get_or_add_tcPr().append(
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour}"/>')
    )


def dark_table(p: Person, d: Dates) -> bytes:
    """Two cells: a dark one with white letters at the left, the text at the right."""
    document = Document()
    left, right = document.add_table(1, 2).rows[0].cells
    _shade(left, "1F3A5F")
    _heading(left, p.heading("contact"), white=True)
    for text in (p.phone, p.email, p.location, *map(bare, p.links)):
        left.add_paragraph().add_run(text).font.color.rgb = RGBColor(255, 255, 255)
    _heading(left, p.heading("skills"), white=True)
    for text in p.all_skills:
        left.add_paragraph().add_run(text).font.color.rgb = RGBColor(255, 255, 255)
    _heading(left, p.heading("languages"), white=True)
    for text in spoken(p, " - "):
        left.add_paragraph().add_run(text).font.color.rgb = RGBColor(255, 255, 255)
    name = right.paragraphs[0].add_run(p.name)
    name.font.size = Pt(24)
    right.add_paragraph(p.headline)
    _heading(right, p.heading("experience"))
    for job in p.jobs:
        right.add_paragraph().add_run(job.company).bold = True
        right.add_paragraph(f"{job.title} | {d.period(job)}")
        _list(right, job.bullets)
    _heading(right, p.heading("education"))
    for course in p.schools:
        right.add_paragraph().add_run(course.school).bold = True
        right.add_paragraph(f"{p.degree(course)} | {d.period(course)}")
    return _bytes(document)


def dates_table(p: Person, d: Dates) -> bytes:
    """The contact data in the page's header; positions in a table, one row each, dates first."""
    document = Document()
    header = document.sections[0].header
    header.paragraphs[0].text = p.name
    header.paragraphs[0].runs[0].font.size = Pt(20)
    header.add_paragraph(f"{p.location}\n{p.phone}\n{p.email}")
    for url in p.links:
        _link(header.add_paragraph(), url, bare(url))
    for part, rows in (
        ("experience", [(d.period(j), [f"{j.title}, {j.company}", *(f"- {b}" for b in j.bullets)]) for j in p.jobs]),
        ("education", [(d.period(c), [p.degree(c), c.school]) for c in p.schools]),
        ("skills", [("", [", ".join(p.all_skills)])]),
        ("languages", [("", [", ".join(spoken(p, ": "))])]),
    ):
        _heading(document, p.heading(part))
        table = document.add_table(0, 2)
        for when, lines in rows:
            cells = table.add_row().cells
            cells[0].text = when
            cells[1].text = lines[0]
            for line in lines[1:]:
                cells[1].add_paragraph(line)
    return _bytes(document)


_BOX = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape style="width:200pt;height:120pt"><v:textbox><w:txbxContent>'
    "{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)


def text_boxes(p: Person, d: Dates) -> bytes:
    """Contact data, skills and languages in text boxes; employer, place and dates with tabs."""
    document = Document()

    def box(lines: list[str]) -> None:
        inner = "".join(f"<w:p><w:r><w:t>{line.replace('&', '&amp;')}</w:t></w:r></w:p>" for line in lines)
        document.add_paragraph()._p.append(parse_xml(_BOX.format(inner)))

    document.add_paragraph().add_run(p.name).font.size = Pt(22)
    document.add_paragraph(p.headline)
    box([p.email, p.phone, p.location, *map(bare, p.links)])
    _heading(document, p.heading("experience"))
    for job in p.jobs:
        document.add_paragraph(f"{job.company}\t{job.place}\t{d.period(job)}")
        document.add_paragraph().add_run(job.title).italic = True
        _list(document, job.bullets)
    _heading(document, p.heading("education"))
    for course in p.schools:
        document.add_paragraph(f"{course.school}\t{d.period(course)}")
        document.add_paragraph(p.degree(course))
    box([p.heading("skills").upper(), *p.all_skills])
    box([p.heading("languages").upper(), *spoken(p, " ")])
    return _bytes(document)


def plain_paragraphs(p: Person, d: Dates) -> bytes:
    """No styles at all: capitals for headings, `dates  Title – Employer` lines, hyphens as marks."""
    document = Document()
    for text in (p.name, p.headline, f"E-Mail: {p.email}", f"Tel.: {p.phone}", p.location, *p.links, ""):
        document.add_paragraph(text)
    document.add_paragraph(p.heading("experience").upper())
    for job in p.jobs:
        document.add_paragraph(f"{d.period(job)}   {job.title} – {job.company}")
        for item in job.bullets:
            document.add_paragraph(f"- {item}")
    document.add_paragraph(p.heading("education").upper())
    for course in p.schools:
        document.add_paragraph(f"{d.period(course)}   {p.degree(course)} – {course.school}")
    document.add_paragraph(p.heading("skills").upper())
    document.add_paragraph(" • ".join(p.all_skills))
    document.add_paragraph(p.heading("languages").upper())
    document.add_paragraph(" • ".join(spoken(p, " ")))
    return _bytes(document)


def european_table(p: Person, d: Dates) -> bytes:
    """The older European form: labels at the left, contents at the right, one table."""
    document = Document()
    table = document.add_table(0, 2)

    def row(label: str, *texts: str) -> None:
        cells = table.add_row().cells
        cells[0].text = label
        cells[1].text = texts[0] if texts else ""
        for text in texts[1:]:
            cells[1].add_paragraph(text)

    row("Curriculum Vitae")
    row(p.heading("contact").upper())
    row({"it": "Nome", "es": "Nombre", "pt": "Nome"}.get(p.language, "Name"), p.name)
    row({"it": "Indirizzo", "es": "Dirección", "pt": "Morada"}.get(p.language, "Address"), p.location)
    row({"it": "Telefono", "es": "Teléfono", "pt": "Telefone"}.get(p.language, "Telephone"), p.phone)
    row("E-mail", p.email)
    for url in p.links:
        row("Web", bare(url))
    row(p.heading("experience").upper())
    for job in p.jobs:
        row(d.period(job), job.title, job.company, *(f"• {item}" for item in job.bullets))
    row(p.heading("education").upper())
    for course in p.schools:
        row(d.period(course), p.degree(course), course.school)
    row(p.heading("skills").upper(), ", ".join(p.all_skills))
    row(p.heading("languages").upper(), ", ".join(spoken(p, " ")))
    return _bytes(document)


def second_headings(p: Person, d: Dates) -> bytes:
    """Positions and schools as headings of the second level, dates and employer below; everything else in paragraphs."""
    document = Document()
    document.add_heading(p.name, 0)
    document.add_paragraph(f"{p.email}\n{p.phone}\n{p.location}\n" + "\n".join(map(bare, p.links)))
    document.add_heading(p.heading("experience"), 1)
    for job in p.jobs:
        document.add_heading(job.title, 2)
        document.add_paragraph(f"{job.company}, {d.period(job)}")
        _list(document, job.bullets)
    document.add_heading(p.heading("education"), 1)
    for course in p.schools:
        document.add_heading(course.school, 2)
        document.add_paragraph(f"{p.degree(course)}, {d.period(course)}")
    document.add_heading(p.heading("skills"), 1)
    document.add_paragraph("; ".join(p.all_skills))
    document.add_heading(p.heading("languages"), 1)
    _list(document, spoken(p, " – "))
    return _bytes(document)

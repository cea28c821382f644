"""CVs drawn with ReportLab: forms and pages whose parts are drawn in an order of their own."""

import io

from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.styles import getSampleStyleSheet  # type: ignore[import-untyped]
from reportlab.lib.utils import simpleSplit  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle  # type: ignore[import-untyped]

from tests.quality.cvs.make.html import bare, spoken
from tests.quality.cvs.make.person import Dates, Person

_EDGE = 50


def biodata(p: Person, d: Dates) -> bytes:
    """An Indian résumé: objective first, a table of degrees, personal details and a declaration at the end."""
    out = io.BytesIO()
    styles = getSampleStyleSheet()
    text, head = styles["BodyText"], styles["Heading3"]
    rows = [["Degree", "Institution", "Year"]]
    rows += [[p.degree(c, " - "), c.school, d.period(c)] for c in p.schools]
    grid = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("FONTSIZE", (0, 0), (-1, -1), 9)])
    story = [
        Paragraph("RESUME", styles["Title"]),
        Paragraph(f"<b>{p.name}</b><br/>{p.location}<br/>Mobile: {p.phone}<br/>E-mail: {p.email}", text),
        Paragraph("CAREER OBJECTIVE", head),
        Paragraph(p.summary, text),
        Paragraph("EDUCATIONAL QUALIFICATIONS", head),
        Table(rows, style=grid),
        Paragraph("WORK EXPERIENCE", head),
    ]
    for job in p.jobs:
        story.append(
            Paragraph(f"Organisation: {job.company}<br/>Designation: {job.title}<br/>Duration: {d.period(job)}", text)
        )
        story += [Paragraph(f"• {item}", text) for item in job.bullets] + [Spacer(1, 6)]
    story += [
        Paragraph("TECHNICAL SKILLS", head),
        Paragraph(", ".join(p.skills), text),
        Paragraph("STRENGTHS", head),
        Paragraph(", ".join(p.soft), text),
        Paragraph("PERSONAL DETAILS", head),
        Paragraph(
            f"Father's Name : Shri R. Subramanian<br/>Date of Birth : 14/02/1993<br/>Languages Known : "
            f"{', '.join(name for name, _ in p.languages)}<br/>Nationality : Indian",
            text,
        ),
        Paragraph("DECLARATION", head),
        Paragraph("I hereby declare that the above is true to the best of my knowledge.", text),
    ]
    SimpleDocTemplate(out, pagesize=A4, invariant=1).build(story)
    return out.getvalue()


class _Page:
    """A page that is written from the top, line by line."""

    def __init__(self) -> None:
        self.out = io.BytesIO()
        self.canvas = Canvas(self.out, pagesize=A4, invariant=1)
        self.top = 790.0

    def line(self, text: str, *, size: float = 10, bold: bool = False, left: float = _EDGE, width: float = 490) -> None:
        """Write a text, wrapped."""
        font = "Helvetica-Bold" if bold else "Helvetica"
        for piece in simpleSplit(text, font, size, width):
            self.canvas.setFont(font, size)
            self.canvas.drawString(left, self.top, piece)
            self.top -= size * 1.35

    def head(self, text: str) -> None:
        """Write a heading, underlined."""
        self.top -= 8
        self.line(text.upper(), size=12, bold=True)
        self.canvas.line(_EDGE, self.top + 10, 545, self.top + 10)
        self.top -= 2

    def bytes(self) -> bytes:
        """The file."""
        self.canvas.save()
        return self.out.getvalue()


def dates_drawn_last(p: Person, d: Dates) -> bytes:
    """All dates at the right margin are drawn after the rest of the page; links lie over words."""
    page = _Page()
    late: list[tuple[float, str]] = []
    page.line(p.name, size=20, bold=True)
    page.top -= 4
    page.line(f"{p.location}  |  {p.phone}  |  {p.email}")
    for number, url in enumerate(p.links):
        left = _EDGE + 80 * number
        page.canvas.drawString(
            left, page.top, "LinkedIn" if "linkedin" in url else "GitHub" if "github" in url else "Homepage"
        )
        page.canvas.linkURL(url, (left, page.top - 2, left + 60, page.top + 10))
    page.top -= 14
    page.head(p.heading("experience"))
    for job in p.jobs:
        late.append((page.top, d.period(job)))
        page.line(f"{job.title}, {job.company}", bold=True, width=360)
        for item in job.bullets:
            page.line(f"• {item}", left=_EDGE + 10, width=470)
    page.head(p.heading("education"))
    for course in p.schools:
        late.append((page.top, d.period(course)))
        page.line(f"{p.degree(course)}, {course.school}", bold=True, width=360)
    page.head(p.heading("skills"))
    page.line(", ".join(p.all_skills))
    page.head(p.heading("languages"))
    page.line(", ".join(spoken(p, " ")))
    page.canvas.setFont("Helvetica", 10)
    for top, text in late:
        page.canvas.drawRightString(545, top, text)
    return page.bytes()


def functional(p: Person, d: Dates) -> bytes:
    """Skills first, then a bare list of posts: `dates: position, employer, place`; contact data in the foot."""
    page = _Page()
    page.line(f"CURRICULUM VITAE OF {p.name.upper()}", size=15, bold=True)
    page.head("Professional Profile")
    page.line(p.summary)
    page.head("Key Skills")
    for skill in p.all_skills:
        page.line(f"• {skill}", left=_EDGE + 10)
    page.head("Employment History")
    for job in p.jobs:
        page.line(f"{d.period(job)}: {job.title}, {job.company}, {job.place}")
    page.head("Education and Training")
    for course in p.schools:
        page.line(f"{d.period(course)}: {p.degree(course)}, {course.school}")
    page.head("Languages")
    page.line("; ".join(spoken(p, " ")))
    page.canvas.setFont("Helvetica", 8)
    page.canvas.drawString(_EDGE, 30, f"{p.location} - Tel. {p.phone} - {p.email}")
    page.canvas.drawString(_EDGE, 20, " - ".join(bare(url) for url in p.links))
    return page.bytes()

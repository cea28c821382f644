"""A good CV as PDF, Word, OpenDocument, Rich Text and plain text, with something hostile in it."""

import io
import zipfile
from xml.sax.saxutils import escape

from docx import Document
from docx.shared import Pt, RGBColor
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from tests.hostile.attacks import Attack

SKILLS = ["Python", "PostgreSQL"]
LINES = """\
Maren Solheim
{email}

Experience
Backend Engineer, Fjordline Software AS
2019 - 2024
Kept the booking service fast and wrote its tests.

Education
BSc in Computer Science, Nordhavn University, 2015 - 2018

Skills
{skills}
"""


def written(attack: Attack, email: str) -> tuple[str, bytes]:
    """Name and bytes of a CV with the attack where it says."""
    if attack.where in ("white", "tiny", "off_page", "clear", "transparent"):
        return "cv.pdf", _pdf(attack, email)
    if attack.where in ("vanish", "white_run", "tiny_run", "pale_run"):
        return "cv.docx", _word(attack, email)
    if attack.where in ("odt_hidden", "odt_white", "odt_tiny"):
        return "cv.odt", _open_document(attack, email)
    if attack.where in ("rtf_hidden", "rtf_white", "rtf_tiny"):
        return "cv.rtf", _rich_text(attack, email)
    return "cv.txt", _text(attack, email).encode()


def _lines(email: str, skills: list[str]) -> str:
    return LINES.format(email=email, skills=", ".join(skills))


def _text(attack: Attack, email: str) -> str:
    text = _lines(email, [*SKILLS, attack.text] if attack.where == "skills" else SKILLS)
    match attack.where:
        case "tags":
            return text + "".join(chr(0xE0000 + ord(ch)) for ch in attack.text)
        case "position":
            return text.replace("Backend Engineer", f"{attack.text}\n\nBackend Engineer")
        case "visible":
            return text.replace("\nSkills\n", f"\nSkills\n{attack.text}\n")
        case _:
            return text


def _pdf(attack: Attack, email: str) -> bytes:
    out = io.BytesIO()
    page = Canvas(out, pageCompression=0, invariant=1)
    for number, line in enumerate(_lines(email, SKILLS).splitlines()):
        page.setFont("Helvetica-Bold" if line in ("Experience", "Education", "Skills") else "Helvetica", 11)
        page.drawString(56, 780 - 16 * number, line)
    text = page.beginText(900 if attack.where == "off_page" else 56, 780 - 16 * len(LINES.splitlines()))
    text.setFont("Helvetica", 0.8 if attack.where == "tiny" else 11)
    if attack.where == "white":
        text.setFillColorRGB(1, 1, 1)
    if attack.where == "transparent":
        page.setFillAlpha(0)
    if attack.where == "clear":
        text.setTextRenderMode(3)
    text.textOut(attack.text)
    page.drawText(text)
    page.save()
    return out.getvalue()


def _word(attack: Attack, email: str) -> bytes:
    document = Document()
    for line in _lines(email, SKILLS).splitlines():
        if line in ("Experience", "Education", "Skills"):
            document.add_heading(line, level=1)
        elif line:
            document.add_paragraph(line)
    run = document.add_paragraph().add_run(attack.text)
    match attack.where:
        case "vanish":
            run.font.hidden = True
        case "white_run":
            run.font.color.rgb = RGBColor(255, 255, 255)
        case "pale_run":
            run.font.color.rgb = RGBColor(254, 254, 252)
        case _:
            run.font.size = Pt(1)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


_OPEN_DOCUMENT = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"><office:automatic-styles>
<style:style style:name="T1" style:family="text"><style:text-properties {style}/></style:style>
</office:automatic-styles>
<office:body><office:text>{lines}<text:p><text:span text:style-name="T1">{hidden}</text:span></text:p></office:text>
</office:body></office:document-content>"""


def _open_document(attack: Attack, email: str) -> bytes:
    styles = {"odt_hidden": 'text:display="none"', "odt_white": 'fo:color="#fffffe"', "odt_tiny": 'fo:font-size="1pt"'}
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in _lines(email, SKILLS).splitlines())
    content = _OPEN_DOCUMENT.format(style=styles[attack.where], lines=lines, hidden=escape(attack.text))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
    return out.getvalue()


def _rich_text(attack: Attack, email: str) -> bytes:
    marks = {"rtf_hidden": r"\v", "rtf_white": r"\cf1", "rtf_tiny": r"\fs2"}
    lines = "".join(rf"{line}\par" + "\n" for line in _lines(email, SKILLS).splitlines())
    hidden = rf"{{{marks[attack.where]} {attack.text}}}\par"
    return rf"{{\rtf1\ansi{{\colortbl;\red255\green255\blue254;}}\fs22 {lines}{hidden}}}".encode("ascii")

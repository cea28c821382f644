"""CVs as plain text, and as Rich Text the way simple editors write it."""

from tests.quality.cvs.make.html import spoken
from tests.quality.cvs.make.person import Dates, Person


def ruled(p: Person, d: Dates) -> bytes:
    """Headings underlined with signs; dates after the employer in brackets."""

    def head(part: str) -> list[str]:
        return ["", p.heading(part), "=" * len(p.heading(part))]

    lines = [p.name, p.headline, "", f"{p.email} | {p.phone}", p.location, *p.links]
    lines += [*head("summary"), p.summary, *head("experience")]
    for job in p.jobs:
        lines += [f"{job.title}, {job.company} ({d.period(job)})", *(f"  * {item}" for item in job.bullets), ""]
    lines += head("education")
    lines += [f"{p.degree(course)}, {course.school} ({d.period(course)})" for course in p.schools]
    lines += [*head("skills"), ", ".join(p.all_skills), *head("languages"), ", ".join(spoken(p, " "))]
    return "\n".join(lines).encode()


def labelled(p: Person, d: Dates) -> bytes:
    """Everything as `Label: content`, as job boards export it; Windows line ends."""
    lines = [f"Name: {p.name}", f"Email: {p.email}", f"Phone: {p.phone}", f"Location: {p.location}"]
    lines += [f"Website: {url}" for url in p.links]
    lines += ["", "SUMMARY", p.summary, "", "WORK EXPERIENCE", ""]
    for job in p.jobs:
        lines += [job.title, job.company, d.period(job), *(f"- {item}" for item in job.bullets), ""]
    lines += ["EDUCATION", ""]
    for course in p.schools:
        lines += [course.school, p.degree(course), d.period(course), ""]
    lines += ["SKILLS", *(f"- {skill}" for skill in p.all_skills), "", "LANGUAGES"]
    lines += [f"- {name} ({level})" for name, level in p.languages]
    return "\r\n".join(lines).encode("utf-8-sig")


def markdown(p: Person, d: Dates) -> bytes:
    """Marks of Markdown: hashes for headings, stars for bold words."""
    lines = [f"# {p.name}", "", f"**{p.headline}**", "", f"{p.location} · {p.phone} · <{p.email}>", ""]
    lines += [f"- <{url}>" for url in p.links]
    lines += ["", f"## {p.heading('experience')}", ""]
    for job in p.jobs:
        lines += [
            f"### {job.title}, {job.company}",
            f"*{d.period(job)}*",
            "",
            *(f"- {item}" for item in job.bullets),
            "",
        ]
    lines += [f"## {p.heading('education')}", ""]
    for course in p.schools:
        lines += [f"### {course.school}", f"{p.degree(course)}, *{d.period(course)}*", ""]
    lines += [f"## {p.heading('skills')}", "", *(f"- {skill}" for skill in p.all_skills)]
    lines += ["", f"## {p.heading('languages')}", "", *(f"- {one}" for one in spoken(p, ": "))]
    return "\n".join(lines).encode()


def rich_text(p: Person, d: Dates) -> bytes:
    """RTF as simple editors write it: one code page, other letters by number, bold headings, tabs before dates."""

    def esc(text: str) -> str:
        plain = text.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")
        return "".join(ch if ch.isascii() else _numbered(ch) for ch in plain)

    def head(part: str) -> str:
        return rf"\pard\sb200\b\fs26 {esc(p.heading(part))}\b0\fs20\par" + "\n"

    body = [rf"\pard\qc\b\fs36 {esc(p.name)}\b0\fs20\par"]
    body += [rf"\pard\qc {esc(p.location)} | {esc(p.phone)} | {p.email}\par"]
    for url in p.links:
        body.append(
            rf'\pard\qc {{\field{{\*\fldinst HYPERLINK "{url}"}}{{\fldrslt\ul {esc(url.split("//")[1])}}}}}\par'
        )
    body.append(head("experience"))
    for job in p.jobs:
        body.append(rf"\pard\tx8000\b {esc(job.company)}\b0\tab {esc(d.period(job))}\par \i {esc(job.title)}\i0\par")
        body += [rf"\pard\fi-360\li720{{\pntext\'b7\tab}}{esc(item)}\par" for item in job.bullets]
    body.append(head("education"))
    body += [rf"\pard\b {esc(c.school)}\b0\tab {esc(d.period(c))}\par {esc(p.degree(c))}\par" for c in p.schools]
    body += [head("skills"), rf"\pard {esc(', '.join(p.all_skills))}\par"]
    body += [head("languages"), rf"\pard {esc(', '.join(spoken(p, ' ')))}\par"]
    start = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}}{\colortbl;\red0\green0\blue0;}{\info{\author Nobody}}\f0\fs20"
    return (start + "\n" + "\n".join(body) + "}").encode("ascii")


def _numbered(ch: str) -> str:
    try:
        code = ch.encode("cp1252")
    except UnicodeEncodeError:
        units = ch.encode("utf-16-le")
        numbers = [int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2)]
        return "".join(rf"\u{number}?" for number in numbers)
    return rf"\'{code[0]:02x}"

"""CVs in Typst, after the themes of a well-known generator."""

import json

from tests.quality.cvs.make.html import bare, spoken
from tests.quality.cvs.make.person import Dates, Person


def _s(text: str) -> str:
    """A text as Typst's content."""
    return f"#{json.dumps(text, ensure_ascii=False)}"


def _head(p: Person, font: str, size: str = "10pt") -> str:
    return (
        f'#set page(paper: "a4", margin: 1.8cm)\n#set text(font: ("{font}", "Noto Sans CJK SC", "Noto Sans"), size: {size})\n'
        f'#set document(title: "{p.name}")\n#show link: underline\n'
    )


def _items(texts: list[str]) -> str:
    return "".join(f"- {_s(text)}\n" for text in texts)


def _links(p: Person) -> list[str]:
    return [f'#link("{url}")[{_s(bare(url))}]' for url in p.links]


def margin_dates(p: Person, d: Dates) -> str:
    """Entries as a grid: the text at the left, place and dates in a column at the right, in line with the first item."""

    def entry(head: str, side: str, items: list[str]) -> str:
        return f"#grid(columns: (1fr, 4cm), column-gutter: 8pt, [{head}\n{_items(items)}], align(right)[{side}])\n"

    jobs = "".join(
        entry(f"*{_s(j.company)}*, {_s(j.title)}", f"{_s(j.place)} #linebreak() {_s(d.period(j))}", j.bullets)
        for j in p.jobs
    )
    schools = "".join(entry(f"*{_s(c.school)}*, {_s(p.degree(c))}", _s(d.period(c)), []) for c in p.schools)
    contact = " | ".join([_s(p.location), f'#link("mailto:{p.email}")[{_s(p.email)}]', _s(p.phone), *_links(p)])
    return (
        _head(p, "Source Sans 3")
        + f"#show heading.where(level: 2): it => block[#text(fill: rgb(0,79,144), it.body) #line(length: 100%)]\n"
        f"#align(center)[#text(size: 26pt)[{_s(p.name)}] \\ {contact}]\n== {p.heading('summary')}\n{_s(p.summary)}\n"
        f"== {p.heading('experience')}\n{jobs}\n== {p.heading('education')}\n{schools}\n== {p.heading('skills')}\n"
        f"*{p.heading('skills')}:* {_s(', '.join(p.all_skills))}\n\n== {p.heading('languages')}\n{_s(', '.join(spoken(p, ' ')))}\n"
    )


def left_dates(p: Person, d: Dates) -> str:
    """Dates and places in a left column, position in bold before the employer."""

    def entry(side: str, head: str, items: list[str]) -> str:
        return f"#grid(columns: (3.2cm, 1fr), column-gutter: 10pt, [{side}], [{head}\n{_items(items)}])\n"

    jobs = "".join(
        entry(_s(d.period(j)), f"*{_s(j.title)}*, {_s(j.company)} #h(6pt) _{_s(j.place)}_", j.bullets) for j in p.jobs
    )
    schools = "".join(entry(_s(d.period(c)), f"*{_s(c.school)}*, {_s(p.degree(c))}", []) for c in p.schools)
    contact = " #h(10pt) ".join([_s(p.email), _s(p.phone), _s(p.location), *_links(p)])
    skills = "".join(f"- {_s(skill)}\n" for skill in p.all_skills)
    return (
        _head(p, "Libertinus Serif", "11pt")
        + f"#text(size: 22pt, weight: 700)[{_s(p.name)}] \\ {_s(p.headline)} \\ {contact}\n= {p.heading('experience')}\n{jobs}"
        f"= {p.heading('education')}\n{schools}= {p.heading('skills')}\n#columns(3)[\n{skills}]\n= {p.heading('languages')}\n"
        f"{_s(' / '.join(spoken(p, ': ')))}\n"
    )


def engineering(p: Person, d: Dates) -> str:
    """Position and dates on one line, employer and place in italics on the next, headings in small capitals."""

    def entry(a: str, b: str, c: str, e: str, items: list[str]) -> str:
        return f"*{_s(a)}* #h(1fr) {_s(b)} \\ _{_s(c)}_ #h(1fr) _{_s(e)}_\n{_items(items)}\n"

    jobs = "".join(entry(j.title, d.period(j), j.company, j.place, j.bullets) for j in p.jobs)
    schools = "".join(entry(c.school, d.period(c), p.degree(c), "", []) for c in p.schools)
    contact = " • ".join([_s(p.phone), _s(p.email), *_links(p)])
    return (
        _head(p, "New Computer Modern", "10.5pt")
        + f"#align(center)[#smallcaps(text(size: 24pt)[{_s(p.name)}]) \\ {_s(p.location)} \\ {contact}]\n"
        f"= #smallcaps[{p.heading('education')}]\n{schools}= #smallcaps[{p.heading('experience')}]\n{jobs}"
        f"= #smallcaps[{p.heading('skills')}]\n*{p.heading('languages')}*: {_s(', '.join(spoken(p, ' ')))} \\ "
        f"*{p.heading('skills')}*: {_s(', '.join(p.all_skills))}\n\n= #smallcaps[{p.heading('certifications')}]\n"
        f"{_items(p.certifications)}"
    )

"""CVs as web pages and texts, written when the parser had learnt from all the other layouts: a third look."""

from html import escape

from tests.quality.cvs.make.html import bare, bullets, link, page, spoken
from tests.quality.cvs.make.person import Dates, Job, Person


def _contact(p: Person, sep: str) -> str:
    return sep.join([escape(p.location), escape(p.phone), p.email, *(link(url) for url in p.links)])


def _rest(p: Person, d: Dates) -> str:
    schools = "".join(f"<p><b>{escape(c.school)}</b><br>{escape(p.degree(c))}<br>{d.period(c)}</p>" for c in p.schools)
    return (
        f"<h2>{p.heading('education')}</h2>{schools}<h2>{p.heading('skills')}</h2><p>{escape(', '.join(p.all_skills))}</p>"
        f"<h2>{p.heading('languages')}</h2><p>{escape(', '.join(spoken(p, ' ')))}</p>"
    )


def meta_column(p: Person, d: Dates) -> str:
    """Employer, dates and place in a narrow column, the position and its duties at the right."""
    jobs = "".join(
        f"<div class=m><b>{escape(j.company)}</b><br>{d.period(j)}<br>{escape(j.place)}</div><div><b>{escape(j.title)}</b>"
        f"{bullets(j.bullets)}</div>"
        for j in p.jobs
    )
    body = (
        f"<h1>{escape(p.name)}</h1><p>{escape(p.headline)}</p><p>{_contact(p, ' · ')}</p><h2>{p.heading('experience')}</h2>"
        f"<div class=g>{jobs}</div>{_rest(p, d)}"
    )
    css = "body{padding:45pt}.g{display:grid;grid-template-columns:140pt 1fr;gap:8pt 14pt}.m{color:#555;font-size:9pt}h1{margin:0}"
    return page(css, body)


def one_line_pipes(p: Person, d: Dates) -> str:
    """`dates | employer | position | place` in one line."""
    jobs = "".join(
        f"<p><b>{d.period(j)} | {escape(j.company)} | {escape(j.title)} | {escape(j.place)}</b></p>{bullets(j.bullets)}"
        for j in p.jobs
    )
    body = f"<h1>{escape(p.name)}</h1><p>{_contact(p, ' | ')}</p><h2>{p.heading('experience')}</h2>{jobs}{_rest(p, d)}"
    return page("body{padding:45pt;font-family:'Liberation Sans'}", body)


def sentence_heads(p: Person, d: Dates) -> str:
    """`Employer (place), position, dates` with the employer in capitals."""
    jobs = "".join(
        f"<p>{escape(j.company.upper())} ({escape(j.place)})</p><p><i>{escape(j.title)}, {d.period(j)}</i></p>"
        f"{bullets(j.bullets)}"
        for j in p.jobs
    )
    body = (
        f"<div class=c><h1>{escape(p.name.upper())}</h1>{_contact(p, ' • ')}</div><h2>{p.heading('summary').upper()}</h2>"
        f"<p>{escape(p.summary)}</p><h2>{p.heading('experience').upper()}</h2>{jobs}{_rest(p, d)}"
    )
    return page("body{padding:50pt;font-family:'Liberation Serif'}.c{text-align:center}p{margin:2pt 0}", body)


def bordered_table(p: Person, d: Dates) -> str:
    """A table with a head: period, employer, position, duties; another for education."""
    jobs = "".join(
        f"<tr><td>{d.period(j)}</td><td>{escape(j.company)}</td><td>{escape(j.title)}</td><td>{escape('; '.join(j.bullets))}"
        "</td></tr>"
        for j in p.jobs
    )
    schools = "".join(
        f"<tr><td>{d.period(c)}</td><td>{escape(c.school)}</td><td>{escape(p.degree(c))}</td></tr>" for c in p.schools
    )
    body = (
        f"<h1>{escape(p.name)}</h1><p>E-mail: {p.email}<br>Phone: {escape(p.phone)}<br>Address: {escape(p.location)}<br>"
        f"{'<br>'.join(map(link, p.links))}</p><h2>Work Experience</h2><table><tr><th>Period</th><th>Employer</th>"
        f"<th>Position</th><th>Duties</th></tr>{jobs}</table><h2>Education</h2><table><tr><th>Period</th><th>Institution</th>"
        f"<th>Degree</th></tr>{schools}</table><h2>Skills</h2>{bullets(p.all_skills)}<h2>Languages</h2>"
        f"{bullets(spoken(p, ' - '))}"
    )
    return page(
        "body{padding:45pt}td,th{border:1px solid;padding:3pt;text-align:left;vertical-align:top}table{border-collapse:collapse}",
        body,
    )


def grouped_company(p: Person, d: Dates) -> str:
    """The first employer held two positions: its name once, each position with its own dates below."""
    first, second, *others = p.jobs

    def entry(job: Job) -> str:
        return f"<p>{escape(job.title)}<span class=r>{d.period(job)}</span></p>{bullets(job.bullets)}"

    rest = "".join(f"<h3>{escape(j.company)}</h3>{entry(j)}" for j in others)
    body = (
        f"<h1>{escape(p.name)}</h1><p>{_contact(p, ' | ')}</p><h2>Professional Experience</h2><h3>{escape(first.company)}</h3>"
        f"{entry(first)}{entry(second)}{rest}{_rest(p, d)}"
    )
    return page("body{padding:45pt}.r{float:right}h3{margin:6pt 0 0}p{margin:2pt 0}", body)


def references_and_more(p: Person, d: Dates) -> str:
    """Education first; projects, volunteering and awards with dates; a referee with an address and a phone."""
    jobs = "".join(
        f"<h3>{escape(j.title)}</h3><p>{escape(j.company)} | {escape(j.place)} | {d.period(j)}</p>{bullets(j.bullets)}"
        for j in p.jobs
    )
    schools = "".join(
        f"<h3>{escape(p.degree(c))}</h3><p>{escape(c.school)} | {d.period(c)} | GPA: 3.8/4.0</p>" for c in p.schools
    )
    body = (
        f"<h1>{escape(p.name)}</h1><p>{escape(p.headline)}</p><p>{_contact(p, ' | ')}</p><h2>Education</h2>{schools}"
        f"<h2>Experience</h2>{jobs}<h2>Projects</h2><h3>Neighbourhood Library</h3><p>Jan 2018 – Mar 2018</p>"
        "<ul><li>A shelf that counts its books</li></ul><h2>Volunteering</h2><p>Treasurer, Riverside Rowing Club, 2015 – 2017"
        f"</p><h2>Awards</h2><p>Employee of the Year 2019</p><h2>Skills</h2><p>{escape(' • '.join(p.all_skills))}</p>"
        f"<h2>Languages</h2><p>{escape(' • '.join(spoken(p, ' ')))}</p><h2>References</h2><p>Prof. Ada Quill, Head of "
        "Department<br>ada.quill@example.net, +1 212 555 0199</p>"
    )
    return page(
        "body{padding:45pt;font-size:9.5pt}h3{margin:5pt 0 0;font-size:10pt}p{margin:2pt 0}h2{margin:8pt 0 2pt}", body
    )


def right_header(p: Person, d: Dates) -> str:
    """Name at the right, contact data at the left; headings in a left column beside their contents; levels as stars."""

    def part(name: str, content: str) -> str:
        return f"<div class=h>{p.heading(name)}</div><div>{content}</div>"

    jobs = "".join(
        f"<p><b>{escape(j.title)}</b> – {escape(j.company)}<br><small>{d.period(j)}</small></p>{bullets(j.bullets)}"
        for j in p.jobs
    )
    schools = "".join(
        f"<p><b>{escape(p.degree(c))}</b> – {escape(c.school)}<br><small>{d.period(c)}</small></p>" for c in p.schools
    )
    skills = "".join(f"<p>{escape(s)} {'★' * 4}☆</p>" for s in p.all_skills)
    body = (
        f"<div class=top><div>{_contact(p, '<br>')}</div><h1>{escape(p.name)}</h1></div><div class=g>"
        f"{part('experience', jobs)}{part('education', schools)}{part('skills', skills)}"
        f"{part('languages', ''.join(f'<p>{escape(one)}</p>' for one in spoken(p, ' – ')))}</div>"
    )
    css = (
        "body{padding:40pt}.top{display:flex;justify-content:space-between}.g{display:grid;grid-template-columns:110pt 1fr;"
        "gap:10pt}.h{font-weight:700;color:#0a58a8;text-transform:uppercase}p{margin:2pt 0}"
    )
    return page(css, body)


def two_pages(p: Person, d: Dates) -> str:
    """Two pages with the name in the head of the second, the work reaching over both."""
    jobs = [f"<h3>{escape(j.company)}, {escape(j.place)}<span class=r>{d.period(j)}</span></h3><i>{escape(j.title)}</i>"
            f"{bullets(j.bullets * 3)}" for j in p.jobs]  # fmt: skip
    body = (
        f"<h1>{escape(p.name)}</h1><p>{_contact(p, ' | ')}</p><h2>{p.heading('summary')}</h2><p>{escape(p.summary)}</p>"
        f"<h2>{p.heading('experience')}</h2>{jobs[0]}<div class=n>{escape(p.name)} – Page 2</div>{''.join(jobs[1:])}{_rest(p, d)}"
    )
    css = "body{padding:50pt}.n{break-before:page;text-align:right;color:#777;padding-top:20pt}.r{float:right}h3{margin:6pt 0 0}"
    return page(css, body)


def from_to(p: Person, d: Dates) -> bytes:
    """Text with a label a line, as forms of agencies have it."""
    lines = [
        "PERSONAL DETAILS",
        f"Name: {p.name}",
        f"E-mail: {p.email}",
        f"Mobile: {p.phone}",
        f"Address: {p.location}",
    ]
    lines += ["", "EMPLOYMENT HISTORY", ""]
    for job in p.jobs:
        lines += [f"Employer: {job.company}", f"Position: {job.title}", f"Period: {d.period(job)}", "Duties:"]
        lines += [*(f"- {item}" for item in job.bullets), ""]
    lines += ["EDUCATION", ""]
    for course in p.schools:
        lines += [
            f"Institution: {course.school}",
            f"Qualification: {p.degree(course)}",
            f"Period: {d.period(course)}",
            "",
        ]
    lines += ["SKILLS", *p.all_skills, "", "LANGUAGES", *spoken(p, ": "), "", "LINKS", *map(bare, p.links)]
    return "\n".join(lines).encode()


def wide_text(p: Person, d: Dates) -> bytes:
    """Text in columns made of spaces, wrapped at eighty characters."""
    lines = [p.name.center(80).rstrip(), f"{p.location}  *  {p.phone}  *  {p.email}".center(80).rstrip()]
    lines += [bare(url).center(80).rstrip() for url in p.links]
    lines += ["", p.heading("experience").upper(), "-" * 80]
    for job in p.jobs:
        lines += [f"{job.company:<50}{d.period(job):>30}", job.title, *(f"  o {item}" for item in job.bullets), ""]
    lines += [p.heading("education").upper(), "-" * 80]
    lines += [line for c in p.schools for line in (f"{c.school:<50}{d.period(c):>30}", p.degree(c), "")]
    lines += [
        p.heading("skills").upper(),
        "-" * 80,
        ", ".join(p.all_skills),
        "",
        p.heading("languages").upper(),
        "-" * 80,
    ]
    lines += [", ".join(spoken(p, " "))]
    return "\n".join(lines).encode()

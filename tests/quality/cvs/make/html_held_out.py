"""CVs as web pages, printed by Chromium: the layouts that are held out."""

from html import escape

from tests.quality.cvs.make.html import bare, bullets, link, page, spoken
from tests.quality.cvs.make.person import Dates, Person


def sidebar_right_light(p: Person, d: Dates) -> str:
    """A light column at the right, drawn after the text; the name over both in a band of colour."""
    jobs = "".join(
        f"<div class=j><b>{escape(job.company)}</b> <span class=dim>/ {escape(job.place) or '—'}</span><br>"
        f"{escape(job.title)} <span class=dim>({d.period(job)})</span>{bullets(job.bullets)}</div>"
        for job in p.jobs
    )
    schools = "".join(
        f"<div class=j><b>{escape(c.school)}</b><br>{escape(p.degree(c))} <span class=dim>({d.period(c)})</span></div>"
        for c in p.schools
    )
    stars = "".join(
        f"<p>{escape(p.language_name(n))}<span class=st>{'●' * (5 - i)}{'○' * i}</span></p>"
        for i, (n, _) in enumerate(p.languages)
    )
    side = (
        f"<h2>{p.heading('contact')}</h2><p>{escape(p.location)}</p><p>{escape(p.phone)}</p><p>{p.email}</p>"
        f"{''.join(f'<p>{link(u)}</p>' for u in p.links)}<h2>{p.heading('skills')}</h2>{bullets(p.all_skills)}"
        f"<h2>{p.heading('languages')}</h2>{stars}<h2>{p.heading('certifications')}</h2>{bullets(p.certifications)}"
    )
    body = (
        f"<header><h1>{escape(p.name.upper())}</h1><p>{escape(p.headline)}</p></header><div class=r><main>"
        f"<h2>{p.heading('summary')}</h2><p>{escape(p.summary)}</p><h2>{p.heading('experience')}</h2>{jobs}<h2>"
        f"{p.heading('education')}</h2>{schools}</main><aside>{side}</aside></div>"
    )
    css = (
        "header{background:#7a1f3d;color:#fff;padding:24pt 36pt}h1{margin:0;font-size:24pt;letter-spacing:1pt}.r{display:"
        "flex}main{width:64%;padding:10pt 20pt 20pt 36pt}aside{width:36%;background:#f4eef0;padding:10pt 18pt}h2{font-size:"
        "12pt;color:#7a1f3d;margin:12pt 0 4pt}p{margin:2pt 0}.dim{color:#777}.st{float:right}.j{margin-bottom:8pt}"
    )
    return page(css, body)


def badges(p: Person, d: Dates) -> str:
    """A developer's page: employer and position on one line parted by a bar, dates below, skills as groups of badges."""
    half = (len(p.skills) + 1) // 2
    groups = [("Tools", p.skills[:half]), ("Methods", p.skills[half:]), ("Personal", p.soft)]
    skills = "".join(
        f"<p><b>{label}</b> {''.join(f'<span class=b>{escape(one)}</span> ' for one in items)}</p>"
        for label, items in groups
        if items
    )
    jobs = "".join(
        f"<h3>{escape(job.title)} | {escape(job.company)}</h3><p class=dim>{d.period(job)} · {escape(job.place)}</p>"
        f"{bullets(job.bullets)}"
        for job in p.jobs
    )
    schools = "".join(
        f"<h3>{escape(p.degree(c))} | {escape(c.school)}</h3><p class=dim>{d.period(c)}</p>" for c in p.schools
    )
    contact = "".join(
        f"<span>{one}</span>"
        for one in (
            escape(p.location),
            f'<a href="mailto:{p.email}">{p.email}</a>',
            escape(p.phone),
            *(link(u) for u in p.links),
        )
    )
    body = (
        f"<h1>{escape(p.name)}</h1><div class=x>{escape(p.headline)}</div><div class=k>{contact}</div><p>"
        f"{escape(p.summary)}</p><h2>{p.heading('skills')}</h2>{skills}<h2>{p.heading('experience')}</h2>{jobs}<h2>"
        f"{p.heading('education')}</h2>{schools}<h2>{p.heading('languages')}</h2><p>{escape('; '.join(spoken(p, ' ')))}</p>"
    )
    css = (
        "body{padding:40pt;font-family:'DejaVu Sans','Noto Sans CJK SC';font-size:9pt}h1{margin:0;font-size:20pt}.k{display:"
        "flex;flex-wrap:wrap;gap:14pt;margin:6pt 0;color:#444}.b{background:#dde7ff;border-radius:3pt;padding:1pt 5pt}h2{"
        "font-size:11pt;margin:12pt 0 4pt;text-transform:uppercase}h3{font-size:9.5pt;margin:6pt 0 0}p{margin:3pt 0}.dim{"
        "color:#667}"
    )
    return page(css, body)


def european(p: Person, d: Dates) -> str:
    """The Europass kind: `[ dates ]` and place above the position, the position in capitals with the employer."""

    def when(text: str) -> str:
        return f"[ {text} ]"

    jobs = "".join(
        f"<p class=dim>{d.period(job).upper()} – {escape(job.place)}</p><p class=ti><b>{escape(job.title.upper())}</b> – "
        f"{escape(job.company.upper())}</p>{bullets(job.bullets)}"
        for job in p.jobs
    )
    schools = "".join(
        f"<p class=dim>{when(d.period(c))}</p><p class=ti><b>{escape(p.degree(c))}</b></p><p>{escape(c.school)}</p>"
        for c in p.schools
    )
    contact = " | ".join(
        [f"<b>Email:</b> {p.email}", f"<b>Phone:</b> {escape(p.phone)}", *(link(u) for u in p.links),
         f"<b>Address:</b> {escape(p.location)}"]
    )  # fmt: skip
    tongues = "".join(f"<tr><td>{escape(p.language_name(n))}</td>{'<td>C1</td>' * 4}</tr>" for n, _ in p.languages[1:])
    body = (
        f"<header><h1>{escape(p.name)}</h1>{contact}</header><section><h2>{p.heading('summary')}</h2><p>{escape(p.summary)}"
        f"</p><h2>{p.heading('experience')}</h2>{jobs}<h2>{p.heading('education')}</h2>{schools}<h2>"
        f"{p.heading('languages')}</h2><p>{escape(p.language_name(p.languages[0][0]))}</p><table><tr><th></th>"
        f"<th>Listening</th><th>Reading</th><th>Spoken</th><th>Writing</th></tr>{tongues}</table><h2>{p.heading('skills')}"
        f"</h2><p>{escape(' | '.join(p.all_skills))}</p></section>"
    )
    css = (
        "header{background:#e8e4f2;padding:30pt 40pt;line-height:1.7}h1{margin:0 0 8pt;color:#3c2a7d}section{padding:6pt "
        "40pt}h2{color:#3c2a7d;font-size:12pt;border-bottom:2px solid #3c2a7d;text-transform:uppercase}p{margin:2pt 0}"
        ".dim{color:#666;font-size:9pt}.ti{font-size:11pt}td,th{padding:1pt 14pt;font-weight:400;font-size:9pt}"
    )
    return page(css, body)


def note_page(p: Person, d: Dates) -> str:
    """One line a position: `Title at Employer (dates)`; links at the foot; no colours."""
    jobs = "".join(
        f"<p><b>{escape(job.title)}</b> at <b>{escape(job.company)}</b> ({d.period(job)})</p>{bullets(job.bullets)}"
        for job in p.jobs
    )
    schools = "".join(f"<p><b>{escape(p.degree(c))}</b>, {escape(c.school)} ({d.period(c)})</p>" for c in p.schools)
    body = (
        f"<h1>{escape(p.name)}</h1><p>{escape(p.headline)}</p><p>{escape(p.location)} / {escape(p.phone)} / {p.email}</p>"
        f"<h2>{p.heading('summary')}</h2><p>{escape(p.summary)}</p><h2>{p.heading('experience')}</h2>{jobs}"
        f"<h2>{p.heading('education')}</h2>{schools}<h2>{p.heading('skills')}</h2><p>{escape(', '.join(p.all_skills))}</p>"
        f"<h2>{p.heading('languages')}</h2><p>{escape(', '.join(spoken(p, ' - ')))}</p><h2>Links</h2>"
        f"{bullets([bare(u) for u in p.links])}"
    )
    css = "body{padding:56pt;font-family:'Liberation Serif';font-size:11pt}h2{font-size:14pt;margin:12pt 0 4pt}p{margin:3pt 0}"
    return page(css, body)


def three_columns(p: Person, d: Dates) -> str:
    """An infographic: three columns below a wide header, white letters on coloured boxes, links behind icons only."""
    words = ["in" if "linkedin" in u else "gh" if "github" in u else "web" for u in p.links]
    icons = " ".join(f'<a class=i href="{u}">{w}</a>' for u, w in zip(p.links, words, strict=True))
    one = (
        f"<h2>{p.heading('contact')}</h2><p>{p.email}</p><p>{escape(p.phone)}</p><p>{escape(p.location)}</p><p>{icons}</p>"
        f"<h2>{p.heading('languages')}</h2>{''.join(f'<p>{escape(x)}</p>' for x in spoken(p, ' · '))}"
        f"<h2>{p.heading('skills')}</h2>{''.join(f'<p class=b>{escape(s)}</p>' for s in p.all_skills)}"
    )
    two = f"<h2>{p.heading('experience')}</h2>" + "".join(
        f"<p class=ti>{escape(job.title)}</p><p>{escape(job.company)}</p><p class=dim>{d.period(job)}</p>"
        f"{bullets(job.bullets)}"
        for job in p.jobs
    )
    three = f"<h2>{p.heading('education')}</h2>" + "".join(
        f"<p class=ti>{escape(p.degree(c))}</p><p>{escape(c.school)}</p><p class=dim>{d.period(c)}</p>"
        for c in p.schools
    )
    body = (
        f"<header><h1>{escape(p.name)}</h1><p>{escape(p.summary)}</p></header><div class=g><div>{one}</div><div>{two}</div>"
        f"<div>{three}</div></div>"
    )
    css = (
        "header{background:#123;color:#fff;padding:26pt 30pt}h1{margin:0 0 6pt}.g{display:grid;grid-template-columns:1fr "
        "1.6fr 1.1fr;gap:18pt;padding:10pt 30pt}h2{font-size:11pt;background:#d9622b;color:#fff;padding:2pt 6pt}p{margin:"
        "2pt 0}.b{background:#2b6cd9;color:#fff;padding:1pt 6pt;border-radius:3pt}.i{background:#123;color:#fff;padding:2pt "
        "4pt;text-decoration:none}.dim{color:#777;font-size:9pt}.ti{font-weight:700;margin-top:6pt}ul{padding-left:12pt}"
    )
    return page(css, body)


def academic(p: Person, d: Dates) -> str:
    """Serif letters, dates hanging in the left margin, small-capital headings."""

    def entry(when: str, text: str) -> str:
        return f"<div class=e><div class=d>{when}</div><div>{text}</div></div>"

    jobs = "".join(
        entry(d.period(job), f"{escape(job.title)}, {escape(job.company)}{', ' + escape(job.place) if job.place else ''}."
              f"{bullets(job.bullets)}")
        for job in p.jobs
    )  # fmt: skip
    schools = "".join(entry(d.period(c), f"{escape(p.degree(c))}, {escape(c.school)}.") for c in p.schools)
    body = (
        f"<h1>{escape(p.name)}</h1><div class=k>{escape(p.location)}<br>{escape(p.phone)}<br>{p.email}<br>"
        f"{'<br>'.join(link(u) for u in p.links)}</div><h2>{p.heading('education')}</h2>{schools}<h2>"
        f"{p.heading('experience')}</h2>{jobs}<h2>{p.heading('skills')}</h2><div>{escape(', '.join(p.all_skills))}</div><h2>"
        f"{p.heading('languages')}</h2><div>{escape(', '.join(spoken(p, ' ')))}</div>"
    )
    css = (
        "body{padding:56pt 60pt;font-family:'Liberation Serif','Noto Serif CJK JP','Noto Sans CJK JP';font-size:11pt}h1{"
        "font-weight:400;text-align:center}.k{text-align:right;font-size:10pt}h2{font-variant:small-caps;font-size:14pt;"
        "font-weight:400;margin:14pt 0 4pt}.e{display:flex;margin-bottom:4pt}.d{width:120pt;flex:none}"
    )
    return page(css, body)

"""CVs as web pages, printed by Chromium: the layouts that are developed on."""

from html import escape

from tests.quality.cvs.make.person import Course, Dates, Job, Person

FONTS = "font-family:'Lato','Noto Sans','Noto Sans CJK SC','Noto Naskh Arabic',sans-serif;"
BASE = (
    "@page{size:A4;margin:0}*{box-sizing:border-box}body{margin:0;font-size:10pt;line-height:1.35}ul{margin:2pt 0 6pt}"
)


def page(css: str, body: str, fonts: str = FONTS) -> str:
    """A whole document."""
    return f"<!doctype html><meta charset=utf-8><style>{BASE}body{{{fonts}}}{css}</style><body>{body}</body>"


def bullets(items: list[str]) -> str:
    """A list."""
    return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"


def link(url: str, text: str = "") -> str:
    """A link that shows its address, or only a word."""
    return f'<a href="{escape(url)}">{escape(text or bare(url))}</a>'


def bare(url: str) -> str:
    """An address without scheme."""
    return url.removeprefix("https://").removeprefix("www.")


def spoken(person: Person, sep: str = " – ") -> list[str]:
    """The languages with their levels."""
    return [f"{person.language_name(name)}{sep}{level}" for name, level in person.languages]


def sidebar_left_dark(p: Person, d: Dates) -> str:
    """Canva-like: white letters on a dark column, bars for skills, headings in spaced capitals."""
    bars = "".join(f"<p>{escape(skill)}</p><div class=bar><i style='width:{60 + 5 * n}%'></i></div>"
                   for n, skill in enumerate(p.all_skills))  # fmt: skip
    side = (
        f"<div class=photo></div><h3>{p.heading('contact')}</h3><p>{escape(p.phone)}</p><p>{p.email}</p>"
        f"<p>{escape(p.location)}</p>{''.join(f'<p>{link(url)}</p>' for url in p.links)}"
        f"<h3>{p.heading('skills')}</h3>{bars}<h3>{p.heading('languages')}</h3>"
        + "".join(f"<p>{escape(one)}</p>" for one in spoken(p))
    )
    jobs = "".join(
        f"<h4>{escape(job.title)}</h4><p class=dim>{escape(job.company)} | {d.period(job)}</p>{bullets(job.bullets)}"
        for job in p.jobs
    )
    schools = "".join(
        f"<h4>{escape(p.degree(c))}</h4><p class=dim>{escape(c.school)} | {d.period(c)}</p>" for c in p.schools
    )
    main = (
        f"<h1>{escape(p.name)}</h1><h2>{escape(p.headline)}</h2><h3>{p.heading('summary')}</h3><p>{escape(p.summary)}</p>"
        f"<h3>{p.heading('experience')}</h3>{jobs}<h3>{p.heading('education')}</h3>{schools}"
    )
    css = (
        ".row{display:flex;min-height:297mm}.side{width:34%;background:#24344d;color:#fff;padding:24pt 16pt}"
        ".side a{color:#fff}.main{width:66%;padding:28pt 24pt}.photo{width:80pt;height:80pt;border-radius:50%;"
        "background:#8899aa;margin:0 auto 12pt}h1{font-size:26pt;margin:0}h2{font-size:12pt;font-weight:400;margin:0}"
        "h3{text-transform:uppercase;letter-spacing:2pt;font-size:11pt;margin:14pt 0 4pt}h4{margin:6pt 0 0}p{margin:2pt 0}"
        ".bar{background:#506080;height:4pt}.bar i{display:block;height:4pt;background:#e0a050}.dim{color:#667}"
    )
    return page(css, f"<div class=row><div class=side>{side}</div><div class=main>{main}</div></div>")


def google_docs(p: Person, d: Dates) -> str:
    """The Google Docs "Coral" kind: `Company, Place — Title`, the dates below in small capitals."""

    def job(one: Job) -> str:
        place = f", {one.place}" if one.place else ""
        return (
            f"<p><b>{escape(one.company)}</b>{escape(place)} — <i>{escape(one.title)}</i></p>"
            f"<p class=date>{d.period(one)}</p>{bullets(one.bullets)}"
        )

    def course(one: Course) -> str:
        return f"<p><b>{escape(one.school)}</b> — <i>{escape(p.degree(one))}</i></p><p class=date>{d.period(one)}</p>"

    left = (
        f"<h1>{escape(p.name)}</h1><p>{escape(p.headline)}</p><h2>{p.heading('experience')}</h2>"
        f"{''.join(map(job, p.jobs))}<h2>{p.heading('education')}</h2>{''.join(map(course, p.schools))}"
    )
    right = (
        f"<p>{escape(p.location)}</p><p><b>{escape(p.phone)}</b></p><p><b>{p.email}</b></p>"
        f"{''.join(f'<p>{link(url)}</p>' for url in p.links)}<h2>{p.heading('skills')}</h2>"
        f"{''.join(f'<p>{escape(skill)}</p>' for skill in p.all_skills)}"
        f"<h2>{p.heading('languages')}</h2><p>{escape(', '.join(spoken(p, ' ')))}</p>"
    )
    css = (
        "body{padding:48pt 48pt}.g{display:grid;grid-template-columns:2fr 1fr;gap:30pt}h1{font-size:34pt;margin:0;"
        "line-height:1}h2{color:#e8523f;font-size:9pt;text-transform:uppercase;margin:16pt 0 4pt}p{margin:2pt 0}"
        ".date{font-size:8pt;color:#666;text-transform:uppercase}"
    )
    return page(css, f"<div class=g><div>{left}</div><div>{right}</div></div>")


def network_export(p: Person, d: Dates) -> str:
    """A profile exported from a professional network: top skills at the left, lengths in brackets."""
    side = (
        f"<h3>Contact</h3><p>{escape(p.phone)} (Mobile)</p><p>{p.email}</p>"
        + "".join(
            f"<p>{link(url, bare(url) + (' (LinkedIn)' if 'linkedin' in url else ' (Personal)'))}</p>"
            for url in p.links
        )
        + f"<h3>Top Skills</h3>{''.join(f'<p>{escape(skill)}</p>' for skill in p.all_skills)}"
        + f"<h3>Languages</h3>{''.join(f'<p>{escape(n)} ({escape(v.title())})</p>' for n, v in p.languages)}"
        + "<h3>Certifications</h3>"
        + "".join(f"<p>{escape(one)}</p>" for one in p.certifications)
    )
    jobs = "".join(
        f"<p class=co>{escape(job.company)}</p><p class=ti>{escape(job.title)}</p>"
        f"<p class=dim>{d.period(job)}{f' ({n + 2} years 3 months)' if n < 2 else ''}</p><p class=dim>{escape(job.place)}</p>"
        f"{''.join(f'<p>{escape(b)}.</p>' for b in job.bullets)}"
        for n, job in enumerate(p.jobs)
    )
    schools = "".join(
        f"<p class=co>{escape(c.school)}</p><p>{escape(p.degree(c, ', '))} · ({c.start[:4]} - {c.end[:4]})</p>"
        for c in p.schools
    )
    main = (
        f"<h1>{escape(p.name)}</h1><p>{escape(p.headline)} at {escape(p.jobs[0].company)}</p><p class=dim>"
        f"{escape(p.location)}</p><h2>Summary</h2><p>{escape(p.summary)}</p><h2>Experience</h2>{jobs}"
        f"<h2>Education</h2>{schools}<p class=foot>Page 1 of 1</p>"
    )
    css = (
        ".r{display:flex;min-height:290mm}.s{width:32%;background:#293e49;color:#fff;padding:30pt 14pt}.s a{color:#ddd}"
        ".m{padding:30pt 24pt;width:68%}h1{font-size:26pt;font-weight:400;margin:0}h2{font-size:15pt;font-weight:400;"
        "margin:16pt 0 6pt;border-top:1px solid #ccc;padding-top:8pt}h3{font-size:13pt;font-weight:400;margin:14pt 0 4pt}"
        "p{margin:2pt 0}.co{font-size:12pt;margin-top:8pt}.ti{font-size:11pt}.dim{color:#777}.foot{margin-top:40pt}"
    )
    return page(css, f"<div class=r><div class=s>{side}</div><div class=m>{main}</div></div>")


def float_right_dates(p: Person, d: Dates) -> str:
    """A JSON Resume kind of theme: title left, dates at the right margin, the employer below; links behind words."""
    words = ["LinkedIn" if "linkedin" in u else "GitHub" if "github" in u else "Website" for u in p.links]
    contact = " · ".join(
        [p.email, escape(p.phone), escape(p.location), *(link(u, w) for u, w in zip(p.links, words, strict=True))]
    )
    jobs = "".join(
        f"<div class=h><b>{escape(job.title)}</b><span>{d.period(job)}</span></div><div class=c>{escape(job.company)}"
        f"{', ' + escape(job.place) if job.place else ''}</div>{bullets(job.bullets)}"
        for job in p.jobs
    )
    schools = "".join(
        f"<div class=h><b>{escape(c.school)}</b><span>{d.period(c)}</span></div><div class=c>{escape(p.degree(c))}</div>"
        for c in p.schools
    )
    tags = "".join(f"<span class=tag>{escape(skill)}</span> " for skill in p.all_skills)
    body = (
        f"<h1>{escape(p.name)}</h1><div class=k>{contact}</div><p>{escape(p.summary)}</p>"
        f"<h2>{p.heading('experience')}</h2>{jobs}<h2>{p.heading('education')}</h2>{schools}"
        f"<h2>{p.heading('skills')}</h2>{tags}<h2>{p.heading('languages')}</h2>{escape(' | '.join(spoken(p, ': ')))}"
    )
    css = (
        "body{padding:36pt 46pt}h1{margin:0;text-align:center}.k{text-align:center;color:#555}h2{border-bottom:1px solid;"
        "font-size:13pt;margin:12pt 0 5pt}.h{display:flex;justify-content:space-between}.c{font-style:italic}"
        ".tag{background:#eee;border-radius:6pt;padding:2pt 6pt;margin:2pt;display:inline-block}"
    )
    return page(css, body)


def date_table(p: Person, d: Dates) -> str:
    """A German Lebenslauf: a table with the dates at the left, personal data in rows of their own."""

    def row(left: str, right: str) -> str:
        return f"<tr><td class=l>{left}</td><td>{right}</td></tr>"

    names = {"de": ("Name", "Anschrift", "Telefon", "E-Mail"), "fr": ("Nom", "Adresse", "Téléphone", "E-mail")}
    labels = names.get(p.language, ("Name", "Address", "Phone", "E-mail"))
    values = (escape(p.name), escape(p.location), escape(p.phone), p.email)
    rows = "".join(row(f"{label}:", value) for label, value in zip(labels, values, strict=True))
    jobs = "".join(
        row(
            d.period(job),
            f"<b>{escape(job.title)}</b><br>{escape(job.company)}, {escape(job.place)}{bullets(job.bullets)}",
        )
        for job in p.jobs
    )
    schools = "".join(row(d.period(c), f"<b>{escape(c.school)}</b><br>{escape(p.degree(c))}") for c in p.schools)
    know = row(f"{p.heading('skills')}", escape(", ".join(p.all_skills))) + row(
        p.heading("languages"),
        escape(", ".join(f"{n} ({v})" for n, v in ((p.language_name(a), b) for a, b in p.languages))),
    )
    title = "Lebenslauf" if p.language == "de" else "Curriculum vitae"
    body = (
        f"<h1>{title}</h1><h2>{p.heading('contact')}</h2><table>{rows}</table><h2>{p.heading('experience')}</h2>"
        f"<table>{jobs}</table><h2>{p.heading('education')}</h2><table>{schools}</table><h2>"
        f"{'Weitere Kenntnisse' if p.language == 'de' else p.heading('skills')}</h2><table>{know}</table>"
    )
    css = (
        "body{padding:50pt 56pt;font-family:'Liberation Sans'}h1{font-size:20pt}h2{font-size:12pt;border-bottom:1px solid "
        "#999;margin:14pt 0 4pt}td{vertical-align:top;padding:2pt 0}.l{width:130pt;color:#333}ul{padding-left:14pt}"
    )
    return page(css, body)


def timeline(p: Person, d: Dates) -> str:
    """Dates in a column at the left of a line with dots; skills in three columns; contact below the name with signs."""
    signs = f"✉ {p.email} &nbsp; ☎ {escape(p.phone)} &nbsp; ⌂ {escape(p.location)}"
    for url in p.links:
        signs += f" &nbsp; ⚭ {link(url)}"

    def entry(when: str, head: str, below: str) -> str:
        return f"<div class=t>{when}</div><div class=e><span class=dot></span><b>{head}</b><br>{below}</div>"

    jobs = "".join(
        entry(d.period(job), escape(job.title), f"<i>{escape(job.company)}</i>{bullets(job.bullets)}") for job in p.jobs
    )
    schools = "".join(entry(d.period(c), escape(p.degree(c)), f"<i>{escape(c.school)}</i>") for c in p.schools)
    skills = "".join(f"<div>{escape(skill)}</div>" for skill in p.all_skills)
    tongues = "".join(f"<div>{escape(one)}</div>" for one in spoken(p, " "))
    body = (
        f"<header><h1>{escape(p.name)}</h1><div>{escape(p.headline)}</div></header><div class=k>{signs}</div>"
        f"<section><h2>{p.heading('summary')}</h2>{escape(p.summary)}<h2>{p.heading('experience')}</h2><div class=g>{jobs}"
        f"</div><h2>{p.heading('education')}</h2><div class=g>{schools}</div><h2>{p.heading('skills')}</h2><div class=s>"
        f"{skills}</div><h2>{p.heading('languages')}</h2><div class=s>{tongues}</div></section>"
    )
    css = (
        "header{background:#0a6e5c;color:#fff;padding:26pt 40pt 14pt}h1{margin:0}.k{background:#eef;padding:6pt 40pt;"
        "font-size:9pt}section{padding:8pt 40pt}h2{color:#0a6e5c;font-size:13pt;margin:12pt 0 5pt}.g{display:grid;"
        "grid-template-columns:90pt 1fr}.e{border-left:2px solid #0a6e5c;padding:0 0 8pt 12pt;position:relative}.dot{"
        "position:absolute;left:-5px;top:4px;width:8px;height:8px;border-radius:4px;background:#0a6e5c}.t{font-size:9pt}"
        ".s{display:grid;grid-template-columns:1fr 1fr 1fr}"
    )
    return page(css, body)


def right_to_left(p: Person, d: Dates) -> str:
    """A plain CV that reads from right to left."""
    jobs = "".join(
        f"<h4>{escape(job.title)} - {escape(job.company)}</h4><p>{d.period(job)}</p>{bullets(job.bullets)}"
        for job in p.jobs
    )
    schools = "".join(f"<h4>{escape(p.degree(c))} - {escape(c.school)}</h4><p>{d.period(c)}</p>" for c in p.schools)
    body = (
        f"<h1>{escape(p.name)}</h1><p>{p.email}</p><p dir=ltr>{escape(p.phone)}</p><p>{escape(p.location)}</p>"
        f"{''.join(f'<p>{link(u)}</p>' for u in p.links)}<h2>{p.heading('experience')}</h2>{jobs}"
        f"<h2>{p.heading('education')}</h2>{schools}<h2>{p.heading('skills')}</h2>{bullets(p.all_skills)}"
        f"<h2>{p.heading('languages')}</h2>{bullets(spoken(p, ': '))}"
    )
    return page("body{padding:40pt;direction:rtl}h2{border-bottom:1px solid}h4{margin:4pt 0}p{margin:2pt 0}", body)

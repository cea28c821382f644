"""CVs in LaTeX. `moderncv` is that class itself; the others imitate well-known templates."""

import re

from tests.quality.cvs.make.html import bare, spoken
from tests.quality.cvs.make.person import Course, Dates, Job, Person


def tex(text: str) -> str:
    """Plain text as LaTeX."""
    return re.sub(r"([&%$#_{}])", r"\\\1", text).replace("~", r"\textasciitilde{}")


def _href(url: str, text: str = "") -> str:
    return rf"\href{{{tex(url)}}}{{{text or tex(bare(url))}}}"


def _items(texts: list[str]) -> str:
    return r"\begin{itemize}" + "".join(rf"\item {tex(text)}" "\n" for text in texts) + r"\end{itemize}"


_BASE = r"""
\usepackage[hidelinks]{hyperref}\usepackage{enumitem}\setlist{nosep,leftmargin=14pt}\setlength{\parindent}{0pt}
\pagestyle{empty}
"""


def _moderncv(p: Person, d: Dates, style: str, options: str = "") -> str:
    def entry(job: Job) -> str:
        return rf"\cventry{{{d.period(job)}}}{{{tex(job.title)}}}{{{tex(job.company)}}}{{{tex(job.place)}}}{{}}{{{_items(job.bullets)}}}"

    def course(c: Course) -> str:
        return rf"\cventry{{{d.period(c)}}}{{{tex(p.degree(c))}}}{{{tex(c.school)}}}{{}}{{}}{{}}"

    first, _, last = p.name.rpartition(" ")
    languages = "".join(rf"\cvitemwithcomment{{{p.language_name(name)}}}{{{level}}}{{}}" for name, level in p.languages)
    socials = "".join(
        rf"\social[{kind}]{{{bare(url).rpartition('/')[2]}}}"
        for url in p.links
        for kind in ("linkedin", "github")
        if kind in url
    )
    return rf"""\documentclass[11pt,a4paper]{{moderncv}}
\moderncvstyle{{{style}}}\moderncvcolor{{blue}}\usepackage[scale=0.8]{{geometry}}{options}
\name{{{first}}}{{{last}}}\title{{{tex(p.headline)}}}\address{{{tex(p.location)}}}\phone[mobile]{{{p.phone}}}\email{{{p.email}}}{socials}
\begin{{document}}\makecvtitle
\section{{{p.heading("experience")}}}
{"".join(map(entry, p.jobs))}
\section{{{p.heading("education")}}}
{"".join(map(course, p.schools))}
\section{{{p.heading("languages")}}}
{languages}
\section{{{p.heading("skills")}}}
\cvitem{{}}{{{tex(", ".join(p.all_skills))}}}
\end{{document}}"""


def moderncv_classic(p: Person, d: Dates) -> str:
    """Dates at the left of rules, icons from a font."""
    return _moderncv(p, d, "classic")


def moderncv_banking(p: Person, d: Dates) -> str:
    """Employer and dates on one line, position and place on the next."""
    return _moderncv(p, d, "banking")


def moderncv_casual(p: Person, d: Dates) -> str:
    """The contact data in the foot of the page."""
    return _moderncv(p, d, "casual")


def software_resume(p: Person, d: Dates) -> str:
    """Jake's kind of resume: tables with dates at the right, small capitals, skills as labelled lines."""

    def head(a: str, b: str, c: str, e: str) -> str:
        return rf"\begin{{tabular*}}{{\textwidth}}{{l@{{\extracolsep{{\fill}}}}r}}\textbf{{{tex(a)}}} & {b} \\ \textit{{\small {tex(c)}}} & \textit{{\small {tex(e)}}}\end{{tabular*}}\par"

    jobs = "".join(head(j.title, d.period(j), j.company, j.place) + _items(j.bullets) for j in p.jobs)
    schools = "".join(head(c.school, "", p.degree(c), d.period(c)) for c in p.schools)
    half = (len(p.skills) + 1) // 2
    contact = " $|$ ".join([p.phone, rf"\href{{mailto:{p.email}}}{{{tex(p.email)}}}", *map(_href, p.links)])
    return rf"""\documentclass[letterpaper,11pt]{{article}}\usepackage[T1]{{fontenc}}\usepackage{{lmodern}}\usepackage[utf8]{{inputenc}}\usepackage[margin=0.6in]{{geometry}}
\usepackage{{titlesec}}\titleformat{{\section}}{{\scshape\large}}{{}}{{0em}}{{}}[\titlerule]{_BASE}
\begin{{document}}\begin{{center}}\textbf{{\Huge \scshape {p.name}}}\\ \small {contact}\end{{center}}
\section{{{p.heading("education")}}}{schools}
\section{{{p.heading("experience")}}}{jobs}
\section{{Technical {p.heading("skills")}}}
\textbf{{Core}}: {tex(", ".join(p.skills[:half]))} \\ \textbf{{Other}}: {tex(", ".join(p.skills[half:] + p.soft))}
\section{{{p.heading("languages")}}}{tex(", ".join(spoken(p, " (")).replace(",", "),") + ")")}
\end{{document}}"""


def awesome(p: Person, d: Dates) -> str:
    """Awesome-CV's kind: a coloured beginning of headings, icons between contact data, place and dates at the right."""
    icons = {"linkedin": r"\faLinkedin", "github": r"\faGithub"}
    links = [
        (
            next((icon for kind, icon in icons.items() if kind in url), r"\faGlobe")
            + r"\ "
            + _href(url, tex(bare(url).rpartition("/")[2]))
        )
        for url in p.links
    ]
    contact = r" \ | \ ".join(
        [rf"\faMobile\ {p.phone}", rf"\faEnvelope\ \href{{mailto:{p.email}}}{{{tex(p.email)}}}", *links]
    )

    def entry(a: str, b: str, c: str, e: str, items: list[str]) -> str:
        return (
            rf"{{\bfseries {tex(a)}}}\hfill {{\color{{red!70!black}}\itshape {tex(b)}}}\\{{\small\scshape {tex(c)}}}\hfill{{\small\itshape {e}}}"
            + (_items(items) if items else r"\par")
        )

    jobs = "".join(entry(j.company, j.place, j.title, d.period(j), j.bullets) for j in p.jobs)
    schools = "".join(entry(c.school, "", p.degree(c), d.period(c), []) for c in p.schools)
    return rf"""\documentclass[11pt,a4paper]{{article}}\usepackage{{fontspec}}\setmainfont{{Lato}}\usepackage[margin=1.6cm]{{geometry}}
\usepackage{{xcolor}}\usepackage{{fontawesome5}}\usepackage{{titlesec}}\titleformat{{\section}}{{\Large\bfseries}}{{}}{{0em}}{{}}[\titlerule]{_BASE}
\begin{{document}}\begin{{center}}{{\fontsize{{30}}{{34}}\selectfont {p.name}}}\\[2pt]{{\scshape\color{{red!70!black}} {tex(p.headline)}}}\\{{\itshape {tex(p.location)}}}\\{contact}\end{{center}}
\section{{{p.heading("summary")}}}{tex(p.summary)}
\section{{{p.heading("experience")}}}{jobs}
\section{{{p.heading("education")}}}{schools}
\section{{{p.heading("skills")}}}
\begin{{tabular}}{{r@{{\quad}}p{{12cm}}}}\textbf{{Main}} & {tex(", ".join(p.skills))} \\ \textbf{{Other}} & {tex(", ".join(p.soft) or "—")}\end{{tabular}}
\section{{{p.heading("languages")}}}{tex(", ".join(spoken(p, " ")))}
\end{{document}}"""


def alternative(p: Person, d: Dates) -> str:
    """AltaCV's kind: two columns side by side, icons before dates and places, tags for skills, dots for levels."""

    def tags(items: list[str]) -> str:
        return " ".join(rf"\fbox{{{tex(item)}}}" for item in items)

    jobs = r"\par\smallskip ".join(
        rf"{{\large {tex(j.title)}}}\par{{\bfseries\color{{teal}} {tex(j.company)}}}\par{{\small \faCalendar*[regular]\ {d.period(j)}\quad \faMapMarker\ {tex(j.place)}}}{_items(j.bullets)}"
        for j in p.jobs
    )
    schools = r"\par\smallskip ".join(
        rf"{{\large {tex(p.degree(c))}}}\par{{\bfseries\color{{teal}} {tex(c.school)}}}\par{{\small \faCalendar*[regular]\ {d.period(c)}}}\par"
        for c in p.schools
    )
    full, empty = r"\faCircle ", r"\faCircle[regular] "
    dots = r"\par ".join(
        rf"{tex(p.language_name(n))}\hfill {full * (5 - i)}{empty * i}" for i, (n, _) in enumerate(p.languages)
    )
    contact = r"\quad ".join(
        [
            rf"\faAt\ {tex(p.email)}",
            rf"\faPhone\ {p.phone}",
            rf"\faMapMarker\ {tex(p.location)}",
            *(rf"\faLink\ {_href(u)}" for u in p.links),
        ]
    )
    return rf"""\documentclass[10pt,a4paper]{{article}}\usepackage{{fontspec}}\setmainfont{{Lato}}\usepackage[margin=1.3cm]{{geometry}}\usepackage{{paracol}}
\usepackage{{xcolor}}\usepackage{{fontawesome5}}\usepackage{{titlesec}}\titleformat{{\section}}{{\Large\bfseries\color{{teal}}}}{{}}{{0em}}{{}}[\titlerule]{_BASE}
\begin{{document}}\raggedright{{\Huge\bfseries {p.name}}}\\[4pt]{{\large\color{{teal}} {tex(p.headline)}}}\\[4pt]{{\small {contact}}}
\columnratio{{0.6}}\begin{{paracol}}{{2}}\section{{{p.heading("experience").upper()}}}{jobs}\switchcolumn
\section{{{p.heading("summary").upper()}}}{tex(p.summary)}\section{{{p.heading("skills").upper()}}}{tags(p.all_skills)}
\section{{{p.heading("languages").upper()}}}{dots}\section{{{p.heading("education").upper()}}}{schools}\end{{paracol}}
\end{{document}}"""


def two_boxes(p: Person, d: Dates) -> str:
    """Deedy's kind: a narrow left box with education, links and skills; the work at the right; upper-case employers."""
    jobs = "".join(
        rf"{{\large\bfseries\MakeUppercase{{{tex(j.company)}}}}} {{\color{{gray}}| {tex(j.title)}}}\\{{\color{{gray}}\small {d.period(j)} | {tex(j.place)}}}{_items(j.bullets)}\medskip "
        for j in p.jobs
    )
    schools = "".join(
        rf"{{\bfseries\MakeUppercase{{{tex(c.school)}}}}}\\{tex(p.degree(c))}\\{{\color{{gray}}\small {d.period(c)}}}\\[6pt]"
        for c in p.schools
    )
    links = r"\\".join(_site(u) + " " + _href(u, _bold(bare(u).rpartition("/")[2])) for u in p.links)
    skills = r" \textbullet{} ".join(tex(s) for s in p.all_skills)
    tongues = r"\\".join(tex(one) for one in spoken(p, " "))
    return rf"""\documentclass[10pt,letterpaper]{{article}}\usepackage{{fontspec}}\setmainfont{{Lato}}\usepackage[margin=1.2cm]{{geometry}}\usepackage{{xcolor}}
\usepackage{{titlesec}}\titleformat{{\section}}{{\Large\color{{gray}}}}{{}}{{0em}}{{}}{_BASE}
\begin{{document}}\begin{{center}}{{\fontsize{{34}}{{36}}\selectfont {p.name}}}\\{{\small\color{{gray}} {_href("mailto:" + p.email, tex(p.email))} | {p.phone} | {tex(p.location)}}}\\\rule{{\textwidth}}{{.4pt}}\end{{center}}
\begin{{minipage}}[t]{{0.32\textwidth}}\raggedright\section*{{{p.heading("education").upper()}}}{schools}\section*{{Links}}{links}
\section*{{{p.heading("skills").upper()}}}{skills}\section*{{{p.heading("languages").upper()}}}{tongues}\end{{minipage}}\hfill
\begin{{minipage}}[t]{{0.65\textwidth}}\section*{{{p.heading("experience").upper()}}}{jobs}\end{{minipage}}
\end{{document}}"""


def _bold(text: str) -> str:
    return rf"\textbf{{{tex(text)}}}"


def _site(url: str) -> str:
    return "LinkedIn://" if "linkedin" in url else "Github://" if "github" in url else "Web://"


def plain_article(p: Person, d: Dates) -> str:
    """An old-fashioned page: contact data in two corners, headings hanging at the left, ligatures of Computer Modern."""
    jobs = "".join(
        rf"\textbf{{{tex(j.company)}}}, {tex(j.place)}\hfill {d.period(j)}\\\emph{{{tex(j.title)}}}{_items(j.bullets)}"
        for j in p.jobs
    )
    schools = "".join(rf"\textbf{{{tex(c.school)}}}\hfill {d.period(c)}\\{tex(p.degree(c))}\par " for c in p.schools)

    def part(name: str, text: str) -> str:
        return rf"\noindent\begin{{tabular}}{{@{{}}p{{2.6cm}}p{{13.4cm}}@{{}}}}\textsc{{{name}}} & \begin{{minipage}}[t]{{13.4cm}}{text}\end{{minipage}}\end{{tabular}}\par\bigskip "

    body = "".join(
        part(p.heading(name), text)
        for name, text in (
            ("education", schools),
            ("experience", jobs),
            ("skills", tex(", ".join(p.all_skills))),
            ("languages", tex(", ".join(spoken(p, " ")))),
            ("certifications", tex("; ".join(p.certifications) or "—")),
        )
    )
    return rf"""\documentclass[11pt]{{article}}\usepackage[T1]{{fontenc}}\usepackage{{lmodern}}\usepackage[utf8]{{inputenc}}\usepackage[margin=2.2cm]{{geometry}}{_BASE}
\begin{{document}}\begin{{center}}{{\LARGE\bfseries {p.name}}}\end{{center}}{tex(p.location)}\hfill {tex(p.email)}\\{p.phone}\hfill {" ".join(map(_href, p.links))}\par\bigskip
{body}\end{{document}}"""

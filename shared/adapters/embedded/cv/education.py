"""Courses of study: where, which degree, in what, when."""

import re
from dataclasses import dataclass, field

from shared.adapters.embedded.cv import dates
from shared.adapters.embedded.cv.dates import Period
from shared.adapters.embedded.cv.document import Line
from shared.adapters.embedded.cv.places import is_place, leading_name
from shared.ports.cv import Education

_MOST_COURSES = 20
_INSTITUTION = re.compile(
    r"universi|\bcollege\b|\bschool\b|institut|academy|akademi|accademia|academia|hochschule|\bfh\b|\btu\b|"
    r"gymnasium|gesamtschule|"
    r"realschule|berufsschule|berufskolleg|schule\b|\becole|\bécole|lycée|lycee|faculté|polytech|politecn|politéc|"
    r"politech|politek|hogeschool|polyte|πανεπιστ|σχολή|σχολείο|λύκειο|विश्वविद्यालय|महाविद्यालय|escuela|"
    r"instituto|facultad|faculdade|escola|colegio|colégio|\bliceo|uniwersytet|politechnika|szkoła|liceum|"
    r"üniversite|lisesi|universitet|"
    r"högskola|højskole|yliopisto|univerzit|egyetem|университет|институт|колледж|лицей|школа|академия|університет|"
    r"інститут|коледж|"
    r"ліцей|大学|大學|学院|学校|高校|대학교|대학|고등학교|جامعة|كلية|معهد|אוניברסיט|מכללה|הטכניון|\bmit\b|\beth\b|"
    r"\biit\b|\bucla\b|conservato|seminary",
    re.I,
)
_DEGREE = re.compile(
    r"\b(?:bachelor\w*|master(?:'s|s|studium)?|ph\.? ?d\.?|doctor(?:ate|al)?|doktor\w*|b\.? ?sc\.?|m\.? ?sc\.?|"
    r"b\.? ?a\.?|m\.? ?a\.?|b\.?s\.?|m\.?s\.?|"
    r"b\.? ?eng\.?|m\.? ?eng\.?|b\.? ?e\.?|b\.? ?tech\.?|m\.? ?tech\.?|m\.?b\.?a\.?|b\.?b\.?a\.?|b\.? ?com\.?|"
    r"m\.? ?com\.?|ll\.? ?[bm]\.?|j\.?d\.?|m\.?d\.?|m\.?phil\.?|"
    r"b\.?f\.?a\.?|m\.?f\.?a\.?|b\.?ed\.?|m\.?ed\.?|bca|mca|associate(?:'s)? (?:degree|of)|diploma|dipl[oô]m\w*|"
    r"dipl\.?-?\s?ing\w*|magister\w*|"
    r"abitur|matura|fachabitur|ausbildung|licence|licenc\w+|laurea\w*|dottorato|ingénieur|ingenieur|bts|dut|"
    r"baccalauréat|bac|cap|grado|grau|"
    r"máster|maestría|mestrado|bacharelado|técnico|tecnólogo|doutorado|doctorado|ged|high school|secondary school|"
    r"a-?levels?|gcse|hnd|hnc|nvq|"
    r"postgraduate|undergraduate|degree|certificate|licencjat|inżynier|studia|lisans|yüksek lisans|önlisans|"
    r"kandidat\w*|"
    r"бакалавр\w*|магистр\w*|studium|hsc|ssc|магістр\w*|специалист|спеціаліст|аспирантура|кандидат|диплом)(?!\w)"
    r"|本科|学士|硕士|博士|修士|학사|석사|박사|بكالوريوس|ماجستير|دكتوراه|תואר|dottore",
    re.I,
)
_EXCHANGE = re.compile(r"semester|exchange|erasmus|auslands", re.I)
_SUBJECT = re.compile(
    r"\b(?:\w*science|\w*sciences|\w*engineering|arts?|stud(?:y|ies)|business|economics|finance|accounting|"
    r"marketing|management|mathematics|"
    r"physics|chemistry|\w*biology|history|law|medicine|nursing|psychology|sociology|education|philosophy|"
    r"literature|journalism|design|"
    r"architecture|informatics|informatik|statistics|communications?|linguistics|music|geography|politics|"
    r"electronics|mechanics|bwl|jura)\b",
    re.I,
)
_GRADE = re.compile(
    r"[,;(]?\s*\b(?:(?:cumulative )?c?gpa|grade|score|note|abschlussnote|mention|average|percentage|honou?rs)\b.*$",
    re.I,
)
_NOTE = re.compile(
    r"^(?:(?:(?:master|bachelor)\w*[ '-]*)?thesis|adviser|advisor|focus|coursework|courses|relevant|gpa|"
    r"cumulative|activities|minor|honou?rs|graduated|keywords|"
    r"schwerpunkt|abschlussarbeit|mémoire|grade|score|award|abschluss)\b",
    re.I,
)
_OPEN_END = re.compile(r"\s(?:of|the|and|&|für|der|und|de|del|la|do|da|dos|di|du|des|d'|et|y|e|van|voor)$", re.I)
_SEPARATOR = re.compile(r"\t|\s+@\s+|\s+[|·•●▪]\s+|\s*\|\s*|\s+[–—-]\s+|;\s")


@dataclass(slots=True)
class _Course:
    institution: str | None = None
    degree: str | None = None
    subject: str | None = None
    period: Period | None = None
    school_first: bool = False
    unnamed_school: str | None = None
    """What stands before a degree: its school, if no other is named (`UC Riverside`)."""
    loose: list[str] = field(default_factory=list)
    """Pieces that are neither a school nor a degree nor a date."""

    @property
    def is_known(self) -> bool:
        return bool(self.institution or self.degree)


def read_education(lines: list[Line]) -> list[Education]:
    """The courses of study in a section about education, in its order."""
    lines = _rejoined(lines)
    courses = [_Course()]
    dates_lead = _dates_lead(lines)
    for line in lines:
        if _NOTE.match(line.content) and "\t" not in line.content:
            continue
        pieces = _pieces(line)
        if dates_lead and pieces and pieces[0][0] == "date" and courses[-1].is_known:
            courses.append(_Course())
        for kind, piece, period in pieces:
            _place(courses, kind, piece, period, line)
        if len(courses) > _MOST_COURSES:
            break
    return [_education(course) for course in courses if course.is_known]


def _rejoined(lines: list[Line]) -> list[Line]:
    """The lines, with names that a narrow column broke after a small word (`Universidad de` `Chapala`) in one."""
    joined: list[Line] = []
    for line in lines:
        above = joined[-1] if joined else None
        if above and _OPEN_END.search(above.text) and above.size == line.size and not line.is_bullet:
            joined[-1] = Line(f"{above.text} {line.text}", above.size, above.left, above.heading)
        else:
            joined.append(line)
    return joined


def _dates_lead(lines: list[Line]) -> bool:
    """Whether courses begin with their date, as in a table with the dates at the left."""
    first = next((pieces for line in lines if (pieces := _pieces(line))), [])
    return bool(first) and first[0][0] == "date"


def _pieces(line: Line) -> list[tuple[str, str, Period | None]]:
    """What a line says, piece by piece: `date`, `school`, `degree` or `loose`."""
    found: list[tuple[str, str, Period | None]] = []
    for cell in line.content.split("\t"):
        periods = [period for period in dates.find_periods(cell) if not (line.is_bullet and period.single)]
        if periods:
            found.append(("date", "", periods[0]))
            before, after = cell[: periods[0].at], cell[periods[0].until :]
            cell = (
                before
                if not after.strip(" ,;()|.-–")
                else after
                if not before.strip(" ,;()|.-–")
                else f"{before} | {after}"
            )
        for piece in _SEPARATOR.split(_GRADE.sub("", dates.drop_durations(cell))):
            piece = piece.strip(" ,;|·()/–—-")
            if len(piece) < 2 or re.match(r"https?://|www\.", piece):
                continue
            found += [(kind, text, None) for kind, text in _kinds(piece)]
    return found


def _kinds(piece: str) -> list[tuple[str, str]]:
    """A piece, or its two halves where it names degree and school in one breath."""
    piece = piece.replace("،", ",").rstrip(" ,")
    school, degree = _INSTITUTION.search(piece), _DEGREE.search(piece)
    if school and degree:
        for separator in (", ", " at ", " from ", " an der ", " à ", " en la "):
            for cut in range(piece.count(separator)):
                at = _nth(piece, separator, cut)
                first, second = piece[:at], piece[at + len(separator) :]
                if _DEGREE.search(first) and not _INSTITUTION.search(first) and _INSTITUTION.search(second):
                    return [("degree", first), ("school", second)]
                if _INSTITUTION.search(first) and not _DEGREE.search(first) and _DEGREE.search(second):
                    return [("school", first), ("degree", second)]
        words = re.match(r"(\w+) (?=[^\W\d_a-z])", piece)
        if words and degree.span() == words.span(1):
            return [("degree", words[1]), *_school_and_subject(piece[words.end() :])]
        return [("degree", piece)] if degree.start() == 0 and school.start() != 0 else [("school", piece)]
    if school:
        return _school_and_subject(piece)
    if is_place(piece):
        return [("place", piece)]
    return [("degree" if degree else "loose", piece)]


def _school_and_subject(piece: str) -> list[tuple[str, str]]:
    """`Princeton University, Computer Science` at the comma; a town or faculty stays with the school."""
    school, _, tail = piece.rpartition(", ")
    if school and _SUBJECT.search(tail) and not _INSTITUTION.search(tail) and not is_place(tail):
        return [("school", school), ("loose", tail)]
    return [("school", piece)]


def _nth(text: str, part: str, number: int) -> int:
    at = text.find(part)
    for _ in range(number):
        at = text.find(part, at + 1)
    return at


def _place(courses: list[_Course], kind: str, piece: str, period: Period | None, line: Line) -> None:
    """Add a piece to the course it belongs to; a second school, degree or date begins a new one."""
    course = courses[-1]
    if kind == "date":
        if course.period is not None:
            courses.append(course := _Course())
        course.period = period
    elif kind == "school":
        if course.institution is not None:
            courses.append(course := _Course())
        course.school_first = course.degree is None
        course.institution = piece
    elif kind == "degree" and len(piece) < 120:
        if course.degree is not None:
            shared = course.institution if course.school_first else None
            courses.append(course := _Course(institution=shared, school_first=course.school_first))
        course.degree = piece
    elif kind == "loose" and _EXCHANGE.search(piece) and len(piece) < 60:
        if course.degree is not None:
            courses.append(course := _Course())
        course.degree = piece
    elif kind == "loose" and not course.is_known and piece[:1].isupper() and len(piece) < 60:
        course.unnamed_school = course.unnamed_school or piece
    elif (
        kind == "loose"
        and (course.degree or _SUBJECT.search(piece))
        and course.is_known
        and len(piece) < 60
        and not line.is_bullet
    ):
        course.loose.append(piece)


def _education(course: _Course) -> Education:
    degree, subject = _degree_and_field(course.degree) if course.degree else (None, None)
    if subject is None and course.loose and course.loose[0][:1].isupper():
        subject = course.loose[0]
    subject = subject.strip(" ()") if subject else None
    institution = course.institution or course.unnamed_school
    if institution:
        institution = leading_name(institution)[0] or institution
    period = course.period
    start = end = None
    if period is not None:
        start, end = (None, period.start) if period.single else (period.start, period.end)
    return Education(institution=institution, degree=degree, field=subject, start_date=start, end_date=end)


def _degree_and_field(text: str) -> tuple[str, str | None]:
    """`Master of Science in Physics` → `Master of Science`, `Physics`."""
    for separator in (r"\s+(?:in|en|im Fach)\s+", r"\s*[:,]\s+"):
        pieces = re.split(separator, text, maxsplit=1)
        if len(pieces) == 2 and _DEGREE.search(pieces[0]) and len(pieces[0]) > 1 and pieces[1]:
            return pieces[0].strip(), pieces[1].strip()
    match = _DEGREE.match(text)
    if match and (rest := text[match.end() :].strip(" .,")) and len(match[0]) <= 6:
        return match[0].strip(), rest
    return text, None

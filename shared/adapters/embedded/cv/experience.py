"""Positions held: who, what, when, where, and what was done there."""

import re
from collections import Counter
from dataclasses import dataclass, field

from shared.adapters.embedded.cv import dates
from shared.adapters.embedded.cv.dates import Period
from shared.adapters.embedded.cv.document import Line
from shared.adapters.embedded.cv.forms import without_labels
from shared.adapters.embedded.cv.heads import (
    AS_WORD,
    WEB_ADDRESS,
    at_dash,
    choose,
    is_employer,
    pieces_at_commas,
    pieces_at_dashes,
    pieces_of,
)
from shared.adapters.embedded.cv.places import is_place, split_place
from shared.adapters.embedded.cv.words import names_a_position
from shared.ports.cv import WorkExperience

_LONGEST_HEAD = 130
_LONGEST_HEAD_LINES = 2
_MOST_POSITIONS = 60
_LONGEST_DESCRIPTION = 4_000
_ABBREVIATED = re.compile(r"(?:^|[\s.])[^\W\d_a-z][^\W\d_]{0,4}\.$|\bo\.\s?o\.$|[公会회][司社사]\.$")


@dataclass(slots=True)
class _Entry:
    """Lines around a date that tell of one position."""

    period: Period
    own: str
    """What else stands on the line of the date."""
    nested: bool
    """Whether that line is an item of a list, as when one employer lists several positions."""
    grouped: bool = False
    """Whether it follows the items of another position without a head of its own: the same employer."""
    before: list[Line] = field(default_factory=list)
    after: list[Line] = field(default_factory=list)


def read_experience(lines: list[Line]) -> list[WorkExperience]:
    """The positions in a section about work, in the order of the section. A position needs a date."""
    positions: list[WorkExperience] = []
    told = [line for line in without_labels(lines) if WEB_ADDRESS.sub("", line.content).strip(" ()")]
    entries = _entries(told)[:_MOST_POSITIONS]
    shape = _shape_of(entries)
    for entry in entries:
        previous = positions[-1] if positions else None
        if position := _position(entry, previous, shape):
            positions.append(position)
    return positions


def read_misplaced(lines: list[Line]) -> list[WorkExperience]:
    """The positions in lines that stand under another heading, as where columns of skills come between the heading and
    its text: those that name a position, an employer and a period."""
    return [
        one
        for one in read_experience(lines)
        if one.title and one.company and names_a_position(one.title) and (one.current or one.end_date != one.start_date)
    ]


@dataclass(frozen=True, slots=True)
class _Shape:
    """How the positions of a CV are written: whether the title comes first, and how many lines after the date tell."""

    title_first: bool
    after: int


def _shape_of(entries: list[_Entry]) -> _Shape | None:
    """The shape of most positions whose title is a known word; None if there are none, or they differ."""
    shapes = Counter(shape for entry in entries if (shape := _shape(entry)))
    if not shapes:
        return None
    shape, count = shapes.most_common(1)[0]
    return shape if count * 2 > shapes.total() else None


def _shape(entry: _Entry) -> _Shape | None:
    parts, used = _best_parts(entry)
    title, company = choose(parts)
    if title is None or company is None or _is_unsure(title, company):
        return None
    return _Shape(parts.index(title) < parts.index(company), used)


def _shaped(entry: _Entry, shape: _Shape) -> tuple[str, str] | None:
    """Title and employer of a position whose words tell nothing, told by their order in the others."""
    texts = [entry.own, *(line.content for line in entry.before)]
    texts += [line.content for line in entry.after[: shape.after]]
    parts = [part for text in texts for part in pieces_of(text) if not is_place(part)]
    if len(parts) < 2:
        parts = [piece for part in parts for whole in at_dash(part, to_employer=False) for piece in whole.split(", ")]
    if len(parts) < 2 or len(parts[0]) > 70 or len(parts[1]) > 70:
        return None
    return (parts[0], parts[1]) if shape.title_first else (parts[1], parts[0])


def _entries(lines: list[Line]) -> list[_Entry]:
    entries: list[_Entry] = []
    pending: list[Line] = []
    anchors = [_anchor(line) for line in lines]
    first = anchors[0] if anchors else None
    dates_lead = first is not None and (not first[1] or is_place(first[1]))
    employers_are_items = bool(lines) and lines[0].is_bullet
    two_lines = _head_takes_two_lines(lines, anchors)
    for line, anchor in zip(lines, anchors, strict=True):
        if anchor is None:
            pending.append(line)
            continue
        entry = _Entry(anchor[0], anchor[1], line.is_bullet)
        if _dates_the_head_above(line, anchor[1], pending):
            entry.own, entry.nested = "", False
            entry.after.append(Line(f"• {anchor[1]}", line.size, line.left))
        head = [] if dates_lead else _head_before(pending, entry, items=employers_are_items, two_lines=two_lines)
        if entries:
            entries[-1].after += pending[: len(pending) - len(head)]
        entry.before = head
        entry.grouped = not head and bool(entries) and (entries[-1].grouped or bool(entries[-1].before))
        entries.append(entry)
        pending = []
    if entries:
        entries[-1].after += pending
    return entries


def _head_takes_two_lines(lines: list[Line], anchors: list[tuple[Period, str] | None]) -> bool:
    """Whether employer and position have a line each, as the first position of the section shows: then a comma in one
    of them divides nothing."""
    first, anchor = next(((at, anchor) for at, anchor in enumerate(anchors) if anchor), (0, None))
    if anchor is None or first > _LONGEST_HEAD_LINES + 1:
        return False
    above = [line for line in lines[max(0, first - 2) : first] if _is_name(line) and not is_place(line.content)]
    own = anchor[1]
    return len(above) + bool(own and not is_place(own)) == 2


def _dates_the_head_above(line: Line, own: str, pending: list[Line]) -> bool:
    """Whether a date stands in an item only because the layout put it at the margin beside the first one."""
    if not line.is_bullet or "\t" not in line.text or not own:
        return False
    above = pending[-1].content if pending and _is_head(pending[-1]) else ""
    return (bool(above) and all(choose(pieces_at_commas(above)))) or not names_a_position(own) or len(own) > 80


def _anchor(line: Line) -> tuple[Period, str] | None:
    """The period that dates a position, and the rest of its line; None for a date inside a sentence."""
    cells = line.content.split("\t")
    for number, cell in enumerate(cells):
        if period := dates.whole_period(cell):
            return period, "\t".join(cells[:number] + cells[number + 1 :]).strip()
    for number, cell in enumerate(cells):
        for period in dates.find_periods(cell):
            before, after = cell[: period.at].strip(" (,;|·-–—"), cell[period.until :].strip(" ),;|·-–—/.")
            outside = not before or not after or cell[period.at - 1 : period.at] in "(|"
            if period.single and (line.is_bullet or (before and len(period.start) == 4)):
                continue
            if outside and len(cell) <= _LONGEST_HEAD and not (line.is_bullet and (period.single or after)):
                rest = [*cells[:number], before, dates.drop_durations(after).strip(" ·()"), *cells[number + 1 :]]
                return period, "\t".join(part for part in rest if part)
            if not period.single and before and names_a_position(before) and len(before) < 100 and len(cell) < 220:
                return period, f"{before}\t{after}"
    return None


def _head_before(pending: list[Line], entry: _Entry, *, items: bool, two_lines: bool) -> list[Line]:
    """The lines just above a date that name its position: at most two, and as few as needed.

    `items` tells that the section opens with an item of a list, so that employers may be items themselves;
    `two_lines` that employer and position have a line each.
    """
    title, company = choose(pieces_of(entry.own))
    pieces = pieces_at_commas(entry.own) if "," in entry.own and not two_lines else []
    if (title and company) or all(choose(pieces)) or _names_employer(entry.own):
        return []
    head: list[Line] = []
    for line in reversed(pending):
        names = sum(not is_place(one.content) for one in head)
        if not _is_name(line) or names == (1 if title or company else 2) or len(head) > _LONGEST_HEAD_LINES:
            break
        if head and not two_lines and all(choose(pieces_at_commas(head[0].content))):
            break
        head.insert(0, line)
    if not head and items and pending and pending[-1].is_bullet and not entry.nested:
        line = pending[-1]
        head = [line] if _is_name(Line(line.content)) and len(line.content) <= 70 else []
    return head


def _names_employer(text: str) -> bool:
    """Whether one of several pieces of a text is clearly an employer, so that another must be the position."""
    pieces = [piece for part in pieces_of(text) if not is_place(part) for piece in part.split(",") if piece.strip()]
    return len(pieces) > 1 and any(is_employer(piece) for piece in pieces)


def _is_head(line: Line) -> bool:
    text = line.content
    ended = text[-1:] in (".", ";", ":") and not _ABBREVIATED.search(text)
    begun = not text[:1].islower() or bool(AS_WORD.match(text))
    return not line.is_bullet and 1 < len(text) <= _LONGEST_HEAD and not ended and begun


def _position(entry: _Entry, previous: WorkExperience | None, shape: _Shape | None) -> WorkExperience | None:
    parts, used = _best_parts(entry)
    title, company = choose(parts)
    divided = shape is not None and used < shape.after and company is not None and not is_employer(company)
    if (
        shape
        and (divided or _is_unsure(title, company))
        and not (entry.nested or entry.grouped)
        and (told := _shaped(entry, shape))
    ):
        title, company = told
        used = shape.after
    if company is None and (entry.nested or entry.grouped) and previous is not None:
        company = previous.company
    if title is None and company is None:
        return None
    place = next((part for part in parts if is_place(part)), None)
    if company:
        company, tail = split_place(company)
        place = place or tail
    return WorkExperience(
        company=company,
        title=title,
        start_date=entry.period.start,
        end_date=entry.period.start if entry.period.single else entry.period.end,
        current=entry.period.current,
        location=place,
        description="\n".join(line.content.replace("\t", " ") for line in entry.after[used:])[:_LONGEST_DESCRIPTION],
    )


def _is_unsure(title: str | None, company: str | None) -> bool:
    """Whether the words do not tell which is the position and which the employer."""
    if title is None or company is None:
        return True
    told = (names_a_position(title), names_a_position(company))
    return told in ((True, True), (False, False)) and not is_employer(company)


def _best_parts(entry: _Entry) -> tuple[list[str], int]:
    """The pieces of the first reading of an entry that names position and employer, and how many lines after it that
    takes; else the pieces of the plainest reading."""
    head = [entry.own, *(line.content for line in entry.before)]
    plain = [part for text in head for part in pieces_of(text)]
    after = 0
    while after < min(2, len(entry.after)) and not entry.nested and _is_name(entry.after[after]):
        after += 1
    following = [pieces_of(line.content) for line in entry.after[:after]]
    at_dashes = [part for text in head for part in pieces_at_dashes(text)]
    readings = [
        (plain, 0),
        ([piece for part in plain for piece in at_dash(part, to_employer=True)], 0),
        (plain if following else at_dashes, 0),
        ([piece for text in head for piece in pieces_at_commas(text)], 0),
        *((plain + [part for parts in following[:count] for part in parts], count) for count in range(1, after + 1)),
        *((plain + pieces_at_commas(line.content), 1) for line in entry.after[: min(after, 1)]),
        *((plain + pieces_at_dashes(line.content), 1) for line in entry.after[: min(after, 1)]),
        (at_dashes, 0),
    ]
    complete = [reading for reading in readings if all(choose(reading[0]))]
    sure = (reading for reading in complete if names_a_position(choose(reading[0])[0] or ""))
    found, used = next(sure, complete[0] if complete else readings[0])
    if used == 0 and following and all(is_place(part) for part in following[0]):
        return found + following[0], 1  # the line below says only where
    return found, used


def _is_name(line: Line) -> bool:
    """Whether a line beside a date names rather than tells: short, in capitals or opening with a position."""
    text = WEB_ADDRESS.sub("", line.content)
    words = [word for word in re.findall(r"[^\W\d_]{2,}", text) if len(word) > 3 or word[0].isupper()]
    capital = sum(not word[0].islower() for word in words)
    enough = capital * 2 >= len(words) if len(text.split()) < 4 else capital * 3 >= len(words) * 2
    named = enough or names_a_position(" ".join(line.content.split()[:2]))
    return _is_head(line) and len(line.content) <= 110 and len(words) <= 14 and named


def total_years(positions: list[WorkExperience], this_month: str) -> float | None:
    """Years in work up to `this_month` (`YYYY-MM`), overlaps counted once; None without a dated position."""
    spans = []
    for position in positions:
        if position.start_date:
            end = this_month if position.current else position.end_date or position.start_date
            first = _month_number(position.start_date, 1)
            last = min(_month_number(end, 12), _month_number(this_month, 12))
            spans.append((first, last + 1))
    if not spans:
        return None
    months, reached = 0, 0
    for first, after in sorted(spans):
        months += max(0, after - max(first, reached))
        reached = max(reached, after)
    return round(months / 12, 1)


def _month_number(date: str, default_month: int) -> int:
    year, _, month = date.partition("-")
    return int(year) * 12 + (int(month) if month else default_month)

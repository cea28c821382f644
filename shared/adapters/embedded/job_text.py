"""A job description as sentences, each with the part of the description that it stands in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from shared.language.phrases import any_of

LONGEST_TEXT = 30_000
"""Characters that are read of a description, so that a huge one takes no longer."""
_LONGEST_LINE = 2_000
_LONGEST_HEADING = 60
_INLINE_HEADING = re.compile(r"(?<=[.;:,!]) +(\*\*[^*\n]{2,40}\*\*)")
"""In bold letters in the middle of a line."""
_BULLET = re.compile(r"^\s*(?:[-–—*•·▪●○◦‣►✓✔o]\s+|\(?\d{1,2}[.)]\s+)")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ0-9])")
_ABBREVIATION_END = re.compile(r"\b(?:e\.g|i\.e|etc|incl|min|approx|Dr|Sr|Jr|vs|St)\.$", re.IGNORECASE)


class Part(StrEnum):
    """A part of a description."""

    DUTIES = "duties"
    REQUIRED = "required"
    PREFERRED = "preferred"
    QUALIFICATIONS = "qualifications"
    ASIDE = "aside"
    """About the employer, what is offered, how to apply: asks for nothing."""
    BODY = "body"
    """Under no heading that is known."""


_HEADINGS = (
    (
        Part.PREFERRED,
        any_of(
            r"nice[- ]to[- ]haves?|preferred|desirable|desired|bonus( points)?|(a )?plus(es)?|advantageous|optional"
            r"|good to have|ideally|beneficial"
        ),
    ),
    (
        Part.ASIDE,
        any_of(
            r"benefits|perks|(what )?we offer|about (us|the company|our company|the team)|who we are|our (company|team"
            r"|culture|story)|salary|compensation|pay|how to apply|to apply|apply|why (join|work|us)\b.*|equal"
            r" opportunit\w+|what's in it for you|contact"
        ),
    ),
    (
        Part.DUTIES,
        any_of(
            r"responsibilit\w+|duties|tasks|what you('ll| will)? (do|be doing)|your (role|job|mission|tasks)|the role"
            r"|day[- ]to[- ]day|role overview|in this role|key accountabilities"
        ),
    ),
    (Part.QUALIFICATIONS, any_of(r"qualifications?|education|certifications?|licen[cs]es?")),
    (
        Part.REQUIRED,
        any_of(
            r"requirements?|required|must[- ]haves?|essential( criteria)?|skills"
            r"|(what )?you('ll| will)? (need|bring|have)"
            r"|(who )?you are|about you|your profile|profile|we('re| are)? (expect|look(ing)? for)|experience"
            r"|what we('re| are) looking for|candidate|mandatory|minimum|competenc\w+|knowledge"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, word for word, without its list mark."""

    text: str
    part: Part
    is_item: bool
    """Whether it stands in a list."""


def sentences(description: str) -> list[Sentence]:
    """The sentences of a description, in order."""
    found: list[Sentence] = []
    part = Part.BODY
    told = _INLINE_HEADING.sub(r"\n\1", description[:LONGEST_TEXT])
    for text in _unwrapped(told.splitlines()):
        heading, rest = _heading(text)
        part = heading or part
        if rest:
            is_item = _BULLET.match(rest) is not None
            body = _BULLET.sub("", rest).strip()
            found += [Sentence(piece, part, is_item) for piece in _split(body)]
    return found


def _unwrapped(lines: list[str]) -> list[str]:
    """The lines without empty ones; one that goes on with a small letter belongs to the line before it."""
    found: list[str] = []
    broken = False
    for line in lines:
        text = line[:_LONGEST_LINE].strip()
        if broken and text[:1].islower() and not _BULLET.match(text) and len(found[-1]) < _LONGEST_LINE:
            found[-1] = f"{found[-1]} {text}"
        elif text:
            found.append(text)
        broken = bool(text) and text[-1] not in ".:;!?" and len(text) > _LONGEST_HEADING
    return found


def _heading(line: str) -> tuple[Part | None, str]:
    """The part that a line opens, and what stands in the line beside the heading."""
    if _BULLET.match(line):
        return None, line
    title, colon, rest = line.partition(":")
    bare = title.strip(" #*_=-–—")
    if len(bare) > _LONGEST_HEADING or not bare or len(bare.split()) > 7:
        return None, line
    marked = bool(colon) or line.startswith(("#", "**", "=")) or line.isupper() or _looks_like_title(line)
    if not marked:
        return None, line
    for part, pattern in _HEADINGS:
        if pattern.search(bare):
            return part, rest.strip(" *_")
    return (Part.BODY, "") if marked and not rest.strip() and line.startswith("#") else (None, line)


def _looks_like_title(line: str) -> bool:
    return len(line.split()) <= 6 and line[-1] not in ".,;!" and not re.search(r"\d", line) and line[:1].isupper()


def _split(text: str) -> Iterator[str]:
    start = 0
    for match in _SENTENCE_END.finditer(text):
        piece = text[start : match.start()].strip()
        if piece and not _ABBREVIATION_END.search(piece):
            yield piece
            start = match.end()
    if text[start:].strip():
        yield text[start:].strip()

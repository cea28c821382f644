"""Skills: what the candidate lists as such; only without such a list, the known skills named in the text.

The vocabulary in `data/skills.txt` gives other spellings their usual name and tells soft skills from technical ones.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from shared.adapters.embedded.cv import dates
from shared.adapters.embedded.cv.document import LONGEST_LINE, Line, fold
from shared.adapters.embedded.cv.sections import Sections, section_named
from shared.adapters.embedded.cv.vocabulary import Known, is_skill, key, vocabulary
from shared.adapters.embedded.cv.words import languages
from shared.language.words import UNSPACED

_MOST_SKILLS = 120
_MOST_WORDS = 6
_LEVEL = re.compile(
    r"^(?:expert|advanced|intermediate|beginner|basic|basics|proficient|fluent|native|good|very good|excellent|"
    r"familiar|novice|"
    r"experienced|strong|skilled|working knowledge|(?:\d\+? ?)?(?:years?|yrs?)|sehr gut|gut|grundkenntnisse|"
    r"fortgeschritten|experte|"
    r"avancé|intermédiaire|débutant|courant|avanzado|intermedio|básico|experto|avançado|intermediário|средний|"
    r"продвинутый|базовый|"
    r"\d{1,3} ?%|\d ?/ ?\d{1,2}|[★☆●○•*]+)(?: level| knowledge| skills)?$",
    re.I,
)
_GROUP = re.compile(
    r"(?:\w+ )?(?:tools?|methods?|languages?|frameworks?|databases?|cloud|technolog\w+|programming|others?|personal|"
    r"software|"
    r"platforms?|libraries|web|backend|frontend|devops|main|core|soft|hard|technical|testing|data|skills|systems?|office|"
    r"advanced|good|basic|expert|fortgeschritten|sprachen|werkzeuge|methoden|outils|langages|herramientas|ferramentas)",
    re.I,
)
_LEVEL_BEFORE = re.compile(r"^(?:advanced|expert|good|basic|intermediate|proficient|fluent|sehr gut|gut) (?=\S)", re.I)
_OPEN_END = re.compile(r"\s(?:of|the|and|&|für|der|und|de|del|la|do|da|dos|di|du|des|et|y|e|van|voor)$", re.I)
_LABEL = re.compile(r"^[^:：,;]{2,45}[:：]\s*")
_KEPT_COMMA = "\0"
_FILLER = re.compile(
    r"^(?:and|und|et|y|e|i|и|та|such as|including|incl\.?|e\.g\.?|like|etc\.?|proficient in|experience with|"
    r"knowledge of|others?)\s+",
    re.I,
)
_Named = TypeVar("_Named", str, "Known")
_SENTENCE_WORD = re.compile(
    r"\b(?:the|a|an|is|are|was|were|i|my|we|our|with|to|for|by|using|used|have|has|ich|mit|je|nous|avec|para|con)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Skills:
    """Skills in the order of the CV. `listed` tells that the CV has a list of them."""

    technical: list[str]
    soft: list[str]
    listed: bool


def read_skills(sections: Sections) -> Skills:
    """The skills that a CV names."""
    listed = [*_listed(sections["skills"])]
    soft_listed = [*_listed(sections["soft_skills"])]
    if listed or soft_listed:
        names = _unique([_spelled(item) for item in listed])
        soft = [name for name in names if _is_soft(name)]
        soft += [name for name in _unique([_spelled(item) for item in soft_listed]) if name not in soft]
        return Skills([name for name in names if name not in soft][:_MOST_SKILLS], soft[:_MOST_SKILLS], True)
    text = [
        line.content for name, lines in sections.lines.items() if name not in ("references", "other") for line in lines
    ]
    named = _unique([skill for line in text for skill in _named_in(line)])
    return Skills([known.name for known in named][:_MOST_SKILLS], [], False)


def _listed(lines: list[Line]) -> list[str]:
    """The items of a list of skills, whatever parts them. Of sentences only the skills we know are taken."""
    items: list[str] = []
    for content in _rejoined(lines):
        for part in _without_label(content.split("\t")):
            body = part
            while (label := _LABEL.match(body)) and not is_skill(body):
                rest = body[label.end() :].strip()
                if not rest:
                    body = ""
                elif _LEVEL.match(rest):
                    body = label[0].rstrip(" :：")
                    break
                else:
                    body = rest
            for number, item in enumerate(_split(body)):
                if number == 0 and "," in body and not is_skill(item):
                    item = _LEVEL_BEFORE.sub("", item)
                if _is_item(item):
                    items.append(item)
                else:
                    items += [known.name for known in _named_in(item)]
    return items


def _without_label(cells: list[str]) -> list[str]:
    """The cells of a line but for one that only says what the others hold, or how well it is known."""
    if len(cells) < 2 or is_skill(cells[0]) or "," in cells[0] or len(cells[0].split()) > 3:
        return cells
    listed = len(re.split(r"[,;|•]", cells[1])) > 1
    return cells[1:] if (len(cells) == 2 and listed) or _GROUP.fullmatch(cells[0].strip(" :")) else cells


def _rejoined(lines: list[Line]) -> list[str]:
    """The contents of lines, those joined that go on after a comma or in the middle of a sentence."""
    joined: list[str] = []
    for line in lines:
        broken = bool(joined) and bool(
            joined[-1].endswith(",") or _OPEN_END.search(joined[-1]) or line.content[:1] in ",&"
        )
        told = bool(joined) and line.content[:1].islower() and len(joined[-1].split()) > 2
        if joined and not line.is_bullet and (broken or told) and len(joined[-1]) < LONGEST_LINE:
            joined[-1] = f"{joined[-1]} {line.content}"
        else:
            joined.append(line.content)
    return joined


def _split(text: str) -> list[str]:
    """The items of one line: parted by commas, bars, dots or semicolons outside brackets."""
    inner = re.sub(r"\([^()]{0,120}\)", lambda match: match[0].replace(",", _KEPT_COMMA), text)
    pieces = re.split(r"\s*[,;|•·●▪◦、，]\s*|\s+[–—-]\s+|\.\s+(?=[A-Z])", inner)
    items = []
    for piece in pieces:
        piece = re.sub(r"\s*\(([^()]*)\)$", lambda match: "" if _LEVEL.match(match[1]) else f" ({match[1]})", piece)
        piece = re.sub(r"\s*[★☆●○■□◆◇⬤◯]{2,}$", "", piece)
        piece = _FILLER.sub("", piece.replace(_KEPT_COMMA, ",").strip(" .:;-–—*/")).strip()
        if piece:
            items.append(piece)
    return items


def _is_item(item: str) -> bool:
    """Whether a piece can be a skill: short, no sentence, no level, no date, no language one speaks."""
    words = item.split()
    if section_named(item) in ("skills", "soft_skills", "languages"):
        return False
    if not words or len(words) > _MOST_WORDS or len(item) > 60 or _LEVEL.match(item) or dates.whole_period(item):
        return False
    if is_skill(item):
        return True
    if len(words) > 3 and (_SENTENCE_WORD.search(item) or item.endswith(".")):
        return False
    letters = re.findall(r"[^\W\d_]", item)
    enough = len(letters) > 1 or bool(re.search(r"[\u3040-\u9fff]", item))
    return enough and fold(item) not in languages() and "@" not in item and fold(item) not in ("etc", "other", "n a")


def _spelled(item: str) -> str:
    """The item in its usual capitals; the candidate's own words stay."""
    known = vocabulary().get(key(item))
    return known.name if known and known.name.lower() == item.lower() else item


def _is_soft(item: str) -> bool:
    known = vocabulary().get(key(item)) or vocabulary().get(key(re.sub(r"\s+skills?$", "", item, flags=re.I)))
    return known is not None and known.soft


def _named_in(text: str) -> list[Known]:
    """The known technical skills in running text, the longest names first; a word alone only if written as a name."""
    words = re.findall(rf"(?![{UNSPACED}])[^\W_](?:(?:(?![{UNSPACED}])[\w+#.&'/-])*(?![{UNSPACED}])[\w+#])?", text)
    found: list[Known] = []
    at = 0
    while at < len(words):
        for length in (4, 3, 2, 1):
            piece = words[at : at + length]
            known = vocabulary().get(key(" ".join(piece))) if len(piece) == length else None
            if known and not known.soft and (length > 1 or _is_name(piece[0], known, first=at == 0)):
                found.append(known)
                at += length - 1
                break
        at += 1
    return found


def _is_name(word: str, known: Known, *, first: bool) -> bool:
    """Whether a word means the skill: it is no everyday word, and in capitals though it does not open the line."""
    return not known.plain_word and any(ch.isupper() or not ch.isalpha() for ch in (word[1:] if first else word))


def _unique(items: Iterable[_Named]) -> list[_Named]:
    """Without repeats, capitals aside."""
    seen: dict[str, _Named] = {}
    for item in items:
        seen.setdefault((item if isinstance(item, str) else item.name).lower(), item)
    return list(seen.values())

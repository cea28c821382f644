"""Skills that the sentences of a job description name: known ones, and what stands after words that announce one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import dropwhile
from pathlib import Path

from shared.adapters.embedded import skill_names
from shared.adapters.embedded.skill_names import KnownSkill
from shared.language.phrases import any_of
from shared.language.words import FUNCTION_WORDS, UNSPACED

_WORD = re.compile(rf"(?![{UNSPACED}])[^\W_](?:(?:(?![{UNSPACED}])[\w+#.&'’/-])*(?![{UNSPACED}])[\w+#])?|[{UNSPACED}]+")
_MOST_WORDS = 4
_BEFORE_CREDENTIAL = FUNCTION_WORDS | {"valid", "current", "active"}
_BEFORE_PLAIN = any_of(
    r"(in|with|of|using|knows?|and|or|ms|microsoft|advanced|strong|good|basic|intermediate|required)$"
)
_AFTER_PLAIN = any_of(r"\W{0,2}(is|are|would|or|and|skills?|programming|experience|knowledge)")
_NEXT_IN_LIST = re.compile(r",\s+[A-Z]")
_VERBS_TOO = any_of("sketch|zoom|buffer|concur|slack|spring|flutter|jest|tally|access|excel|word|sage|notion|rest")
_AFTER_LANGUAGE = re.compile(
    r"\s*(?:$|[,.;:()/]|(?:is|are|would|or|and|at|in|to|on|level|skills?|speak\w*|language|knowledge|required|preferred|desir\w*"
    r"|welcome|an?|a plus|as|[abc][12])\b)",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"\b(?:(?:experience|experienced|expertise|background|proficien(?:t|cy)|skilled|competen(?:t|ce)|fluen(?:t|cy)"
    r"|familiar(?:ity)?|trained|certified|qualified) (?:(?:in|with|of|using)(?! an? )|as)|(?:knowledge"
    r"|understanding|command|mastery|grasp) of|ability to (?:read|use|operate|handle|perform|prepare|weld|drive"
    r"|lift)|willing(?:ness)? to (?:give|provide|perform|do|learn|work with))\s+"
    r"(?:(?:the|a|an|various|different|modern|relevant|common|all|both|at least one of)\s+)?(?P<rest>[^.;:()]{2,120})",
    re.IGNORECASE,
)
_CREDENTIAL = re.compile(
    r"\b(?P<name>(?:(?:[A-Z][\w&/+-]*|class)\s+){1,4}(?:licen[cs]e|certificat(?:e|ion)|registration|card|permit))\b"
    r"|\b(?P<plain>(?:driving|driver'?s?|nursing|forklift|teaching|medical|welding|security)\s+"
    r"(?:licen[cs]e|certificat(?:e|ion)|registration|permit))\b"
)
_ITEM_END = re.compile(r"\s*(?:,|/|\band\b|\bor\b|&|\bsuch as\b|\bincluding\b|\blike\b|\be\.g\.)\s*", re.IGNORECASE)
_NOT_A_SKILL = re.compile(
    r"\b(?:years?|months?|experience|similar|role|position|environment|field|team|company|industry|people|work|working"
    r"|related|relevant|plus|must|required|preferred|degree|least|minimum|ability|skills?|candidates?)\b|\d",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """A skill and where in the sentence its name begins."""

    name: str
    at: int
    is_soft: bool


def named_skills(sentence: str, *, announced: bool) -> list[Named]:
    """The skills that a sentence names, each once. With `announced` also such as the vocabulary does not hold."""
    found = {skill.name.lower(): skill for skill in reversed([*_known(sentence)])}
    if announced:
        found |= {skill.name.lower(): skill for skill in _languages(sentence)}
        taken = " ".join(found)
        for skill in _announced(sentence):
            if skill.name.lower() not in taken and not _holds_known(skill.name, found):
                found.setdefault(skill.name.lower(), skill)
    return sorted(found.values(), key=lambda skill: skill.at)


def _holds_known(phrase: str, found: dict[str, Named]) -> bool:
    """Whether a phrase only says more about a skill that was found by its name."""
    folded = f" {phrase.lower()} "
    return any(f" {name} " in folded for name in found) or any(skill.name.lower() in found for skill in _known(phrase))


def _known(sentence: str) -> Iterator[Named]:
    words = [*_WORD.finditer(sentence)]
    at = 0
    while at < len(words):
        for length in range(_MOST_WORDS, 0, -1):
            piece = words[at : at + length]
            if len(piece) < length or not _is_joined(sentence, piece):
                continue
            skill = (
                skill_names.find(" ".join(word.group() for word in piece))
                if length > 1
                else _single(sentence, piece[0])
            )
            if skill is not None:
                yield Named(skill.name, piece[0].start(), skill.is_soft)
                at += length - 1
                break
        at += 1


def _is_joined(sentence: str, piece: list[re.Match[str]]) -> bool:
    """Whether nothing but spaces parts the words."""
    if len(piece) < 2:
        return True
    between = sentence[piece[0].start() : piece[-1].end()]
    return not re.search(rf"[^\w\s+#.&'’/-]|\.\s|[{UNSPACED}]", between)


def _single(sentence: str, word: re.Match[str]) -> KnownSkill | None:
    """The skill that one word names; everyday words count only where they are written as a name."""
    text = word.group()
    skill = skill_names.find(text)
    if skill is None or text.lower() in FUNCTION_WORDS:
        return None
    before = sentence[: word.start()].rstrip()
    capital = any(character.isupper() or not character.isalpha() for character in text)
    if skill.is_plain_word:
        first = not before and _NEXT_IN_LIST.match(sentence[word.end() :])
        listed = before.endswith((",", "/", "(", ":")) or _BEFORE_PLAIN.search(before)
        opens = not before and _AFTER_PLAIN.match(sentence[word.end() :])
        return skill if capital and (listed or opens or first) else None
    if skill_names.is_name(skill, text):
        return skill if capital and (before or text.isupper() or not _VERBS_TOO.match(text)) else None
    return skill


def _languages(sentence: str) -> Iterator[Named]:
    """Languages to be spoken, not peoples or markets that are called alike."""
    for match in re.finditer(r"\b[A-Z][a-z]+\b", sentence):
        if match.group() in language_names() and _AFTER_LANGUAGE.match(sentence[match.end() :]):
            yield Named(match.group(), match.start(), False)


@cache
def language_names() -> frozenset[str]:
    """The English names of languages."""
    rows = (Path(__file__).parent / "cv" / "data" / "languages.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(row.partition(" |")[0].strip() for row in rows if row and not row.startswith("#"))


def _announced(sentence: str) -> Iterator[Named]:
    for match in _ANNOUNCED.finditer(sentence):
        at = match.start("rest")
        for item in _ITEM_END.split(match["rest"]):
            name = _phrase(item)
            if name:
                yield Named(name, max(at, sentence.find(name, at)), False)
            elif item.strip():
                break
    for match in _CREDENTIAL.finditer(sentence):
        name = (match["name"] or match["plain"]).strip()
        words = [*dropwhile(lambda word: word.lower() in _BEFORE_CREDENTIAL, name.split())]
        if len(words) > 1:
            yield Named(" ".join(words), match.start(), False)


def _phrase(item: str) -> str | None:
    """One to four words that can be a skill, else None."""
    words: list[str] = []
    for word in item.split():
        if word.lower().strip("’'") in FUNCTION_WORDS:
            if words:
                break
            continue
        words.append(word)
    name = " ".join(words).strip(" ,.;:-–'’")
    if not 1 <= len(words) <= _MOST_WORDS or len(name) < 3 or _NOT_A_SKILL.search(name):
        return None
    return name

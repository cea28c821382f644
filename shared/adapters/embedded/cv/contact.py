"""Who the CV is about and how to reach them."""

import re
from dataclasses import dataclass

import phonenumbers
from rapidfuzz import fuzz

from shared.adapters.embedded.cv.document import Document, Line, fold
from shared.adapters.embedded.cv.places import is_place, region_of, region_of_city
from shared.adapters.embedded.cv.sections import Sections, section_named
from shared.adapters.embedded.cv.words import countries, languages, names_a_position

_EMAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+%-]{0,63}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.){1,5}[A-Za-z]{2,24}(?![\w@])"
)
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'|,;()]{3,300}", re.I)
_BARE = re.compile(
    r"(?<![\w@./-])(?:[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?\.){1,3}"
    r"(?:com|org|net|io|dev|me|de|fr|es|it|nl|pl|uk|co|in|ai|app|tech|info|eu|ch|at|be|se|no|dk|fi|br|pt|ru|ua|ca|"
    r"us|au|jp|cn|kr|site|online|page|blog|xyz|ie|nz|za|mx|ar|cl|pe|gr|hu|cz|sk|ro|bg|hr|rs|si|tr|sg|my|hk|tw|id|vn|th|ph|pk|bd|"
    r"kz|ae|sa|il|eg|ma|tn|ng|ke|gh|lu|lt|lv|ee|pro|cloud|studio|design|digital|codes|software|works|bio|world|name)"
    r"(?:/[\w~%./?=&#-]{0,200})?(?![\w@-])"
)
_PROFILE = re.compile(
    r"(?<![\w./@-])(?:linkedin\.com/in|github\.com|gitlab\.com|behance\.net|xing\.com/profile)/[\w%~-]{2,60}", re.I
)
_BROKEN_LINK = re.compile(r"((?:/in/|\w\.\w{2,6}/)(?:[\w%~./-]{0,60}[/-])?)\n([\w%~-]{3,60}/?)(?=\n|\s\||$)")
"""An address that a narrow column broke after a slash or hyphen."""
_LABELS = re.compile(
    r"^(?:name|full name|e-?mail|email address|phone|tel|telephone|mobile|cell|handy|telefon|telefono|teléfono|"
    r"téléphone|address|"
    r"adresse|anschrift|wohnort|dirección|indirizzo|location|residence|city|ort|ciudad|ville|adres|адрес|город|"
    r"имя|фио|ім'я|"
    r"nombre|nombre y apellidos|nom|nom et prénom|nome|naam|vorname und name|imię i nazwisko|ad soyad|姓名|氏名|"
    r"이름|성명|الاسم|שם|地址|住所|주소|"
    r"العنوان|כתובת|linkedin|github|website|web|portfolio|місто|адреса)\s*[:：]\s*",
    re.I,
)
_NAME_LABEL = re.compile(
    r"^(?:full name|(?:sur|last )name\(?s?\)?\s*[/,]\s*(?:first|fore|given) ?name\(?s?\)?|"
    r"(?:first|fore|given) ?name\(?s?\)?\s*[/,]\s*(?:sur|last )name\(?s?\)?|cognome\s*(?:[/,]|e)?\s*nome|"
    r"apellidos?\(?s?\)?\s*(?:[/,]|y)?\s*nombres?\(?s?\)?|nom\(s\)\s*/\s*prénom\(s\)|nachname\(?n?\)?\s*/\s*vorname\(?n?\)?|"
    r"name|имя|фио|ім'я|піб|nombre(?: y apellidos)?|nom(?: et prénom)?|nome(?: completo)?|naam|"
    r"imię i nazwisko|"
    r"ad[ıi] soyad[ıi]|ad soyad|姓名|氏名|名前|이름|성명|الاسم(?: الكامل)?|שם(?: מלא)?)\s*[:：\t]\s*(.+)$",
    re.I,
)
_DOCUMENT_WORDS = re.compile(
    r"\b(?:curriculum vitae|curriculum|resume|résumé|lebenslauf|cv|c\.v\.|bewerbung|hoja de vida|currículum|"
    r"резюме|özgeçmiş)\b(?: (?:of|de|von|di)\b)?|简历|履歴書|職務経歴書|이력서|السيرة الذاتية|קורות חיים",
    re.I,
)
_TITLES = re.compile(r"^(?:dr|prof|mr|mrs|ms|miss|herr|frau|dipl|ing|m\.?sc|b\.?sc|mag)\b\.?[\s-]*(?:-ing\.?\s)?", re.I)
_AFTER_NAME = re.compile(
    r",?\s+\(?(?:ph\.?d|m\.?sc|b\.?sc|mba|cpa|pmp|rn|md|m\.?d|m\.?eng|b\.?eng|pe|esq|cfa|jr|sr|he/him|she/her|"
    r"they/them)\b\.?\)?",
    re.I,
)
_PARTICLE = re.compile(
    r"(?:de|da|do|dos|das|del|della|di|du|la|le|van|von|der|den|zu|zur|ter|bin|ibn|al|el|y|e|bint|ben|af|av|san)$", re.I
)
_NAME_WORD = re.compile(r"[^\W\d_][\w.'’`ʼ\u0900-\u0dff\u0e00-\u0e7f-]*|\([^\W\d_]+\)|\"\w+\"")
"""Vowel signs of the Indian scripts and Thai are no letters of their own to `\\w`."""
_SEPARATORS = re.compile(r"\t|\s*[|•·●▪◦■]\s*|\s+[–—-]\s+|;")
_COUNTRY_DOMAINS = frozenset(countries().values()) - {"CO", "ME", "IO", "AI", "TV"}  # those are sold to anyone
_MASKED = re.compile(r"\+?[\d ()/-]*(?:\*{2,}|(?<=\d)\*|\*(?=\d))[\d *()/-]*")
"""A number of which some digits are stars."""
_TOP_LINES = 8
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A value, how sure we are of it, from 0 to 1, and how the CV writes it where that differs."""

    value: str
    confidence: float
    written: str | None = None


@dataclass(frozen=True, slots=True)
class Links:
    """Web addresses of the candidate."""

    linkedin: str | None
    github: str | None
    portfolio: str | None
    all: list[str]


def own_lines(sections: Sections) -> list[Line]:
    """The lines that tell about the candidate: the top of the page and what stands under "Contact"."""
    return sections["top"] + sections["contact"]


def read_email(sections: Sections, document: Document) -> Found | None:
    """The candidate's address: near the top, else a link, else anywhere but among the references."""
    for lines, confidence in ((own_lines(sections), 0.99), (_without_references(sections), 0.8)):
        for line in lines:
            if match := _EMAIL.search(re.sub(r"\s?(?:\(at\)|\[at\])\s?", "@", line.text)):
                return Found(match[0].lower() if match[0].isupper() else match[0], confidence)
        for link in document.links:
            if link.lower().startswith("mailto:") and (match := _EMAIL.search(link)) and confidence > 0.9:
                return Found(match[0], 0.95)
    return None


def read_phone(sections: Sections, document: Document, place: str | None, email: str | None) -> Found | None:
    """The candidate's number, as E.164 where the country is known and the number possible there, else as written.

    A country is told by the link behind a number, the candidate's place or their e-mail address.
    """
    region = (
        _region_of_links(document)
        or (region_of(place) or region_of_city(place) if place else None)
        or _region_of_address(email or "")
    )
    for lines, sure in ((own_lines(sections), 0.0), (_without_references(sections), 0.2)):
        for line in lines:
            text = _EMAIL.sub(" ", _URL.sub(" ", line.text))
            if "*" in text:
                text = _MASKED.sub(" ", text)
            if found := _phone_in(
                text, region, labelled=bool(re.search(r"phone|tel|mob|cell|handy|тел|电话|電話|전화", text, re.I))
            ):
                return Found(found.value, round(found.confidence - sure, 2), found.written)
    return None


def _region_of_links(document: Document) -> str | None:
    """The country of a number that a link calls (RFC 3966)."""
    for link in document.links:
        if link.lower().startswith("tel:+"):
            for match in phonenumbers.PhoneNumberMatcher(link[4:], None):
                return phonenumbers.region_code_for_number(match.number)
    return None


def _region_of_address(email: str) -> str | None:
    """The country of an e-mail address, if its domain has one."""
    ending = email.rpartition(".")[2].upper()
    return "GB" if ending == "UK" else ending if ending in _COUNTRY_DOMAINS else None


def _phone_in(text: str, region: str | None, *, labelled: bool) -> Found | None:
    for match in phonenumbers.PhoneNumberMatcher(text, region or "US", leniency=phonenumbers.Leniency.POSSIBLE):
        raw = match.raw_string.strip()
        digits = re.sub(r"\D", "", raw)
        years = re.fullmatch(r"(?:19|20)\d\d\D*(?:19|20)\d\d", raw) or re.search(r"\d{1,2}[./]\d{1,2}[./]\d{4}", raw)
        if len(digits) < 7 or years:
            continue
        international = raw.startswith(("+", "00"))
        if international or region:
            confidence = 0.98 if phonenumbers.is_valid_number(match.number) else 0.8
            number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
            return Found(number, confidence, raw)
        if labelled or re.search(r"\d[\s().-]+\d", raw):
            return Found(raw, 0.7, raw)
    return None


def _without_references(sections: Sections) -> list[Line]:
    return [line for name, lines in sections.lines.items() if name != "references" for line in lines]


def read_links(sections: Sections, document: Document) -> Links:
    """Web addresses from the links of the file, then from the text."""
    found: dict[str, str] = {}
    header = _BROKEN_LINK.sub(r"\1\2", "\n".join(_EMAIL.sub(" ", line.text) for line in own_lines(sections)[:40]))
    text = _BROKEN_LINK.sub(r"\1\2", document.text)
    written = _URL.findall(text) + _BARE.findall(header) + _PROFILE.findall(text)
    for link in [*document.links, *(match.rstrip(".") for match in written)]:
        if (
            re.match(r"(?:mailto|tel|sms|javascript|file|#)", link, re.I)
            or "." not in link
            or re.search(r"[\s<>]", link)
            or len(link) > 500
        ):
            continue
        url = link if re.match(r"https?://", link, re.I) else f"https://{link}"
        found.setdefault(re.sub(r"^https?://(?:www\.)?", "", url.lower()).rstrip("/"), url)
    linkedin = next((url for key, url in found.items() if re.match(r"(?:\w+\.)?linkedin\.com/(?:in|pub)/", key)), None)
    github = next((url for key, url in found.items() if re.match(r"github\.com/[\w-]+/?$", key)), None)
    own = fold(header)
    portfolio = next(
        (
            url
            for key, url in found.items()
            if "linkedin.com" not in key and "github.com" not in key and _is_own(key, own)
        ),
        None,
    )
    return Links(linkedin, github, portfolio, list(found.values()))


def _is_own(key: str, header: str) -> bool:
    """Whether an address is the candidate's own site: it stands at the top, and is no map, mail or social service."""
    if re.search(
        r"(?:google|facebook|twitter|x|instagram|youtube|stackoverflow|medium|line|xing)\.\w{2,3}/|^t\.me/", key
    ):
        return False
    return fold(key) in header or fold(key.split("/")[0]) in header


def read_location(sections: Sections, document: Document) -> Found | None:
    """Where the candidate lives."""
    for line in own_lines(sections):
        labelled = re.match(
            r"^(?:location|address|adresse|anschrift|wohnort|dirección|residence|city|адрес|город|місто)\s*:\s*(.+)$",
            line.content,
            re.I,
        )
        if labelled and not re.search(r"@", labelled[1]) and len(labelled[1]) < 120:
            return Found(labelled[1].split("\t")[0].strip(), 0.9)
    for lines, confidence in ((own_lines(sections), 0.85), (_near_address(document.lines), 0.75)):
        for line in lines:
            if place := _place_in(line):
                return Found(place, confidence)
    return None


def _place_in(line: Line) -> str | None:
    for piece in (line.content, *_SEPARATORS.split(line.content), *re.split(r"\s+/\s+", line.content)):
        candidate = re.sub(r"^[^\w(]+", "", _LABELS.sub("", piece.strip(" ,|()")))
        if "\t" not in candidate and is_place(candidate) and fold(candidate) not in languages():
            return candidate
    return None


def _near_address(lines: list[Line]) -> list[Line]:
    """The lines around the first e-mail address, wherever on the page it stands."""
    at = next((number for number, line in enumerate(lines) if _EMAIL.search(line.text)), None)
    return lines[max(0, at - _NEAR) : at + _NEAR + 1] if at is not None else []


def read_name(document: Document, sections: Sections, email: str | None) -> Found | None:
    """The candidate's name: labelled, or the line at the top that looks most like one."""
    top = (sections["top"] or document.lines)[:_TOP_LINES]
    for line in [*top, *sections["contact"]]:
        if (match := _NAME_LABEL.match(line.content)) and (name := _as_name(match[1].split("\t")[0])):
            return Found(name, 0.97)
    largest = sorted({line.size for line in document.lines[:40] if line.size}, reverse=True)[:2]
    lines = [*top, *(line for line in document.lines[:60] if line.size in largest[:1] and line not in top)]
    if largest and (broken := _broken_name(lines, largest[0])):
        return broken
    best: Found | None = None
    for number, line in enumerate(lines):
        for cell, piece in enumerate(_SEPARATORS.split(line.content)[:2]):
            name = _as_name(_without_position(piece))
            if name is None or section_named(piece):
                continue
            score = 0.55 - 0.05 * min(number, 6) - 0.1 * cell
            score += 0.25 if largest and line.size == largest[0] else 0.0
            score += 0.3 if email and _in_address(name, email) else 0.0
            score -= 0.35 if names_a_position(name) else 0.0
            if score > 0.25 and (best is None or score > best.confidence):
                best = Found(name, score)
    return Found(best.value, round(min(0.97, best.confidence + 0.1), 2)) if best else None


def _without_position(text: str) -> str:
    """`Ada Byron` of `Ada Byron, Engineer`."""
    name, comma, rest = text.partition(", ")
    return name if comma and names_a_position(rest) and not names_a_position(name) else text


def _broken_name(lines: list[Line], size: float) -> Found | None:
    """A name in the largest letters that takes two lines, and nothing else does."""
    largest = [number for number, line in enumerate(lines) if line.size == size and not section_named(line.content)]
    if len(largest) != 2 or largest[1] != largest[0] + 1:
        return None
    if all(len(lines[number].content.split()) > 1 for number in largest):
        return None
    name = _as_name(" ".join(lines[number].content for number in largest))
    return Found(name, 0.8) if name and not names_a_position(name) else None


def _in_address(name: str, email: str) -> bool:
    local = re.sub(r"[^a-z]", "", fold(email.partition("@")[0]))
    return any(len(word) > 2 and fuzz.partial_ratio(word, local) > 85 for word in fold(name).split())


def _as_name(text: str) -> str | None:
    """The text as a person's name, or None if it can't be one."""
    text = _DOCUMENT_WORDS.sub("", text).strip(" ,:|–—-\t")
    text = _AFTER_NAME.sub("", _TITLES.sub("", text)).strip(" ,")
    text = text if _is_shouted(text) else re.sub(r"(?:,\s*[A-Z][A-Za-z.]{0,3}[A-Z]\b\.?)+$", "", text)
    if not 2 <= len(text) <= 60 or re.search(r"[\d@/\\:;!?+*=_<>\[\]{}&%#§$€]", text):
        return None
    words = text.replace(",", " ").split()
    if re.search(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]", text):
        return text if len("".join(words)) <= 8 and not names_a_position(text) else None
    if not 2 <= len(words) <= 6 or is_place(text):
        return None
    if not all(_NAME_WORD.fullmatch(word) for word in words):
        return None
    if not all(_capital(word) or _PARTICLE.match(word) for word in words) or not _capital(words[-1]):
        return None
    return _in_small_letters(text) if _is_shouted(text) else text


def _capital(word: str) -> bool:
    first = next((ch for ch in word if ch.isalpha()), "")
    return first.isupper() or (bool(first) and first.lower() == first.upper())


def _is_shouted(text: str) -> bool:
    capitals = sum(ch.isupper() for ch in text)
    return capitals * 4 > 3 * sum(ch.isalpha() for ch in text)


def _in_small_letters(text: str) -> str:
    words = [
        word.lower() if _PARTICLE.match(word) and number else word.title() for number, word in enumerate(text.split())
    ]
    return " ".join(re.sub(r"(['’])S\b", r"\1s", word) for word in words)

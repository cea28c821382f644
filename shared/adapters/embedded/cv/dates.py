"""Dates and periods as CVs write them, in many languages: `Mar 2020 – Present`, `seit 03/2020`, `2020年3月`."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PRESENT = (
    "present|date|current|currently|now|today|ongoing|to date|till date|till now|heute|jetzt|aktuell|laufend|"
    "gegenwart|"
    "aujourd'?hui|ce jour|actuel|actuellement|en cours|maintenant|actualidad|la fecha|presente|actual|actualmente|hoy|"
    "atual|atualmente|momento|hoje|oggi|attuale|in corso|heden|nu|vandaag|obecnie|teraz|halen|gunumuz|"
    "настоящее время|наст\\. ?время|сейчас|по н\\. ?в\\.?|н\\. ?в\\.?|теперішній час|дотепер|至今|现在|現在|目前|"
    "현재|الآن|حتى الآن|עד היום|היום|σημερα|jelenleg|prezent|sekarang|hien tai"
)
_SINCE = r"since|from|seit|ab|depuis(?: le)?|desde|dal|da|sinds|vanaf|od|с|з|від|von|du|απο"
_SEPARATOR = r"-|–|—|~|〜|～|→|to|until|till|through|bis(?: zum)?|a|à|au|al|ate|até|tot|do|по|до|至|and"
_SEASON = (
    r"(?:(?:spring|summer|autumn|fall|winter|fruhjahr|sommer|herbst|ete|printemps|hiver|q[1-4]|h[12])[ ,/]+(?:of )?)?"
)
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"


@dataclass(frozen=True, slots=True)
class Period:
    """A period found in a text, which it fills from `at` to `until`. Dates are `YYYY-MM` or `YYYY`.

    `single` tells one date (`start`) from a period whose other end is open (`current`).
    """

    start: str
    end: str | None
    current: bool
    single: bool
    at: int
    until: int


def find_periods(text: str) -> list[Period]:
    """All periods and dates in a line, in order. A year alone counts too."""
    plain = _plain(text)
    return [period for match in _pattern().finditer(plain) if (period := _period(match))]


def whole_period(text: str) -> Period | None:
    """The period that a text consists of, brackets and commas aside."""
    stripped = text.strip(" ()[],;|·.:-–—/")
    periods = find_periods(stripped)
    rest = stripped[: periods[0].at] + stripped[periods[0].until :] if len(periods) == 1 else stripped
    return periods[0] if periods and not re.sub(r"[\s()\[\],;|·.:–—/-]", "", drop_durations(rest)) else None


def drop_durations(text: str) -> str:
    """The text without lengths of time such as `2 years 10 months` or `(1 yr)`, which often follow a period."""
    unit = r"years?|yrs?|months?|mos?|jahre?n?|monate?n?|ans?|mois|anos?|mes(?:es)?|год[а]?|лет|мес(?:яц\w*)?"
    return re.sub(
        rf"\(?\b\d{{1,2}}\+?\s*(?:{unit})\b\.?(?:,?\s*(?:and\s+)?\d{{1,2}}\s*(?:{unit})\b\.?)?\)?", "", text, flags=re.I
    )


def _plain(text: str) -> str:
    """Small letters without accents, every character kept at its place."""
    return "".join(_base(character) for character in text)


@cache
def _base(character: str) -> str:
    lowered = character.lower()
    base = lowered if lowered in "йїё" else unicodedata.normalize("NFD", lowered)[:1]
    base = {"’": "'", "‘": "'", "ł": "l", "ı": "i"}.get(base, base)
    return base if len(base) == 1 else character


@cache
def _months() -> dict[str, int]:
    text = (Path(__file__).parent / "data" / "months.txt").read_text(encoding="utf-8")
    rows = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return {_plain(name): number for number, names in enumerate(rows, start=1) for name in names}


@cache
def _pattern() -> re.Pattern[str]:
    names = "|".join(sorted(_months(), key=len, reverse=True))
    month = rf"(?:\d{{1,2}}\.? )?(?:{names})\b\.?,?"

    def point(tag: str) -> str:
        return (
            rf"(?:{_YEAR}\s?年\s?\d{{1,2}}\s?月|{_YEAR}\s?년\s?\d{{1,2}}\s?월|"
            rf"{month}\s?(?:\d{{1,2}},\s?)?(?:de |del |of )?['/-]?\s?(?:{_YEAR}|(?<=')\d\d)(?!\d)|"
            rf"\d{{1,2}}[./]\d{{1,2}}[./]{_YEAR}(?!\d)|"
            rf"\d{{1,2}}\s?[./-]\s?{_YEAR}(?!\d)|"
            rf"{_YEAR}\s?[./-]\s?(?:0[1-9]|1[0-2])(?:[./-]\d\d)?(?!\d)|"
            rf"{_SEASON}{_YEAR}(?![\d%])年?)"
        ).replace("(?:", f"(?P<{tag}>", 1)

    present = "|".join(sorted((_plain(word) for word in _PRESENT.split("|")), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w.$€£+/-])(?:(?P<since>{_plain(_SINCE)})\s+)?"
        rf"(?:(?P<bare>{month})\s*(?:-|–|—|to|bis)\s*)?{point('start')}"
        rf"(?:\s*(?P<separator>{_plain(_SEPARATOR)})\s*(?:the |le |la |el |o |l'|по )?"
        rf"(?:{point('end')}|(?P<present>{present})\b\)?|(?P<short>\d\d)(?!\d)))?(?!\w)(?P<dangling>\s*(?:-|–|—)\s*$)?"
    )


def _period(match: re.Match[str]) -> Period | None:
    start = _point(match["start"])
    if match["bare"] and (number := _month_of(match["bare"])):
        return Period(f"{start[:4]}-{number:02d}", start, False, False, *match.span())
    if match["end"]:
        end: str | None = _point(match["end"])
        if match["separator"] == "and" and end is not None and not start[:4] < end[:4]:
            return None
    elif match["short"]:
        end = start[:2] + match["short"]
        if end < start[:4]:
            return None
    else:
        end = None
    current = bool(match["present"] or match["since"] or match["dangling"]) and end is None
    if end is not None and _later(start, end):
        start, end = end, start
    return Period(start, end, current, end is None and not current, match.start(), match.end())


def _later(start: str, end: str) -> bool:
    return start[:4] > end[:4] or (len(start) == len(end) and start > end)


def _month_of(text: str) -> int | None:
    name = re.search(r"[^\W\d]+", text)
    return _months().get(name[0]) if name else None


def _point(text: str) -> str:
    """`YYYY-MM`, or `YYYY` where the month is not said or could be a day."""
    year_match = re.search(_YEAR, text)
    year = year_match[0] if year_match else _century(text)
    if number := _month_of(text):
        return f"{year}-{number:02d}"
    numbers = [int(part) for part in re.findall(r"\d+", text.replace(year, " ", 1))]
    if len(numbers) == 2 and not text.startswith(year):  # a day and a month, in the order of the country
        first, second = numbers
        numbers = (
            [second] if "." in text or first > 12 else [first] if second > 12 else [first] if first == second else []
        )
    return f"{year}-{numbers[0]:02d}" if numbers and 1 <= numbers[0] <= 12 else year


def _century(text: str) -> str:
    """The year of `'98` or `'19`."""
    short = re.search(r"(\d\d)\D*$", text)
    two = int(short[1]) if short else 0
    return str(1900 + two if two > 50 else 2000 + two)

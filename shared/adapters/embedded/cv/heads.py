"""The head of a position: a line such as `Acme — Engineer, Berlin`, cut into who, what and where."""

import re

from shared.adapters.embedded.cv import dates
from shared.adapters.embedded.cv.places import is_place, leading_name
from shared.adapters.embedded.cv.words import names_a_position

_SEPARATOR = re.compile(r"\t|\s+[|·•●▪—]\s+|\s*\|\s*|\s+@\s+")
_DASH = re.compile(r"\s+[–—-]+\s+")
_DEPARTMENT = re.compile(
    r"\b(?:department|dept|division|team|abteilung|section|unit|faculty|departement|departamento)\b", re.I
)
_AT = re.compile(r"\s+(?:at|bei|chez|presso|w firmie)\s+(?=[^\W\d_a-z])")
AS_WORD = re.compile(r"^(?:als|as|en tant que|como|come|jako)\s+(?:an?\s+)?(?=[^\W\d_a-z])")
"""`als Köchin`: the word before a position."""
WEB_ADDRESS = re.compile(r"\(?(?:https?://|www\.)\S+", re.I)
_LEGAL_FORM = re.compile(
    r"\b(?:inc|llc|ltd|limited|corp|corporation|co|company|gmbh|ag|kg|ohg|se|plc|s\.?a\.?|s\.?r\.?l\.?|s\.?p\.?a|"
    r"sas|sarl|"
    r"bv|b\.v|nv|oy|ab|as|a/s|sp\. ?z ?o\.? ?o|pvt|pte|pty|llp|group|holdings?|university|universit\w+|hospital|"
    r"institute|hotel|restaurante?|ristorante|bistro|studio|bureau|banque|banco|banca|clinic|clinique|clínica|clinica|"
    r"krankenhaus|hôpital|ospedale|lycée|labs?|laborator\w+|foundation|stiftung|fondation|trust|consulting|solutions|"
    r"technologies|industries|partners|associates|associati|"
    r"school|college|bank|agency|ministry|council|klinik\w*|ооо|зао|оао|пао|ао|тов|тоо|ип|фоп)\b\.?|"
    r"公司|集团|株式会社|合同会社|有限会社|주식회사|㈜|شركة|مؤسسة|مستشفى|בע\"מ|«",
    re.I,
)
_CONTRACT = re.compile(
    r"full[- ]time|part[- ]time|permanent|contract|temporary|self[- ]employed|vollzeit|teilzeit|festanstellung|"
    r"befristet|temps plein|temps partiel|cdi|cdd|"
    r"jornada completa|tiempo completo|tempo integral|tempo pieno|полная занятость",
    re.I,
)
_LABEL = re.compile(
    r"^(?:company|employer|organi[sz]ation|name of (?:the )?employer|position|designation|title|role|job title|"
    r"occupation|dates?|period|duration|tenure|location|place|firma|arbeitgeber|unternehmen|zeitraum|tätigkeit|empresa|"
    r"cargo|puesto|función|período|entreprise|poste|employeur|période|azienda|datore di lavoro|ruolo|mansione|"
    r"werkgever|functie|periode|организация|компания|должность|период|公司|职位|时间|会社名|役職|期間|회사|직책|기간)"
    r"(?:\s*:\s*|\t)|"
    r"^(?:company|employer|organi[sz]ation|position|designation|role|dates?|period|duration)$",
    re.I,
)


def pieces_of(text: str) -> list[str]:
    """The pieces of a head, at its plain separators and before a place."""
    text = dates.drop_durations(WEB_ADDRESS.sub("", text))
    pieces = (
        AS_WORD.sub("", _LABEL.sub("", piece))
        for whole in _SEPARATOR.split(text)
        for piece in _AT.split(whole, maxsplit=1)
    )
    divided = (half for piece in pieces for half in _before_place(piece))
    stripped = (_unwrapped(half.strip(" ,;|·/–—-")) for half in divided)
    return [piece for piece in stripped if len(piece) > 1 and not _CONTRACT.fullmatch(piece)]


def pieces_at_dashes(text: str) -> list[str]:
    """The pieces of a head, also at its dashes."""
    return [piece for part in pieces_of(text) for piece in at_dash(part, to_employer=False)]


def pieces_at_commas(text: str) -> list[str]:
    """`Acme, Berlin, Engineer` as the position and the rest; a department stays with its position."""
    divided: list[str] = []
    for part in pieces_of(text):
        pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
        named = [piece for piece in pieces if names_a_position(piece) and not is_employer(piece)]
        others = [piece for piece in pieces if piece not in named]
        if named and others and not _DEPARTMENT.search(others[0]) and not is_place(part):
            clear = next((at for at, piece in enumerate(others) if at and is_employer(piece)), 0)
            name, place = leading_name(", ".join(others[clear:]))
            divided += [", ".join(named + others[:clear]), name, *([place] if place else [])]
        else:
            divided.append(part)
    return divided


def choose(parts: list[str]) -> tuple[str | None, str | None]:
    """Which piece is the position and which the employer."""
    parts = [part for part in parts if not is_place(part)]
    titles = [part for part in parts if names_a_position(part) and not is_employer(part)]
    if not titles:
        titles = [part for part in parts if names_a_position(part)][:1]
    others = [part for part in parts if part not in titles]
    if titles and not others and len(titles) > 1:
        return titles[0], titles[1]
    if titles:
        return titles[0], next((part for part in others if is_employer(part)), others[0] if others else None)
    if len(others) > 1:
        employer = next((part for part in others if is_employer(part)), others[1])
        return next((part for part in others if part != employer), None), employer
    return None, others[0] if others else None


def is_employer(part: str) -> bool:
    """Whether the words of a piece show that it names an organisation."""
    return bool(_LEGAL_FORM.search(part)) and not names_a_position(part.split(",")[0])


def _unwrapped(piece: str) -> str:
    """Without brackets around the whole, or one that has lost its other half."""
    whole = re.fullmatch(r"\(([^()]*)\)", piece)
    text = whole[1] if whole else piece
    return text.strip(" ,()") if text.count("(") != text.count(")") else text


def _before_place(piece: str) -> list[str]:
    """A piece and the place that follows it, after a dash, a comma or in brackets."""
    bracketed = re.fullmatch(r"(.*\S)\s*\(([^()]{2,60})\)", piece)
    if bracketed and is_place(bracketed[2]):
        return [bracketed[1], bracketed[2]]
    halves = _DASH.split(piece)
    if len(halves) == 2 and is_place(halves[1]):
        return halves
    name, place = leading_name(piece)
    return [name, place] if name and place else [piece]


def at_dash(part: str, *, to_employer: bool) -> list[str]:
    """The halves around a dash; if asked, only where a half is clearly an employer."""
    halves = [half.strip() for half in _DASH.split(part)]
    return halves if not to_employer or any(is_employer(half) for half in halves) else [part]

"""What people write into mails: variables (`{{first_name}}`) and a small, harmless part of HTML."""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from html.parser import HTMLParser

from shared.core.errors import Invalid, Violation
from shared.language.disguise import one_line
from shared.mail.models import Words

MAX_TEXT = 12_000
"""Characters of the text, and of the HTML, with variables filled in."""

_PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z][A-Za-z0-9_]{0,59})\s*\}\}")
_BRACES = re.compile(r"\{\{|\}\}")
_TAGS = frozenset(
    ("a", "b", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "h4", "hr", "i", "li", "ol", "p")
)
_TAGS |= frozenset(("p", "pre", "small", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "u", "ul"))
_ATTRIBUTES = frozenset({"href", "title", "colspan", "rowspan"})
_LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)


def variables_in(*texts: str | None) -> list[str]:
    """The names of the variables in these texts, in their order and each once."""
    return list(dict.fromkeys(name for text in texts if text for name in _PLACEHOLDER.findall(text)))


def check_words(**fields: str | None) -> None:
    """Make sure that what somebody wrote can be filled and sent; `html` is the field with HTML in it.

    Raises:
        Invalid: braces that are no variable; HTML beyond plain formatting and links.
    """
    for field, text in fields.items():
        if text and _BRACES.search(_PLACEHOLDER.sub("", text)):
            raise Invalid.field(field, "malformed", "has braces that are no variable: write {{first_name}}.")
    if fields.get("html"):
        _Checker().check(str(fields["html"]))


def check_filled(texts: Iterable[str | None], known: Iterable[str]) -> None:
    """Make sure that every variable in the texts is known. Raises Invalid, which names each that is not."""
    missing = sorted(set(variables_in(*texts)) - set(known))
    if missing:
        named = ", ".join(missing)
        violations = [Violation(f"variables.{name}", "unknown", "has no value.") for name in missing]
        raise Invalid(f"variables: there is no value for {named}.", violations, code="unknown_variable")


def fill_subject(text: str, variables: Mapping[str, str]) -> str:
    """A subject with its variables: one line, whatever they hold."""
    return one_line(_filled(text, variables, one_line))[:300]


def fill(body: str, html_body: str | None, variables: Mapping[str, str]) -> Words:
    """A mail's words with its variables, which are escaped in the HTML.

    Raises:
        Invalid: with them it is too long.
    """
    text = _filled(body, variables, _visible)
    shown = None if html_body is None else _filled(html_body, variables, lambda value: html.escape(_visible(value)))
    if len(text) > MAX_TEXT or len(shown or "") > MAX_TEXT:
        raise Invalid.field("body", "too_long", f"has more than {MAX_TEXT:,} characters with its variables.")
    return Words(text=text, html=shown)


def _filled(text: str, variables: Mapping[str, str], write: Callable[[str], str]) -> str:
    return _PLACEHOLDER.sub(lambda found: write(variables[found[1]]), text)


def _visible(value: str) -> str:
    """Without control characters, but for the ends of lines."""
    return "".join(ch for ch in value.replace("\r\n", "\n") if ch == "\n" or unicodedata.category(ch) != "Cc")


class _Checker(HTMLParser):
    """Refuses what a mail needs not: scripts, forms, styles, pictures that tell who has read it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)

    def check(self, text: str) -> None:
        """Raises Invalid."""
        self.feed(text)
        self.close()

    def handle_data(self, data: str) -> None:
        if "<" in data:
            raise _refused("has a tag that does not end; write &lt; for the sign itself.")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            raise _refused(f"may not hold <{tag}>.")
        for name, value in attrs:
            if name not in _ATTRIBUTES:
                raise _refused(f"may not hold the attribute {name}.")
            if name == "href" and not _LINK.match((value or "").strip()):
                raise _refused("has a link that begins with none of https://, http:// and mailto:.")

    def handle_endtag(self, tag: str) -> None:
        if tag not in _TAGS:
            raise _refused(f"may not hold </{tag}>.")

    def handle_comment(self, data: str) -> None:
        raise _refused("may not hold comments.")

    def handle_decl(self, decl: str) -> None:
        raise _refused("is the inside of a mail, without a declaration.")

    def unknown_decl(self, data: str) -> None:
        raise _refused("is the inside of a mail, without a declaration.")

    def handle_pi(self, data: str) -> None:
        raise _refused("may not hold processing instructions.")


def _refused(message: str) -> Invalid:
    return Invalid.field("html", "not_allowed", message)

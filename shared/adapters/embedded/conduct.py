"""Signs of how somebody acted, in what they tell: own action, reasons, order, outcome, reflection."""

import re

_SIGNS = {
    "own actions": r"\bI (\w+ly )?(led|built|wrote|made|took|ran|set|found|told|spoke|brought|chose|began|taught|drew"
    r"|gave|went|held|put|kept|met|(?!need|want|like|us|liv)\w{2,}ed)\b",
    "reasons": r"\b(because|so that|in order to|the reason|that is why|that's why|since|due to|therefore)\b",
    "an order of events": r"\b(first|then|after that|afterwards|next|finally|in the end|meanwhile|step)\b",
    "an outcome": r"\b(as a result|result(ed)?|outcome|in the end|reduced|increased|improved|saved|dropped|grew|fewer"
    r"|faster|per ?cent|\d+ ?%|on time|delivered|finished|solved|achieved)",
    "figures": r"\b(\d+([.,]\d+)?|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|fifty|hundred"
    r"|thousand)\b",
    "what was learned": r"\b(learn(ed|t)|lesson|next time|since then|in hindsight|looking back|differently|realis?ed"
    r"|now I)\b",
}
_PATTERNS = {sign: re.compile(pattern, re.IGNORECASE) for sign, pattern in _SIGNS.items()}
_ENOUGH = 5
"""Kinds of signs; an account that shows so many is complete."""


def signs(text: str) -> list[str]:
    """The kinds of signs that the text shows, each once."""
    return [sign for sign, pattern in _PATTERNS.items() if pattern.search(text)]


def share(text: str) -> float:
    """How complete an account of own conduct the text is, 0 to 1."""
    return min(1.0, len(signs(text)) / _ENOUGH)

"""Plain wording of a question, for people who were granted it: short sentences and common words."""

import re

_PLAINER = {
    "walk me through": "tell me, step by step, about",
    "approach": "way of working",
    "demanding": "difficult",
    "essential": "very important",
    "dissatisfied": "unhappy",
    "consequences": "bad results",
    "proceed": "go on",
    "adopt": "start to use",
    "trade-offs": "choices",
    "inconvenient": "hard to do",
    "comparable": "similar",
    "complicated": "difficult",
    "disagreement": "time when you did not agree",
    "misunderstanding": "time when people understood something differently",
    "responsible for": "in charge of",
    "halfway through": "in the middle of the work",
    "come about": "happen",
    "came of it": "was the result",
    "handle": "deal with",
    "contradict": "do not fit",
    "establish": "find out",
    "regularly": "often",
    "plausible": "believable",
    "prevent": "stop",
    "proudest of": "most happy with",
    "attracts you to": "do you like about",
}
_WORDS = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(_PLAINER, key=len, reverse=True)))})\b", re.IGNORECASE)
_SECOND_QUESTION = re.compile(r",? and (?=(?:what|how|why|which|when|where|whom|who|for how long)\b)([^?]+\?)")
_ASKS = re.compile(
    r"^(?:what|how|why|which|when|where|who|whom|do|does|did|is|are|can|could|would|in|on)\b", re.IGNORECASE
)
_QUOTED = re.compile(r"“[^”]*”")


def plain_wording(question: str) -> str:
    """The question in plain words. It asks for the same; what stands in quotation marks stays as it is."""
    quotes = _QUOTED.findall(question)
    text = _QUOTED.sub("“”", question)
    text = _WORDS.sub(_plainer, text)
    sentences = [_one_at_a_time(sentence) for sentence in re.split(r"(?<=[.?!”:])\s+", text)]
    told = " ".join(sentences)
    for quote in quotes:
        told = told.replace("“”", quote, 1)
    return told


def _plainer(found: re.Match[str]) -> str:
    plain = _PLAINER[found.group().lower()]
    return plain.capitalize() if found.group()[0].isupper() else plain


def _one_at_a_time(sentence: str) -> str:
    """“What was it, and how did it end?” as two questions."""
    match = _SECOND_QUESTION.search(sentence)
    if match is None or not _ASKS.match(sentence):
        return sentence
    second = match[1].strip()
    return f"{sentence[: match.start()]}? {_one_at_a_time(second[:1].upper() + second[1:])}"

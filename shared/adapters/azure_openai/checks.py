"""What a model may not say, whoever made it: checked on every text of its own before anybody reads it."""

import re

from shared.adapters.azure_openai.data import DATA_RULE
from shared.adapters.azure_openai.model import Prompt
from shared.language.fairness import protected_topics
from shared.language.orders import is_attempt
from shared.language.phrases import any_of
from shared.language.words import words

_RUN = 5
"""Words in a row that are taken as a repetition."""
_MARKUP = re.compile(r"https?:|www\.|[<>{}`|\\]|\*\*|\b[0-9a-f]{16,}\b")
_VERDICT = any_of(
    r"(you are|you're|you will be|you have been) (hired|rejected|accepted|selected)",
    r"(you|you've|you have) (passed|failed)",
    r"job offer",
    r"(full|perfect|maximum|top) (marks?|scores?|points?)",
    r"(your|the) (score|marks?|rating|salary)",
    r"(system|developer|hidden|my|these) (prompts?|messages?|instructions?)",
)


def is_fit(text: str, prompt: Prompt, *, longest: int, not_to_repeat: str = "") -> bool:
    """Whether people may read it: a plain text of some length, fair, no order, verdict or link, and nothing of the
    prompt's or of `not_to_repeat` word for word."""
    if not text.strip() or len(text) > longest or _MARKUP.search(text):
        return False
    if is_attempt(text) or _VERDICT.search(text) or protected_topics(text):
        return False
    return not (_repeats(text, prompt.text) or _repeats(text, DATA_RULE) or _repeats(text, not_to_repeat))


def occurs(part: str, text: str) -> bool:
    """Whether the words of `part` stand in `text`, in their order and without others between them."""
    wanted = words(part)
    return bool(wanted) and f" {' '.join(wanted)} " in f" {' '.join(words(text))} "


def _repeats(text: str, source: str) -> bool:
    if not source:
        return False
    told = f" {' '.join(words(source))} "
    said = words(text)
    return any(f" {' '.join(said[at : at + _RUN])} " in told for at in range(len(said) - _RUN + 1))

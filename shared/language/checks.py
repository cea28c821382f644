"""What is odd about a text: denials, echoes, other languages."""

from shared.language.phrases import any_of
from shared.language.words import FUNCTION_WORDS, content_stems, words

_CALLED_FALSE = any_of(
    r"(it's|it is|that's|that is|it was|it would be) (just |simply |absolutely |completely |a )?"
    r"(not (true|correct|the case)|untrue|false|wrong|incorrect|myth|lie|mistake) (that|to (say|claim|think|believe))",
    r"it (isn't|is not|wasn't|was not) (true|correct|right|the case) that",
    r"(nobody|no one) (should|can) (say|claim|believe) that",
    r"I (disagree|don't (agree|believe|think)|do not (agree|believe|think)|doubt|deny) (that|with)",
    r"(contrary to|the opposite of) (what|the (idea|claim|belief)|popular)",
)
_DENIAL = any_of(
    r"I( have|'ve)? never (really )?(used|done|worked|heard|seen|tried|learned|learnt|needed)(?!.{0,30} before)",
    r"I (have|had|'ve) (no|not any|zero|little or no) (experience|knowledge|idea|clue)",
    r"I (haven't|have not|hadn't|didn't|did not) (really |ever )?(used?|done|worked?|heard|seen|tried|learned|learnt)",
    r"I (don't|do not) (really |actually )?(know|understand|remember|have (any |an )?(experience|idea|clue))",
    r"no experience (with|in|of)",
    r"(not familiar|unfamiliar) with",
    r"never heard of",
)


def is_denial(sentence: str) -> bool:
    """Whether the sentence says that what it names is not so, or is not known to the speaker."""
    return calls_false(sentence) or _DENIAL.search(sentence) is not None


def calls_false(sentence: str) -> bool:
    """Whether the sentence says of a statement that it is false."""
    return _CALLED_FALSE.search(sentence) is not None


_NEGATION = any_of(
    r"(not|never|no|cannot|nothing|nobody|nowhere|none|neither|nor|without|hardly|false|untrue|wrong|incorrect|myth)",
    r"(do|does|did|is|are|was|were|has|have|had|ca|could|would|should|wo|must)n't",
)


def negations(sentence: str) -> int:
    """How many words of the sentence deny: an odd number denies it, an even one may not."""
    return _NEGATION.count(sentence)


def echo_share(text: str, heard: frozenset[str]) -> float:
    """The share of the text's distinct content stems that the interviewer had just said; 0 for an empty text."""
    said = frozenset(content_stems(text))
    return len(said & heard) / len(said) if said else 0.0


_LONG_PIECE = 7
"""Words in a row. Fewer are repeated by anybody who begins with the question."""


def repeats(heard: str, text: str) -> bool:
    """Whether the text holds a long piece of what was heard, word for word."""
    before, now = (f" {' '.join(words(part))} " for part in (heard, text))
    found = before.split()
    pieces = [found[at : at + _LONG_PIECE] for at in range(max(1, len(found) - _LONG_PIECE + 1))]
    return len(found) >= _FEWEST_WORDS and any(f" {' '.join(piece)} " in now for piece in pieces)


_OTHER_LANGUAGES = {
    "Spanish": "el la los las un una que por para con en de del al se su lo es está pero como muy más yo mi mis"
    " trabajo años cuando porque fue era también puede sobre sí esto eso hay ser usted nos",
    "French": "le la les un une des du de que qui pour par avec est et dans je il elle nous vous mais très plus mon ma"
    " mes sur été aux au en pas ne ce cette c'est j'ai ou où sont travail suis depuis",
    "German": "der das den dem des und ich ist nicht kein ein eine einen mit für auf von zu im habe haben hat wir sie"
    " auch sich aber wie wenn dass bei nach sind es",
    "Portuguese": "os um uma que por para com é não sim eu mas muito mais meu minha trabalho quando porque foi na em"
    " da dos das de ser ao isso também ele ela nós",
    "Italian": "il lo la gli un una che per con è non sono ma molto più mio mia lavoro quando perché della del nel di"
    " ho anche come questo al mi so",
    "Dutch": "de het een en ik niet van met voor heb hebben wij ook maar als dat dit mijn naar bij zijn te om er ze",
    "Polish": "nie na jest się że jak ale mam przez moja praca kiedy był była oraz są po od dla tak mnie",
    "Turkish": "ve bir bu şu için ile ben çok ama gibi daha olarak olan var yok değil ne kadar sonra her de da mi",
    "Indonesian": "yang dan di saya kami untuk dengan ini itu dari pada tidak ada adalah akan juga bisa karena ke kita",
}
_MARKERS = {language: frozenset(line.split()) - FUNCTION_WORDS for language, line in _OTHER_LANGUAGES.items()}
"""Words that are common there and no grammar of English."""
_FEWEST_WORDS = 4
_FOREIGN_SHARE = 0.25
"""Of a language's commonest words in a text in it; English text has hardly any of them beside its own."""


def other_language(text: str) -> str | None:
    """The language of a text that is clearly not English, else None. For letters other than Latin: `another script`."""
    letters = [character for character in text if character.isalpha()]
    if len(letters) >= 4 and sum(ord(letter) > 0x24F for letter in letters) / len(letters) > 0.5:
        return "another script"
    found = words(text)
    if len(found) < _FEWEST_WORDS:
        return None
    shares = {name: sum(word in marks for word in found) / len(found) for name, marks in _MARKERS.items()}
    language, share = max(shares.items(), key=lambda item: item[1])
    english = sum(word in FUNCTION_WORDS for word in found) / len(found)
    return language if share >= _FOREIGN_SHARE and share > 2 * english else None

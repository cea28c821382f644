"""What no interviewer may ask about, human or not."""

from shared.language.disguise import in_latin_letters, undisguised
from shared.language.phrases import Phrases

_TOPICS = {
    "age": (
        r"how old",
        r"your (age|birthday)",
        r"(date|year) of birth",
        r"(when|what year) were you born",
        r"(too|young|old) enough for",
        r"too (old|young)",
        r"plan(s|ning)? to retire",
    ),
    "family": (
        r"married|marital|spouse|husband|wife|fianc[ée]+|divorced",
        r"your (children|kids|family|parents|boyfriend|girlfriend)",
        r"(have|having|want) (any )?(children|kids|a family|a baby)",
        r"start a family",
        r"child ?care",
        r"single (parent|mother|father|mom|dad)",
    ),
    "pregnancy": (r"pregnan\w*", r"maternity|paternity|parental leave"),
    "health": (
        r"your (health|disabilit\w+|illness\w*|medical|medication|therapy|diagnosis)",
        r"disabled",
        r"(are|were) you (ill|sick|healthy)",
        r"sick (days|leave)",
        r"mental(ly)? ill\w*",
        r"do you (smoke|drink)",
    ),
    "religion": (
        r"your (religion|faith|church|beliefs)",
        r"religious",
        r"pray(er|ing)?",
        r"are you (an? )?(christian|muslim|jew(ish)?|hindu|buddhist|catholic|protestant|atheist)",
    ),
    "origin": (
        r"where are you (really |originally )?from",
        r"your (nationality|ethnicity|race|accent|native language|mother tongue|skin|citizenship|origin)",
        r"(born|raised) (in|abroad)",
        r"ethnic\w*",
        r"(native|foreign) born",
    ),
    "gender": (
        r"your (gender|sex|sexual \w+|sexuality|pronouns)",
        r"sexual orientation",
        r"gay|lesbian|bisexual|transgender",
        r"are you (an? )?(man|woman|male|female)",
    ),
    "politics": (
        r"your (political|politics)",
        r"political (party|views|opinions?)",
        r"(did you|do you) vote",
        r"(trade|labou?r) union|union member\w*",
    ),
    "appearance": (r"your (weight|height|looks|appearance|photo|body|tattoos?)",),
}
_PATTERNS = {topic: Phrases(rf"\b({'|'.join(phrases)})\b") for topic, phrases in _TOPICS.items()}


def protected_topics(question: str) -> list[str]:
    """The protected matters that a question touches (`age`, `family`, …); empty for a fair question."""
    plain = undisguised(question)
    readings = {plain, in_latin_letters(plain)}
    return [topic for topic, pattern in _PATTERNS.items() if any(pattern.search(text) for text in readings)]


_KINDS_OF_PERSON = Phrases(
    r"\b(?:young|youthful|mature|male|female|native|single|married|childless|pretty|handsome|attractive|slim"
    r"|able[- ]bodied|christian|muslim|hindu|jewish|under \d+ years|\d+ ?[-–] ?\d+ years old|aged? \d+\S*"
    r"|digital natives?|salesm[ae]n|recent graduates? only)\b"
)


def asks_for_a_kind_of_person(text: str) -> bool:
    """Whether a text about a job asks for people of some age, gender, family, faith or looks."""
    return _KINDS_OF_PERSON.search(text) is not None

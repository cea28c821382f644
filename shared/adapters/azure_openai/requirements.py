"""Requirements read by a model; each must be named by the description, in a sentence that stands in it."""

from typing import Literal

from shared.adapters.azure_openai.checks import occurs
from shared.adapters.azure_openai.data import DATA_RULE, fenced, one_of, written
from shared.adapters.azure_openai.model import Form, Model, NoAnswer, Prompt, degraded
from shared.ports.requirements import Importance, RequirementExtractor, Requirements, SkillRequirement

PROMPT = Prompt(
    name="requirements",
    version="1",
    most_tokens=6000,
    text=f"""\
You read what a job description asks for and fill in a form. Name each skill as the description names it, once, and give
the sentence that asks for it, copied exactly. Importance is must unless the description calls it optional, a plus or
the like. A soft skill is a way of working rather than a craft. Years are numbers that the description gives, else null.
Responsibilities, qualifications (degrees, licences, certificates) and experience are sentences copied exactly. Add
nothing that the description does not say.

{DATA_RULE}""",
)
_LONGEST_TEXT = 40_000
_LONGEST_NAME = 80
_MOST = 40
_MOST_YEARS = 40


class SkillRead(Form):
    """One skill."""

    name: str
    importance: Literal["must", "nice"]
    soft: bool
    min_years: float | None
    sentence: str


class RequirementsRead(Form):
    """The whole form."""

    skills: list[SkillRead]
    min_years: float | None
    seniority: Literal["intern", "junior", "mid", "senior", "lead"] | None
    responsibilities: list[str]
    qualifications: list[str]
    experience: list[str]


class AzureRequirementExtractor:
    """Reads job descriptions with a model, and drops what they do not say."""

    def __init__(self, model: Model, embedded: RequirementExtractor) -> None:
        self._model = model
        self._embedded = embedded

    def extract(self, description: str, title: str | None) -> Requirements:
        """See the port. Where the model's reading names no skill of the text, that of the rules stands."""
        ruled = self._embedded.extract(description, title)
        text = written(description[:_LONGEST_TEXT])
        if not text.strip():
            return ruled
        try:
            read = self._model.fill(PROMPT, fenced(title=one_of(title or ""), description=text), RequirementsRead)
        except NoAnswer as failure:
            return ruled.model_copy(update={"engine": degraded(ruled.engine, failure)})
        return self._checked(ruled, read, text)

    def _checked(self, ruled: Requirements, read: RequirementsRead, text: str) -> Requirements:
        skills = _skills(read, text)
        numbers = {float(number) for number in _numbers(text)}
        years = read.min_years if read.min_years in numbers else ruled.min_years
        found = {
            "skills": skills,
            "responsibilities": _standing(read.responsibilities, text),
            "qualifications": _standing(read.qualifications, text),
            "experience": _standing(read.experience, text),
        }
        told = {name: value for name, value in found.items() if value}
        engine = self._model.engine(PROMPT, ruled.engine)
        fixed = {"min_years": years, "seniority": ruled.seniority or read.seniority, "engine": engine}
        return ruled.model_copy(update={**told, **fixed})


def _skills(read: RequirementsRead, text: str) -> list[SkillRequirement]:
    found: dict[str, SkillRequirement] = {}
    for one in read.skills[:_MOST]:
        name, sentence = " ".join(one.name.split()), " ".join(one.sentence.split())
        if len(name) > _LONGEST_NAME or not occurs(name, sentence) or not occurs(sentence, text):
            continue
        years = one.min_years if one.min_years in {float(number) for number in _numbers(sentence)} else None
        skill = SkillRequirement(
            name=name, importance=Importance(one.importance), soft=one.soft, min_years=years, evidence=sentence
        )
        found.setdefault(name.lower(), skill)
    return list(found.values())


def _standing(sentences: list[str], text: str) -> list[str]:
    told = (" ".join(sentence.split()) for sentence in sentences[:_MOST])
    return list(dict.fromkeys(sentence for sentence in told if occurs(sentence, text)))


_IN_WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}


def _numbers(text: str) -> set[int]:
    found = {int(part) for part in "".join(ch if ch.isdigit() else " " for ch in text).split() if len(part) <= 2}
    named = {number for word, number in _IN_WORDS.items() if occurs(word, text)}
    return {number for number in found | named if number <= _MOST_YEARS}

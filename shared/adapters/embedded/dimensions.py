"""Which kind of evidence a rubric's dimension asks for, told from its own words."""

from functools import lru_cache

from shared.language.words import content_stems
from shared.ports.rubric import RubricDimension

_WORDS = {
    "technical": "technical technology expertise engineering coding programming domain professional craft hard skill"
    " knowledge tool quality clinical subject",
    "communication": "communication communicate explain clarity clear listening presentation writing language verbal",
    "ownership": "ownership responsibility responsible accountability initiative reliability drive proactive delivery",
    "problem_solving": "problem solving analytical analysis critical reasoning logic decision judgement judgment"
    " thinking debugging",
    "teamwork": "team teamwork collaboration collaborative cooperation interpersonal colleague relationship",
    "leadership": "leadership lead leading mentoring coaching management influence strategic people vision",
    "adaptability": "adaptability adaptable flexibility flexible resilience change pressure stress",
    "learning": "learning growth curiosity learn development mindset coachable",
    "customer": "customer client service patient user empathy guest commercial sales",
    "organisation": "organisation organization planning time prioritisation prioritization detail structure project",
    "integrity": "integrity ethics ethical honesty trust compliance",
    "culture": "culture cultural values fit alignment mission",
    "motivation": "motivation motivated enthusiasm passion interest engagement",
    "creativity": "creativity creative innovation innovative ideas design",
    "safety": "safety hygiene health risk",
    "experience": "experience relevance background seniority track record",
}

TECHNICAL = frozenset({"technical", "experience", "safety"})
"""Families judged by what is said; the others also by how one acted."""


@lru_cache(maxsize=256)
def _families(name: str, details: str) -> frozenset[str]:
    stems = {family: frozenset(content_stems(line)) for family, line in _WORDS.items()}
    for text in (name, details):
        said = frozenset(content_stems(text))
        matches = {family: len(said & known) for family, known in stems.items()}
        if any(matches.values()):
            most = max(matches.values())
            return frozenset(family for family, count in matches.items() if count == most)
    return frozenset()


def families(dimension: RubricDimension) -> frozenset[str]:
    """The families of a dimension: by its name, or else by its description and keywords; empty for an unknown kind."""
    name = f"{dimension.key.replace('_', ' ')} {dimension.name}"
    return _families(name, " ".join([dimension.description, *dimension.keywords]))

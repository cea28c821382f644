"""Requirements: which skills of an advertisement are found, as a must or as nice to have, and years and seniority.

The advertisements with their truth stand in `tests/quality/requirements.toml`.
"""

import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.quality.measure import Measure, share
from shared.adapters.embedded import skill_names
from shared.adapters.embedded.requirements import EmbeddedRequirementExtractor
from shared.language.words import content_stems
from shared.ports.requirements import Importance, Requirements

TITLE = "Requirements"
_CORPUS = Path(__file__).parents[2] / "tests" / "quality" / "requirements.toml"


@dataclass(frozen=True, slots=True)
class Missed:
    """What is wrong with one advertisement, for whoever wants to improve it."""

    title: str
    what: str


def measure() -> list[Measure]:
    """Precision and recall of skills, musts told from nices, years and seniority."""
    return [*measures(held_out=False), *measures(held_out=True)]


def measures(*, held_out: bool) -> list[Measure]:
    """The measures of the advertisements that the rules were made on, or of those that were written afterwards."""
    counts, _ = tally(held_out=held_out)
    precision = counts["right_said"] / counts["said"]
    told = f"{counts['said']} found in {counts['ads']} {'new ads' if held_out else 'ads'}"
    return [
        Measure("skills: precision", precision, 0.85, count=told),
        share("skills: recall", counts["right"], counts["true"], 0.85),
        share("musts found as musts", counts["must_right"], counts["must"], 0.85),
        share("nice-to-haves found as such", counts["nice_right"], counts["nice"], 0.85),
        share("years of experience", counts["years"], counts["ads"], 0.90),
        share("seniority where it is said", counts["seniority"], counts["seniorities"], 1.0),
        share("every skill names its sentence", counts["evident"], counts["said"], 1.0),
    ]


def tally(*, held_out: bool) -> tuple[Counter[str], list[Missed]]:
    """The counts over the advertisements of a half, and what was missed."""
    counts: Counter[str] = Counter()
    missed: list[Missed] = []
    for ad in tomllib.loads(_CORPUS.read_text(encoding="utf-8"))["ads"]:
        if ad.get("held_out", False) is not held_out:
            continue
        found = EmbeddedRequirementExtractor().extract(ad["text"], ad["title"])
        counts["ads"] += 1
        _count_skills(ad, found, counts, missed)
        counts["years"] += found.min_years == ad.get("years")
        if found.min_years != ad.get("years"):
            missed.append(Missed(ad["title"], f"years {found.min_years}"))
        if "seniority" in ad:
            counts["seniorities"] += 1
            counts["seniority"] += found.seniority == ad["seniority"]
    return counts, missed


def _count_skills(ad: dict[str, Any], found: Requirements, counts: Counter[str], missed: list[Missed]) -> None:
    said = [skill for skill in found.skills if not skill.soft]
    counts["said"] += len(said)
    counts["evident"] += sum(skill.evidence in ad["title"] or skill.evidence in _flat(ad["text"]) for skill in said)
    for skill in said:
        if any(_same(skill.name, true) for true in [*ad["must"], *ad["nice"]]):
            counts["right_said"] += 1
        else:
            missed.append(Missed(ad["title"], f"not asked for: {skill.name}"))
    for kind, importance in (("must", Importance.MUST), ("nice", Importance.NICE)):
        for true in ad[kind]:
            hits = [skill for skill in found.skills if _same(skill.name, true)]
            counts["true"] += 1
            counts[kind] += 1
            counts["right"] += bool(hits)
            counts[f"{kind}_right"] += any(skill.importance is importance for skill in hits)
            if not any(skill.importance is importance for skill in hits):
                missed.append(Missed(ad["title"], f"{kind}: {true}"))


def _same(found: str, true: str) -> bool:
    """Whether both name one skill: by the vocabulary, or because one says all that the other says."""
    names = [skill_names.find(name) for name in (found, true)]
    if names[0] and names[1] and names[0].name == names[1].name:
        return True
    one, other = set(content_stems(found)), set(content_stems(true))
    return bool(one and other) and (one <= other or other <= one)


def _flat(text: str) -> str:
    return " ".join(text.split())

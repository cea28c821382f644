"""How long ranking takes: `python -m bench.matching` (10,000 invented candidates of some 300 words for one job)."""

import random
import sys
import time
from collections.abc import Callable
from typing import Any

from shared.adapters.embedded.matcher import EmbeddedMatcher
from shared.candidates.models import Candidate
from shared.matching.blinding import blind
from shared.matching.service import without_cycle_search
from shared.ports.cv import WorkExperience
from shared.ports.matching import BlindProfile, Position, WantedProfile, WantedSkill

_SKILLS = """
    Python|Java|SQL|PostgreSQL|Docker|Kubernetes|AWS|Terraform|React|TypeScript|Go|Linux|Git|Jenkins|Kafka|Redis|Nursing|
    Wound care|Triage|Patient care|Welding|TIG welding|Bookkeeping|IFRS|Payroll|Excel|SAP|Salesforce|Copywriting|SEO|
    Project management|Scrum|Stakeholder management|Data analysis|Tableau|Machine learning|Teaching|Procurement
"""
_WORDS = """
    designed built maintained delivered services customers systems reports monthly weekly patients records orders
    platform team release testing quality budget suppliers audits improved reduced costs latency training staff
    documentation process safety equipment machines drawings schedules data pipelines dashboards invoices accounts
    ledger compliance policies incidents monitoring support research campaigns students lessons deliveries stock
    warehouse routes planning analysis migration integration backend frontend network security deployment automation
"""
_TITLES = "Backend engineer|Nurse|Welder|Accountant|Data analyst|Project manager|Teacher|Driver|Sales agent"
WANTED = WantedProfile(
    title="Backend engineer",
    skills=[
        *(WantedSkill(name=name) for name in ("Python", "PostgreSQL", "Docker", "Kubernetes", "SQL")),
        *(WantedSkill(name=name, required=False) for name in ("AWS", "Terraform", "Kafka")),
    ],
    min_years=5,
    text="You design and build backend services and data pipelines, improve latency, and support releases. " * 8,
)


def candidates(count: int) -> list[BlindProfile]:
    """Invented candidates, always the same."""
    chance = random.Random(7)
    return [_candidate(number, chance) for number in range(count)]


def _candidate(number: int, chance: random.Random) -> BlindProfile:
    skills, words, titles = [name.strip() for name in _SKILLS.split("|")], _WORDS.split(), _TITLES.split("|")

    def text(sentences: int) -> str:
        return " ".join(f"{' '.join(chance.choices(words, k=14)).capitalize()}." for _ in range(sentences))

    return BlindProfile(
        id=f"{number:06}",
        headline=chance.choice(titles),
        summary=text(3),
        technical_skills=chance.sample(skills, 12),
        positions=[Position(title=chance.choice(titles), description=text(5)) for _ in range(4)],
        studies=["BSc Computer science"],
        years=chance.randrange(20),
    )


def seconds(count: int) -> float:
    """The best of three times to blind and rank so many applicants, in seconds of one core."""
    people = [_stored(one) for one in candidates(count)]
    return _best(lambda: EmbeddedMatcher().rank(WANTED, [blind(one, one.id) for one in people]))


def _stored(one: BlindProfile) -> Candidate:
    """The candidate as the store has them; what ranking does not read is left out."""
    jobs = [
        WorkExperience(
            title=job.title,
            description=job.description,
            company="Acme",
            location=None,
            start_date=None,
            end_date=None,
            current=False,
        )
        for job in one.positions
    ]
    fields: dict[str, Any] = dict.fromkeys(Candidate.model_fields)
    fields |= one.model_dump(include={"id", "summary", "technical_skills", "soft_skills", "languages"})
    fields |= {"position": one.headline, "work_experience": jobs, "total_experience_years": one.years}
    return Candidate.model_construct(**fields | {"education": [], "certifications": []})


def main(count: int) -> None:
    """Print the best of three times, in seconds of one core."""
    print(f"{count:,} applicants of some 320 words blinded and ranked: {seconds(count):.2f} seconds of one core")


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        began = time.process_time()
        with without_cycle_search():
            work()
        times.append(time.process_time() - began)
    return min(times)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)

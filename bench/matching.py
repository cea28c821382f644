"""How long ranking takes: `python -m bench.matching` (10,000 invented candidates of some 300 words for one job)."""

import random
import sys
import time
from collections.abc import Callable

from shared.adapters.embedded.matcher import EmbeddedMatcher
from shared.matching.blinding import without_personal_words
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


def main(count: int) -> None:
    """Print the best of three times, in seconds of one core."""
    people = candidates(count)
    words = sum(len(" ".join(_texts(one)).split()) for one in people)
    blinding = _best(lambda: [without_personal_words(text) for one in people for text in _texts(one)])
    ranking = _best(lambda: EmbeddedMatcher().rank(WANTED, people))
    print(f"{count:,} candidates of {words // count} words in running text, seconds of one core:")
    print(f"taking out personal words {blinding:.2f}, ranking {ranking:.2f}")


def _texts(profile: BlindProfile) -> list[str]:
    return [profile.summary, *(position.description for position in profile.positions)]


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)

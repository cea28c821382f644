"""How long ranking takes: `python -m bench.matching` (10,000 invented candidates of some 300 words for one job)."""

import random
import sys
import time

from shared.adapters.embedded.matcher import EmbeddedMatcher
from shared.ports.matching import BlindProfile, Position, WantedProfile, WantedSkill

_SKILLS = """Python|Java|SQL|PostgreSQL|Docker|Kubernetes|AWS|Terraform|React|TypeScript|Go|Linux|Git|Jenkins|Kafka|Redis
Nursing|Wound care|Triage|Patient care|Welding|TIG welding|Bookkeeping|IFRS|Payroll|Excel|SAP|Salesforce|Copywriting|SEO
Project management|Scrum|Stakeholder management|Data analysis|Tableau|Machine learning|Teaching|Logistics|Procurement"""
_WORDS = [
    "designed",
    "built",
    "maintained",
    "delivered",
    "services",
    "customers",
    "systems",
    "reports",
    "monthly",
    "weekly",
    "patients",
    "records",
    "orders",
    "platform",
    "team",
    "release",
    "testing",
    "quality",
    "budget",
    "suppliers",
    "audits",
    "improved",
    "reduced",
    "costs",
    "latency",
    "training",
    "staff",
    "documentation",
    "process",
    "safety",
    "equipment",
    "machines",
    "drawings",
    "schedules",
    "data",
    "pipelines",
    "dashboards",
    "invoices",
    "accounts",
    "ledger",
    "compliance",
    "policies",
    "incidents",
    "monitoring",
    "support",
    "research",
    "campaigns",
    "students",
    "lessons",
    "deliveries",
    "stock",
    "warehouse",
    "routes",
    "planning",
    "analysis",
    "migration",
    "integration",
    "backend",
    "frontend",
    "network",
    "security",
    "deployment",
    "automation",
]
_TITLES = [
    "Backend engineer",
    "Nurse",
    "Welder",
    "Accountant",
    "Data analyst",
    "Project manager",
    "Teacher",
    "Driver",
    "Sales agent",
]
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
    skills = [name for line in _SKILLS.split("\n") for name in line.split("|")]
    return [_candidate(number, chance, skills) for number in range(count)]


def _candidate(number: int, chance: random.Random, skills: list[str]) -> BlindProfile:
    def text(sentences: int) -> str:
        return " ".join(f"{' '.join(chance.choices(_WORDS, k=14)).capitalize()}." for _ in range(sentences))

    return BlindProfile(
        id=f"{number:06}",
        headline=chance.choice(_TITLES),
        summary=text(3),
        technical_skills=chance.sample(skills, 12),
        positions=[Position(title=chance.choice(_TITLES), description=text(5)) for _ in range(4)],
        studies=["BSc Computer science"],
        years=chance.randrange(20),
    )


def main(count: int) -> None:
    """Print the best of three times."""
    people = candidates(count)
    words = sum(
        len(f"{one.summary} {' '.join(position.description for position in one.positions)}".split()) for one in people
    )
    times = []
    for _ in range(3):
        began = time.perf_counter()
        matches = EmbeddedMatcher().rank(WANTED, people)
        times.append(time.perf_counter() - began)
    print(f"{len(matches):,} candidates of {words // count} words in running text: {min(times):.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)

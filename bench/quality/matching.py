"""Shortlists: whether those of the advertised occupation come first, beside plain TF-IDF and BM25; and the time.

The corpus is `tests/quality/matching.toml`: invented CVs of occupations, near ones among them, and an ad of each.
"""

import math
import statistics
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import matching
from bench.quality.measure import Measure
from shared.adapters.embedded.matcher import EmbeddedMatcher
from shared.adapters.embedded.requirements import EmbeddedRequirementExtractor
from shared.language.words import content_stems
from shared.matching.service import wanted_of
from shared.ports.matching import BlindProfile, Position, WantedProfile

TITLE = "Shortlists"
_CORPUS = Path(__file__).parents[2] / "tests" / "quality" / "matching.toml"


@dataclass(frozen=True, slots=True)
class Ad:
    """An advertisement, and what it asks for as the product reads it."""

    occupation: str
    text: str
    wanted: WantedProfile


def measure() -> list[Measure]:
    """The quality of the order, and the seconds for 10,000 applicants."""
    seconds = matching.seconds(10_000)
    timed = Measure("10,000 applicants blinded and ranked, seconds", seconds, 2.0, better="lower", timed=True)
    return [*order(), timed]


def order() -> list[Measure]:
    """Mean average precision of the matcher, and what it gains over two simple methods."""
    people, ads = _people(), _ads()
    texts = [_text(one) for one in people]
    ours, first = _quality(ads, lambda ad: [one.candidate_id for one in EmbeddedMatcher().rank(ad.wanted, people)])
    plain, _ = _quality(ads, lambda ad: _ordered(people, _tf_idf(ad.text, texts)))
    bm25, _ = _quality(ads, lambda ad: _ordered(people, _bm25(ad.text, texts)))
    return [
        Measure("mean average precision", ours, 0.90, count=f"{len(ads)} ads, {len(people)} CVs"),
        Measure("gain over TF-IDF of the whole texts", ours - plain, 0.03, count=f"TF-IDF {plain:.3f}"),
        Measure("gain over BM25 of the whole texts", ours - bm25, 0.03, count=f"BM25 {bm25:.3f}"),
        Measure("the first one is of the occupation", first, 0.95),
    ]


def _people() -> list[BlindProfile]:
    corpus = tomllib.loads(_CORPUS.read_text(encoding="utf-8"))["cvs"]
    return [
        BlindProfile(
            id=f"{occupation}/{number}",
            headline=title,
            technical_skills=skills.split(", "),
            positions=[Position(title=title, description=text)],
        )
        for occupation, cvs in corpus.items()
        for number, (title, skills, text) in enumerate(cvs)
    ]


def _ads() -> list[Ad]:
    extractor = EmbeddedRequirementExtractor()
    entries = tomllib.loads(_CORPUS.read_text(encoding="utf-8"))["ads"]
    return [
        Ad(
            occupation=entry["occupation"],
            text=f"{entry['title']}\n{entry['text']}",
            wanted=wanted_of(entry["title"], entry["text"], [], extractor),
        )
        for entry in entries
    ]


def _quality(ads: Sequence[Ad], rank: Callable[[Ad], list[str]]) -> tuple[float, float]:
    """Mean average precision, and how often the first one is of the occupation."""
    found = [[name.partition("/")[0] == ad.occupation for name in rank(ad)] for ad in ads]
    return statistics.fmean(map(_average_precision, found)), statistics.fmean(hits[0] for hits in found)


def _average_precision(hits: Sequence[bool]) -> float:
    ranks = [rank for rank, hit in enumerate(hits, start=1) if hit]
    return statistics.fmean(number / rank for number, rank in enumerate(ranks, start=1))


def _text(one: BlindProfile) -> str:
    jobs = " ".join(f"{job.title} {job.description}" for job in one.positions)
    return f"{one.headline} {' '.join(one.technical_skills)} {jobs}"


def _ordered(people: Sequence[BlindProfile], scores: Sequence[float]) -> list[str]:
    pairs = sorted(zip(scores, people, strict=True), key=lambda pair: (-pair[0], pair[1].id))
    return [one.id for _, one in pairs]


def _tf_idf(query: str, texts: Sequence[str]) -> list[float]:
    counts = [Counter(content_stems(text)) for text in texts]
    having = Counter(term for one in counts for term in one)

    def vector(terms: Counter[str]) -> dict[str, float]:
        return {
            term: (1 + math.log(count)) * math.log((1 + len(texts)) / (1 + having[term]))
            for term, count in terms.items()
        }

    def length(of: dict[str, float]) -> float:
        return math.sqrt(sum(weight * weight for weight in of.values())) or 1.0

    asked = vector(Counter(content_stems(query)))
    scores = []
    for one in map(vector, counts):
        shared = sum(weight * one.get(term, 0.0) for term, weight in asked.items())
        scores.append(shared / (length(asked) * length(one)))
    return scores


def _bm25(query: str, texts: Sequence[str], k1: float = 1.5, b: float = 0.75) -> list[float]:
    counts = [Counter(content_stems(text)) for text in texts]
    having = Counter(term for one in counts for term in one)
    usual = statistics.fmean(one.total() for one in counts)
    rarity = {term: math.log(1 + (len(texts) - count + 0.5) / (count + 0.5)) for term, count in having.items()}

    def score(one: Counter[str]) -> float:
        share = k1 * (1 - b + b * one.total() / usual)
        asked = {term for term in content_stems(query) if one[term]}
        return sum(rarity[term] * one[term] * (k1 + 1) / (one[term] + share) for term in asked)

    return [score(one) for one in counts]

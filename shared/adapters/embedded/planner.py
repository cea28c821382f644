"""Planning questions from our own bank: no model, the same request always gives the same plan."""

import hashlib
import re
import uuid
from collections.abc import Iterable, Sequence
from itertools import cycle, islice

from shared.adapters.embedded.dimensions import families
from shared.adapters.embedded.question_bank import Draft, drafts
from shared.language.fairness import protected_topics
from shared.language.words import words
from shared.ports.engine import Engine
from shared.ports.interviewing import Difficulty, ExpectedPoint, PlanRequest, Question, QuestionPlan, QuestionType
from shared.ports.rubric import RubricDimension

_USUAL_MIX = (
    QuestionType.EXPERIENCE,
    QuestionType.TECHNICAL,
    QuestionType.BEHAVIOURAL,
    QuestionType.TECHNICAL,
    QuestionType.SITUATIONAL,
    QuestionType.BEHAVIOURAL,
)
_PROGRAMMERS_MIX = (*_USUAL_MIX, QuestionType.EXPERIENCE, QuestionType.CODING, *_USUAL_MIX[2:])
_PROGRAMMING = frozenset(
    "python java javascript typescript c# c++ c go golang rust kotlin swift php ruby scala perl node.js react".split()  # noqa: SIM905
)
"""Skills of people who write programs for a living: a longer interview has them write one."""
_STEPS = {Difficulty.EASY: 0, Difficulty.MEDIUM: 1, Difficulty.HARD: 2}
_MINUTES = {QuestionType.CODING: 15, QuestionType.EXPERIENCE: 4, QuestionType.SITUATIONAL: 4}
_MOST_DIMENSIONS = 3
"""Of one question, where there are questions enough."""

_SENIOR = re.compile(r"\b(senior|lead|principal|staff|head|director|chief|expert|architect)\b", re.IGNORECASE)
_JUNIOR = re.compile(r"\b(junior|intern|internship|trainee|entry|graduate|apprentice|assistant)\b", re.IGNORECASE)

_OWN_TYPES = (
    (
        QuestionType.CODING,
        re.compile(r"\b(write|implement|code)\b.{0,40}\b(function|method|class|program|query|code|script)\b", re.I),
    ),
    (
        QuestionType.BEHAVIOURAL,
        re.compile(r"\b(a time|a situation|an example|an occasion|describe a|have you ever)\b", re.I),
    ),
    (QuestionType.SITUATIONAL, re.compile(r"\b(imagine|suppose|what would you|how would you|what if)\b", re.I)),
    (
        QuestionType.EXPERIENCE,
        re.compile(r"\b(your experience|your background|have you worked|your last job|about yourself)\b", re.I),
    ),
)
_OWN_POINTS = {
    QuestionType.TECHNICAL: (
        ("how it works", "works", "because", "means", "consists"),
        ("an example from practice", "for example", "for instance", "project", "such as"),
        ("limits or alternatives", "limit", "alternative", "trade-off", "instead", "depends", "downside"),
    ),
    QuestionType.CODING: (
        ("your approach", "approach", "loop", "function", "algorithm", "iterate"),
        ("edge cases", "edge", "empty", "null", "none", "invalid"),
        ("the running time", "complexity", "linear", "time"),
    ),
    QuestionType.SITUATIONAL: (
        ("what you would find out first", "find out", "ask", "understand", "clarify", "check"),
        ("what you would do", "would start", "plan", "decide", "talk", "propose"),
        ("how you would know that it worked", "measure", "result", "feedback", "follow up", "check"),
    ),
    QuestionType.BEHAVIOURAL: (
        ("the situation", "situation", "problem", "project", "at my last job", "once"),
        ("what you did yourself", "I decided", "I talked", "I organised", "I built", "I started", "I took", "my role"),
        ("what came of it", "result", "in the end", "improved", "reduced", "increased", "learned", "percent"),
    ),
    QuestionType.EXPERIENCE: (
        ("what you did and for how long", "years", "months", "worked", "responsible", "role"),
        ("an example from practice", "for example", "for instance", "project", "such as"),
        ("what you achieved", "achieved", "result", "improved", "built", "delivered", "reduced", "increased"),
    ),
}


class EmbeddedQuestionPlanner:
    """Chooses questions from the bank so that they cover the rubric, the job's skills and the CV's claims and gaps."""

    engine = Engine(name="embedded", version="1")

    def plan(self, request: PlanRequest) -> QuestionPlan:
        """See the port. A company's own question that touches a protected matter is left out."""
        chosen = _Choice(request)
        own = [_own_draft(text, request) for text in _fair(request.own_questions)][: request.count]
        for draft in own:
            chosen.take(draft)
        for wanted in _types(request, request.count - len(own)):
            chosen.take(chosen.best(wanted))
        return QuestionPlan(questions=_questions(chosen), engine=self.engine)


class _Choice:
    """The questions chosen so far, and which dimensions they are evidence for."""

    def __init__(self, request: PlanRequest) -> None:
        self.request = request
        self.difficulty = _difficulty(request)
        self.dimensions = request.rubric.dimensions
        self.kinds = {dimension.key: families(dimension) for dimension in self.dimensions}
        self.seed = hashlib.sha256(request.model_dump_json().encode()).hexdigest()
        self.left = drafts(request)
        self.taken: list[Draft] = []
        self.evidence: list[list[str]] = []

    def take(self, draft: Draft) -> None:
        self.left = [other for other in self.left if other.text.lower() != draft.text.lower()]
        self.taken.append(draft)
        fresh_first = sorted(self._fits(draft), key=lambda dimension: (self._covers(dimension.key), -dimension.weight))
        self.evidence.append([dimension.key for dimension in fresh_first[:_MOST_DIMENSIONS]])

    def best(self, wanted: QuestionType) -> Draft:
        """The best draft of the type; where the bank has no more of it, of any type."""
        same_type = [draft for draft in self.left if draft.type is wanted]
        others = [draft for draft in self.left if draft.type is not QuestionType.CODING]
        return max(same_type or others or self.left, key=self._merit)

    def _merit(self, draft: Draft) -> tuple[int, float, str]:
        """Nothing twice comes first; then what the rubric still lacks, how well it suits, and how hard it is."""
        gain = sum(dimension.weight / (1 + self._covers(dimension.key)) ** 2 for dimension in self._fits(draft))
        alike = [other for other in self.taken if draft.subject and draft.subject.lower() == other.subject.lower()]
        repeats = 0 if draft.fit else sum(other.type is draft.type for other in alike)
        repeats += sum(other.pattern == draft.pattern for other in self.taken)
        distance = abs(_STEPS[draft.difficulty] - _STEPS[self.difficulty])
        tie = hashlib.sha256(f"{self.seed}|{draft.text}".encode()).hexdigest()
        total = sum(dimension.weight for dimension in self.dimensions)
        return (-repeats, gain / total - 0.3 * distance + draft.fit - 0.3 * len(alike), tie)

    def _fits(self, draft: Draft) -> list[RubricDimension]:
        """The dimensions that the draft's answer is evidence for."""
        return [dimension for dimension in self.dimensions if self.affinity(draft, dimension) >= 1]

    def affinity(self, draft: Draft, dimension: RubricDimension) -> float:
        """How well the draft's answer shows the dimension: 2 names it, 1 is of its kind, below 1 at best by the way."""
        subject = set(words(draft.subject))
        if subject and subject & set(words(" ".join([dimension.name, *dimension.keywords]))):
            return 2
        if self.kinds[dimension.key] & set(draft.families):
            return 1
        return 0.5 if draft.type in (QuestionType.BEHAVIOURAL, QuestionType.EXPERIENCE) else 0

    def _covers(self, key: str) -> int:
        return sum(key in keys for keys in self.evidence)


def _questions(chosen: _Choice) -> list[Question]:
    _leave_no_dimension_out(chosen)
    order = {dimension.key: position for position, dimension in enumerate(chosen.dimensions)}
    return [
        Question(
            id=_question_id(chosen.seed, position, draft.text),
            text=draft.text,
            type=draft.type,
            difficulty=draft.difficulty,
            skills_tested=list(draft.skills),
            expected_points=list(draft.points),
            dimensions=sorted(keys, key=order.__getitem__),
            max_minutes=_MINUTES.get(draft.type, 5),
        )
        for position, (draft, keys) in enumerate(zip(chosen.taken, chosen.evidence, strict=True))
    ]


def _leave_no_dimension_out(chosen: _Choice) -> None:
    """Give each dimension without a question the one that shows it best, and each question a dimension."""
    for dimension in chosen.dimensions:
        if not any(dimension.key in keys for keys in chosen.evidence):
            best = max(
                range(len(chosen.taken)),
                key=lambda i: (chosen.affinity(chosen.taken[i], dimension), -len(chosen.evidence[i]), -i),
            )
            chosen.evidence[best].append(dimension.key)
    for draft, keys in zip(chosen.taken, chosen.evidence, strict=True):
        if not keys:
            keys.append(max(chosen.dimensions, key=lambda d: (chosen.affinity(draft, d), d.weight)).key)


def _question_id(seed: str, position: int, text: str) -> str:
    digest = hashlib.sha256(f"{seed}|{position}|{text}".encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=5))


def _difficulty(request: PlanRequest) -> Difficulty:
    if request.difficulty is not Difficulty.AUTO:
        return request.difficulty
    told = f"{request.seniority or ''} {request.job_title}"
    if _JUNIOR.search(told):
        return Difficulty.EASY
    return Difficulty.HARD if _SENIOR.search(told) else Difficulty.MEDIUM


def _types(request: PlanRequest, count: int) -> list[QuestionType]:
    """The types of `count` questions: the wanted ones in turn, so that a cut hits all alike, then the usual mix."""
    wanted = {type_: number for type_, number in request.types.items() if number > 0}
    turns = [type_ for turn in range(max(wanted.values(), default=0)) for type_, n in wanted.items() if n > turn]
    writes_programs = any(skill.lower() in _PROGRAMMING for skill in request.required_skills)
    mix = _PROGRAMMERS_MIX if writes_programs else _USUAL_MIX
    return [*turns, *islice(cycle(mix), max(0, count - len(turns)))][:count]


def _fair(questions: Iterable[str]) -> list[str]:
    once: dict[str, str] = {}
    for question in questions:
        if words(question) and not protected_topics(question):
            once.setdefault(question.strip().lower(), question.strip())
    return list(once.values())


def _own_draft(text: str, request: PlanRequest) -> Draft:
    skills = _mentioned(request.required_skills, text)
    type_ = next((kind for kind, pattern in _OWN_TYPES if pattern.search(text)), None)
    type_ = type_ or (QuestionType.TECHNICAL if skills else QuestionType.EXPERIENCE)
    kinds = {"technical", "problem_solving"} if type_ in (QuestionType.TECHNICAL, QuestionType.CODING) else set()
    named = {
        kind
        for dimension in request.rubric.dimensions
        if _mentioned([dimension.name], text)
        for kind in families(dimension)
    }
    return Draft(
        type=type_,
        difficulty=_difficulty(request),
        families=tuple(sorted(kinds | named)),
        text=text,
        points=tuple(ExpectedPoint(text=point[0], aliases=list(point[1:])) for point in _OWN_POINTS[type_]),
        subject=skills[0] if skills else "",
        skills=tuple(skills),
        fit=1.0,
        pattern=text,
    )


def _mentioned(names: Sequence[str], text: str) -> list[str]:
    said = f" {' '.join(words(text))} "
    return [name for name in names if words(name) and f" {' '.join(words(name))} " in said]

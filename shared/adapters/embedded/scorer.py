"""Scoring without a model: what of the expected points is said, in how much detail, and with which evidence.

Measured on answers to questions never seen, against marks given by people; the figures are in docs/scoring.md.
"""

from collections.abc import Sequence

from shared.adapters.embedded import conduct
from shared.adapters.embedded.answers import COVERED, Answer, Said, read_answer
from shared.adapters.embedded.code_answers import said_about
from shared.adapters.embedded.dimensions import TECHNICAL, families
from shared.adapters.embedded.repetition import count_once
from shared.language.coverage import best_covered
from shared.language.words import words
from shared.ports.engine import Engine
from shared.ports.interviewing import QuestionPlan, Turn
from shared.ports.rubric import Rubric, RubricDimension
from shared.ports.scoring import DimensionJudgement, Judgement, QuestionJudgement, Quote

_CONDUCT_WEIGHT = 0.35
"""Of how the candidate acted, in dimensions that are about that."""
_KEYWORD_BONUS = 0.02
"""For each keyword of the dimension that the answers say, up to five."""
_FEWEST_WORDS = 15
"""A dimension with fewer words that count is not assessed."""
_MOST_QUOTES = 3
_SHORTEST_QUOTE = 4
_MOST_LINES = 6
"""Of code, in a quote."""
_MOST_NAMED = 5
_SURE = 150
"""Words from which on more words add no confidence."""


class EmbeddedScorer:
    """Judges transcripts by rules alone: the same turns, plan and rubric always give the same judgement."""

    engine = Engine(name="embedded", version="2")

    def judge(self, turns: Sequence[Turn], plan: QuestionPlan, rubric: Rubric) -> Judgement:
        """See the port. Words that are flagged count for nothing; a person is told where to look."""
        ordered = sorted(turns, key=lambda turn: turn.sequence)
        answers = [read_answer(question, ordered) for question in plan.questions]
        count_once(answers)
        return Judgement(
            dimensions=[_dimension(dimension, answers) for dimension in rubric.dimensions],
            questions=[_question(answer) for answer in answers],
            flags=[raised for answer in answers for raised in answer.flags],
            engine=self.engine,
        )


def _question(answer: Answer) -> QuestionJudgement:
    covered, missing = _points([answer])
    score = _rounded(answer.share(), answer.question.max_score) if answer.is_judged else None
    return QuestionJudgement(
        question_id=answer.question.id,
        score=score,
        max_score=answer.question.max_score,
        covered=covered,
        missing=missing,
        feedback=_feedback(answer, covered, missing),
    )


def _rounded(share: float, max_score: float) -> float:
    """A mark out of so many, to a hundredth of it at least."""
    return round(share * max_score, 1 if max_score >= 10 else 2)


def _feedback(answer: Answer, covered: list[str], missing: list[str]) -> str:
    if not answer.is_judged:
        return "Not answered in English." if answer.flags else "Not answered."
    if not answer.sound and not answer.code:
        return answer.flags[0].message if answer.flags else "Had no answer, or nothing more to say."
    expected = answer.question.expected_points
    none = "Touched none of the expected points clearly." if expected else "Answered; nothing certain was expected."
    parts = [f"Spoke about {_listed(covered)}." if covered else none]
    if missing:
        parts.append(f"Did not speak about {_listed(missing)}.")
    parts += [said_about(code.reading) for code in answer.code[:1]]
    parts += sorted({raised.message for raised in answer.flags})
    return " ".join(parts)


def _dimension(dimension: RubricDimension, answers: list[Answer]) -> DimensionJudgement:
    judged = [answer for answer in answers if dimension.key in answer.question.dimensions and answer.is_judged]
    quotes = _quotes(judged)
    length = sum(answer.word_count for answer in judged)
    assessed = bool(quotes) and length >= _FEWEST_WORDS
    covered, missing = _points(judged)
    return DimensionJudgement(
        key=dimension.key,
        score=_score(dimension, judged) if assessed else None,
        confidence=_confidence(judged, length) if assessed else 0.0,
        quotes=quotes if assessed else [],
        covered=covered,
        missing=missing,
        rationale=_rationale(dimension, judged, covered, missing) if assessed else _not_assessed(judged),
    )


def _score(dimension: RubricDimension, judged: list[Answer]) -> int:
    """The mean over the dimension's answers, 0 to 100."""
    by_content = families(dimension) <= TECHNICAL and bool(families(dimension))
    shares = [answer.share() if by_content else _with_conduct(answer) for answer in judged]
    said = {word for answer in judged for word in words(answer.text)}
    keywords = sum(set(words(keyword)) <= said for keyword in dimension.keywords)
    mean = sum(shares) / len(shares)
    # Keywords add to an answer that says something; they are no answer by themselves.
    bonus = min(keywords, 5) * _KEYWORD_BONUS * min(1.0, 2 * mean)
    return round(100 * min(1.0, mean + bonus))


def _with_conduct(answer: Answer) -> float:
    content = answer.share()
    shown = conduct.share(answer.text) if answer.sound else 0.0
    return (1 - _CONDUCT_WEIGHT) * content + _CONDUCT_WEIGHT * min(shown, 2 * content)


def _confidence(judged: list[Answer], length: int) -> float:
    amount = min(1.0, length / _SURE)
    breadth = min(1.0, len(judged) / 2)
    doubt = 0.15 * sum(bool(answer.flags) for answer in judged) / len(judged)
    return round(0.25 + 0.35 * amount + 0.2 * breadth - doubt, 2)


def _points(answers: list[Answer]) -> tuple[list[str], list[str]]:
    """The expected points that were said, and those that were not."""
    found = [
        (point.text, share >= COVERED)
        for answer in answers
        for point, share in zip(answer.question.expected_points, answer.coverages(), strict=True)
    ]
    covered = list(dict.fromkeys(text for text, is_said in found if is_said))
    return covered, [text for text in dict.fromkeys(text for text, _ in found) if text not in covered]


def _quotes(judged: list[Answer]) -> list[Quote]:
    """The sentences that carry most, in the order they were said."""
    by_text = {
        said.span.text: (_weight_of(said, answer), said)
        for answer in judged
        for said in answer.sound
        if len(words(said.span.text)) >= _SHORTEST_QUOTE
    }
    best = sorted(by_text.values(), key=lambda entry: (-entry[0], entry[1].turn.sequence, entry[1].span.start))[
        :_MOST_QUOTES
    ]
    in_order = sorted((said for _, said in best), key=lambda said: (said.turn.sequence, said.span.start))
    quotes = [
        Quote(turn_id=said.turn.id, start=said.span.start, end=said.span.end, text=said.span.text) for said in in_order
    ]
    return [*_quotes_of_code(judged), *quotes]


def _quotes_of_code(judged: list[Answer]) -> list[Quote]:
    """The first lines of the code in each answer."""
    quotes = []
    for code in (answer.code[0] for answer in judged if answer.code):
        text = "".join(code.span.text.splitlines(keepends=True)[:_MOST_LINES]).rstrip()
        start = code.span.start
        quotes.append(Quote(turn_id=code.turn.id, start=start, end=start + len(text), text=text))
    return quotes[:_MOST_QUOTES]


def _weight_of(said: Said, answer: Answer) -> float:
    points = [(point.text, point.aliases) for point in answer.question.expected_points]
    return best_covered(points, said.span.text, answer.heard) + 0.5 * conduct.share(said.span.text)


def _rationale(dimension: RubricDimension, judged: list[Answer], covered: list[str], missing: list[str]) -> str:
    total = len(covered) + len(missing)
    answers = _counted(len(judged), "answer")
    parts = [f"{len(covered)} of {total} expected points said in {answers}." if total else f"Shown in {answers}."]
    shown = conduct.signs(" ".join(answer.text for answer in judged))
    if shown and not families(dimension) <= TECHNICAL:
        parts.append(f"The account shows {_listed(shown)}.")
    if missing:
        parts.append(f"Not said: {_listed(missing)}.")
    if any(answer.flags for answer in judged):
        parts.append("Some words were flagged and not counted.")
    return " ".join(parts)


def _not_assessed(judged: list[Answer]) -> str:
    if not judged:
        return "Not assessed: none of its questions was answered."
    if all(answer.had_no_answer for answer in judged):
        return "Not assessed: the candidate had no answer."
    return "Not assessed: too little was said that counts as evidence."


def _listed(points: list[str]) -> str:
    parts = [point.rstrip(" .;") for point in points[:_MOST_NAMED]]
    if len(points) > _MOST_NAMED:
        parts.append(f"{len(points) - _MOST_NAMED} more")
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

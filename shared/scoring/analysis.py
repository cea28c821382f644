"""A transcript read for Talenti's two scorecards: how somebody works, and which of the job's skills they showed.

Both come of one judgement by the same scorer and rules as the interview's score: verbatim quotes or "not assessed".
It is shown and kept nowhere; what an interview's score is never depends on it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.core.errors import Invalid
from shared.core.resource import Value
from shared.interviews.models import TURN, Interview
from shared.interviews.service import InterviewService
from shared.jobs.models import JOB
from shared.ports.engine import Engine
from shared.ports.interviewing import Difficulty, Question, QuestionPlan, QuestionType, Speaker, Turn
from shared.ports.rubric import Rubric, RubricDimension
from shared.ports.scoring import Scorer
from shared.scoring.models import DimensionScore, ScoreResult
from shared.scoring.rules import scorecard
from shared.store.store import Store
from shared.usage.models import Purpose
from shared.usage.service import UsageService

BEHAVIOURS: dict[str, tuple[str, str]] = {
    "ownership": (
        "Takes responsibility for a result, and names their own part.",
        r"\bown(ed|er|ership)?\b|responsib|accountab|my (part|decision|mistake|job)|I (decided|led|took over|took on)",
    ),
    "execution": (
        "Brings things to their end, and says with what result.",
        r"deliver|shipped|finish|complet|launch|rolled? out|deadline|implement|result|\d+ ?(%|percent|millisecond)",
    ),
    "challenge": (
        "Speaks up against what they think is wrong, with reasons.",
        r"disagree|push(ed)? back|challeng|convinc|object(ed|ion)|doubt|conflict|argu(ed|ment)|raised .{1,8}concern",
    ),
    "ambiguity": (
        "Gets on where it is not clear what to do.",
        r"unclear|ambig|uncertain|vague|n.t (know|sure)|assum|prototype|experiment|hypothes|changing req|investigat",
    ),
    "feedback": (
        "Asks for what others think, takes it, and learns.",
        r"feedback|learn(ed|t)|listen|critici|review(ed)?\b|retrospective|mentor|improve[sd]? my",
    ),
}
"""What each dimension means, and the words without which an answer is no evidence for it."""
_MOST_SKILLS = 7


class Utterance(Value):
    """What somebody said in a transcript that a client sends."""

    by_candidate: bool
    text: str


class Analysis(Value):
    """The two scorecards: `culture` by behaviour, `skills` by skill of the job; None where the job names none."""

    interview_id: str
    culture: list[DimensionScore]
    skills: list[DimensionScore] | None
    engine: Engine


@dataclass(frozen=True, slots=True)
class AnalysisService:
    """Reads transcripts of every company's interviews."""

    store: Store
    interviews: InterviewService
    scorer: Scorer
    now: Clock
    usage: UsageService

    def analyse(self, caller: Caller, interview_id: str, said: Sequence[Utterance]) -> Analysis:
        """Judge a conversation: the interview's own where it was held here, otherwise the one that is sent.

        Raises:
            NotFound: the caller's company has no such interview.
            Invalid: nothing was said, here or in what is sent.
        """
        interview = self.interviews.found(caller, interview_id).entity
        told = self.store.children(caller.company_id, TURN, interview.id) if interview.turn_count else []
        held = [turn for turn in told if not turn.reported]
        turns, exchanges = _exchanges(held or self._sent(interview, said), interview.plan.engine)
        if not any(turn.speaker is Speaker.CANDIDATE for turn in turns):
            raise Invalid.field("transcript", "missing", "send what the candidate said.")
        skills = [_skill_dimension(at, name) for at, name in enumerate(self._skills(caller, interview))]
        with self.usage.metered(caller.company_id, f"interview {interview.id}", interview.usage) as meter:
            culture = self._judged(turns, exchanges, _BEHAVIOURS)
            asked = (held, interview.plan) if held else (turns, exchanges)
            shown = self._judged(*asked, skills) if skills else None
        self.usage.keep(caller.company_id, meter, Purpose.SCORE)
        return Analysis(
            interview_id=interview.id,
            culture=[_with_signals(one, turns) for one in culture.dimensions],
            skills=shown.dimensions if shown else None,
            engine=culture.engine,
        )

    def _judged(self, turns: list[Turn], plan: QuestionPlan, dimensions: list[RubricDimension]) -> ScoreResult:
        rubric = Rubric(dimensions=dimensions)
        asked = plan.model_copy(update={"questions": [_about(one, turns, rubric) for one in plan.questions]})
        return scorecard(self.scorer.judge(turns, asked, rubric), turns, asked, rubric)

    def _skills(self, caller: Caller, interview: Interview) -> list[str]:
        job = self.store.find(caller.company_id, JOB, interview.job_id) if interview.job_id else None
        return list(dict.fromkeys(job.entity.required_skills))[:_MOST_SKILLS] if job else []

    def _sent(self, interview: Interview, said: Sequence[Utterance]) -> list[Turn]:
        """A transcript of an interview that was held elsewhere, as turns."""
        return [
            Turn(
                id=f"{interview.id}.{sequence}",
                interview_id=interview.id,
                sequence=sequence,
                speaker=Speaker.CANDIDATE if one.by_candidate else Speaker.INTERVIEWER,
                text=one.text,
                question_id=None,
                cue=None,
                message_id=None,
                at=self.now(),
            )
            for sequence, one in enumerate(said, start=1)
        ]


_BEHAVIOURS = [
    RubricDimension.model_construct(key=key, name=key.title(), weight=1.0, description=meaning)
    for key, (meaning, _) in BEHAVIOURS.items()
]


def _skill_dimension(at: int, skill: str) -> RubricDimension:
    meaning = f"Has used {skill}, and says how."
    return RubricDimension(key=f"skill_{at}", name=skill[:120], description=meaning, keywords=[skill[:80]])


def _exchanges(turns: Sequence[Turn], engine: Engine) -> tuple[list[Turn], QuestionPlan]:
    """The turns with a question for each time the interviewer spoke. So an answer is evidence for what it speaks about
    itself, and not for what was said to the same question before or after."""
    questions: list[Question] = []
    read = []
    for turn in turns:
        by_candidate = turn.speaker is Speaker.CANDIDATE
        if not by_candidate or not questions:
            text = "Tell us about yourself." if by_candidate else turn.text
            questions.append(_question(f"q{len(questions) + 1}", text))
        read.append(turn.model_copy(update={"question_id": questions[-1].id}))
    return read, QuestionPlan(questions=questions, engine=engine)


def _question(question_id: str, text: str) -> Question:
    return Question(
        id=question_id,
        text=text,
        type=QuestionType.BEHAVIOURAL,
        difficulty=Difficulty.MEDIUM,
        skills_tested=[],
        expected_points=[],
        dimensions=[],
    )


def _about(question: Question, turns: Sequence[Turn], rubric: Rubric) -> Question:
    """The question with the dimensions that its answer speaks about: those whose words the candidate said."""
    answer = " ".join(
        turn.text for turn in turns if turn.speaker is Speaker.CANDIDATE and turn.question_id == question.id
    )
    about = [one.key for one in rubric.dimensions if re.search(_words_of(one), answer, re.IGNORECASE)]
    return question.model_copy(update={"dimensions": about})


def _words_of(dimension: RubricDimension) -> str:
    if dimension.key in BEHAVIOURS:
        return BEHAVIOURS[dimension.key][1]
    return rf"(?<!\w){re.escape(dimension.name)}(?!\w)"


def _with_signals(one: DimensionScore, turns: Sequence[Turn]) -> DimensionScore:
    """The dimension with the words for which the answers count as evidence."""
    if not one.assessed:
        return one
    said = " ".join(turn.text for turn in turns if turn.speaker is Speaker.CANDIDATE)
    found = (match.group().lower() for match in re.finditer(BEHAVIOURS[one.key][1], said, re.IGNORECASE))
    return one.model_copy(update={"covered": list(dict.fromkeys(found))})

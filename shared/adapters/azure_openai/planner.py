"""A plan whose questions a model words: the rules decide what about, the model asks it closer to job and CV."""

from shared.adapters.azure_openai.checks import is_fit
from shared.adapters.azure_openai.data import DATA_RULE, fenced, one_of, written
from shared.adapters.azure_openai.model import Form, Model, NoAnswer, Prompt, degraded
from shared.language.words import words
from shared.ports.interviewing import ExpectedPoint, PlanRequest, Question, QuestionPlan, QuestionPlanner

PROMPT = Prompt(
    name="planner",
    version="1",
    most_tokens=6000,
    text=f"""\
You word the questions of a structured job interview. For each slot of the plan, by its number, write one open question
of its type and difficulty about its skill or topic, closer to this job and this CV than the draft: ask about claims and
gaps in the CV where that fits. One question, at most 60 words, English, no markup. Give two to five points that a good
answer would say, each at most ten words, and for each up to five other words for it that a candidate might use; the
question does not give them away. Ask only about the work. Never ask about age, family, health, religion, origin,
gender, politics, looks or anything near them.

{DATA_RULE}""",
)
_LONGEST_QUESTION = 500
_FEWEST_WORDS = 6
_LONGEST_POINT = 120
_LONGEST_ALIAS = 60
_FEWEST_POINTS = 2
_MOST_POINTS = 5
_MOST_ALIASES = 5
_LONGEST_TEXT = 8000


class PointWritten(Form):
    """Something that a good answer would say."""

    text: str
    other_words: list[str]


class QuestionWritten(Form):
    """The question of one slot."""

    slot: int
    text: str
    expected_points: list[PointWritten]


class PlanWritten(Form):
    """The whole form."""

    questions: list[QuestionWritten]


class AzureQuestionPlanner:
    """Takes the embedded plan, and for each question that is not the company's own the model's words for it."""

    def __init__(self, model: Model, embedded: QuestionPlanner) -> None:
        self._model = model
        self._embedded = embedded

    def plan(self, request: PlanRequest) -> QuestionPlan:
        """See the port. A question that is unfit or unfair is replaced by the embedded one."""
        ruled = self._embedded.plan(request)
        own = {text.strip().lower() for text in request.own_questions}
        slots = {at: one for at, one in enumerate(ruled.questions, start=1) if one.text.strip().lower() not in own}
        if not slots:
            return ruled
        try:
            read = self._model.fill(PROMPT, _data(request, slots), PlanWritten)
        except NoAnswer as failure:
            return ruled.model_copy(update={"engine": degraded(ruled.engine, failure)})
        return self._worded(ruled, slots, read)

    def _worded(self, ruled: QuestionPlan, slots: dict[int, Question], read: PlanWritten) -> QuestionPlan:
        by_slot = {one.slot: one for one in reversed(read.questions)}
        questions: list[Question] = []
        for at, draft in enumerate(ruled.questions, start=1):
            written_one = by_slot.get(at) if at in slots else None
            question = draft if written_one is None else _question(draft, written_one)
            asked = {one.text.lower() for one in [*questions, *ruled.questions[at:]]}
            questions.append(draft if question.text.lower() in asked else question)
        if questions == ruled.questions:
            return ruled.model_copy(update={"engine": degraded(ruled.engine, NoAnswer("unfit"))})
        return ruled.model_copy(update={"questions": questions, "engine": self._model.engine(PROMPT, ruled.engine)})


def _question(draft: Question, read: QuestionWritten) -> Question:
    """The draft with the model's words, or as it was."""
    text = " ".join(read.text.split())
    points = [point for one in read.expected_points[:_MOST_POINTS] if (point := _point(one)) is not None]
    told = {point.text.lower(): point for point in points if point.text.lower() not in text.lower()}
    fit = is_fit(text, PROMPT, longest=_LONGEST_QUESTION) and len(words(text)) >= _FEWEST_WORDS
    if not fit or text.count("?") > 1 or text[-1] not in "?." or len(told) < _FEWEST_POINTS:
        return draft
    return draft.model_copy(update={"text": text, "expected_points": list(told.values())})


def _point(read: PointWritten) -> ExpectedPoint | None:
    text = " ".join(read.text.split())
    if not is_fit(text, PROMPT, longest=_LONGEST_POINT):
        return None
    aliases = [" ".join(one.split()) for one in read.other_words[:_MOST_ALIASES]]
    return ExpectedPoint(text=text, aliases=[one for one in aliases if is_fit(one, PROMPT, longest=_LONGEST_ALIAS)])


def _data(request: PlanRequest, slots: dict[int, Question]) -> str:
    names = {dimension.key: dimension.name for dimension in request.rubric.dimensions}
    plan = [
        f"{at}. {one.type}, {one.difficulty}, about {', '.join(map(one_of, one.skills_tested)) or 'the work'}, "
        f"evidence for {', '.join(one_of(names.get(key, key)) for key in one.dimensions)}. Draft: {one_of(one.text)}"
        for at, one in slots.items()
    ]
    return fenced(
        job_title=one_of(request.job_title),
        required_skills="\n".join(map(one_of, request.required_skills)),
        responsibilities=written("\n".join(request.responsibilities))[:_LONGEST_TEXT],
        cv=_cv(request)[:_LONGEST_TEXT],
        plan="\n".join(plan),
    )


def _cv(request: PlanRequest) -> str:
    """What of a CV a question may come from: crafts and positions; no names of people, places or schools."""
    if request.profile is None:
        return ""
    positions = [f"{one.title or 'Position'}: {one.description}" for one in request.profile.work_experience]
    return written("\n".join([", ".join(map(one_of, request.profile.technical_skills)), *positions]))

"""The interviewer's words by a model: what leads over to a question, never the question, never where it goes."""

from shared.adapters.azure_openai.checks import is_fit
from shared.adapters.azure_openai.data import DATA_RULE, fenced, one_of, spoken
from shared.adapters.azure_openai.model import Model, NoAnswer, Prompt, degraded
from shared.language.orders import is_attempt
from shared.ports.engine import Engine
from shared.ports.interviewing import Cue, CueKind, Interviewer
from shared.ports.spending import current_meter

PROMPT = Prompt(
    name="interviewer",
    version="1",
    most_tokens=160,
    text=f"""\
You word one turn of a structured job interview, as a friendly, plain-spoken interviewer. Others decide what happens
next; you only find the words for the task that is named first. Write English, at most two short sentences, no greeting,
no names, no markup, no lists. Do not judge, praise or correct the answer, promise nothing, say nothing about scores or
decisions, and never give away what a good answer would say. Ask about nothing but the work: nothing about age, family,
health, religion, origin, gender, politics or looks.

{DATA_RULE}""",
)
_LEADS = {
    CueKind.QUESTION: "Acknowledge the answer in a few neutral words and lead over to the next question. Do not ask "
    "it: it follows your words.",
    CueKind.REASSURE: "The candidate had no answer. Say that this is fine, in a few words. Ask nothing: the next "
    "question follows your words.",
    CueKind.REPEAT: "The candidate asks for the question again. Lead over to it in a few words. Do not ask it: it "
    "follows your words.",
}
"""Before a question, whose own text follows."""
_FOLLOW_UP = (
    "Ask one short question so that the candidate says more about the point named below, without giving it away."
)
_SIMPLER = " Say in one plain sentence what kind of thing it wants to hear."
_PLAIN = " Use short sentences of common words."
_LONGEST = 400


class AzureInterviewer:
    """Words the turns that react to an answer. All others are said in fixed words: the opening with its disclosure, the
    answers to questions, silence and abuse, the good-bye."""

    def __init__(self, model: Model, embedded: Interviewer) -> None:
        self._model = model
        self._embedded = embedded
        self.engine: Engine = model.engine(PROMPT)

    def word(self, cue: Cue) -> str:
        """See the port. Whoever tries to instruct is answered in fixed words."""
        meter = current_meter()
        meter.answered_by = self._embedded.engine
        if not _is_worded(cue):
            return self._embedded.word(cue)
        try:
            words = self._checked(cue, self._model.say(PROMPT, _data(cue)))
        except NoAnswer as failure:
            meter.answered_by = degraded(self._embedded.engine, failure)
            return self._embedded.word(cue)
        meter.answered_by = self.engine
        return words

    def _checked(self, cue: Cue, words: str) -> str:
        told = " ".join(words.split())
        fit = is_fit(told, PROMPT, longest=_LONGEST, not_to_repeat=cue.utterance or "")
        if cue.kind is CueKind.FOLLOW_UP:
            # The point stands in the turn as planned, for by it the answer is told to belong to the point.
            if not fit or told.count("?") != 1 or (cue.point or "") not in told:
                raise NoAnswer("unfit")
            return told
        if not fit or "?" in told:
            raise NoAnswer("unfit")
        return f"{told} {cue.question.text}" if cue.question else told


def _is_worded(cue: Cue) -> bool:
    if cue.question is None or is_attempt(cue.utterance or ""):
        return False
    return cue.kind in _LEADS or (cue.kind is CueKind.FOLLOW_UP and bool(cue.point))


def _data(cue: Cue) -> str:
    """What the model needs for this turn, and nothing else: no other question, no rubric, nobody's name."""
    task = _LEADS.get(cue.kind, _FOLLOW_UP) + (_SIMPLER if cue.simpler else "") + (_PLAIN if cue.plain else "")
    follows_up = cue.kind is CueKind.FOLLOW_UP
    return f"Task: {task}\n" + fenced(
        job_title=one_of(cue.job_title),
        question=one_of(cue.question.text) if cue.question else "",
        point=one_of(cue.point or "") if follows_up else "",
        what_the_candidate_said=spoken(cue.utterance or ""),
    )

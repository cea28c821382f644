"""The interviewer's words without a model: plain, warm, and chosen so that it does not sound stuck.

What the candidate said never enters the words, so nothing said can make it say something else.
"""

import hashlib
from collections.abc import Sequence

from shared.ports.engine import Engine
from shared.ports.interviewing import Cue, CueKind, QuestionType

_THANKS = (
    "Thank you.",
    "Thanks for that.",
    "Thank you, that helps me.",
    "Thank you for explaining that.",
    "All right, thank you.",
)
_NEXT = (
    "Here is the next question.",
    "Let's go on.",
    "My next question:",
    "Let's turn to something else.",
    "Question {number} of {total}:",
)
_LAST = ("This is my last question for you.", "One last question from me.", "And finally:")
_FOLLOW_UPS = (
    "Could you tell me a bit more about {point}?",
    "I would like to hear more about {point}.",
    "Let's stay with that for a moment: what can you say about {point}?",
    "One thing I would still like to understand: {point}. Could you say something about it?",
)
_REPEATS = (
    "Of course. The question is: {question}",
    "Sure, here it is again: {question}",
    "Gladly. I asked: {question}",
)
_SIMPLER = (
    "Of course, let me put it more simply. {hint} Here is the question once more: {question}",
    "No problem. {hint} With that in mind, the question again: {question}",
)
_HINTS = {
    QuestionType.TECHNICAL: "Say in your own words how you would do it, and give an example if you can.",
    QuestionType.CODING: "First say in your own words how you would solve it; details can come later.",
    QuestionType.BEHAVIOURAL: "Think of one real situation: what happened, what did you do, and how did it end?",
    QuestionType.SITUATIONAL: "Imagine you are there: what would you do first, and what after that?",
    QuestionType.EXPERIENCE: "Just tell me about one thing you have done that fits.",
}
_REASSURANCE = (
    "That's perfectly fine. {question}",
    "No problem at all, nobody knows everything. {question}",
    "That's all right, let's leave that one. {question}",
    "Thank you for being open about it. {question}",
)
_REDIRECTS = (
    "I can only talk about this interview with you. Let's come back to the question: {question}",
    "Let's stay with the interview. The question was: {question}",
    "That is not something I can help with here. Back to our question, please: {question}",
)
_REDIRECTS_WITHOUT = (
    "That is not something I can help with here. Do you have a question about the job or the next steps?",
    "I can only talk about this interview. Is there anything you would like to know about the job?",
)
_SILENCES = (
    "Take your time. If you like, I can repeat the question or put it more simply, or we go on to the next one.",
    "There is no hurry. Just say so if I should repeat the question, or if you would rather go on.",
    "I did not hear anything. Take a moment if you need one; I can also repeat the question.",
)
_LISTENING = ("Please go ahead, I am listening.", "Of course, take your time.", "Yes, please: what is it?")
_INVITATIONS = (
    "Thank you, that was my last question. Is there anything you would like to ask or add?",
    "That's all from me. Do you have any questions about the job or about what happens next?",
    "Thank you, we are through with my questions. What would you like to know or add?",
)
_PROMISES = (
    "Thank you for asking. I don't want to guess, so a person from {team} will answer that. Is there anything else?",
    "A fair question. I can't answer it reliably myself; I note it, and someone from {team} will. Anything else?",
    "I note that for {team}: a person can answer it better than I can. What else would you like to know?",
)
_PROMISES_MEANWHILE = (
    "I note that for {team}; there is also time for your questions at the end. Back to our question: {question}",
    "A person from {team} can answer that better than I can, so I pass it on. For now, let's return to: {question}",
)
_CLOSINGS = (
    "Thank you for your time{name}. That's the end of the interview. {next}",
    "That brings us to the end{name}. Thank you for the conversation. {next}",
    "Thank you{name}, we have reached the end of the interview. {next}",
)
_NEXT_STEPS = "A person from {team} now reads your answers, decides, and will be in touch with you. All the best!"
_ABOUT_US = {
    CueKind.REDIRECT: (_REDIRECTS, _REDIRECTS_WITHOUT),
    CueKind.ANSWER_CANDIDATE: (_PROMISES_MEANWHILE, _PROMISES),
}


class EmbeddedInterviewer:
    """Words the turns from fixed phrasings, one of several chosen by the cue itself."""

    engine = Engine(name="embedded", version="1")

    def word(self, cue: Cue) -> str:
        """See the port."""
        match cue.kind:
            case CueKind.OPENING:
                return _opening(cue)
            case CueKind.QUESTION:
                last = cue.number == cue.total and cue.total > 1
                return (
                    f"{_pick(_THANKS, cue)} {_fill(_pick(_LAST if last else _NEXT, cue), cue)} {_question(cue)}".strip()
                )
            case CueKind.FOLLOW_UP:
                return f"{_pick(_THANKS, cue)} {_fill(_pick(_FOLLOW_UPS, cue), cue)}"
            case CueKind.REPEAT:
                return _fill(_pick(_SIMPLER if cue.simpler else _REPEATS, cue), cue)
            case CueKind.REASSURE:
                return _fill(_pick(_REASSURANCE, cue), cue).strip()
            case CueKind.SILENCE:
                return _pick(_SILENCES if cue.question else _LISTENING, cue)
            case CueKind.INVITE_QUESTIONS:
                return _pick(_INVITATIONS, cue)
            case CueKind.CLOSING:
                return _fill(_pick(_CLOSINGS, cue), cue)
            case CueKind.REDIRECT | CueKind.ANSWER_CANDIDATE:
                with_question, without = _ABOUT_US[cue.kind]
                return _fill(_pick(with_question if cue.question else without, cue), cue)


def _opening(cue: Cue) -> str:
    at = f" at {cue.company}" if cue.company else ""
    parts = [
        f"Hello{_name(cue)}, and welcome. I am an AI interviewer, and this is your interview for {cue.job_title}{at}.",
        f"What counts is {_listed(cue.assessed)}, judged only by what you say." if cue.assessed else "",
        "A person reads your answers and decides; I don't.",
        f"I have {cue.total} questions." if cue.total > 1 else "",
        "Take the time you need, and tell me whenever I should repeat something, put it more simply or go on.",
        f"Let's begin. {_question(cue)}" if cue.question else "What would you like to tell us or ask?",
    ]
    return " ".join(part for part in parts if part)


def _pick(phrasings: Sequence[str], cue: Cue) -> str:
    """One of the phrasings: which one depends on the whole cue, so that neighbours in a conversation differ."""
    digest = hashlib.sha256(f"{phrasings[0]}|{cue.model_dump_json()}".encode()).digest()
    return phrasings[int.from_bytes(digest[:4], "big") % len(phrasings)]


def _fill(phrasing: str, cue: Cue) -> str:
    """Set in the names. One pass over the phrasing alone: a question's own braces stay as they are."""
    values = {
        "number": str(cue.number),
        "total": str(cue.total),
        "point": cue.point or "that",
        "question": _question(cue),
        "hint": _HINTS[cue.question.type] if cue.question else "",
        "team": _team(cue),
        "name": _name(cue),
        "next": _NEXT_STEPS.format(team=_team(cue)),
    }
    return phrasing.format_map(values)


def _question(cue: Cue) -> str:
    return cue.question.text if cue.question else ""


def _team(cue: Cue) -> str:
    return f"the team at {cue.company}" if cue.company else "the team"


def _name(cue: Cue) -> str:
    return f", {cue.candidate_name}" if cue.candidate_name else ""


def _listed(names: Sequence[str]) -> str:
    lower = [name[:1].lower() + name[1:] if not name.isupper() else name for name in names]
    return lower[0] if len(lower) == 1 else f"{', '.join(lower[:-1])} and {lower[-1]}"

"""The interviewer's words without a model: plain, warm, and chosen so that it does not sound stuck.

What the candidate said never enters the words, so nothing said can make it say something else.
"""

import hashlib
import re
from collections.abc import Sequence

from shared.ports.engine import Engine
from shared.ports.interviewing import Aside, Cue, CueKind, QuestionType

_THANKS = (
    "Thank you.",
    "Thanks for that.",
    "Thank you, that helps me.",
    "All right, thank you.",
    "Good, thank you.",
)
_NEXT = (
    "Here is the next question.",
    "Let's go on.",
    "My next question:",
    "Let's turn to something else.",
    "Question {number} of {total}:",
)
_LAST = ("This is my last question for you.", "One last question from me.", "And finally:")
_HEARD = ("I see.", "Thank you.", "Understood.", "Right, thanks.", "Okay.")
_FOLLOW_UPS = (
    "What about {point}?",
    "I would also like to hear about {point}. What can you tell me?",
    "Could you say something about {point} as well?",
    "Let's stay with that for a moment: what can you say about {point}?",
    "One thing I have not quite heard yet: {point}. Could you tell me about that?",
)
_FOLLOW_UPS_ON_A_CLAUSE = (
    "Could you also tell me {point}?",
    "I would still like to know {point}. Can you tell me?",
    "Let's stay with that for a moment: can you say {point}?",
    "And can you describe {point}?",
    "Something I have not quite heard yet is {point}. Could you tell me?",
)
"""For points such as “how it ended”."""
_CLAUSE = re.compile(r"(?:what|how|where|why|who|whom|when|which|whether|that)\b", re.IGNORECASE)
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
_REDIRECTS: dict[Aside | None, tuple[str, ...]] = {
    Aside.OFF_TOPIC: (
        "That is outside of what I can talk about here. Let's come back to the question: {question}",
        "Let's stay with the interview, so that your time goes to your answers. The question was: {question}",
    ),
    Aside.ABUSE: (
        "Interviews can be tiring, and I don't hold that against you. Let's stay polite and go on: {question}",
        "I would like us to keep a respectful tone. If you need a moment, take it. The question again: {question}",
    ),
    Aside.INSTRUCTION: (
        "I can't change how this interview is held or judged. What helps is your own answer: {question}",
        "That is not something I can do. I am interested in what you have to say yourself: {question}",
    ),
    Aside.OTHER_LANGUAGE: (
        "I am sorry, I can only follow English. Simple words are fine, and mistakes do not count. Again: {question}",
        "I can only follow English; short and simple sentences are quite enough. The question was: {question}",
    ),
    None: (
        "Let's come back to the question: {question}",
        "Let's stay with the interview. The question was: {question}",
    ),
}
_REDIRECTS_WITHOUT: dict[Aside | None, tuple[str, ...]] = {
    Aside.OTHER_LANGUAGE: (
        "I am sorry, I can only follow English here. Do you have a question about the job? Simple words are fine.",
    ),
    None: (
        "That is not something I can help with here. Do you have a question about the job or the next steps?",
        "I can only talk about this interview. Is there anything you would like to know about the job?",
    ),
}
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
_PLAIN: dict[CueKind, tuple[str, ...]] = {
    CueKind.QUESTION: ("Thank you. Next question. {question}", "Thank you. Question {number} of {total}. {question}"),
    CueKind.FOLLOW_UP: ("Thank you. Please also tell me this: {point}.", "Good. Please say more: {point}."),
    CueKind.REPEAT: ("Yes. The question is: {question}", "Of course. I ask again: {question}"),
    CueKind.REASSURE: ("That is fine. {question}", "No problem. {question}"),
    CueKind.SILENCE: ("Take your time. I can say the question again. We can also go on.",),
    CueKind.INVITE_QUESTIONS: ("Thank you. My questions are finished. Do you have questions for us?",),
    CueKind.CLOSING: ("Thank you{name}. The interview is finished. {next}",),
}


class EmbeddedInterviewer:
    """Words the turns from fixed phrasings, one of several chosen by the cue itself."""

    engine = Engine(name="embedded", version="1")

    def word(self, cue: Cue) -> str:
        """See the port."""
        if cue.kind is CueKind.OPENING:
            return _opening_in_plain_words(cue) if cue.plain else _opening(cue)
        return " ".join(_fill(phrasing, cue) for phrasing in _phrasings(cue)).strip()


def _phrasings(cue: Cue) -> list[str]:
    """The sentences of a turn, still without names and question."""
    if cue.plain and cue.kind in _PLAIN and not cue.simpler:
        return [_pick(_PLAIN[cue.kind], cue)]
    match cue.kind:
        case CueKind.QUESTION:
            last = cue.number == cue.total and cue.total > 1
            return [_pick(_THANKS, cue), _pick(_LAST if last else _NEXT, cue), "{question}"]
        case CueKind.FOLLOW_UP:
            about = _FOLLOW_UPS_ON_A_CLAUSE if _CLAUSE.match(cue.point or "") else _FOLLOW_UPS
            return [_pick(_HEARD, cue), _pick(about, cue)]
        case CueKind.REPEAT:
            return [_pick(_SIMPLER if cue.simpler else _REPEATS, cue)]
        case CueKind.REASSURE:
            return [_pick(_REASSURANCE, cue)]
        case CueKind.SILENCE:
            return [_pick(_SILENCES if cue.question else _LISTENING, cue)]
        case CueKind.INVITE_QUESTIONS:
            return [_pick(_INVITATIONS, cue)]
        case CueKind.ANSWER_CANDIDATE:
            return [_pick(_PROMISES_MEANWHILE if cue.question else _PROMISES, cue)]
        case CueKind.REDIRECT:
            known = _REDIRECTS if cue.question else _REDIRECTS_WITHOUT
            return [_pick(known.get(cue.aside, known[None]), cue)]
        case _:
            return [_pick(_CLOSINGS, cue)]


def _opening(cue: Cue) -> str:
    parts = [
        f"Hello{_name(cue)}, and welcome. I am an AI interviewer, and this is your interview for {_job(cue)}.",
        f"You are assessed on {_listed(cue.assessed)}, and only by what you say." if cue.assessed else "",
        "A person reads your answers and decides; I don't.",
        f"I have {cue.total} questions, and at the end there is time for yours." if cue.total > 1 else "",
        "Take the time you need, and tell me whenever I should repeat something, put it more simply or go on.",
        f"Let's begin. {_question(cue)}" if cue.question else "What would you like to tell us or ask?",
    ]
    return " ".join(part for part in parts if part)


def _opening_in_plain_words(cue: Cue) -> str:
    parts = [
        f"Hello{_name(cue)}. I am a computer program, an AI. I ask you questions for the job {_job(cue)}.",
        f"We look at {_listed(cue.assessed)}. Only what you say counts." if cue.assessed else "",
        "A person reads your answers. A person decides.",
        f"I have {cue.total} questions. Then you can ask questions." if cue.total > 1 else "",
        "Take your time. I can repeat a question.",
        f"We start now. {_question(cue)}" if cue.question else "What do you want to tell us or ask?",
    ]
    return " ".join(part for part in parts if part)


def _job(cue: Cue) -> str:
    return f"{cue.job_title} at {cue.company}" if cue.company else cue.job_title


def _pick(phrasings: Sequence[str], cue: Cue) -> str:
    """One of the phrasings: where it begins depends on the interview, then they take turns, so that neighbours in a
    conversation differ."""
    begins = f"{phrasings[0]}|{cue.job_title}|{cue.candidate_name}|{cue.total}"
    digest = hashlib.sha256(begins.encode()).digest()
    return phrasings[(int.from_bytes(digest[:4], "big") + cue.turn) % len(phrasings)]


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

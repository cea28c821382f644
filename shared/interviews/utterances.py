"""What a candidate's utterance is, as far as the flow of the interview is concerned."""

from enum import StrEnum

from shared.language.checks import other_language
from shared.language.coverage import best_covered
from shared.language.orders import is_attempt, own_words
from shared.language.phrases import any_of, starting_with
from shared.language.words import content_stems, words
from shared.ports.interviewing import Question


class UtteranceKind(StrEnum):
    """What an utterance is. In doubt it is an answer: nobody's words are waved aside."""

    ANSWER = "answer"
    SILENCE = "silence"
    DONT_KNOW = "dont_know"
    """Does not know, or wants to go on to the next question."""
    REPEAT = "repeat"
    SIMPLIFY = "simplify"
    """Did not understand the question, or wants it explained."""
    WAIT = "wait"
    """Asks for a moment, or says that a question is coming."""
    QUESTION = "question"
    """Asks the interviewer something that is not about the question asked."""
    NO_QUESTIONS = "no_questions"
    """Has nothing (more) to ask or say."""
    STOP = "stop"
    """Wants to end the interview."""
    OFF_TOPIC = "off_topic"
    ABUSE = "abuse"
    INSTRUCTION = "instruction"
    """Tries to instruct the interviewer instead of answering."""
    OTHER_LANGUAGE = "other_language"


_THE_INTERVIEW = r"(the |this )?(interview|session|call|conversation)"
_A_MOMENT = r"(a|one|some|more|another) (little )?(moment|second|minute|sec|time|bit)"

_STOP = any_of(
    rf"(stop|end|quit|cancel|leave|finish) {_THE_INTERVIEW}",
    r"(I (want|would like|need|have) to|I'd like to|can we|could we|let's|please) (please )?"
    r"(stop|end|quit|leave|finish)( now| here)?\W*$",
)
_REPEAT = any_of(
    r"repeat (that|it|the question|this|your question|please|again)",
    r"say (that|it|this) (again|once more|one more time)",
    r"(come|say|read it) again",
    r"run (that|it) by me again",
    r"what was (the|your) question",
    r"(didn't|did not|couldn't|could not|can't|cannot) (quite |really )?(hear|catch)",
    r"I (missed|lost|forgot) (that|the question|your question)",
)
_PARDON = starting_with(r"(pardon|excuse|sorry|what|huh)( me)?\s*\?+\W*$", r"(pardon|huh)\W*$")
_SIMPLIFY = any_of(
    r"(simpler|simplify|rephrase|reword|(in )?other words|easier words)",
    r"explain (the|your|that|this) question",
    r"(could|can|would) you (please )?(explain|clarify|elaborate|be more specific|give (me )?an? (example|hint))",
    r"what (do|did) you mean",
    r"do you mean",
    r"what does .{1,40} mean",
    r"(don't|do not|didn't|did not) (quite |really )?(understand|get) (the|your|that|this|it|what you)",
    r"not sure (what you|I understand|what the|what your)",
)
_WAIT = starting_with(
    rf"(just )?(give me|let me have|I need|can I (have|take|get)|could I (have|take|get)) {_A_MOMENT}",
    r"let me think",
    r"(just )?(a|one) (moment|second|minute|sec)",
    r"hold on",
    r"wait",
)
_DONT_KNOW = any_of(
    r"(don't|do not|wouldn't|would not) (really |actually |honestly )?(know|recall|remember)",
    r"(don't|do not) (really )?have (an|any) (idea|answer|example)",
    r"dunno",
    r"no (idea|clue|comment|answer)",
    r"(I'm|I am) not (really |so |too )?sure",
    r"I (have|'ve) never \w+.{0,40}",
    r"I have no .{0,40}",
    r"(skip|pass)( (this|that|it|on this|on that))?( one| question)?",
    r"next (question|one)",
    r"(can't|cannot) (really )?(answer|think of)",
    r"not familiar with",
    r"(move|go) on",
)
_NO_QUESTIONS = starting_with(
    r"no+",
    r"nope|nah|none|nothing",
    r"not (really|now|right now|at the moment)",
    r"(I'm|I am) (good|fine|done|all set)",
    r"(that's|that is|that was) (all|it|everything)",
    r"all (good|clear)",
    r"I (don't|do not) (have|think so)",
    r"(bye|goodbye|see you)",
    r"(ok|okay|thanks|thank you)( (very|so) much)?\W*$",
)
_NOTHING_MORE = starting_with(
    r"(no|nope|nah|nothing|none|that's (all|it)|that is (all|it)|not (really|much))"
    r"( (no|nothing|thanks|thank you|really|more|else|to (say|add)|that's (all|it)|from me|I have|for now))*\W*$",
)
_GO_ON = starting_with(r"(yes|yeah|sure|I do|I have|of course)( (please|I do|I have|a question|one|some))*\W*$")
_INSULTS = "stupid|idiot|idiotic|moron|moronic|dumb|useless|garbage|worthless|pathetic|bitch|asshole|bastard|crap|shit"
_ABUSE = any_of(
    r"(fuck|f\*+k|screw) (you|off|this|yourself)",
    r"(shut up|go to hell|piss off)",
    rf"(you|you're|your) (are )?(\w+ ){{0,3}}({_INSULTS})",
    rf"(this is|what a) (\w+ ){{0,2}}({_INSULTS})( (bot|robot|machine|interview|question|ai))?\W*$",
    r"(stupid|dumb|idiotic|useless) (bot|robot|machine|ai|question|interview)",
)
_ASKS = starting_with(
    "what|who|where|when|why|how|which|is|are|do|does|did|can|could|will|would|should|may",
)
_CHATTER = any_of(
    "weather|football|soccer|basketball|movies?|netflix|jokes?|lottery|horoscope|recipe|pizza|election|celebrity|bitcoin",
    "video games?",
    "favou?rite colou?r",
    "my (dog|cat)",
)
_SHORT = 14
"""Words. What is longer says something, whatever phrase it contains."""
_SOME = 0.3
"""From this coverage of an expected point on, an utterance is an answer, whatever else it is."""


def classify(text: str, question: Question | None) -> UtteranceKind:
    """What the utterance is; `question` is the one being asked, None while the candidate asks theirs."""
    found = words(text)
    if not found:
        return UtteranceKind.SILENCE
    own = " ".join(span.text for span in own_words(text))
    tries = is_attempt(text)
    if tries and len(content_stems(own)) < _SHORT and not (question and _answers(own, question)):
        return UtteranceKind.INSTRUCTION
    if other_language(text):
        return UtteranceKind.OTHER_LANGUAGE
    if question is not None and _answers(own, question):
        return UtteranceKind.ANSWER
    brief = len(found) <= _SHORT
    if question is None:
        return _outside_questions(text, brief)
    return (_short_kind(text) if brief else None) or _talks_about_else(text, question, len(found))


def _answers(text: str, question: Question) -> bool:
    """Says a good part of an expected point in words that the question did not give."""
    points = [(point.text, point.aliases) for point in question.expected_points]
    echoed = frozenset(content_stems(question.text))
    new = [token for token in content_stems(text) if token not in echoed]
    return len(new) >= 4 and best_covered(points, text, echoed) >= _SOME and not _asks_for_help(text)


def _asks_for_help(text: str) -> bool:
    return len(words(text)) <= 2 * _SHORT and "?" in text and bool(_REPEAT.search(text) or _SIMPLIFY.search(text))


_SHORT_KINDS = (
    (_STOP, UtteranceKind.STOP),
    (_ABUSE, UtteranceKind.ABUSE),
    (_SIMPLIFY, UtteranceKind.SIMPLIFY),
    (_REPEAT, UtteranceKind.REPEAT),
    (_DONT_KNOW, UtteranceKind.DONT_KNOW),
)


def _short_kind(text: str) -> UtteranceKind | None:
    if _PARDON.match(text):
        return UtteranceKind.REPEAT
    if _WAIT.match(text):
        return UtteranceKind.WAIT
    if _NOTHING_MORE.match(text.replace(",", "")):
        return UtteranceKind.NO_QUESTIONS
    return next((kind for pattern, kind in _SHORT_KINDS if pattern.search(text)), None)


def _outside_questions(text: str, brief: bool) -> UtteranceKind:
    if brief and _ABUSE.search(text):
        return UtteranceKind.ABUSE
    if _GO_ON.match(text) or (brief and _WAIT.match(text)):
        return UtteranceKind.WAIT
    if brief and (_STOP.search(text) or (_NO_QUESTIONS.match(text) and "?" not in text)):
        return UtteranceKind.NO_QUESTIONS
    return UtteranceKind.QUESTION


def _talks_about_else(text: str, question: Question, length: int) -> UtteranceKind:
    """An answer, unless the utterance shares nothing with the question and asks or chats about something else."""
    topic = " ".join([question.text, *question.skills_tested, *(point.text for point in question.expected_points)])
    related = set(content_stems(text)) & set(content_stems(topic))
    if length > 2 * _SHORT:
        return UtteranceKind.ANSWER
    if _CHATTER.search(text) and len(related) <= 1:
        return UtteranceKind.OFF_TOPIC
    if related:
        return UtteranceKind.ANSWER
    if text.rstrip().endswith("?") and _ASKS.match(text):
        return UtteranceKind.QUESTION
    return UtteranceKind.ANSWER

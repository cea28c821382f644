"""Reading the answer to one question: which of the candidate's words count, and what is odd about the others."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.adapters.embedded.code_answers import CodeReading, code_in, read_code, without_code, words_of
from shared.interviews.utterances import UtteranceKind, classify
from shared.language.checks import calls_false, echo_share, is_denial, negations, other_language, repeats
from shared.language.coverage import best_covered, coverage, likeness, recall, share_by_aliases, weight
from shared.language.fluency import fluent
from shared.language.orders import is_attempt, own_words
from shared.language.word_order import is_salad, is_shuffled
from shared.language.words import Span, content_stems, sentences, words
from shared.ports.interviewing import ExpectedPoint, Question, QuestionType, Speaker, Turn
from shared.ports.scoring import Flag, RaisedFlag

COVERED = 0.5
"""From this coverage on, an expected point counts as said."""
_MOST_ECHO = 0.85
_FEWEST_ECHOED = 4
_DENIED = 0.3
"""From this coverage of a point on, a denial is about it."""
_SAME = 0.75
"""Share of two sentences' words that they have in common if they say, or deny, the same."""
_SOMETHING_OWN = 0.65
"""Weight of expected words that the interviewer did not give; one common word is not yet so much."""
_FEWEST_BESIDE = 4
"""Words with a meaning. What is briefer, beside an attempt, belongs to the attempt."""
_ELABORATION = (10, 0.4)
"""This many new content words in reply to a follow-up are worth this coverage of its point, however they are put."""
_NO_ANSWER = frozenset({
    UtteranceKind.SILENCE, UtteranceKind.WAIT, UtteranceKind.REPEAT, UtteranceKind.SIMPLIFY,
    UtteranceKind.STOP, UtteranceKind.ABUSE, UtteranceKind.QUESTION, UtteranceKind.INSTRUCTION, UtteranceKind.OFF_TOPIC,
})  # fmt: skip
_GAVE_UP = frozenset({UtteranceKind.DONT_KNOW, UtteranceKind.NO_QUESTIONS})
_MESSAGES = {
    Flag.KEYWORD_SALAD: "The words stand in no order of a sentence; a person should read them.",
    Flag.QUESTION_ECHO: "The answer mostly repeats what the interviewer said; it was not scored.",
    Flag.NEGATED: "The answer denies an expected point; a person should read it.",
    Flag.INSTRUCTION_ATTEMPT: "A part of the answer addresses the scoring instead of the question; it was not scored.",
    Flag.OTHER_LANGUAGE: "The answer is not in English; it was not scored.",
    Flag.REPEATED_ANSWER: "The answer repeats what was said before; it was counted once.",
}

_CURVE = (0.17, 0.35)
"""Share of all the expected words at which an answer is worth 63 %, where the points are whole sentences and where they
are few words: nobody says a model answer word for word, but a point of three words is said or not."""
_POINT_WORDS = (2, 4)
"""Words with a meaning: a point of so many is brief, and one of so many a sentence."""
_MOST_DOUBTFUL = 0.3
"""Of an answer whose words stand in no order: a person has to look whether it is a heap or notes in haste."""
_LONG_ENOUGH = 30
"""Content words; more are no better, and no more than the expected points have are asked for."""
_ORDER_WEIGHT = 0.4
"""Of code that is in order, in an answer with code; it counts at most twice what the answer says."""
_LENGTH_WEIGHT = 0.25
"""Of the answer's length; the rest is what it says. Length counts at most twice what is said."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that counts, in its turn, and what the interviewer had said before it."""

    turn: Turn
    span: Span
    prompt: str
    beside_attempt: bool
    """Whether its turn also addresses the scoring. Such a turn cannot gain by its length."""


@dataclass(frozen=True, slots=True)
class Code:
    """A piece of code in a turn, as it was read."""

    turn: Turn
    span: Span
    reading: CodeReading


@dataclass(slots=True)
class Answer:
    """What a candidate gave to one question. `sound` are the sentences that count, `doubtful` those whose order makes
    no sense, `code` what is written in a programming language, `heard` the stems that the interviewer said first."""

    question: Question
    heard: frozenset[str]
    sound: list[Said] = field(default_factory=list)
    doubtful: list[Said] = field(default_factory=list)
    code: list[Code] = field(default_factory=list)
    flags: list[RaisedFlag] = field(default_factory=list)
    had_no_answer: bool = False
    denies: bool = False
    """Whether it says the opposite of an expected point."""

    @property
    def text(self) -> str:
        """The sentences that count, as one text."""
        return _joined(self.sound)

    @property
    def word_count(self) -> int:
        """Words that count."""
        return len(words(self.text)) + sum(len(words(code.span.text)) for code in self.code)

    @property
    def is_judged(self) -> bool:
        """Whether there is anything to judge: something said that counts, or a try that does not."""
        tried = any(raised.flag is not Flag.OTHER_LANGUAGE for raised in self.flags)
        return bool(self.sound or self.code) or self.had_no_answer or tried

    def coverages(self) -> list[float]:
        """How much of each expected point is said, 0 to 1, in the points' order."""
        return self._coverages(" ".join([self.text, *(words_of(code.reading) for code in self.code)]))

    def share(self) -> float:
        """How good the answer is by what it says, 0 to 1. What makes no sense as a sentence is worth little."""
        share = max(self._share(self.sound), self._coded())
        if self.denies:
            share /= 2
        return max(share, min(_MOST_DOUBTFUL, self._share(self.doubtful)))

    def _coded(self) -> float:
        """What code and words are worth together: what of the points they say, and whether the code is in order."""
        if not self.code:
            return 0.0
        said = " ".join([self.text, *(words_of(code.reading) for code in self.code)])
        content = self._worth(said, len(content_stems(said)))
        in_order = max(code.reading.structure for code in self.code)
        return (1 - _ORDER_WEIGHT) * content + _ORDER_WEIGHT * in_order * min(1.0, 2 * content)

    def _share(self, sentences: Sequence[Said]) -> float:
        if not sentences:
            return 0.0
        length = sum(len(content_stems(fluent(one.span.text))) for one in sentences if self._adds_length(one))
        return self._worth(_joined(sentences), length)

    def _worth(self, text: str, length: int) -> float:
        spoken_about = self._elaborated()
        points = [
            (point.text, max(share_by_aliases(point.aliases, text, self.heard), _elaboration(point, spoken_about)))
            for point in self.question.expected_points
        ]
        return _combined(self.question, recall(points, text, self.heard), length)

    def _adds_length(self, said: Said) -> bool:
        points = [(point.text, point.aliases) for point in self.question.expected_points]
        return not said.beside_attempt or best_covered(points, said.span.text, self.heard) > 0

    def _coverages(self, text: str) -> list[float]:
        found = []
        spoken_about = self._elaborated()
        for point in self.question.expected_points:
            said = coverage(point.text, point.aliases, text, self.heard)
            found.append(max(said, _elaboration(point, spoken_about)))
        return found

    def _elaborated(self) -> set[str]:
        """Points that were asked for and then spoken about at length, in words not said before."""
        fresh: dict[str, set[str]] = {}
        known = set(self.heard)
        for said in self.sound:
            stems = set(content_stems(said.span.text))
            fresh.setdefault(said.prompt, set()).update(stems - known)
            known |= stems
        prompts = [prompt for prompt, stems in fresh.items() if len(stems) >= _ELABORATION[0]]
        return {point.text for point in self.question.expected_points for prompt in prompts if point.text in prompt}


def _joined(parts: Sequence[Said]) -> str:
    return fluent(" ".join(said.span.text for said in parts))


def _elaboration(point: ExpectedPoint, spoken_about: set[str]) -> float:
    return _ELABORATION[1] if point.text in spoken_about else 0.0


def _combined(question: Question, said: float, length: int) -> float:
    """What an answer is worth that says this share of the expected words in so many words."""
    if not question.expected_points:
        return 0.6 * min(1.0, length / _LONG_ENOUGH)
    sizes = [max(1, len(set(content_stems(point.text)))) for point in question.expected_points]
    whole = 1 - math.exp(-said / _bend(sum(sizes) / len(sizes)))
    long_enough = min(1.0, length / min(_LONG_ENOUGH, sum(sizes)))
    return (1 - _LENGTH_WEIGHT) * whole + _LENGTH_WEIGHT * min(long_enough, 2 * whole)


def _bend(size: float) -> float:
    """Where the curve bends, for points of `size` words."""
    (least, most), (brief, sentence) = _CURVE, _POINT_WORDS
    part = min(1.0, max(0.0, (size - brief) / (sentence - brief)))
    return most + (least - most) * part


def read_answer(question: Question, turns: Sequence[Turn]) -> Answer:
    """Read the candidate's turns that belong to the question. `turns` are the whole interview, in order."""
    own = [turn for turn in turns if turn.question_id == question.id and turn.text.strip()]
    prompts = [turn.text for turn in own if turn.speaker is not Speaker.CANDIDATE]
    answer = Answer(question, heard=frozenset(content_stems(question.text)))
    prompt = question.text
    for turn in own:
        if turn.speaker is Speaker.CANDIDATE:
            _read_turn(answer, turn, prompt)
        else:
            prompt = turn.text
    answer.heard |= frozenset(stem for text in prompts for stem in content_stems(text))
    return answer


def _read_turn(answer: Answer, turn: Turn, prompt: str) -> None:
    code = code_in(turn.text) if answer.question.type is QuestionType.CODING else []
    answer.code.extend(Code(turn, span, read_code(span.text, answer.question.text)) for span in code)
    prose = without_code(turn.text, code) if code else turn.text
    kind = classify(fluent(prose), answer.question)
    tries = is_attempt(turn.text)
    if tries:
        raise_flag(answer, Flag.INSTRUCTION_ATTEMPT, turn)
    if kind in _GAVE_UP:
        answer.had_no_answer = True
    if kind in _GAVE_UP or kind in _NO_ANSWER:
        return
    heard = answer.heard | frozenset(content_stems(prompt))
    spans = own_words(prose)
    if tries:
        spans = [span for span in spans if len(content_stems(span.text)) >= _FEWEST_BESIDE]
    text = fluent(" ".join(span.text for span in spans))
    if other_language(text):
        raise_flag(answer, Flag.OTHER_LANGUAGE, turn)
    elif is_salad(text) or is_shuffled(text, " ".join(point.text for point in answer.question.expected_points)):
        raise_flag(answer, Flag.KEYWORD_SALAD, turn)
        answer.doubtful.extend(Said(turn, span, prompt, beside_attempt=tries) for span in spans)
    elif _is_echo(text, heard, answer.question):
        raise_flag(answer, Flag.QUESTION_ECHO, turn)
    else:
        _keep(answer, turn, spans, prompt, heard)


def _is_echo(text: str, heard: frozenset[str], question: Question) -> bool:
    """Whether nearly all of it, or a long piece, was the interviewer's, and the rest is nothing that was expected."""
    said = frozenset(content_stems(text))
    own = said - heard
    expected = [stem for point in question.expected_points for stem in content_stems(point.text) if stem not in heard]
    if sum(weight(stem, heard) * likeness(stem, own) for stem in expected) >= _SOMETHING_OWN:
        return False
    share = echo_share(text, heard)
    mostly = len(said) >= _FEWEST_ECHOED and share >= _MOST_ECHO
    return mostly or (share >= _MOST_ECHO / 2 and repeats(question.text, text))


def _keep(answer: Answer, turn: Turn, spans: list[Span], prompt: str, heard: frozenset[str]) -> None:
    points = [(point.text, point.aliases) for point in answer.question.expected_points]
    denied = [span for span in spans if is_denial(fluent(span.text))]
    contradicting = [span for span in spans if span not in denied and _contradicts(fluent(span.text), answer.question)]
    if contradicting or any(best_covered(points, span.text, heard) >= _DENIED for span in denied):
        answer.denies = True
    if answer.denies or any(calls_false(fluent(span.text)) for span in denied):
        raise_flag(answer, Flag.NEGATED, turn)
    tries = is_attempt(turn.text)
    kept = (span for span in spans if span not in denied and span not in contradicting)
    answer.sound.extend(Said(turn, span, prompt, beside_attempt=tries) for span in kept)


def _contradicts(sentence: str, question: Question) -> bool:
    """Whether the sentence is one of the expected ones with a "not" in it."""
    said = frozenset(content_stems(sentence))
    if not negations(sentence) or len(said) < _FEWEST_ECHOED:
        return False
    for point in question.expected_points:
        for part in sentences(point.text):
            wanted = frozenset(content_stems(part.text))
            common = len(wanted & said)
            opposite = (negations(sentence) - negations(part.text)) % 2 == 1
            if opposite and common >= _SAME * max(len(wanted), len(said)):
                return True
    return False


def raise_flag(answer: Answer, flag: Flag, turn: Turn) -> None:
    answer.flags.append(RaisedFlag(flag=flag, turn_id=turn.id, message=_MESSAGES[flag]))

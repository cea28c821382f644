"""What is said twice counts once: where it answers best, and for a person to look at."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from shared.adapters.embedded.answers import Answer, Said, raise_flag
from shared.language.coverage import best_covered
from shared.language.words import content_stems
from shared.ports.scoring import Flag

_RUN = 3
"""So many words with a meaning in the same order are the same words said again."""
_MOSTLY = 0.8
"""From this share of its words said elsewhere on, a sentence is a repetition."""
_FEWEST = 6
"""Words with a meaning: a shorter turn repeats by chance, or because nothing is left to say."""
_LARGE = 0.5
"""A turn with more than this share of repetitions is flagged."""

_Runs = frozenset[tuple[str, ...]]


def count_once(answers: Sequence[Answer]) -> None:
    """Take repetitions out of the answers, inside each and between them, and flag the turns that consist of them."""
    said = [list(answer.sound) for answer in answers]
    for answer in answers:
        answer.sound = _once(answer.sound)
    runs = [_runs_of([said.span.text for said in answer.sound]) for answer in answers]
    kept = [
        [sentence for sentence in answer.sound if _belongs(sentence, position, answers, runs)]
        for position, answer in enumerate(answers)
    ]
    for answer, before, after in zip(answers, said, kept, strict=True):
        answer.sound = after
        for turn in dict.fromkeys(sentence.turn.sequence for sentence in before):
            _flag_if_repeated(answer, turn, before, after)


def _once(sentences: Sequence[Said]) -> list[Said]:
    """The sentences of one answer that were not said before in it."""
    kept: list[Said] = []
    seen: set[tuple[str, ...]] = set()
    for sentence in sentences:
        if not _is_among(sentence, seen):
            kept.append(sentence)
        # Also across the end of a sentence: the same words may be cut otherwise.
        seen |= _runs_of([said.span.text for said in kept[-1:]]) | _runs_of([said.span.text for said in kept[-2:]])
    return kept


def _belongs(sentence: Said, position: int, answers: Sequence[Answer], runs: Sequence[_Runs]) -> bool:
    """Whether no other answer that holds the same words is better served by them; of equals, the first is."""
    rivals = [other for other in range(len(answers)) if other == position or _is_among(sentence, runs[other])]
    return len(rivals) == 1 or position == max(rivals, key=lambda other: (*_worth(sentence, answers[other]), -other))


def _worth(sentence: Said, answer: Answer) -> tuple[float, float]:
    """How much of an expected point the sentence says, and how much of all points the answer does that it stands in."""
    points = [(point.text, point.aliases) for point in answer.question.expected_points]
    return best_covered(points, sentence.span.text, answer.heard), sum(answer.coverages()) / max(1, len(points))


def _flag_if_repeated(answer: Answer, turn: int, before: Sequence[Said], after: Sequence[Said]) -> None:
    spoken = [sentence for sentence in before if sentence.turn.sequence == turn]
    left = sum(len(content_stems(sentence.span.text)) for sentence in after if sentence.turn.sequence == turn)
    total = sum(len(content_stems(sentence.span.text)) for sentence in spoken)
    if total >= _FEWEST and total - left > _LARGE * total:
        raise_flag(answer, Flag.REPEATED_ANSWER, spoken[0].turn)


def _is_among(sentence: Said, runs: AbstractSet[tuple[str, ...]]) -> bool:
    """Whether most of the sentence's words stand in these runs."""
    stems = content_stems(sentence.span.text)
    marks = [False] * len(stems)
    for start, run in enumerate(_runs(stems)):
        if run in runs:
            marks[start : start + len(run)] = [True] * len(run)
    return bool(stems) and sum(marks) >= _MOSTLY * len(stems)


def _runs_of(texts: Sequence[str]) -> _Runs:
    stems = [stem for text in texts for stem in content_stems(text)]
    return frozenset([*_runs(stems), *(run for text in texts for run in _runs(content_stems(text)))])


def _runs(stems: Sequence[str]) -> list[tuple[str, ...]]:
    """Each place's run; what is shorter than a run is one by itself."""
    if 0 < len(stems) < _RUN:
        return [tuple(stems)]
    return [tuple(stems[start : start + _RUN]) for start in range(len(stems) - _RUN + 1)]

"""Words, stems and sentences."""

from hypothesis import given
from hypothesis import strategies as st

from shared.language.words import content_stems, sentences, words


def test_names_of_tools_and_contractions_are_one_word() -> None:
    assert words("I don’t like C++, C# or node.js!") == ["i", "don't", "like", "c++", "c#", "or", "node.js"]


def test_forms_of_a_word_have_one_stem_and_grammar_has_none() -> None:
    assert content_stems("tests, tested and testing of it") == ["test", "test", "test"]


def test_sentences_have_their_places() -> None:
    text = "First one. Then  another!\nA line"
    assert [span.text for span in sentences(text)] == ["First one.", "Then  another!", "A line"]


def test_speech_without_full_stops_is_cut_into_pieces_that_can_be_quoted() -> None:
    spans = sentences(" ".join(f"word{number}" for number in range(100)))
    assert [len(words(span.text)) for span in spans] == [45, 45, 10]


@given(st.text(max_size=300))
def test_every_span_is_where_it_says_and_no_word_is_lost(text: str) -> None:
    spans = sentences(text)
    assert all(text[span.start : span.end] == span.text for span in spans)
    assert [word for span in spans for word in words(span.text)] == words(text)

from hypothesis import example, given
from hypothesis import strategies as st

from shared.ports.table import check_key
from shared.store import keys

anything = st.text(st.characters(exclude_categories=[]), max_size=150)
few = st.lists(anything, min_size=1, max_size=3)


@given(anything)
@example("\ud800")
@example("🙂" * 100)
@example("/\\#?%!*'\"\t\x85")
def test_every_text_makes_a_valid_key(text: str) -> None:
    encoded = keys.encode(text)
    check_key(encoded)
    assert encoded.isascii()
    assert len(encoded) <= 100
    assert all("!" < character <= "~" for character in encoded)
    assert keys.DELTA not in encoded


@given(anything, anything)
@example("a b", "a,b")
@example("A", "a")
@example("x" * 101, "x" * 102)
@example("é" * 40, "é" * 41)
def test_different_texts_have_different_keys(one: str, other: str) -> None:
    assert (keys.encode(one) == keys.encode(other)) == (one == other)


@given(few, few)
@example(["a", "b"], ["a!b"])
@example(["", "a"], ["a", ""])
def test_different_tuples_have_different_keys(one: list[str], other: list[str]) -> None:
    assert (keys.join(*one) == keys.join(*other)) == (one == other)


@given(anything, anything)
@example("x" * 90, "x" * 90)
@example("é" * 16, "é" * 16)
@example("é" * 17, "")
@example("🙂" * 30, "é")
def test_the_beginning_of_a_text_encodes_to_the_beginning_of_its_key(start: str, rest: str) -> None:
    assert keys.encode(start + rest).startswith(keys.encode_prefix(start))


@given(st.text("é🙂aZ0 /", max_size=30), st.text("é🙂aZ0 /", max_size=30))
def test_a_short_text_that_another_does_not_begin_with_is_told_apart(start: str, text: str) -> None:
    if len(keys.encode_prefix(start)) < 80:
        assert keys.encode(text).startswith(keys.encode_prefix(start)) == text.startswith(start)


ordered = st.text("-.09:@AZ_azéñ北🙂", max_size=15)


@given(st.lists(st.tuples(ordered, ordered), max_size=6))
def test_keys_sort_as_their_texts_do_part_by_part(tuples: list[tuple[str, str]]) -> None:
    assert sorted(tuples) == sorted(tuples, key=lambda texts: keys.join(*texts))


def test_a_space_sorts_before_letters_and_digits() -> None:
    names = ["Ana", "Ana Bo", "Ana-Bo", "Ana1", "Anabel"]
    assert sorted(names, key=keys.encode) == names


@given(few, few)
def test_under_a_key_are_itself_and_those_with_more_parts(one: list[str], other: list[str]) -> None:
    span = keys.under(keys.join(*one))
    assert (span.low <= keys.join(*other) < span.high) == (other[: len(one)] == one)


@given(anything, anything)
def test_beginning_with_a_key_are_those_whose_text_begins_so(one: str, other: str) -> None:
    start = keys.join("i", "") + keys.encode_prefix(one)
    span = keys.beginning(start)
    key = keys.join("i", other)
    assert (span.low <= key < span.high) == key.startswith(start)


@given(few, few)
def test_nothing_lies_between_a_key_and_what_is_after_it(one: list[str], other: list[str]) -> None:
    key, candidate = keys.join(*one), keys.join(*other)
    assert (candidate >= keys.after(key)) == (candidate > key)

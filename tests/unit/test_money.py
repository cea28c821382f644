"""What models cost: whole micro-units that add up."""

from hypothesis import given
from hypothesis import strategies as st

from shared.core.prices import MILLION, Price
from shared.ports.spending import Usage

tokens = st.integers(0, 10**9)
prices = st.builds(Price, input=st.integers(0, 10**9), output=st.integers(0, 10**9))


@given(prices, tokens, tokens, tokens)
def test_money_is_whole_and_never_too_little(price: Price, sent: int, got: int, more: int) -> None:
    cost = price.cost_micros(sent, got)
    exact = sent * price.input + got * price.output
    assert isinstance(cost, int)
    assert 0 <= cost * MILLION - exact < MILLION
    assert price.cost_micros(sent + more, got) >= cost
    assert price.cost_micros(sent, got) + price.cost_micros(more, 0) >= price.cost_micros(sent + more, got)


@given(st.lists(st.builds(Usage, calls=tokens, input_tokens=tokens, output_tokens=tokens, cost_micros=tokens)))
def test_use_adds_up_in_any_order(used: list[Usage]) -> None:
    assert sum(used, Usage()) == sum(reversed(used), Usage())
    assert sum(used, Usage()).cost_micros == sum(one.cost_micros for one in used)

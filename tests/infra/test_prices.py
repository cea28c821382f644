"""The price list says where each price comes from, and prices what is counted."""

import tomllib
from typing import Any

import pytest

from bench import cost

PRICES: dict[str, Any] = tomllib.loads(cost.PRICES.read_text())
LINES = {name: line for name, line in PRICES.items() if isinstance(line, dict) and name != "models"}


@pytest.mark.parametrize("name", LINES)
def test_a_price_says_for_what_and_where_it_was_read(name: str) -> None:
    line = LINES[name]
    assert line["price"] > 0
    assert line["unit"]
    assert line["region"]
    assert line["source"]
    assert line["source"] == "not found" or line["dated"]


@pytest.mark.parametrize("name", PRICES["models"])
def test_a_model_has_both_prices(name: str) -> None:
    model = PRICES["models"][name]
    assert 0 < model["input"] < model["output"]
    assert model["source"]
    assert model["dated"]


def test_every_kind_of_operation_has_a_price() -> None:
    assert {"gb_second", "million_executions", *cost.KINDS} <= set(LINES)
    part = cost.Part("test", executions=10**6, seconds=10**6)
    part.operations.update(dict.fromkeys(cost.KINDS, 10_000))
    compute = 10**6 * cost.INSTANCE_GB * PRICES["gb_second"]["price"] + PRICES["million_executions"]["price"]
    assert part.cost(PRICES) == pytest.approx(compute + sum(PRICES[kind]["price"] for kind in cost.KINDS))


@pytest.mark.parametrize(
    ("service", "method", "path", "kind"),
    [
        ("table", "GET", "/a/talenti(PartitionKey='p',RowKey='r')", "table_read"),
        ("table", "GET", "/a/talenti()", "table_scan"),
        ("table", "POST", "/a/$batch", "table_transaction"),
        ("table", "POST", "/a/talenti", "table_write"),
        ("table", "DELETE", "/a/talenti(PartitionKey='p',RowKey='r')", "table_write"),
        ("queue", "POST", "/a/send-mail/messages", "queue"),
        ("blob", "GET", "/a/resumes/c/r", "blob_read"),
        ("blob", "PUT", "/a/resumes/c/r", "blob_write"),
    ],
)
def test_a_request_is_counted_as_what_it_is_billed_as(service: str, method: str, path: str, kind: str) -> None:
    assert cost.kind_of(service, method, path) == kind

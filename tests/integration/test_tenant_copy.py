"""A company's rows can be copied out and written back, as they were."""

from pathlib import Path

import pytest

from shared.adapters.azure_table import AzureTable
from shared.ports.table import Column, Delete, Insert, Table
from tests.azurite import StorageEmulator
from tools.tenant import NotEmpty, restore, save

COMPANY = "acme"


@pytest.fixture
def table(azurite: StorageEmulator) -> Table:
    table = AzureTable(azurite.connection_string, azurite.new_table())
    for start in range(0, 1200, 100):
        table.commit(COMPANY, [Insert(f"k|{n:05}", columns(n)) for n in range(start, start + 100)])
    for start in range(0, 100, 20):  # more than fits into one transaction when it is written back
        table.commit(COMPANY, [Insert(f"wide|{n:05}", {"doc": "é" * 30_000}) for n in range(start, start + 20)])
    table.commit("other", [Insert("k|00000", {"n": 0})])
    return table


def columns(n: int) -> dict[str, Column]:
    return {"n": n, "half": n / 2, "name": f"Zoë {n}", "even": n % 2 == 0}


@pytest.mark.azurite
def test_a_company_that_is_gone_comes_back_as_it_was(table: Table, tmp_path: Path) -> None:
    copy, again = tmp_path / "copy.jsonl", tmp_path / "again.jsonl"
    assert save(table, COMPANY, copy) == 1300
    for start in range(0, 1200, 100):
        table.commit(COMPANY, [Delete(f"k|{n:05}") for n in range(start, start + 100)])
    assert restore(table, COMPANY, copy) == 1300
    assert restore(table, COMPANY, copy) == 1300, "what was stopped can be repeated"
    save(table, COMPANY, again)
    assert again.read_text() == copy.read_text()
    assert "other" not in copy.read_text()


@pytest.mark.azurite
def test_a_company_that_lives_is_not_mixed_with_its_copy(table: Table, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    save(table, COMPANY, copy)
    table.commit(COMPANY, [Insert("new", {"n": 1})])
    with pytest.raises(NotEmpty, match="'new'"):
        restore(table, COMPANY, copy)

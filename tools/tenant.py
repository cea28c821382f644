"""Copies a company's rows to a file, and back: `python -m tools.tenant save|restore ACCOUNT COMPANY FILE`.

Whoever runs it signs in (`az login`) and needs the role Storage Table Data Contributor on the account. Files, accounts
and sessions are not part of the copy: files have an undo of their own, and people sign in again.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from shared.bootstrap import ChosenAdapters
from shared.core.clock import utc_now
from shared.ports.table import MAX_OPERATIONS, Put, Row, Table
from shared.store import scan
from shared.store.keys import Span
from tools.storage import settings_for

_MAX_BYTES = 3_000_000
"""Of the rows of one transaction as JSON in ASCII, which is how they are sent; the service takes 4 MiB."""
_AFTER_ALL = "\uffff"


class NotEmpty(Exception):
    """The company has rows that the copy has not: it lives, and the copy would be mixed into it."""


def save(table: Table, company_id: str, path: Path) -> int:
    """Write every row of the company to the file, one a line. The number of rows."""
    with path.open("w") as file:
        lines = (json.dumps([row.key, dict(row.columns)]) for row in _rows(table, company_id))
        return sum(1 for line in lines if file.write(line + "\n"))


def restore(table: Table, company_id: str, path: Path) -> int:
    """Write the rows of the file to the company, which must have no others. Safe to repeat. The number of rows.

    Raises:
        NotEmpty: the company has other rows.
    """
    with path.open() as file:
        saved = {key for key, _ in map(json.loads, file)}
    if other := next((row.key for row in _rows(table, company_id) if row.key not in saved), None):
        raise NotEmpty(f"The company has a row that the copy has not: {other!r}. Nothing was written.")
    for puts in _transactions(path):
        table.commit(company_id, puts)
    return len(saved)


def _rows(table: Table, partition: str) -> Iterator[Row]:
    return scan.rows(table, partition, Span("", _AFTER_ALL))


def _transactions(path: Path) -> Iterator[list[Put]]:
    puts: list[Put] = []
    size = 0
    with path.open() as file:
        for line in file:
            if puts and (len(puts) == MAX_OPERATIONS or size + len(line) > _MAX_BYTES):
                yield puts
                puts, size = [], 0
            puts.append(Put(*json.loads(line)))
            size += len(line)
    if puts:
        yield puts


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked. The exit code is 1 if it cannot be done."""
    parser = argparse.ArgumentParser(description="Copy a company's rows to a file, and back.")
    parser.add_argument("action", choices=["save", "restore"])
    parser.add_argument("account", help="name of the storage account, or a connection string")
    parser.add_argument("company", help="id of the company")
    parser.add_argument("file", type=Path)
    given = parser.parse_args(arguments)
    action = save if given.action == "save" else restore
    try:
        count = action(ChosenAdapters(settings_for(given.account), utc_now).table, given.company, given.file)
    except NotEmpty as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(f"{count} rows.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

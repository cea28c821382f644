"""Looks through everything that the test run logs for people: names of the demo, and any address."""

import logging
import os
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from shared.core.logs import JsonLines

DEMO = Path(__file__).resolve().parents[1] / "devhost" / "demo"
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TEXT, _JSON = logging.Formatter(), JsonLines()


class LogScan(logging.Handler):
    """Takes every record of the process, as the cloud would write it and as the local host does."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Look through one record."""
        if record.name.split(".")[0] in OURS:
            self.look(f"{record.getMessage()}\n{_JSON.format(record)}", record.name)

    def look(self, text: str, source: str) -> None:
        """Look through a text that was logged; keep what was found, with the test that ran."""
        for name in people_in(text):
            self.found.append(f"{source}: {name!r} in {os.environ.get('PYTEST_CURRENT_TEST', 'no test')}")


OURS = {"talenti", "shared", "functions", "devhost", "azure"}
"""Whose records are looked through: ours, and those of the libraries that see what we store."""


def people_in(text: str) -> list[str]:
    """Names of the demo's people, and addresses of mailboxes, in the text."""
    return [*_names().findall(text), *_ADDRESS.findall(text)]


@cache
def _names() -> re.Pattern[str]:
    people = tomllib.loads((DEMO / "people.toml").read_text())["people"]
    company = tomllib.loads((DEMO / "company.toml").read_text())
    names = [" ".join(person["name"]) for person in people]
    names += [person["name"][1] for person in people if len(person["name"][1]) > 3]
    names += [one["name"] for one in company.values() if _is_person(one)]
    return re.compile("|".join(rf"\b{re.escape(name)}\b" for name in names))


def _is_person(entry: Any) -> bool:
    return isinstance(entry, dict) and "email" in entry

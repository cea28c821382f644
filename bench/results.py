"""What a benchmark found: printed as a table, kept as JSON, and written into the document."""

import json
import os
import platform
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
FOLDER = PROJECT / ".local" / "bench"
DOCUMENT = PROJECT / "docs" / "performance.md"

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Table:
    """Figures under headings. `note` is a sentence for below it."""

    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""

    def markdown(self) -> str:
        """The table as Markdown, with columns of even width."""
        texts = [list(self.headings), *([_text(cell) for cell in row] for row in self.rows)]
        widths = [max(len(row[at]) for row in texts) for at in range(len(self.headings))]
        lines = [" | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in texts]
        lines.insert(1, " | ".join("-" * width for width in widths))
        table = "\n".join(f"| {line} |" for line in lines)
        return f"{table}\n\n{self.note}" if self.note else table


@dataclass(frozen=True, slots=True)
class Result:
    """What one benchmark found. `name` is that of its module; `measured` says on what, when and how."""

    name: str
    tables: Sequence[Table]
    measured: str = field(default_factory=lambda: conditions())

    def publish(self) -> None:
        """Print it, and keep it as JSON in `.local/bench`."""
        print(f"\n{self.name}: {self.measured}\n\n{self.markdown()}\n", flush=True)
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / f"{self.name}.json").write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n")

    def markdown(self) -> str:
        """Its tables, one below the other."""
        return "\n\n".join(table.markdown() for table in self.tables)


def write_document(results: Iterable[Result]) -> None:
    """Put the results into the sections of docs/performance.md that are marked for them."""
    text = DOCUMENT.read_text()
    for result in results:
        begin, end = f"<!-- begin {result.name} -->", f"<!-- end {result.name} -->"
        before, _, rest = text.partition(begin)
        after = rest.partition(end)[2]
        text = f"{before}{begin}\n*{result.measured}*\n\n{result.markdown()}\n{end}{after}"
    DOCUMENT.write_text(text)


def conditions() -> str:
    """The command, the day, the machine and the versions, in a line."""
    name = Path(sys.argv[0]).stem
    command = "python -m bench" if name == "__main__" else f"python -m bench.{name}"
    packages = ("azure-functions", "azure-data-tables", "pydantic", "fastapi")
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    machine = f"{os.cpu_count()} cores ({_processor()}), {platform.system()} {platform.machine()}"
    command = " ".join([command, *sys.argv[1:]])
    return f"`{command}`, {datetime.now(UTC):%Y-%m-%d}, {machine}, Python {platform.python_version()}, {versions}"


def _processor() -> str:
    try:
        found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found[1].strip() if found else platform.processor() or "unknown"


def _text(cell: Cell) -> str:
    return f"{cell:,.2f}" if isinstance(cell, float) else f"{cell:,}" if isinstance(cell, int) else cell

"""Reads one PDF in a process of its own, whose time and memory are limited.

PDFium follows forms within forms: two kilobytes can ask for terabytes, and nothing in this process could stop it.
"""

import json
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from shared.adapters.embedded.cv.document import Document, Line
from shared.ports.cv import UnreadableCv

MOST_SECONDS = 20
MOST_MEMORY_BYTES = 1024 * 1024 * 1024
_PROGRAM = "import sys; sys.path[:] = sys.argv[1:]; from shared.adapters.embedded.cv.pdf_apart import main; main()"


def read_apart(data: bytes) -> Document:
    """The lines and links of a PDF file.

    Raises:
        UnreadableCv: as `pdf.read`; `too_complex` also if it takes too much time or memory.
    """
    command = [sys.executable, "-c", _PROGRAM, *sys.path]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=MOST_SECONDS + 2, check=False)
    except subprocess.TimeoutExpired:
        raise _too_complex() from None
    if done.returncode != 0:
        raise _too_complex()
    told: dict[str, Any] = json.loads(done.stdout)
    if "refused" in told:
        raise UnreadableCv(told["refused"], code=told["code"])
    return Document([Line(**line) for line in told["lines"]], told["links"], told["warnings"])


def _too_complex() -> UnreadableCv:
    return UnreadableCv("This PDF is too complex for a CV. Ask the candidate for a simpler copy.", code="too_complex")


def main() -> None:
    """Read a PDF from standard input; write what it holds as JSON to standard output."""
    _limit()
    from shared.adapters.embedded.cv.pdf import read_here

    told: dict[str, Any]
    try:
        told = asdict(read_here(sys.stdin.buffer.read()))
    except UnreadableCv as refusal:
        told = {"refused": refusal.message, "code": refusal.code}
    json.dump(told, sys.stdout)


def _limit() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

"""The tour in the README: every line of it works as it stands."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.local_host import PROJECT, LocalHost

pytestmark = [pytest.mark.azurite, pytest.mark.host]

USUAL_ADDRESS = "http://127.0.0.1:7071"


def test_every_line_of_the_tour_works(host: LocalHost, tmp_path: Path) -> None:
    blocks = re.findall(
        r"^```sh\n(.*?)^```", (PROJECT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    tour = "".join(block for block in blocks if "$API" in block)
    # A call that is refused ends the shell; a machine that is busy gets more time.
    strict = tour.replace("curl -sS", "curl -sS --fail-with-body").replace("sleep 2", "sleep 4")
    strict = strict.replace(USUAL_ADDRESS, host.url)
    script = f"set -euo pipefail\n{strict}\necho arrived\n"
    done = subprocess.run(
        ["bash"], input=script, cwd=tmp_path, capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stdout[-1500:] + done.stderr[-1500:]
    assert done.stdout.endswith("arrived\n")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")

"""Runs checkov's policies over the Bicep files: `python -m tools.bicep.policies CHECKOV`.

An exception stands as `// checkov:skip=<policy>: <reason>` in the resource that it is for.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tools.bicep.check import Infrastructure

UNKNOWN_TO_CHECKOV = re.compile(r"^@onlyIfNotExists\(\)$", re.MULTILINE)
"""Its parser does not know this decorator and would pass the file over. It says nothing that a policy is about."""
EXCEPTION = re.compile(r"^\s*// checkov:skip=(CKV\w+): \S.{10,}$", re.MULTILINE)
ANY_EXCEPTION = re.compile(r"checkov:skip")


def main(checkov: str) -> int:
    """Print the policies that are broken. The exit code is 1 if there are any, or if a file was not read."""
    modules = [path for path in Infrastructure().paths if path.suffix == ".bicep"]
    with tempfile.TemporaryDirectory() as folder:
        for path in modules:
            copy = Path(folder) / path.relative_to(Infrastructure.folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(UNKNOWN_TO_CHECKOV.sub("", path.read_text()))
        command = [checkov, "--directory", folder, "--framework", "bicep", "--output", "json", "--skip-download"]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if not answer.stdout.startswith("{"):
        print(answer.stdout[:500], answer.stderr[-2000:], file=sys.stderr)
        return 1
    found = problems(json.loads(answer.stdout), "\n".join(path.read_text() for path in modules))
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


def problems(report: dict[str, Any], content: str) -> list[str]:
    """What is wrong by checkov's report, and with the exceptions in the files' content."""
    results, summary = report["results"], report["summary"]
    found = [f"{path}: checkov cannot read it" for path in results.get("parsing_errors", [])]
    found += [
        f"{one['file_path']}:{one['file_line_range'][0]} {one['resource']}: {one['check_id']} {one['check_name']}"
        for one in results["failed_checks"]
    ]
    if summary["passed"] < 20:
        found.append(f"only {summary['passed']} policies were held against the files: is the report whole?")
    explained = len(EXCEPTION.findall(content))
    if explained != len(ANY_EXCEPTION.findall(content)):
        found.append("an exception to a policy has no reason beside it")
    if explained != summary["skipped"]:
        found.append(f"{explained} exceptions are written and {summary['skipped']} used: remove what is not needed")
    if not found:
        print(f"policies: {summary['passed']} passed, {summary['skipped']} exceptions, each explained in its place")
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

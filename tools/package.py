"""The deployment package: `python -m tools.package`, or `make package`.

`azd deploy` sends the files that .funcignore lets through, and the service installs requirements.txt beside them, into
`.python_packages/lib/site-packages`. This does both here, for Linux on x86-64, and writes one zip that can be looked
at, run, and deployed as it is (`az functionapp deployment source config-zip`, without a remote build).
"""

import argparse
import os
import py_compile
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PACKAGE = PROJECT / "dist" / "talenti.zip"
LIBRARIES = Path(".python_packages/lib/site-packages")
PLATFORM = "x86_64-manylinux_2_28"
TARGET_MB = 60
"""Of the zip: what is larger takes noticeably longer to be fetched by a new instance."""
_MIB = 1024 * 1024
_RUNS = 5
_TIMED = """
import sys, time
root, libraries = sys.argv[1:]
sys.path[:0] = [root, libraries]
began = time.perf_counter()
import function_app
print(round((time.perf_counter() - began) * 1000))
"""
_STARTED = """
import sys
root, libraries = sys.argv[1:]
sys.path[:0] = [root, libraries]
import function_app
import functions.capabilities
from shared.app import App
from shared.bootstrap import ChosenAdapters
from shared.core.clock import utc_now
from shared.core.settings import Settings
settings = Settings.model_validate({"signing_key": "k" * 32})
adapters = ChosenAdapters(settings, utc_now)
for whole in (adapters, App(settings, adapters, utc_now)):
    for part in dir(whole):
        part.startswith("_") or getattr(whole, part)
files = {getattr(module, "__file__", None) or "" for module in list(sys.modules.values())}
print("\\n".join(sorted(file for file in files if file.startswith(root) and file.endswith(".py"))))
"""


def main() -> int:
    """Build, and say how large it is and how long its import takes."""
    parser = argparse.ArgumentParser(description="Builds the deployment package.")
    parser.add_argument("--python", default=deployed_python(), help="version of Python that will run it")
    parser.add_argument("--to", type=Path, default=PACKAGE, help="the zip")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        build(root, options.python)
        size_mb = write_zip(root, options.to)
        print(f"{options.to}: {size_mb:.1f} MB zipped, for Python {options.python} on {PLATFORM}")
        if size_mb > TARGET_MB:
            print(f"that is above the target of {TARGET_MB} MB; the largest: {', '.join(largest(options.to))}")
        unpacked = sum(file.stat().st_size for file in root.rglob("*") if file.is_file()) / _MIB
        libraries = sum(file.stat().st_size for file in (root / LIBRARIES).rglob("*") if file.is_file()) / _MIB
        print(f"unpacked {unpacked:.1f} MB, of which libraries {libraries:.1f} MB; {len(own_files())} files of our own")
        if can_run(options.python):
            print(f"import of function_app from it: {import_ms(root)} ms, the median of {_RUNS}")
        else:
            print(f"its import was not timed: this is Python {_this_python()}, and no Linux on x86-64 with its version")
    return 0


def deployed_python() -> str:
    """The version of Python in infra/bicep/main.bicep."""
    found = re.search(r"^param pythonVersion string = '(.+)'$", (PROJECT / "infra/bicep/main.bicep").read_text(), re.M)
    if found is None:
        raise SystemExit("infra/bicep/main.bicep has no parameter pythonVersion.")
    return found[1]


def build(root: Path, python: str) -> None:
    """Put our files, the locked libraries, and the bytecode of what a start imports into the folder."""
    for name in own_files():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((PROJECT / name).read_bytes())
    _install(root / LIBRARIES, python)
    if not can_run(python):
        return
    started = _run_in(root, _STARTED).splitlines()
    for cache in root.rglob("__pycache__"):
        shutil.rmtree(cache)
    for file in started:
        # Without it a cold start compiles every module that it imports, and takes twice as long. Checked by no time
        # stamps, which a zip does not keep exactly: the files in a package never change.
        shown = str(Path(file).relative_to(root))
        py_compile.compile(file, dfile=shown, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)


def own_files() -> list[str]:
    """What .funcignore lets through, by git's rules, whether or not it is committed."""
    with tempfile.TemporaryDirectory() as folder:
        # With an index that is empty every file is a new one.
        environment = os.environ | {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        command = ["git", "ls-files", "-z", "--others", "--exclude-from=.funcignore"]
        listed = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True)
    return sorted(name for name in listed.stdout.split("\0") if name and (PROJECT / name).is_file())


def write_zip(root: Path, to: Path) -> float:
    """Write the folder as a zip, the same files always as the same bytes. Gives its size in MB."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for file in sorted(root.rglob("*")):
            if file.is_file():
                entry = zipfile.ZipInfo(file.relative_to(root).as_posix(), (2026, 1, 1, 0, 0, 0))
                entry.external_attr = (0o755 if os.access(file, os.X_OK) else 0o644) << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                package.writestr(entry, file.read_bytes())
    return to.stat().st_size / _MIB


def can_run(python: str) -> bool:
    """Whether this interpreter is of the kind that the package is for."""
    return python == _this_python() and sys.platform == "linux" and os.uname().machine == "x86_64"


def import_ms(root: Path) -> int:
    """Milliseconds of importing the application from the folder, with nothing but its own libraries."""
    return sorted(int(_run_in(root, _TIMED)) for _ in range(_RUNS))[_RUNS // 2]


def largest(package: Path) -> list[str]:
    """What takes the most room in the zip, and how much."""
    sizes: Counter[str] = Counter()
    with zipfile.ZipFile(package) as content:
        for entry in content.infolist():
            name = entry.filename.removeprefix(f"{LIBRARIES.as_posix()}/")
            sizes[name.split("/")[0]] += entry.compress_size
    return [f"{name} {size / _MIB:.1f} MB" for name, size in sizes.most_common(5)]


def _run_in(root: Path, script: str) -> str:
    """What a script prints that sees nothing but the package and the standard library, and writes no bytecode."""
    command = [sys.executable, "-I", "-S", "-B", "-c", script, str(root), str(root / LIBRARIES)]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout


def _install(folder: Path, python: str) -> None:
    """Install the locked libraries, each held against its hash, as wheels for the platform."""
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", str(folder)]
    command += ["--python-platform", PLATFORM, "--python-version", python, "--only-binary", ":all:"]
    command += ["--require-hashes", "--no-deps", "--link-mode", "copy", "-r", str(PROJECT / "requirements.txt")]
    subprocess.run(command, cwd=PROJECT, check=True)
    (folder / ".lock").unlink(missing_ok=True)
    shutil.rmtree(folder / "bin", ignore_errors=True)


def _this_python() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


if __name__ == "__main__":
    sys.exit(main())

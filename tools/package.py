"""The deployment package: `python -m tools.package`, or `make package`.

`azd deploy` sends the files that .funcignore lets through, and the service installs requirements.txt beside them, into
`.python_packages/lib/site-packages`. This does both here, for Linux on x86-64, and writes one zip that can be looked
at, run, and deployed as it is (`az functionapp deployment source config-zip`, without a remote build). It leaves out
what nothing reads when the application runs, and adds the bytecode of what a start reads.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import BinaryIO

import deflate

PROJECT = Path(__file__).resolve().parent.parent
PACKAGE = PROJECT / "dist" / "talenti.zip"
LIBRARIES = Path(".python_packages/lib/site-packages")
PLATFORM = "x86_64-manylinux_2_28"
TARGET_BYTES = 60_000_000
"""Of the zip: what is larger takes noticeably longer to be fetched by a new instance."""
UNREAD = (
    # What only compilers and checkers of types read.
    *("**/*.pyi", "**/*.pyx", "**/*.pxd", "**/*.c", "**/*.h", "**/*.proto", "cffi/*.py", "pycparser/*.py"),
    # The models of pydantic's first version, which it brings along; nothing of ours or of our libraries is one.
    *("pydantic/v1/*.py", "pydantic/mypy.py"),
    # What an installer notes for itself. The hashes in RECORD no longer hold, either.
    *("*.dist-info/RECORD", "*.dist-info/INSTALLER", "*.dist-info/REQUESTED"),
    # Asynchronous clients that nobody uses: our handlers are plain functions.
    *(
        "azure/identity/aio/**/*.py",
        "azure/communication/*/aio/*.py",
        "azure/messaging/*/aio/*.py",
        "azure/data/tables/aio/*.py",
    ),
    # Messages of Google's own services, and emergency numbers: parts of libraries that we use another part of.
    *("google/api/*", "google/type/*", "google/logging/**/*.py", "phonenumbers/shortdata/region_*.py"),
    # Second builds of the same functions; without them rapidfuzz takes those that run on every x86-64. Its distances
    # it has in Python, too, and nothing of ours asks for them: a rule of ruff sees to it.
    *("rapidfuzz/**/*_avx2.*", "rapidfuzz/distance/metrics_cpp.*"),
)
"""Files of libraries that nothing reads when the application runs. Licences are never among them."""
IMPORTED_LATE = ("azure.identity", "azure.monitor.opentelemetry.exporter", "azure.storage.queue")
"""Libraries that every deployment needs, and our modules import inside functions."""
THIS_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
_MB = 1_000_000
_RUNS = 5
_LEVEL = 10  # the next two levels take twice the time for a thousandth
_BARE = ("-I", "-S", "-B")
_TIMED = """
import sys, time
root, libraries = sys.argv[1:]
sys.path[:0] = [root, libraries]
began = time.perf_counter()
import function_app
print(round((time.perf_counter() - began) * 1000))
"""
_COMPILED = """
import importlib, os, py_compile, sys
root, libraries, *modules = sys.argv[1:]
sys.path[:0] = [root, libraries]
for module in modules:
    importlib.import_module(module)
files = {getattr(module, "__file__", None) or "" for module in list(sys.modules.values())}
for file in sorted(file for file in files if file.startswith(root) and file.endswith(".py")):
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(file, dfile=os.path.relpath(file, root), invalidation_mode=mode)
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
        size = write_zip(root, options.to)
        print(f"{options.to}: {size / _MB:.1f} MB zipped, for Python {options.python} on {PLATFORM}")
        if size > TARGET_BYTES:
            print(f"above the target of {TARGET_BYTES / _MB:.0f} MB; the largest: {', '.join(largest(options.to))}")
        unpacked, libraries = _bytes_in(root) / _MB, _bytes_in(root / LIBRARIES) / _MB
        print(f"unpacked {unpacked:.1f} MB, of which libraries {libraries:.1f} MB; {len(own_files())} files of our own")
        if interpreter(options.python):
            print(f"import of function_app from it: {import_ms(root, options.python)} ms, the median of {_RUNS}")
        else:
            print(f"it has no bytecode, and its import was not timed: no Python {options.python} is here to run it")
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
    install(root / LIBRARIES, python)
    _slim(root / LIBRARIES)
    if interpreter(python):
        # Without it a cold start compiles every module that it imports, and takes twice as long. Checked by no time
        # stamps, which a zip does not keep exactly: the files in a package never change.
        _run_in(root, _COMPILED, python, *modules(), *IMPORTED_LATE)


def own_files() -> list[str]:
    """What .funcignore lets through, by git's rules, whether or not it is committed."""
    with tempfile.TemporaryDirectory() as folder:
        # With an index that is empty every file is a new one.
        environment = os.environ | {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        command = ["git", "ls-files", "-z", "--others", "--exclude-from=.funcignore"]
        listed = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True)
    return sorted(name for name in listed.stdout.split("\0") if name and (PROJECT / name).is_file())


def modules() -> list[str]:
    """Names of the modules of our own files."""
    files = [Path(name).with_suffix("") for name in own_files() if name.endswith(".py")]
    return [".".join(file.parts) for file in files if file.name != "__init__"]


def write_zip(root: Path, to: Path) -> int:
    """Write the folder as a zip, the same files always as the same bytes. Gives its size in bytes."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with to.open("w+b") as stream, zipfile.ZipFile(stream, "w") as package:
        for file in sorted(root.rglob("*")):
            if file.is_file():
                entry = zipfile.ZipInfo(file.relative_to(root).as_posix(), (2026, 1, 1, 0, 0, 0))
                entry.external_attr = (0o755 if os.access(file, os.X_OK) else 0o644) << 16
                _add(package, stream, entry, file.read_bytes())
    return to.stat().st_size


@cache
def interpreter(python: str) -> str | None:
    """An interpreter of this version that can run the package: on Linux and x86-64, on the path or among pyenv's."""
    if sys.platform != "linux" or os.uname().machine != "x86_64":
        return None
    if python == THIS_PYTHON:
        return sys.executable
    for candidate in (shutil.which(f"python{python}"), *Path.home().glob(f".pyenv/versions/{python}.*/bin/python")):
        command = [str(candidate), *_BARE, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        if candidate and subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() == python:
            return str(candidate)
    return None


def import_ms(root: Path, python: str) -> int:
    """Milliseconds of importing the application from the folder, with nothing but its own libraries."""
    return sorted(int(_run_in(root, _TIMED, python)) for _ in range(_RUNS))[_RUNS // 2]


def largest(package: Path) -> list[str]:
    """What takes the most room in the zip, and how much."""
    sizes: Counter[str] = Counter()
    with zipfile.ZipFile(package) as content:
        for entry in content.infolist():
            name = entry.filename.removeprefix(f"{LIBRARIES.as_posix()}/")
            sizes[name.split("/")[0]] += entry.compress_size
    return [f"{name} {size / _MB:.1f} MB" for name, size in sizes.most_common(5)]


def install(folder: Path, python: str) -> None:
    """Install the locked libraries, each held against its hash, as wheels for the platform."""
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", str(folder)]
    command += ["--python-platform", PLATFORM, "--python-version", python, "--only-binary", ":all:"]
    command += ["--require-hashes", "--no-deps", "--link-mode", "copy", "-r", str(PROJECT / "requirements.txt")]
    subprocess.run(command, cwd=PROJECT, check=True)
    (folder / ".lock").unlink(missing_ok=True)
    shutil.rmtree(folder / "bin", ignore_errors=True)


def _slim(libraries: Path) -> None:
    """Leave out what is unread, and the symbols that only debuggers read."""
    for pattern in UNREAD:
        for file in [file for file in libraries.glob(pattern) if file.is_file()]:
            file.unlink()
    for about in libraries.glob("*.dist-info/METADATA"):
        # After the first empty line stands the page that PyPI shows.
        about.write_text(about.read_text().partition("\n\n")[0] + "\n")
    if strip := shutil.which("strip"):
        objects = [str(file) for file in libraries.rglob("*.so")]
        subprocess.run([strip, "--strip-unneeded", *objects], check=True)
    else:
        print("Symbols for debuggers stay in: there is no strip here (install binutils).", file=sys.stderr)


def _add(package: zipfile.ZipFile, stream: BinaryIO, entry: zipfile.ZipInfo, content: bytes) -> None:
    """Add a file. libdeflate packs it by a thirtieth tighter than zlib can, and any unzip reads it."""
    packed = deflate.deflate_compress(content, _LEVEL)
    package.writestr(entry, packed)
    # It was stored as it came, packed. The header before it, and that in the directory at the end, tell what it is.
    entry.compress_type, entry.file_size, entry.CRC = zipfile.ZIP_DEFLATED, len(content), zlib.crc32(content)
    end = stream.tell()
    stream.seek(entry.header_offset)
    stream.write(entry.FileHeader(zip64=False))
    stream.seek(end)


def _run_in(root: Path, script: str, python: str, *told: str) -> str:
    """What a script prints that sees nothing but the package and the standard library, and writes no bytecode."""
    command = [interpreter(python) or sys.executable, *_BARE, "-c", script, str(root), str(root / LIBRARIES), *told]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(f"The package does not run in Python {python}:\n{ran.stderr}")
    return ran.stdout


def _bytes_in(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


if __name__ == "__main__":
    sys.exit(main())

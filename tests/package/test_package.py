"""The deployment package runs with nothing but what is in it."""

import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from devhost.azurite import free_ports
from tests.azurite import StorageEmulator
from tests.end_to_end.local_host import eventually
from tools.package import (
    LIBRARIES,
    PROJECT,
    TARGET_BYTES,
    THIS_PYTHON,
    UNREAD,
    build,
    deployed_python,
    install,
    interpreter,
    largest,
    modules,
    own_files,
    write_zip,
)

pytestmark = [pytest.mark.package, pytest.mark.timeout(600)]

PYTHONS = [python for python in sorted({THIS_PYTHON, deployed_python()}) if interpreter(python)]
"""The version of the tests, and that of the cloud where it is at hand: it is in CI, whose version it is."""
OF_THE_HOST = ("aiohttp", "aiosignal", "aiohappyeyeballs", "attr", "attrs", "frozenlist")
"""What the local host needs and the product does not."""
RUN = """
import os, sys
root, libraries, host, port, storage = sys.argv[1:]
sys.path[:0] = [root, libraries]
sys.path += [host]
for name in [name for name in os.environ if name.startswith(("TALENTI_", "AzureWebJobs"))]:
    del os.environ[name]
os.environ["AzureWebJobsStorage"] = storage
os.chdir(root)
from devhost.worker import main
sys.exit(main(["--root", root, "--port", port]))
"""


@pytest.fixture(scope="module", params=PYTHONS)
def python(request: pytest.FixtureRequest) -> str:
    """Version of Python that the package is for."""
    return str(request.param)


@pytest.fixture(scope="module")
def package(python: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip."""
    built, zipped = tmp_path_factory.mktemp("built"), tmp_path_factory.mktemp("zipped") / "talenti.zip"
    build(built, python)
    write_zip(built, zipped)
    return zipped


@pytest.fixture(scope="module")
def unpacked(package: Path) -> Path:
    """A folder with what was in the zip."""
    with zipfile.ZipFile(package) as content:
        content.extractall(package.parent / "app")
    return package.parent / "app"


@pytest.fixture(scope="module")
def address(
    python: str, unpacked: Path, azurite: StorageEmulator, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Where the package runs: in an interpreter that sees no other library than the package's and the host's own."""
    host = tmp_path_factory.mktemp("host")
    (host / "devhost").symlink_to(PROJECT / "devhost")
    for name in OF_THE_HOST:
        (host / name).symlink_to(Path(httpx.__file__).parents[1] / name)
    port = free_ports().blob
    folders = [str(one) for one in (unpacked, unpacked / LIBRARIES, host)]
    log = (host / "log").open("wb")
    command = [str(interpreter(python)), "-I", "-S", "-B", "-c", RUN, *folders, str(port), azurite.new_account()]
    process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def answers() -> bool:
        assert process.poll() is None, (host / "log").read_text()
        try:
            return httpx.get(f"http://127.0.0.1:{port}/api/v1/health/live").is_success
        except httpx.TransportError:
            return False

    try:
        eventually(answers, "an answer of the package")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def test_the_package_holds_the_product_alone() -> None:
    roots = {name.split("/")[0] for name in own_files()}
    assert roots == {".funcignore", "function_app.py", "functions", "host.json", "requirements.txt", "shared"}
    assert not [name for name in own_files() if name.endswith((".pyc", ".js")) or "test" in name.rpartition("/")[2]]


def test_it_is_within_its_size_and_keeps_every_licence(package: Path) -> None:
    assert package.stat().st_size <= TARGET_BYTES, largest(package)
    with zipfile.ZipFile(package) as content:
        assert content.testzip() is None
        about = [Path(name) for name in content.namelist() if ".dist-info/" in name]
    assert about
    licensed = {folder(file) for file in about if re.search("licen[cs]e|copying", str(file), re.IGNORECASE)}
    assert {folder(file) for file in about} == licensed


def test_its_bytecode_is_what_the_interpreter_reads(python: str, unpacked: Path) -> None:
    """Neither a start nor a first call compiles: of each module that they import there is bytecode of this version."""
    script = "import sys; sys.path[:0] = sys.argv[1:]; import function_app, functions.capabilities, azure.identity\n"
    script += "specs = [getattr(module, '__spec__', None) for module in list(sys.modules.values())]\n"
    script += "print(*(spec.cached for spec in specs if spec and spec.has_location and spec.cached), sep='\\n')"
    command = [str(interpreter(python)), "-I", "-S", "-B", "-c", script, str(unpacked), str(unpacked / LIBRARIES)]
    cached = subprocess.run(command, cwd=unpacked, capture_output=True, text=True, check=True).stdout.splitlines()
    of_the_package = [Path(one) for one in cached if one.startswith(str(unpacked))]
    assert len(of_the_package) > 200
    assert [one for one in of_the_package if not one.exists()] == []


def folder(file: Path) -> str:
    """Name of the folder that says what a library is."""
    return next(part for part in file.parts if part.endswith(".dist-info"))


def test_it_answers_health_from_its_own_libraries(address: str) -> None:
    answer = httpx.get(f"{address}/api/v1/health/ready")
    assert answer.status_code == 200, answer.text
    assert {part["name"] for part in answer.json()["parts"] if part["state"] == "healthy"} >= {
        "table",
        "files",
        "queue",
    }
    assert httpx.get(f"{address}/api/v1/health").json()["status"] == "healthy"


def test_every_module_of_the_product_can_be_imported_from_it(python: str, unpacked: Path) -> None:
    script = "import sys, importlib; sys.path[:0] = sys.argv[1:3]; [importlib.import_module(m) for m in sys.argv[3:]]"
    arguments = [str(unpacked), str(unpacked / LIBRARIES), *modules()]
    command = [str(interpreter(python)), "-I", "-S", "-B", "-c", script, *arguments]
    ran = subprocess.run(command, cwd=unpacked, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_what_is_left_out_is_there_to_be_left_out(python: str, tmp_path: Path) -> None:
    """A library that changes its folders makes a rule idle."""
    install(tmp_path, python)
    assert [pattern for pattern in UNREAD if not any(tmp_path.glob(pattern))] == []

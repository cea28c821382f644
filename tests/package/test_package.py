"""The deployment package runs with nothing but what is in it."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from devhost.azurite import free_ports
from tests.azurite import StorageEmulator
from tests.end_to_end.local_host import eventually
from tools.package import LIBRARIES, PROJECT, build, can_run, own_files, write_zip

pytestmark = [pytest.mark.package, pytest.mark.timeout(600)]

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
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


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what was in the zip."""
    built, folder = tmp_path_factory.mktemp("built"), tmp_path_factory.mktemp("unpacked")
    build(built, PYTHON)
    package = folder / "talenti.zip"
    write_zip(built, package)
    with zipfile.ZipFile(package) as content:
        content.extractall(folder / "app")
    return folder / "app"


@pytest.fixture(scope="module")
def address(unpacked: Path, azurite: StorageEmulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the package runs: in an interpreter that sees no other library than the package's and the host's own."""
    host = tmp_path_factory.mktemp("host")
    (host / "devhost").symlink_to(PROJECT / "devhost")
    for name in OF_THE_HOST:
        (host / name).symlink_to(Path(httpx.__file__).parents[1] / name)
    port = free_ports().blob
    folders = [str(one) for one in (unpacked, unpacked / LIBRARIES, host)]
    log = (host / "log").open("wb")
    command = [sys.executable, "-I", "-S", "-B", "-c", RUN, *folders, str(port), azurite.new_account()]
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


def test_the_interpreter_of_the_tests_can_run_it() -> None:
    assert can_run(PYTHON)


def test_it_answers_health_from_its_own_libraries(address: str) -> None:
    answer = httpx.get(f"{address}/api/v1/health/ready")
    assert answer.status_code == 200, answer.text
    assert {part["name"] for part in answer.json()["parts"] if part["state"] == "healthy"} >= {
        "table",
        "files",
        "queue",
    }
    assert httpx.get(f"{address}/api/v1/health").json()["status"] == "healthy"


def test_every_module_of_the_product_can_be_imported_from_it(unpacked: Path) -> None:
    modules = [
        ".".join(Path(name).with_suffix("").parts)
        for name in own_files()
        if name.endswith(".py") and not name.endswith("__init__.py")
    ]
    script = "import sys, importlib; sys.path[:0] = sys.argv[1:3]; [importlib.import_module(m) for m in sys.argv[3:]]"
    command = [sys.executable, "-I", "-S", "-B", "-c", script, str(unpacked), str(unpacked / LIBRARIES), *modules]
    ran = subprocess.run(command, cwd=unpacked, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr

"""The script that changes a secret, with a vault that is a folder in place of Azure's."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "infra" / "rotate-secret.sh"
NAMES = ("KEY_VAULT_NAME", "FUNCTION_APP_NAME", "AZURE_RESOURCE_GROUP", "AZURE_SUBSCRIPTION_ID")
AZ = """#!/bin/sh
echo "$1 $2 $3" >> "$VAULT/calls"
name="" value=""
while [ $# -gt 0 ]; do
  case $1 in --name) name=$2 ;; --value) value=$2 ;; esac
  shift
done
last=$(tail -n 1 "$VAULT/calls")
[ "$last" = "$FAILS" ] && exit 1
case $last in
  "keyvault secret show") cat "$VAULT/$name" ;;
  "keyvault secret set") printf %s "$value" > "$VAULT/$name" ;;
esac
"""


class Vault:
    """Secrets in files, and a command that reads and writes them as `az` does."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        (folder / "az").write_text(AZ)
        (folder / "az").chmod(0o755)
        for one in (name, f"{name}-previous"):
            (folder / one).write_text("the first one, that counts since the first deployment")

    def rotate(self, fails: str = "") -> int:
        """Run the script; its exit code."""
        names = dict.fromkeys(NAMES, "v")
        environment = {"PATH": f"{self.folder}:{os.environ['PATH']}", "VAULT": str(self.folder), "FAILS": fails}
        return subprocess.run(["sh", SCRIPT, self.name], env=environment | names, capture_output=True).returncode

    def keys(self) -> tuple[str, str]:
        """The present one and the previous one."""
        return (self.folder / self.name).read_text(), (self.folder / f"{self.name}-previous").read_text()


@pytest.fixture(params=["signing-key", "event-secret"])
def vault(tmp_path: Path, request: pytest.FixtureRequest) -> Vault:
    return Vault(tmp_path, request.param)


def test_the_present_one_becomes_the_previous_one_and_the_application_is_told(vault: Vault) -> None:
    first, _ = vault.keys()
    assert vault.rotate() == 0
    second, previous = vault.keys()
    assert previous == first != second
    assert len(second) >= 32
    assert second.isalnum(), "it stands in addresses"
    assert vault.rotate() == 0
    assert vault.keys()[1] == second
    assert (vault.folder / "calls").read_text().splitlines()[-1] == "functionapp config appsettings"


@pytest.mark.parametrize("fails", ["keyvault secret show", "keyvault secret set", "functionapp config appsettings"])
def test_a_step_that_fails_loses_nothing(vault: Vault, fails: str) -> None:
    first, _ = vault.keys()
    assert vault.rotate(fails) != 0
    present, previous = vault.keys()
    assert first in (present, previous)


def test_nothing_else_is_rotated(tmp_path: Path) -> None:
    vault = Vault(tmp_path, "admin-password")
    assert vault.rotate() == 2
    assert not (tmp_path / "calls").exists()


def test_the_way_that_the_document_tells_gives_the_script_what_it_needs(tmp_path: Path) -> None:
    vault = Vault(tmp_path, "signing-key")
    (tmp_path / "azd").write_text("#!/bin/sh\n" + "".join(f"echo '{name}=\"v\"'\n" for name in NAMES))
    (tmp_path / "azd").chmod(0o755)
    first, rotation = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "docs" / "operate.md").read_text(), re.M | re.S)[:2]
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "VAULT": str(tmp_path), "FAILS": ""}
    subprocess.run(["sh", "-euc", first + rotation], env=environment, cwd=ROOT, check=True)
    assert vault.keys()[0] != vault.keys()[1]

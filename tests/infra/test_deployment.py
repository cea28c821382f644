"""The files round the Bicep: azd's, the scripts that it runs, and the workflows fit each other."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.bicep.check import Infrastructure
from tools.bicep.source import Source, text
from tools.package import deployed_python

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted((ROOT / "infra").glob("*.sh"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
OF_AZD = {"AZURE_SUBSCRIPTION_ID", "TALENTI_PARAMETERS", "TALENTI_ADMIN_EMAIL"}
"""What the operator chooses; azd hands it on."""


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text())


def test_azd_finds_what_it_deploys_and_runs() -> None:
    project = read(ROOT / "azure.yaml")
    assert (ROOT / project["infra"]["path"] / f"{project['infra']['module']}.bicep").exists()
    assert (ROOT / project["services"]["api"]["project"] / "host.json").exists()
    for hook in project["hooks"].values():
        assert os.access(ROOT / hook["run"], os.X_OK), hook
    # `azd up` reads the parameters before its step of provisioning, and `azd provision` knows nothing of `up`.
    assert project["hooks"]["preup"] == project["hooks"]["preprovision"]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_one_and_knows_its_variables(script: Path) -> None:
    assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0
    content = script.read_text()
    outputs = set(Source.read(Infrastructure.folder / "main.bicep").outputs)
    assert set(re.findall(r"\$\{?([A-Z][A-Z_]+)", content)) <= outputs | OF_AZD


def test_the_second_deployment_gets_its_parameters() -> None:
    content = (ROOT / "infra" / "after-deploy.sh").read_text()
    command = content[content.index("--parameters") : content.index("\napi=")]
    given = set(re.findall(r"(\w+)=", command))
    assert given == {one.name for one in Source.read(Infrastructure.folder / "events.bicep").of_kind("parameter")}


@pytest.mark.parametrize(("plan", "api"), [("Free", "https://api.example"), ("Standard", "")])
def test_after_the_code_its_events_are_connected_and_the_web_app_is_deployed(
    tmp_path: Path, plan: str, api: str
) -> None:
    """The script as it is, with programs in place of the vendors' that write down how they are called."""
    for name in ("infra", "web", "tools", "devhost"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    programs = tmp_path / "programs"
    programs.mkdir()
    python = programs / "python3"  # as it is where somebody deploys: without our libraries
    python.write_text(f'#!/bin/sh\nexec {sys.executable} -S "$@"\n')
    python.chmod(0o755)
    for name, answer in {"az": "a-token", "curl": "", "npx": ""}.items():
        program = programs / name
        program.write_text(f'#!/bin/sh\necho "{name} $* [$SWA_CLI_DEPLOYMENT_TOKEN]" >> calls\necho {answer}\n')
        program.chmod(0o755)
    known = {name: f"the-{name.lower()}" for name in Source.read(Infrastructure.folder / "main.bicep").outputs}
    known |= {"API_ADDRESS": "https://api.example", "WEB_PLAN": plan, "AZURE_SUBSCRIPTION_ID": "the-subscription"}
    environment = known | {"PATH": f"{programs}:{os.environ['PATH']}", "SWA_CLI_DEPLOYMENT_TOKEN": ""}
    subprocess.run(
        ["sh", str(tmp_path / "infra" / "after-deploy.sh")], env=environment, check=True, capture_output=True
    )
    awake, connected, token, deployed = (tmp_path / "calls").read_text().splitlines()
    assert awake.startswith("curl ")
    assert "https://api.example/api/v1/health/live" in awake
    assert "deployment group create" in connected
    assert "infra/bicep/events.bicep" in connected
    for call in (connected, token):
        assert "--subscription the-subscription" in call
        assert "--resource-group the-azure_resource_group" in call
    assert deployed.startswith("npx ")
    assert deployed.endswith("[a-token]"), "in the environment, where a list of processes does not show it"
    assert deployed.count("a-token") == 1
    page = (tmp_path / "dist" / "site" / "index.html").read_text()
    assert (f'<meta name="api" content="{api}">' in page) == bool(api)


def test_behind_a_private_network_nobody_outside_is_sent_to_the_vault() -> None:
    """Web PubSub is outside: a vault that is closed answers it only after an approval by hand."""
    hub = Source.read(Infrastructure.folder / "modules" / "hub.bicep").declarations
    value = hub["secret"].value
    assert value is not None
    assert text(value) == "privateNetwork ? eventSecret : secretInVault"


def test_parameters_are_chosen_by_the_operator(tmp_path: Path) -> None:
    for name in ("before-provision.sh", "bicep/main.dev.bicepparam", "bicep/main.prod.bicepparam"):
        copy = tmp_path / name
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes((ROOT / "infra" / name).read_bytes())
    script = ["sh", str(tmp_path / "before-provision.sh")]
    refused = subprocess.run(script, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "azd env set TALENTI_ADMIN_EMAIL" in refused.stderr
    for environment in ("dev", "prod"):
        chosen = {"PATH": os.environ["PATH"], "TALENTI_ADMIN_EMAIL": "a@b.example", "TALENTI_PARAMETERS": environment}
        subprocess.run(script, env=chosen, check=True)
        expected = (tmp_path / "bicep" / f"main.{environment}.bicepparam").read_text()
        assert (tmp_path / "bicep" / "main.bicepparam").read_text() == expected


def test_what_the_parameters_read_is_handed_over_by_the_workflow() -> None:
    read_by_parameters = {
        name
        for path in Infrastructure.folder.glob("main.*.bicepparam")
        for name in re.findall(r"readEnvironmentVariable\('(\w+)'", path.read_text())
    }
    (job,) = read(ROOT / ".github" / "workflows" / "deploy.yml")["jobs"].values()
    assert read_by_parameters | {"TALENTI_PARAMETERS"} <= set(job["env"])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_has_no_secret_and_no_more_rights_than_it_needs(path: Path) -> None:
    content = read(path)
    assert "secrets." not in path.read_text()
    assert content["permissions"]["contents"] == "read"
    for job in content["jobs"].values():
        for step in job["steps"]:
            assert re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40}", step.get("uses", "a/b@" + 40 * "0")), "named by commit"
            if "actions/checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False


def test_a_change_is_checked_by_what_anybody_can_run() -> None:
    steps = read(ROOT / ".github" / "workflows" / "check.yml")["jobs"]["check"]["steps"]
    assert [step["run"] for step in steps if "run" in step] == ["bash .ci/run"]
    python = next(step["with"]["python-version"] for step in steps if "actions/setup-python" in step.get("uses", ""))
    assert python == deployed_python(), "what is tested is what runs in the cloud"

"""What is deployed is what the code asks for: settings, queues, tables, files, roles, addresses."""

import ast
import importlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import azure.functions as func
import pytest

from functions.capabilities import ENDPOINTS
from functions.index import blueprints
from shared.answers.speaking import SPEECH
from shared.core.settings import Settings
from shared.imports.service import KEPT_FOR
from shared.retention.erasure import OF_INTERVIEW, OF_RESUME
from shared.store.tasks import Task
from tools.bicep.check import Infrastructure
from tools.bicep.source import Source, literal, properties, text, walk

ROOT = Path(__file__).resolve().parents[2]
BICEP = Infrastructure.folder
STORAGE: dict[str, Any] = json.loads((BICEP / "storage.json").read_text())

LOCAL_ONLY = {
    "azure_openai_key",
    "mail_connection",
    "mail_outbox_visible",
    "otlp_endpoint",
    "speech_key",
    "storage",
    "webhooks_to_this_machine",
}
"""Settings that have no place in the cloud: what only the local host may show, and keys."""

AS_THEY_ARE = {
    "api_profile",
    "azure_openai_api_version",
    "mail_bulk_per_minute",
    "mail_reply_to",
    "missed_after_minutes",
    "model_background_timeout_s",
    "model_budget_interview",
    "model_budget_month",
    "model_over_budget",
    "model_request_timeout_s",
    "model_turn_timeout_s",
    "rate_bulk",
    "rate_sign_in",
    "rate_standard",
    "rate_upload",
    "reminders_before_minutes",
    "request_lost_after_s",
    "task_lost_after_s",
}
"""Settings whose default is right in the cloud; the parameter `settings` of main.bicep changes them."""

ROLES = {
    "acs_calls": ("mail", "09976791-48a7-449e-bb21-39d1a415f350"),  # Communication and Email Service Owner
    "acs_mailer": ("mail", "09976791-48a7-449e-bb21-39d1a415f350"),
    "azure_blob": ("storage", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b"),  # Storage Blob Data Owner
    "azure_openai": ("models", "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"),  # Cognitive Services OpenAI User
    "azure_queue": ("storage", "974c5e8b-45b9-4653-ba55-5f855dd0fb88"),  # Storage Queue Data Contributor
    "azure_speech": ("speech", "f2dc8367-1007-4938-bd23-fe263f013447"),  # Cognitive Services Speech User
    "azure_voice": ("speech", "f2dc8367-1007-4938-bd23-fe263f013447"),
    "open_telemetry": ("monitoring", "3913510d-42f4-4e42-8a64-420c390055eb"),  # Monitoring Metrics Publisher
    "azure_table": ("storage", "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"),  # Storage Table Data Contributor
    "web_pubsub": ("realtime", "12cf5a90-567b-43ae-8102-96cf46c7d9b4"),  # Web PubSub Service Owner
}
"""Of each adapter of an Azure service, the module that assigns the role that it needs."""

SHARED_BY_ADAPTERS = {"azure_storage", "entity_group", "identity"}
"""Modules of adapters that speak to no service themselves."""


@cache
def functions() -> dict[str, list[dict[str, Any]]]:
    """The bindings of every function, by its name."""
    app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
    for blueprint in blueprints():
        app.register_functions(blueprint)
    return {
        str(function.get_function_name()): [binding.get_dict_repr() for binding in function.get_bindings()]
        for function in app.get_functions()
    }


def bindings(kind: str) -> list[tuple[str, dict[str, Any]]]:
    """Name of the function and settings of the binding, of all bindings of a kind."""
    return [(name, binding) for name, found in functions().items() for binding in found if binding["type"] == kind]


@cache
def app_settings() -> dict[str, str]:
    """What the deployed application is told, as it stands in the file."""
    source = Source.read(BICEP / "modules" / "functions.bicep")
    body = source.declarations["appSettings"].body
    assert body is not None
    given = next(node for node in walk(properties(body)["properties"][1]) if node.type == "object")
    return {name: text(value) for name, (_, value) in properties(given).items()}


def test_every_setting_is_deployed_or_known_not_to_be() -> None:
    named = {Settings.variable(field): field for field in Settings.model_fields}
    unknown = {name for name in app_settings() if name.startswith("TALENTI_")} - named.keys()
    assert not unknown, "nothing reads these"
    deployed = {named[name] for name in app_settings() if name in named}
    assert deployed | LOCAL_ONLY | AS_THEY_ARE == set(Settings.model_fields), (
        "a new setting is set in modules/functions.bicep, or its name is added to LOCAL_ONLY or AS_THEY_ARE here"
    )
    assert not deployed & (LOCAL_ONLY | AS_THEY_ARE)


def test_every_connection_of_a_binding_is_deployed() -> None:
    services = {"queueTrigger": "queue", "blobTrigger": "blob"}
    for kind, service in services.items():
        for function, binding in bindings(kind):
            assert f"{binding['connection']}__{service}ServiceUri" in app_settings(), function
    assert {"AzureWebJobsStorage__credential", "AzureWebJobsStorage__clientId"} <= app_settings().keys()


def test_every_queue_is_deployed_with_its_poison_queue() -> None:
    triggered = {binding["queueName"] for _, binding in bindings("queueTrigger")}
    queues = set(STORAGE["queues"])
    assert triggered == queues | {f"{queue}-poison" for queue in queues}
    sent = {task.queue for task in Task.__subclasses__() if task.__module__.startswith("shared.")}
    assert sent <= queues


def test_every_table_is_deployed() -> None:
    assert STORAGE["tables"] == [Settings.model_fields["table"].default]


def test_every_container_is_deployed() -> None:
    assert sorted(STORAGE["containers"]) == sorted(_containers())


def test_what_storage_forgets_is_what_the_application_forgets() -> None:
    assert STORAGE["forgotten_after_days"]["imports"] > KEPT_FOR.days
    assert not STORAGE["forgotten_after_days"].keys() & {*OF_INTERVIEW, *OF_RESUME} - {SPEECH}, (
        "a legal hold may keep it"
    )


def test_every_blob_trigger_gets_its_events() -> None:
    source = Source.read(BICEP / "modules" / "subscriptions.bicep")
    value = source.declarations["blobTriggers"].value
    assert value is not None
    subscribed = {
        (literal(properties(one)["function"][1]), literal(properties(one)["container"][1]))
        for one in value.named_children
    }
    declared = {(function, binding["path"].split("/")[0]) for function, binding in bindings("blobTrigger")}
    assert subscribed == declared


def test_every_function_that_waits_for_events_gets_them() -> None:
    value = Source.read(BICEP / "modules" / "subscriptions.bicep").declarations["eventTriggers"].value
    assert value is not None
    assert {literal(one) for one in value.named_children} == {function for function, _ in bindings("eventGridTrigger")}


def test_every_address_that_a_service_calls_is_one_of_ours_and_takes_its_secret() -> None:
    called = set()
    for path in (BICEP / "modules").glob("*.bicep"):
        called |= set(re.findall(r"ddress\}(/api/[\w/-]+)\?(\w+)=", path.read_text()))
    assert len(called) == 2
    operations = {route.path: endpoint for endpoint in ENDPOINTS for route in endpoint.routes if route.method == "POST"}
    for address, secret in called:
        query = operations[address].query
        assert query is not None
        assert secret in query.model_fields, address


def test_every_adapter_of_a_service_has_its_role() -> None:
    folder = ROOT / "shared" / "adapters"
    speaking = {
        (path.parent if path.parent != folder else path).stem
        for path in folder.rglob("*.py")
        if re.search(r"^\s*(from|import) (azure|openai)\b", path.read_text(), re.MULTILINE)
    }
    assert speaking - SHARED_BY_ADAPTERS == set(ROLES), "a new adapter needs its role in ROLES and in its module"
    for module, role in ROLES.values():
        source = Source.read(BICEP / "modules" / f"{module}.bicep")
        names = [one.name for one in source.of_kind("variable") if one.value is not None and literal(one.value) == role]
        assigned = [text(one.node) for one in source.of_kind("resource") if "roleAssignments@" in one.reference]
        assert names, f"{module}.bicep does not name {role}"
        assert any(re.search(rf"\b{names[0]}\b", assignment) for assignment in assigned)


def test_every_secret_that_is_read_is_made() -> None:
    vault = (BICEP / "modules" / "vault.bicep").read_text()
    read = {name for value in app_settings().values() for name in re.findall(r"\$\{fromVault\}/([\w-]+)\)", value)}
    read |= set(re.findall(r"getSecret\('([\w-]+)'\)", (BICEP / "events.bicep").read_text()))
    read |= set(re.findall(r"secrets/([\w-]+)/\)", (BICEP / "modules" / "hub.bicep").read_text()))
    assert read
    assert read <= set(re.findall(r"name: '([\w-]+)'", vault))


def test_no_key_leaves_a_resource() -> None:
    for path in BICEP.rglob("*.bicep"):
        content = path.read_text()
        if path.name != "events.bicep":  # which hands the host's own key to Event Grid, inside the deployment
            assert not re.search(r"\blist\w*\(", content), path
        for output in Source.read(path).outputs.values():
            assert not re.search(r"key|secret|password", text(output.node), re.IGNORECASE) or "KEY_VAULT_NAME" in text(
                output.node
            ), path
    storage = (BICEP / "modules" / "storage.bicep").read_text()
    assert "allowSharedKeyAccess: false" in storage
    for module in ("realtime", "mail", "speech", "models"):
        assert "disableLocalAuth: true" in (BICEP / "modules" / f"{module}.bicep").read_text()


def test_alerts_ask_for_functions_that_there_are() -> None:
    names = set(functions())
    alerts = json.loads((BICEP / "alerts.json").read_text())
    for alert in alerts:
        for name in re.findall(r"'([a-z]+(?:_[a-z]+)*)'", alert["query"]):
            assert name in names or any(one.endswith(name) for one in names), (alert["name"], name)
    paths = [route.path for endpoint in ENDPOINTS for route in endpoint.routes]
    for ending in re.findall(r"'(/[\w/-]+)'", (BICEP / "alerts.json").read_text()):
        assert any(path.endswith(ending) for path in paths), ending
    poison = {function for function, binding in bindings("queueTrigger") if binding["queueName"].endswith("-poison")}
    assert all(function.endswith("_failed") for function in poison)


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_an_environment_gives_every_value_that_has_no_default(environment: str) -> None:
    given = Source.read(BICEP / f"main.{environment}.bicepparam").declarations
    for parameter in Source.read(BICEP / "main.bicep").of_kind("parameter"):
        assert parameter.value is not None or parameter.name in given, parameter.name


def test_everything_that_costs_while_idle_is_off_in_the_trial() -> None:
    """The defaults of main.bicep are those of somebody who pays nothing; see docs/deploy.md."""
    trial = Source.read(BICEP / "main.dev.bicepparam").declarations
    main = Source.read(BICEP / "main.bicep").declarations
    free = {
        "alwaysReadyInstances": "0",
        "zoneRedundant": "false",
        "realtimeSku": "'Free_F1'",
        "webPlan": "'Free'",
        "privateNetwork": "false",
        "modelDeployments": "[]",
    }
    for name, value in free.items():
        chosen = trial.get(name, main[name]).value
        assert chosen is not None
        assert text(chosen) == value


def _containers() -> set[str]:
    """Names of containers: the constants that stand where a blob store wants one, and those that are called so."""
    found = set()
    for path in (ROOT / "shared").rglob("*.py"):
        tree = ast.parse(path.read_text())
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and "CONTAINER" in node.id}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                owner = node.func.value
                called = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
                if called in ("blobs", "_blobs") and isinstance(node.args[0], ast.Name) and node.args[0].id.isupper():
                    names.add(node.args[0].id)
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        found |= {value for name in names if isinstance(value := getattr(module, name, None), str)}
    return found


def test_the_walk_over_the_files_sees_everything() -> None:
    declared = sum(len(re.findall(r"^resource ", path.read_text(), re.MULTILINE)) for path in BICEP.rglob("*.bicep"))
    read = [one for path in BICEP.rglob("*.bicep") for one in Source.read(path).of_kind("resource")]
    assert len(read) == declared
    assert all(node.type != "ERROR" for path in BICEP.rglob("*.bicep") for node in walk(Source.read(path).root))

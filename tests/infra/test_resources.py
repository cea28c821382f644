"""What the resources promise: nothing is open that need not be, a mistake loses nothing, nobody has a role too many."""

import inspect
import json
import re
from pathlib import Path
from typing import Any

import pytest

from shared.adapters.web_pubsub import WebPubSubRealtime
from tools.bicep.check import Infrastructure
from tools.bicep.source import Source, literal, properties, text

BICEP = Infrastructure.folder
MODULES = sorted((BICEP / "modules").glob("*.bicep"))
STORAGE: dict[str, Any] = json.loads((BICEP / "storage.json").read_text())
ALERTS = {alert["name"]: alert for alert in json.loads((BICEP / "alerts.json").read_text())}
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

ROLES = {
    "09976791-48a7-449e-bb21-39d1a415f350": "Communication and Email Service Owner",
    "12cf5a90-567b-43ae-8102-96cf46c7d9b4": "Web PubSub Service Owner",
    "3913510d-42f4-4e42-8a64-420c390055eb": "Monitoring Metrics Publisher",
    "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3": "Storage Table Data Contributor",
    "4633458b-17de-408a-b874-0445c86b69e6": "Key Vault Secrets User",
    "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd": "Cognitive Services OpenAI User",
    "73c42c96-874c-492b-b04d-ab87d138a893": "Log Analytics Reader",
    "974c5e8b-45b9-4653-ba55-5f855dd0fb88": "Storage Queue Data Contributor",
    "b7e6dc6d-f1e8-4753-8033-0f276bb0955b": "Storage Blob Data Owner",
    "b86a8fe4-44ce-4948-aee5-eccb2c155cd7": "Key Vault Secrets Officer",
    "ba92f5b4-2d11-453d-a403-e96b0029c9fe": "Storage Blob Data Contributor",
    "f2dc8367-1007-4938-bd23-fe263f013447": "Cognitive Services Speech User",
}
"""All that may be given. None of them manages resources, and none is wider than the services that it is for offer."""


def stands_in(module: str, *wanted: str) -> list[str]:
    """What of this does not stand in the module, however it is indented."""
    content = re.sub(r"\s+", " ", (BICEP / "modules" / f"{module}.bicep").read_text())
    return [one for one in wanted if one not in content]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_role_that_is_given_is_one_of_those_that_may_be(path: Path) -> None:
    source = Source.read(path)
    named = {one.name for one in source.of_kind("variable") if one.value is not None and literal(one.value) in ROLES}
    for one in source.of_kind("resource"):
        if "roleAssignments@" in one.reference:
            given = re.search(r"'Microsoft.Authorization/roleDefinitions', (\w+)\)", text(one.node))
            assert given, f"{one.name} names its role by a variable"
            looped = re.search(r"for (\w+) in \[([\w, ]+)\]", text(one.node))
            roles = looped[2].split(", ") if looped and looped[1] == given[1] else [given[1]]
            assert set(roles) <= named
    for guid in re.finditer(GUID, path.read_text()):
        assert guid[0] in ROLES, f"{path.name} names something that is no role"


def test_storage_is_closed_and_forgives_a_mistake() -> None:
    assert not stands_in(
        "storage",
        "allowBlobPublicAccess: false",
        "allowSharedKeyAccess: false",
        "allowCrossTenantReplication: false",
        "minimumTlsVersion: 'TLS1_2'",
        "supportsHttpsTrafficOnly: true",
        "properties: { publicAccess: 'None' }",
        "deleteRetentionPolicy: { enabled: true, days: undoDays } containerDeleteRetentionPolicy: { enabled: true",
        "allowedOrigins: webOrigins allowedMethods: ['GET', 'PUT', 'OPTIONS']",
        "name: '${queue}-poison'",
    )


def test_storage_has_a_name_that_azure_takes() -> None:
    main = (BICEP / "main.bicep").read_text()
    assert "name: 'talenti${suffix}'" in main
    assert re.search(r"^var suffix = take\(uniqueString\(.+\), 8\)$", main, re.MULTILINE)
    assert re.fullmatch("[a-z0-9]{3,24}", "talenti" + 8 * "x")


def test_what_is_forgotten_and_what_is_kept_goes_to_containers_that_are_made() -> None:
    made = {*STORAGE["containers"], "deployments", "event-dead-letters"}
    assert set(STORAGE["forgotten_after_days"]) <= made
    assert not stands_in("storage", "var deployment = 'deployments'", "var deadLetters = 'event-dead-letters'")
    assert not stands_in("topics", "name: 'event-dead-letters'")
    assert not stands_in("subscriptions", "blobContainerName: 'event-dead-letters'")
    subscriptions = (BICEP / "modules" / "subscriptions.bicep").read_text()
    assert subscriptions.count("deadLetterWithResourceIdentity: keep") == subscriptions.count("/eventSubscriptions@")


def test_every_alert_wakes_somebody() -> None:
    alerts = (BICEP / "modules" / "alerts.bicep").read_text()
    assert alerts.count("actionGroups: [people.id]") + alerts.count("actionGroupId: people.id") == 2
    assert "for alert in alerts" in alerts
    assert "for (topic, index) in topicIds" in alerts
    for name in ("poison-messages", "failed-scoring"):
        assert ALERTS[name]["threshold"] == 0, "one is enough"
    assert ALERTS["poison-messages"]["query"].count("endswith '_failed'") == 2, "so the functions of poison queues end"
    assert {"poison-messages", "failed-scoring", "server-errors", "slow-turns", "work-waits"} <= set(ALERTS)


@pytest.mark.parametrize("alert", ALERTS.values(), ids=lambda alert: alert["name"])
def test_an_alert_gives_the_number_that_it_is_held_against(alert: dict[str, Any]) -> None:
    assert re.search(r"\bfailures = [^|]+$", alert["query"])
    assert 0 <= alert["severity"] <= 3
    assert alert["title"]


def test_the_live_socket_is_the_hub_of_the_code_and_lets_nobody_in_without_a_token() -> None:
    hub = inspect.signature(WebPubSubRealtime).parameters["hub"].default
    assert not stands_in("hub", f"name: '{hub}'", "anonymousConnectPolicy: 'deny'", "userEventPattern: '*'")


def test_linking_the_web_app_leaves_the_api_open_to_other_clients() -> None:
    """The link switches App Service's sign-in on, which knows nothing of our tokens; off again only after it."""
    assert not stands_in("link", "dependsOn: [backend] properties: { platform: { enabled: false } }")


def test_behind_a_private_network_every_data_service_has_an_address() -> None:
    endpoints = Source.read(BICEP / "modules" / "endpoints.bicep").declarations["wanted"].value
    assert endpoints is not None
    found = {(literal(properties(one)["key"][1]), text(properties(one)["zone"][1])) for one in endpoints.named_children}
    assert found == {
        ("blob", "'privatelink.blob.${storageDomain}'"),
        ("queue", "'privatelink.queue.${storageDomain}'"),
        ("table", "'privatelink.table.${storageDomain}'"),
        ("vault", "'privatelink.vaultcore.azure.net'"),
        ("account", "'privatelink.cognitiveservices.azure.com'"),
    }
    closed = [
        path.stem
        for path in MODULES
        if "publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'" in path.read_text()
    ]
    assert closed == ["models", "speech", "storage", "vault"]

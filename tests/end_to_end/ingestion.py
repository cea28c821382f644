"""Where Application Insights takes telemetry, and the identity that it is sent with, on a local port."""

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.contract.local_service import Request, local_service

KEY = "00000000-1111-4222-8333-444444444444"
TOKEN = "token-of-the-managed-identity"
AUDIENCE = "https://monitor.azure.com"


class Ingestion:
    """What came so far. `refusals` answers the next requests with these statuses."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.items: list[dict[str, Any]] = []
        self.refusals: list[int] = []
        self._lock = threading.Lock()

    def answer(self, request: Request) -> tuple[int, bytes]:
        """Take what is sent."""
        with self._lock:
            self.requests.append(request)
            if self.refusals:
                return self.refusals.pop(0), b"{}"
            items = _items(request)
            self.items += items
        told = {"itemsReceived": len(items), "itemsAccepted": len(items), "errors": []}
        return 200, json.dumps(told).encode()

    def spans(self, name: str) -> list[dict[str, Any]]:
        """What came of the spans of this name."""
        kinds = ("RemoteDependencyData", "RequestData")
        return [one for one in self.items if _kind(one) in kinds and _data(one)["name"] == name]

    def numbers(self) -> dict[str, float]:
        """The metrics that came, summed up by name."""
        found: dict[str, float] = {}
        for one in self.items:
            for metric in _data(one).get("metrics", []):
                found[metric["name"]] = found.get(metric["name"], 0) + metric["value"]
        return found

    def everything(self) -> str:
        """All that came, as a text to search in."""
        return json.dumps(self.items, ensure_ascii=False) + "".join(request.url for request in self.requests)


def properties(item: dict[str, Any]) -> dict[str, str]:
    """What an item says beside its measures."""
    return dict(_data(item).get("properties", {}))


def _items(request: Request) -> list[dict[str, Any]]:
    body = gzip.decompress(request.body) if request.headers.get("content-encoding") == "gzip" else request.body
    text = body.decode()
    if text.startswith("["):
        return list(json.loads(text))
    return [json.loads(line) for line in text.splitlines() if line]


def _kind(item: dict[str, Any]) -> str:
    return str(item["data"]["baseType"])


def _data(item: dict[str, Any]) -> dict[str, Any]:
    return dict(item["data"]["baseData"])


def _managed_identity(request: Request) -> tuple[int, bytes]:
    """What App Service answers an application that asks who it is."""
    if f"resource={AUDIENCE}" not in request.url.replace("%3A", ":").replace("%2F", "/"):
        return 400, b"{}"
    given = {"access_token": TOKEN, "expires_on": "4102444800", "resource": AUDIENCE, "token_type": "Bearer"}
    return 200, json.dumps(given).encode()


@contextmanager
def running_ingestion(certificate: tuple[Path, Path]) -> Iterator[tuple[Ingestion, dict[str, str]]]:
    """The service, and the environment of an application that tells it."""
    ingestion = Ingestion()
    with local_service(ingestion.answer, certificate) as address, local_service(_managed_identity) as identity:
        yield (
            ingestion,
            {
                "TALENTI_TELEMETRY": "insights",
                "APPLICATIONINSIGHTS_CONNECTION_STRING": f"InstrumentationKey={KEY};IngestionEndpoint={address}/",
                "AzureWebJobsStorage__credential": "managedidentity",
                "IDENTITY_ENDPOINT": f"{identity}/msi/token",
                "IDENTITY_HEADER": "header",
                "REQUESTS_CA_BUNDLE": str(certificate[0]),
            },
        )

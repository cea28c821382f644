"""The wire format of Azure Communication Services' e-mail operations, as its REST reference describes them."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.contract.local_service import Request, local_service

KEY = base64.b64encode(b"a key of the tests").decode()
TOKEN = "a-token-of-an-identity"


@dataclass
class EmailService:
    """What the service knows: the messages it accepted, by operation, and what it refuses next.

    It takes what is signed with `KEY` or carries `TOKEN`. `refusals` are statuses, headers and bodies of the answers to
    the next mails; `forgets` loses the answer to that many mails after they were accepted.
    """

    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    refusals: list[tuple[int, Mapping[str, str], Any]] = field(default_factory=list)
    refuses_repetitions: int = 0
    schemes: list[str] = field(default_factory=list)
    polls: int = 0

    def answer(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, dict[str, str], Any]:
        """Status, headers and body of an answer."""
        scheme = headers.get("authorization", "").partition(" ")[0]
        self.schemes.append(scheme)
        if not _is_genuine(scheme, method, path, headers, body):
            return 401, {}, {"error": {"code": "Denied", "message": "Denied by the resource provider."}}
        assert parse_qs(urlsplit(path).query)["api-version"] == ["2025-09-01"]
        if method == "GET":
            self.polls += 1
            operation = urlsplit(path).path.rpartition("/")[2]
            if operation not in self.messages:
                return 404, {}, {"error": {"code": "NotFound", "message": "No such operation."}}
            return 200, {}, {"id": operation, "status": "Running"}
        return self._send(headers, json.loads(body))

    def _send(self, headers: Mapping[str, str], message: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
        operation = headers["operation-id"]
        if self.refusals:
            status, told, content = self.refusals.pop(0)
            if status < 0:  # it is accepted, and the answer gets lost
                self.messages.setdefault(operation, message)
                status = -status
            return status, dict(told), content
        if self.refuses_repetitions and operation in self.messages:
            return self.refuses_repetitions, {}, {"error": {"code": "Repeated", "message": "It was sent before."}}
        if message["recipients"]["to"][0]["address"].count("@") != 1:
            return 400, {}, {"error": {"code": "InvalidRecipients", "message": "The address is not valid."}}
        self.messages.setdefault(operation, message)
        place = f"https://{headers['host']}/emails/operations/{operation}?api-version=2025-09-01"
        return 202, {"Operation-Location": place, "Retry-After": "30"}, {"id": operation, "status": "Running"}


def _is_genuine(scheme: str, method: str, path: str, headers: Mapping[str, str], body: bytes) -> bool:
    if scheme == "Bearer":
        return headers["authorization"] == f"Bearer {TOKEN}"
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    signed = f"{method}\n{path}\n{headers['x-ms-date']};{headers['host']};{digest}"
    mac = base64.b64encode(hmac.new(base64.b64decode(KEY), signed.encode(), hashlib.sha256).digest()).decode()
    expected = f"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={mac}"
    return digest == headers["x-ms-content-sha256"] and headers["authorization"] == expected


@contextmanager
def email_service(service: EmailService, certificate: tuple[Path, Path] | None = None) -> Iterator[str]:
    """The address where the service runs; with a certificate and its key it speaks https."""

    def answer(request: Request) -> tuple[int, bytes, Mapping[str, str]]:
        place = urlsplit(request.url)
        path = f"{place.path}?{place.query}" if place.query else place.path
        status, told, content = service.answer(request.method, path, request.headers, request.body)
        return status, json.dumps(content).encode(), told

    with local_service(answer, certificate) as address:
        yield address

"""What Microsoft Entra ID publishes of a tenant, played on a local port, and the tokens that it would give."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.contract.local_service import Request, local_service

TENANT = "11111111-1111-4111-8111-111111111111"
AUDIENCE = "22222222-2222-4222-8222-222222222222"
EVENT_GRID = "4962773b-9cdb-44cf-a8bf-237846a00ab7"
WEB_PUBSUB = "33333333-3333-4333-8333-333333333333"


class EntraService:
    """One tenant. `keys` are those that it signs with, by name; `down` lets it answer nothing but errors."""

    def __init__(self) -> None:
        self.address = ""
        self.keys = {"key-1": generate_private_key(65537, 2048)}
        self.down = False
        self.asked: list[str] = []

    @property
    def authority(self) -> str:
        """The tenant's address."""
        return f"{self.address}/{TENANT}"

    @property
    def issuers(self) -> dict[str, str]:
        """Who issues tokens of either version."""
        return {"1.0": f"https://sts.windows.net/{TENANT}/", "2.0": f"{self.authority}/v2.0"}

    def answer(self, request: Request) -> tuple[int, bytes]:
        """What is published."""
        self.asked.append(request.url)
        path = request.url.partition(TENANT)[2]
        if self.down:
            return 503, b""
        versions = {"/.well-known/openid-configuration": "1.0", "/v2.0/.well-known/openid-configuration": "2.0"}
        if path in versions:
            described = {"issuer": self.issuers[versions[path]], "jwks_uri": f"{self.authority}/discovery/keys"}
            return 200, json.dumps(described).encode()
        if path == "/discovery/keys":
            return 200, json.dumps({"keys": [_public(name, key) for name, key in self.keys.items()]}).encode()
        return 404, b""

    def token(self, version: str = "1.0", *, key: str = "key-1", **claims: Any) -> str:
        """A token for Event Grid; None removes a claim."""
        return jwt.encode(self.claims(version, **claims), self.keys[key], "RS256", {"kid": key})

    def claims(self, version: str = "1.0", **changes: Any) -> dict[str, Any]:
        """What such a token says."""
        now = int(time.time())
        application = {"1.0": "appid", "2.0": "azp"}[version]
        said = {
            "iss": self.issuers[version],
            "aud": AUDIENCE,
            "tid": TENANT,
            "iat": now - 60,
            "nbf": now - 60,
            "exp": now + 3600,
            "oid": "44444444-4444-4444-8444-444444444444",
            "ver": version,
            application: EVENT_GRID,
            **changes,
        }
        return {name: value for name, value in said.items() if value is not None}

    def public_pem(self, key: str = "key-1") -> bytes:
        """A key as everybody can read it."""
        return self.keys[key].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@contextmanager
def entra_service() -> Iterator[EntraService]:
    """A tenant, while it is needed."""
    service = EntraService()
    with local_service(service.answer) as address:
        service.address = address
        yield service


def _public(name: str, key: RSAPrivateKey) -> dict[str, Any]:
    """As it is published: without an algorithm."""
    published = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return {"kid": name, "use": "sig", "kty": "RSA", "n": published["n"], "e": published["e"]}

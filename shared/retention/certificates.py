"""Certificates of deletion: what was erased and when, signed, without anything about the person."""

import hashlib
import hmac
from dataclasses import dataclass

from shared.core.resource import Instant, Value


class DeletionCertificate(Value):
    """What was erased for a request, by kind. `signature` is an HMAC-SHA256 by a key of the deployment's, in hex."""

    request_id: str
    company_id: str
    requested_at: Instant
    completed_at: Instant
    deadline_at: Instant
    erased: dict[str, int]
    algorithm: str = "HMAC-SHA256"
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Certifier:
    """Signs certificates and knows its signatures again. The key is derived from the deployment's.

    `previous` is the deployment's signing key before this one, as long as both are valid.
    """

    key: bytes
    previous: bytes = b""

    def signed(self, certificate: DeletionCertificate) -> DeletionCertificate:
        """The certificate with its signature."""
        return certificate.model_copy(update={"signature": _signature(self.key, certificate)})

    def is_ours(self, certificate: DeletionCertificate) -> bool:
        """Whether every word of it was signed here."""
        return any(
            hmac.compare_digest(certificate.signature.encode(), _signature(key, certificate).encode())
            for key in (self.key, self.previous)
            if key
        )


def _signature(key: bytes, certificate: DeletionCertificate) -> str:
    """Over the certificate's JSON without the signature; the counts in the order of their names."""
    counts = dict(sorted(certificate.erased.items()))
    content = certificate.model_copy(update={"signature": "", "erased": counts}).model_dump_json().encode()
    own = hmac.new(key, b"deletion-certificate", hashlib.sha256).digest()
    return hmac.new(own, content, hashlib.sha256).hexdigest()

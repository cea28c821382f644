"""Communication Services and Speech on a local port, as far as we call them, by Microsoft's documents."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from tests.contract.local_service import Answer, Request, local_service

KEY = base64.b64encode(b"a-key-of-communication-services").decode()
SPEECH_KEY = "0123456789abcdef0123456789abcdef"
EXPIRES_ON = "2026-02-01T12:00:00+00:00"
SAID = "I added an index."
MP3 = b"ID3\x04 what was said"


@dataclass
class CommunicationService:
    """What it was asked, and what it holds. `status` other than 200 makes it fail."""

    address: str = ""
    status: int = 200
    identities: list[str] = field(default_factory=list)
    recordings: dict[str, bytes] = field(default_factory=dict)
    knows_ranges: bool = True
    ranges: list[str] = field(default_factory=list)
    heard: list[bytes] = field(default_factory=list)
    locales: list[str] = field(default_factory=list)
    spoken: list[tuple[str, str]] = field(default_factory=list)

    @property
    def connection(self) -> str:
        """The connection string of the resource."""
        return f"endpoint={self.address}/;accesskey={KEY}"

    def answer(self, request: Request) -> Answer:
        """The status and content of the answer to a request."""
        path = _path_of(request)
        if self.status != 200:
            return self.status, b"{}"
        if path == "/tts/cognitiveservices/v1":
            return self._voice(request)
        if path.startswith(("/sts/", "/speechtotext/")):
            return self._speech(path, request)
        if not _is_signed(request):
            return 401, b"{}"
        if request.method == "GET":
            return self._recording(path, request.headers.get("range", ""))
        if request.method == "DELETE":
            return self._forget(path.partition("?")[0])
        return self._identity(path.partition("?")[0], json.loads(request.body))

    def _forget(self, path: str) -> Answer:
        identity = path.removeprefix("/identities/").replace("%3A", ":")
        if identity not in self.identities:
            return 404, b"{}"
        self.identities.remove(identity)
        return 204, b""

    def _voice(self, request: Request) -> Answer:
        """An MP3 of what is between the tags; the document must be one, as the service looks at it."""
        if request.headers.get("ocp-apim-subscription-key") != SPEECH_KEY:
            return 401, b"{}"
        assert request.headers["content-type"] == "application/ssml+xml"
        assert request.headers["x-microsoft-outputformat"] == "audio-24khz-48kbitrate-mono-mp3"
        assert request.headers["user-agent"]
        (voice,) = ElementTree.fromstring(request.body)
        self.spoken.append((voice.attrib["name"], str(voice.text)))
        return 200, MP3

    def _recording(self, path: str, asked: str) -> Answer:
        found = self.recordings.get(path)
        if found is None:
            return 404, b"{}"
        self.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").rstrip("-") or 0) if self.knows_ranges else 0
        if start and start >= len(found):
            return 416, b"{}"
        return (206 if asked and self.knows_ranges else 200), found[start:]

    def _identity(self, path: str, asked: dict[str, Any]) -> tuple[int, bytes]:
        token = {"token": f"a token for {asked.get('scopes') or asked.get('createTokenWithScopes')}"}
        token["expiresOn"] = EXPIRES_ON
        if known := re.fullmatch(r"/identities/(.+)/:issueAccessToken", path):
            assert known[1].replace("%3A", ":") in self.identities
            return 200, json.dumps(token).encode()
        assert path == "/identities"
        self.identities.append(f"8:acs:person-{len(self.identities)}")
        made = {"identity": {"id": self.identities[-1]}, "accessToken": token}
        return 201, json.dumps(made).encode()

    def _speech(self, path: str, request: Request) -> tuple[int, bytes]:
        body = request.body
        if request.headers.get("ocp-apim-subscription-key") != SPEECH_KEY:
            return 401, b"{}"
        if path == "/sts/v1.0/issueToken":
            return 200, b"eyJ.speech.token"
        assert path == "/speechtotext/transcriptions:transcribe?api-version=2024-11-15"
        assert b'name="definition"' in body
        self.locales += re.findall(r'"locales": \["(.+?)"\]', body.decode("latin-1"))
        if b"not audio" in body:
            return 422, b"{}"
        self.heard.append(body)
        phrase = {"text": SAID, "offsetMilliseconds": 40, "durationMilliseconds": 960, "confidence": 0.9}
        told = {"durationMilliseconds": 1200, "combinedPhrases": [{"text": SAID}], "phrases": [phrase]}
        return 200, json.dumps(told).encode()


def _path_of(request: Request) -> str:
    parts = urlsplit(request.url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _is_signed(request: Request) -> bool:
    headers = request.headers
    content = base64.b64encode(hashlib.sha256(request.body).digest()).decode()
    signed = f"{request.method}\n{_path_of(request)}\n{headers['x-ms-date']};{headers['host']};{content}".encode()
    made = base64.b64encode(hmac.new(base64.b64decode(KEY), signed, hashlib.sha256).digest()).decode()
    return headers["authorization"].endswith(f"&Signature={made}") and headers["x-ms-content-sha256"] == content


@contextmanager
def communication_service() -> Iterator[CommunicationService]:
    """The service, running."""
    service = CommunicationService()
    with local_service(service.answer) as address:
        service.address = address
        yield service

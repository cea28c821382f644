"""Speech to text through Azure AI Speech: tokens for browsers, and the fast transcription of recordings."""

import json
from functools import cached_property
from typing import Any

from azure.core import PipelineClient
from azure.core.credentials import TokenCredential
from azure.core.exceptions import AzureError
from azure.core.pipeline.policies import RetryPolicy
from azure.core.rest import HttpRequest, HttpResponse

from shared.core.errors import Invalid, Unavailable
from shared.ports.engine import Engine
from shared.ports.speech import Phrase, SpeechToken, Transcription

API_VERSION = "2024-11-15"
_SCOPE = "https://cognitiveservices.azure.com/.default"
_TOKEN_LIFETIME_S = 600
"""As documented: a token of a key is good for ten minutes."""


class AzureSpeech:
    """Implements `Speech`. Opens no connection before the first call.

    `credential` is the resource's key; or an identity, with the `resource_id` and the resource's own `endpoint`
    (custom domain), which the service asks for then. Browsers get no token of that identity, which may do more than
    speak: they get one of the `visitor`, who may use speech and nothing else.
    """

    transcribes = True

    def __init__(
        self,
        region: str,
        credential: str | TokenCredential,
        *,
        endpoint: str = "",
        resource_id: str = "",
        visitor: TokenCredential | None = None,
    ) -> None:
        self._region = region
        self._credential = credential
        self._endpoint = (endpoint or f"https://{region}.api.cognitive.microsoft.com").rstrip("/")
        self._resource_id = resource_id
        self._visitor = visitor

    def token(self) -> SpeechToken:
        """See `Speech.token`."""
        if isinstance(self._credential, str):
            token = self._send(HttpRequest("POST", f"{self._endpoint}/sts/v1.0/issueToken", content=b"")).text()
        elif self._visitor is None:
            message = "Tokens for speech are not given here: an operator has to set TALENTI_SPEECH_CLIENT_ID."
            raise Unavailable(message, code="not_configured")
        else:
            token = bound_token_of(self._visitor, self._resource_id)
        return SpeechToken(token=token, region=self._region, expires_in_s=_TOKEN_LIFETIME_S)

    def transcribe(self, data: bytes, file_name: str, language: str) -> Transcription:
        """See `Speech.transcribe`."""
        definition = json.dumps({"locales": [locale_of(language)], "profanityFilterMode": "None"})
        request = HttpRequest(
            "POST",
            f"{self._endpoint}/speechtotext/transcriptions:transcribe?api-version={API_VERSION}",
            files={"audio": (file_name, data), "definition": (None, definition)},
        )
        try:
            return _transcription(self._send(request).json())
        except (ValueError, KeyError, TypeError) as error:
            raise Unavailable("The speech service answered something that is not as documented.") from error

    def _send(self, request: HttpRequest) -> HttpResponse:
        """The answer of the service. Raises Invalid for a recording that it refuses, Unavailable otherwise."""
        request.headers.update(self._authorization())
        try:
            response = self._client.send_request(request, connection_timeout=5, read_timeout=120)
        except AzureError as error:
            raise Unavailable("The speech service does not answer. Please try again.") from error
        if response.status_code in {400, 413, 415, 422}:
            raise Invalid("The speech service cannot read this recording.", code="unreadable_audio")
        if response.status_code != 200:
            raise Unavailable("The speech service does not take this at present.")
        return response

    def _authorization(self) -> dict[str, str]:
        if isinstance(self._credential, str):
            return {"Ocp-Apim-Subscription-Key": self._credential}
        return {"Authorization": f"Bearer {token_of(self._credential)}"}

    @cached_property
    def _client(self) -> PipelineClient[HttpRequest, HttpResponse]:
        return PipelineClient(self._endpoint, policies=[RetryPolicy(retry_total=2)])


def token_of(credential: TokenCredential) -> str:
    """A token of an identity, for the services of speech. Raises Unavailable."""
    try:
        return credential.get_token(_SCOPE).token
    except AzureError as error:
        raise Unavailable("The speech service cannot be reached: nobody is signed in.") from error


def bound_token_of(credential: TokenCredential, resource_id: str) -> str:
    """A token of an identity for one resource, as the Speech SDK and speech synthesis want it. Raises Unavailable."""
    return f"aad#{resource_id}#{token_of(credential)}"


def locale_of(language: str) -> str:
    """The locale of a language: English of no country is that of the United States."""
    return "en-US" if language == "en" else language


def _transcription(content: Any) -> Transcription:
    return Transcription(
        text=" ".join(str(one["text"]) for one in content["combinedPhrases"]).strip(),
        phrases=[
            Phrase(
                text=one["text"],
                start_time_ms=one["offsetMilliseconds"],
                end_time_ms=one["offsetMilliseconds"] + one["durationMilliseconds"],
                confidence=one.get("confidence"),
            )
            for one in content.get("phrases", [])
        ],
        duration_ms=content["durationMilliseconds"],
        engine=Engine(name="azure-speech", version=API_VERSION),
    )

"""Text to speech through Azure AI Speech."""

import re
from functools import cached_property
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from azure.core import PipelineClient
from azure.core.credentials import TokenCredential
from azure.core.exceptions import AzureError
from azure.core.pipeline.policies import RetryPolicy
from azure.core.rest import HttpRequest, HttpResponse

from shared.adapters.azure_speech import bound_token_of, locale_of
from shared.core.errors import Invalid, Unavailable

_FORMAT = "audio-24khz-48kbitrate-mono-mp3"
_VOICES = {
    "en-AU": "Natasha",
    "en-CA": "Clara",
    "en-GB": "Sonia",
    "en-HK": "Yan",
    "en-IE": "Emily",
    "en-IN": "Neerja",
    "en-KE": "Asilia",
    "en-NG": "Ezinne",
    "en-NZ": "Molly",
    "en-PH": "Rosa",
    "en-SG": "Luna",
    "en-TZ": "Imani",
    "en-US": "Jenny",
    "en-ZA": "Leah",
}
_NOT_IN_XML = re.compile("[^\\t\\n\\r -\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


class AzureVoice:
    """Implements `SpeechSynthesizer`. Opens no connection before the first call.

    `credential` is the resource's key; or an identity, with the `resource_id` and the resource's own `endpoint`
    (custom domain). Of an identity the service refuses a token that is not bound to the resource.
    """

    def __init__(
        self, region: str, credential: str | TokenCredential, *, endpoint: str = "", resource_id: str = ""
    ) -> None:
        self._credential = credential
        self._resource_id = resource_id
        self._address = voice_address(region, endpoint)

    def speak(self, text: str, language: str) -> bytes:
        """See `SpeechSynthesizer.speak`."""
        request = HttpRequest(
            "POST",
            self._address,
            content=ssml(text, language).encode(),
            headers={
                "Content-Type": "application/ssml+xml",
                "X-Microsoft-OutputFormat": _FORMAT,
                "User-Agent": "talenti",
                **self._authorization(),
            },
        )
        try:
            response = self._client.send_request(request, connection_timeout=5, read_timeout=30)
        except AzureError as error:
            raise Unavailable("The speech service does not answer. Please try again.") from error
        if response.status_code in {400, 413, 415}:
            raise Invalid("The speech service cannot speak this.", code="unspeakable")
        audio = response.content
        if response.status_code != 200 or not audio:
            raise Unavailable("The speech service does not speak at present.")
        return audio

    def _authorization(self) -> dict[str, str]:
        if isinstance(self._credential, str):
            return {"Ocp-Apim-Subscription-Key": self._credential}
        return {"Authorization": f"Bearer {bound_token_of(self._credential, self._resource_id)}"}

    @cached_property
    def _client(self) -> PipelineClient[HttpRequest, HttpResponse]:
        return PipelineClient(self._address, policies=[RetryPolicy(retry_total=2)])


def ssml(text: str, language: str) -> str:
    """What the service is asked to say. The text is words and nothing else, whatever stands in it."""
    locale = locale_of(language)
    voice = f"{locale}-{_VOICES.get(locale, _VOICES['en-US'])}Neural" if locale in _VOICES else "en-US-JennyNeural"
    words = escape(_NOT_IN_XML.sub(" ", text))
    return f'<speak version="1.0" xml:lang="{locale}"><voice name="{voice}">{words}</voice></speak>'


def voice_address(region: str, endpoint: str) -> str:
    """Where speech is made: at the resource's own address, or at the region's, which has another host for it."""
    host = urlsplit(endpoint).hostname or ""
    if not host or host.endswith(".api.cognitive.microsoft.com"):
        return f"https://{region}.tts.speech.microsoft.com/cognitiveservices/v1"
    return f"{endpoint.rstrip('/')}/tts/cognitiveservices/v1"

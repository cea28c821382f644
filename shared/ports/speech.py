"""From speech to text, and back."""

from enum import StrEnum
from typing import Annotated, Protocol

from pydantic import BeforeValidator

from shared.core.resource import Value
from shared.ports.engine import Engine


class Language(StrEnum):
    """What an interview is held in: English, and the English of which country, so that it is heard and spoken well."""

    ENGLISH = "en"
    AUSTRALIA = "en-AU"
    CANADA = "en-CA"
    HONG_KONG = "en-HK"
    INDIA = "en-IN"
    IRELAND = "en-IE"
    KENYA = "en-KE"
    NEW_ZEALAND = "en-NZ"
    NIGERIA = "en-NG"
    PHILIPPINES = "en-PH"
    SINGAPORE = "en-SG"
    SOUTH_AFRICA = "en-ZA"
    TANZANIA = "en-TZ"
    UNITED_KINGDOM = "en-GB"
    UNITED_STATES = "en-US"


def _as_written(value: object) -> object:
    """`EN_gb` is `en-GB`."""
    if not isinstance(value, str):
        return value
    language, dash, country = value.strip().replace("_", "-").partition("-")
    return f"{language.lower()}{dash}{country.upper()}"


LanguageTag = Annotated[Language, BeforeValidator(_as_written)]
"""A language as clients write it, in any case."""


class SpeechToken(Value):
    """With what a browser calls the speech service itself, for `expires_in_s` seconds."""

    token: str
    region: str
    expires_in_s: int


class Phrase(Value):
    """A few words and when they were said, in milliseconds from the beginning; `confidence` is 0 to 1."""

    text: str
    start_time_ms: int
    end_time_ms: int
    confidence: float | None


class Transcription(Value):
    """What was said. The text is empty where nobody spoke."""

    text: str
    phrases: list[Phrase]
    duration_ms: int
    engine: Engine


class Speech(Protocol):
    """A speech service. What does not answer raises Unavailable; so does what is not configured, with a code.

    `transcribes` says whether there is an engine at all.
    """

    transcribes: bool

    def token(self) -> SpeechToken:
        """A token for a browser."""
        ...

    def transcribe(self, data: bytes, file_name: str, language: str) -> Transcription:
        """Write down what is said in a recording, in a language like `en` or `en-GB`.

        Raises:
            Invalid: the recording cannot be read; trying again does not help.
            Unavailable: there is no engine (code `no_transcription_engine`), or it does not answer.
        """
        ...


class SpeechSynthesizer(Protocol):
    """A voice. What does not answer raises Unavailable; so does what is not configured (code `no_speech_engine`)."""

    def speak(self, text: str, language: str) -> bytes:
        """The text as it sounds in a language like `en` or `en-GB`: an MP3.

        Raises:
            Invalid: it cannot be spoken; trying again does not help.
        """
        ...

"""From speech to text."""

from typing import Protocol

from shared.core.resource import Value
from shared.ports.engine import Engine


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
        """Write down what is said in a recording, in a language like `en`.

        Raises:
            Invalid: the recording cannot be read; trying again does not help.
            Unavailable: there is no engine (code `no_transcription_engine`), or it does not answer.
        """
        ...

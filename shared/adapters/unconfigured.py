"""What answers where a service is not configured: a refusal that names the setting."""

from collections.abc import Generator, Sequence

from shared.core.errors import Unavailable
from shared.ports.calls import CallToken
from shared.ports.speech import SpeechToken, Transcription


class NoCalls:
    """Implements `Calls` without a service."""

    def token(self, identity: str | None, scopes: Sequence[str]) -> CallToken:
        """See `Calls.token`."""
        raise _not_configured("Calls are", "TALENTI_COMMUNICATION")

    def forget(self, identity: str) -> None:
        """See `Calls.forget`."""
        raise _not_configured("Calls are", "TALENTI_COMMUNICATION")

    def recording(self, location: str, *, start: int = 0) -> Generator[bytes, None, None]:
        """See `Calls.recording`."""
        raise _not_configured("Calls are", "TALENTI_COMMUNICATION")


class NoSpeech:
    """Implements `Speech` without a service: nothing is ever transcribed."""

    transcribes = False

    def token(self) -> SpeechToken:
        """See `Speech.token`."""
        raise _not_configured("Speech is", "TALENTI_SPEECH_REGION")

    def transcribe(self, data: bytes, file_name: str, language: str) -> Transcription:
        """See `Speech.transcribe`."""
        raise Unavailable(
            "No transcription engine is configured (TALENTI_SPEECH_REGION): send text instead.",
            code="no_transcription_engine",
        )


class NoVoice:
    """Implements `SpeechSynthesizer` without a service: the browser's own voice may read aloud."""

    def speak(self, text: str, language: str) -> bytes:
        """See `SpeechSynthesizer.speak`."""
        raise Unavailable(
            "No speech engine is configured here: an operator has to set TALENTI_SPEECH_REGION.",
            code="no_speech_engine",
        )


def _not_configured(what: str, setting: str) -> Unavailable:
    return Unavailable(f"{what} not configured here: an operator has to set {setting}.", code="not_configured")

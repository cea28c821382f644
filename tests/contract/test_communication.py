"""Calls and speech through services on a local port that answer as Microsoft's do."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from azure.core.credentials import AccessToken, TokenCredential
from azure.core.exceptions import ClientAuthenticationError
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.acs_calls import AcsCalls
from shared.adapters.azure_speech import AzureSpeech
from shared.adapters.azure_voice import AzureVoice, ssml, voice_address
from shared.adapters.unconfigured import NoCalls, NoSpeech, NoVoice
from shared.core.clock import utc_now
from shared.core.errors import DomainError, Forbidden, Invalid, NotFound, Unavailable
from shared.ports.speech import Language
from tests.contract.communication_service import KEY, MP3, SAID, SPEECH_KEY, CommunicationService, communication_service
from tests.contract.local_service import Answer, Request, local_service
from tests.contract.trouble import nobody_listens


@pytest.fixture
def service() -> Iterator[CommunicationService]:
    with communication_service() as running:
        yield running


@pytest.fixture
def calls(service: CommunicationService) -> AcsCalls:
    return AcsCalls(service.address, KEY, utc_now)


@pytest.fixture
def speech(service: CommunicationService) -> AzureSpeech:
    return AzureSpeech("westeurope", SPEECH_KEY, endpoint=service.address)


def read(calls: AcsCalls, location: str, start: int = 0) -> bytes:
    """A recording from `start` on."""
    return b"".join(calls.recording(location, start=start))


@contextmanager
def breaking_off() -> Iterator[str]:
    """The address of a service that promises more than it sends."""

    def answer(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome of it")

    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    with connection:
                        answer(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_somebody_new_gets_an_identity_and_keeps_it(calls: AcsCalls, service: CommunicationService) -> None:
    first = calls.token(None, ["voip"])
    again = calls.token(first.identity, ["voip", "chat"])
    assert [first.identity, again.identity] == service.identities * 2
    assert again.token == "a token for ['voip', 'chat']"
    assert again.expires_on == datetime(2026, 2, 1, 12, tzinfo=UTC)


def test_somebody_is_forgotten_and_may_have_been_before(calls: AcsCalls, service: CommunicationService) -> None:
    kept, gone = (calls.token(None, ["voip"]).identity for _ in range(2))
    calls.forget(gone)
    calls.forget(gone)
    assert service.identities == [kept]
    service.status = 500
    with pytest.raises(Unavailable):
        calls.forget(kept)
    with pytest.raises(Unavailable, match="TALENTI_COMMUNICATION"):
        NoCalls().forget(kept)


def test_a_recording_is_fetched_with_a_signature(calls: AcsCalls, service: CommunicationService) -> None:
    service.recordings["/v1/objects/0-eus-1/content/video?x=1"] = b"what was said"
    assert read(calls, f"{service.address}/v1/objects/0-eus-1/content/video?x=1") == b"what was said"
    with pytest.raises(NotFound):
        read(calls, f"{service.address}/v1/objects/gone")


@pytest.mark.parametrize("knows_ranges", [True, False])
def test_a_recording_is_read_on_from_where_somebody_stopped(
    calls: AcsCalls, service: CommunicationService, knows_ranges: bool
) -> None:
    service.knows_ranges = knows_ranges
    service.recordings["/v1/objects/1"] = bytes(range(256)) * 4096
    whole = service.recordings["/v1/objects/1"]
    for start in (0, 1, 300_000, len(whole)):
        assert read(calls, f"{service.address}/v1/objects/1", start) == whole[start:]
    assert service.ranges[1] == "bytes=1-"


def test_a_recording_that_breaks_off_is_no_shorter_recording() -> None:
    with breaking_off() as address, pytest.raises(Unavailable):
        read(AcsCalls(address, KEY, utc_now), f"{address}/v1/objects/1")


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example/x",
        "https://asm.skype.com.evil.example/x",
        "https://evilasm.skype.com.evil/x",
        "http://us-storage.asm.skype.com/x",
        "http://169.254.169.254/metadata",
        "file:///etc/passwd",
        "https://user@evil.example/?.asm.skype.com",
        "",
    ],
)
def test_our_signature_goes_to_nobody_else(calls: AcsCalls, location: str) -> None:
    with pytest.raises(Forbidden):
        read(calls, location)


def test_browsers_get_a_token_of_the_region(speech: AzureSpeech) -> None:
    token = speech.token()
    assert (token.token, token.region, token.expires_in_s) == ("eyJ.speech.token", "westeurope", 600)


class SignedIn:
    """An identity, whose tokens bear its name."""

    def __init__(self, name: str, *, of_calls: bool = False) -> None:
        self.name = name
        self.service = "communication.azure.com/" if of_calls else "cognitiveservices.azure.com"

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        assert scopes == (f"https://{self.service}/.default",)
        return AccessToken(self.name, 4102444800)


class SignedOut:
    """A machine without an identity."""

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        raise ClientAuthenticationError("no identity here")


def without_key(own: TokenCredential, visitor: TokenCredential | None = None) -> AzureSpeech:
    """Speech of an application that has identities in place of keys."""
    return AzureSpeech("r", own, endpoint="https://speech.example", resource_id="/s/speech", visitor=visitor)


def test_browsers_get_a_token_of_who_may_speak_alone_and_never_the_applications_own() -> None:
    assert without_key(SignedIn("application"), SignedIn("visitor")).token().token == "aad#/s/speech#visitor"
    with pytest.raises(Unavailable, match="TALENTI_SPEECH_CLIENT_ID"):
        without_key(SignedIn("application")).token()


def test_an_identity_speaks_and_fetches_recordings_where_there_is_no_key() -> None:
    asked = []

    def answer(request: Request) -> Answer:
        asked.append((urlsplit(request.url).path, request.headers["authorization"]))
        assert "ocp-apim-subscription-key" not in request.headers
        return 200, MP3

    with local_service(answer) as address:
        voice = AzureVoice("r", SignedIn("app"), endpoint=address, resource_id="/s/speech")
        assert voice.speak("Why?", "en") == MP3
        assert read(AcsCalls(address, SignedIn("app", of_calls=True), utc_now), f"{address}/v1/objects/1") == MP3
        with pytest.raises(Unavailable):
            read(AcsCalls(address, SignedOut(), utc_now), f"{address}/v1/objects/1")
    assert asked == [("/tts/cognitiveservices/v1", "Bearer aad#/s/speech#app"), ("/v1/objects/1", "Bearer app")]


def test_an_identity_that_cannot_sign_in_is_a_service_that_does_not_answer() -> None:
    with pytest.raises(Unavailable):
        without_key(SignedIn("application"), SignedOut()).token()
    with pytest.raises(Unavailable):
        without_key(SignedOut()).transcribe(b"RIFF", "answer.wav", "en")
    with pytest.raises(Unavailable):
        AzureVoice("r", SignedOut(), endpoint="https://speech.example").speak("Hello.", "en")


def test_what_is_said_is_written_down_with_its_times(speech: AzureSpeech, service: CommunicationService) -> None:
    told = speech.transcribe(b"RIFF", "answer.wav", "en")
    assert (told.text, told.duration_ms) == (SAID, 1200)
    assert [(one.start_time_ms, one.end_time_ms) for one in told.phrases] == [(40, 1000)]
    assert b"RIFF" in service.heard[0]
    speech.transcribe(b"RIFF", "answer.wav", "en-IN")
    assert service.locales == ["en-US", "en-IN"]
    with pytest.raises(Invalid):
        speech.transcribe(b"not audio", "answer.wav", "en")


@pytest.mark.parametrize(
    "text",
    ["Why?", "Tom & Jerry's <break time='9s'/> ]]></voice><voice name=\"x\">", "line\nline", "北京 🙂", "a\x00\ud800b"],
)
def test_words_are_spoken_and_are_never_orders(service: CommunicationService, text: str) -> None:
    assert AzureVoice("r", SPEECH_KEY, endpoint=service.address).speak(text, "en-GB") == MP3
    ((name, said),) = service.spoken
    assert name == "en-GB-SoniaNeural"
    assert said == text.replace("\x00", " ").replace("\ud800", " ")


@given(text=st.text(), language=st.sampled_from([*Language, "de", "x"]))
def test_whatever_is_to_be_said_is_one_document(text: str, language: str) -> None:
    (voice,) = ElementTree.fromstring(ssml(text, language))
    assert voice.attrib["name"].endswith("Neural")
    assert len(voice) == 0


@pytest.mark.parametrize(
    ("endpoint", "address"),
    [
        ("", "https://westeurope.tts.speech.microsoft.com/cognitiveservices/v1"),
        (
            "https://westeurope.api.cognitive.microsoft.com/",
            "https://westeurope.tts.speech.microsoft.com/cognitiveservices/v1",
        ),
        ("https://t.cognitiveservices.azure.com/", "https://t.cognitiveservices.azure.com/tts/cognitiveservices/v1"),
    ],
)
def test_speech_is_made_where_the_resource_is(endpoint: str, address: str) -> None:
    assert voice_address("westeurope", endpoint) == address


@pytest.mark.parametrize(("status", "refusal"), [(400, Invalid), (401, Unavailable), (404, Unavailable)])
def test_a_voice_that_does_not_speak_says_whether_to_try_again(
    service: CommunicationService, status: int, refusal: type[DomainError]
) -> None:
    service.status = status
    with pytest.raises(refusal):
        AzureVoice("r", SPEECH_KEY, endpoint=service.address).speak("Why?", "en")
    with pytest.raises(Unavailable):
        AzureVoice("r", SPEECH_KEY, endpoint=nobody_listens()).speak("Why?", "en")


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_service_that_refuses_us_is_unavailable(
    calls: AcsCalls, speech: AzureSpeech, service: CommunicationService, status: int
) -> None:
    service.status = status
    with pytest.raises(Unavailable):
        calls.token(None, ["voip"])
    with pytest.raises(Unavailable):
        speech.token()


def test_a_service_that_nobody_reaches_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        AzureSpeech("r", SPEECH_KEY, endpoint=nobody_listens()).token()


def test_without_a_service_the_refusal_names_the_setting() -> None:
    refusals: list[DomainError] = []
    for attempt in (
        lambda: NoCalls().token(None, []),
        lambda: NoCalls().recording(""),
        lambda: NoSpeech().token(),
        lambda: NoSpeech().transcribe(b"", "", ""),
        lambda: NoVoice().speak("", ""),
    ):
        with pytest.raises(Unavailable) as refused:
            attempt()
        refusals.append(refused.value)
    assert all("TALENTI_" in one.message for one in refusals)

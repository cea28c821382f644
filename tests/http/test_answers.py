"""Answers: said, recorded, and written down."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from shared.adapters.azure_speech import AzureSpeech
from shared.answers.media import is_fit, media_type
from shared.answers.models import UPLOADS
from tests.app import Client, Product
from tests.contract.communication_service import SAID, SPEECH_KEY, CommunicationService, communication_service
from tests.http.examples import NOBODY
from tests.tenant import THOROUGH, Tenant, hold

WEBM = b"\x1aE\xdf\xa3" + bytes(60)
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(40)


@pytest.fixture
def service() -> Iterator[CommunicationService]:
    with communication_service() as running:
        yield running


def submit(client: Client, interview_id: str, **request: Any) -> httpx.Response:
    return client.post(f"/api/v1/interviews/{interview_id}/answers", **request)


def answers_of(client: Client, interview_id: str) -> list[dict[str, Any]]:
    return list(client.ok("GET", f"/api/v1/interviews/{interview_id}/answers")["answers"])


def test_words_and_code_are_said_in_the_conversation(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    first = submit(client, interview_id, json={"text": THOROUGH, "code": "SELECT 1"}).json()["data"]
    assert (first["sequence"], first["transcript_status"], first["finished"]) == (2, "none", False)
    assert first["reply"]
    turns = client.ok("GET", f"/api/v1/interviews/{interview_id}/transcripts")["transcripts"]
    assert [turn["speaker"] for turn in turns] == ["ai", "candidate", "ai"]
    assert (turns[1]["question_id"], "SELECT 1" in turns[1]["text"]) == (first["question_id"], True)


def test_a_form_without_a_file_may_come_as_clients_send_it_then(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    sent = submit(client, interview_id, data={"text": THOROUGH, "code": "SELECT 1 + 1"})
    assert (sent.status_code, sent.request.headers["content-type"]) == (201, "application/x-www-form-urlencoded")
    assert (sent.json()["data"]["text"], sent.json()["data"]["code"]) == (THOROUGH, "SELECT 1 + 1")


def test_an_answer_sent_twice_with_its_key_counts_once(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    sent = [
        submit(
            client, interview_id, files={"audio": ("a.wav", WAV)}, data={"text": "x"}, headers={"Idempotency-Key": "k"}
        )
        for _ in range(2)
    ]
    assert sent[0].json() == sent[1].json()
    assert len(answers_of(client, interview_id)) == 1


def test_a_recording_is_written_down_and_then_said(service: CommunicationService) -> None:
    product = Product()
    product.replace(speech=AzureSpeech("r", SPEECH_KEY, endpoint=service.address))
    acme = Tenant(product)
    client, interview_id = acme.interviewee()
    given = submit(client, interview_id, files={"audio": ("a.wav", WAV)}).json()["data"]
    assert (given["transcript_status"], given["sequence"], given["reply"]) == ("pending", None, None)
    product.run_queue()
    (answer,) = answers_of(acme.hr, interview_id)
    assert (answer["transcript"], answer["transcript_status"], answer["sequence"]) == (SAID, "completed", 2)
    assert answer["transcript_engine"]["name"] == "azure-speech"


def test_a_recording_that_nobody_can_hear_has_failed_and_one_may_go_on_in_writing(
    service: CommunicationService,
) -> None:
    product = Product()
    product.replace(speech=AzureSpeech("r", SPEECH_KEY, endpoint=service.address))
    acme = Tenant(product)
    client, interview_id = acme.interviewee()
    submit(client, interview_id, files={"audio": ("a.wav", WAV + b"not audio")})
    product.run_queue()
    assert answers_of(acme.hr, interview_id)[0]["transcript_status"] == "failed"
    assert submit(client, interview_id, json={"text": THOROUGH}).json()["data"]["sequence"] == 2


def test_an_engine_that_is_down_is_asked_again_and_then_the_task_has_failed(service: CommunicationService) -> None:
    product = Product()
    product.replace(speech=AzureSpeech("r", SPEECH_KEY, endpoint=service.address))
    acme = Tenant(product)
    client, interview_id = acme.interviewee()
    submit(client, interview_id, files={"audio": ("a.wav", WAV)})
    service.status = 403
    product.run_queue()
    assert answers_of(acme.hr, interview_id)[0]["transcript_status"] == "failed"
    (task,) = acme.hr.ok("GET", "/api/v1/tasks")["tasks"]
    assert task["queue"] == "transcribe-answer"
    service.status = 200
    acme.hr.ok("POST", f"/api/v1/tasks/{task['id']}/retry")
    product.run_queue()
    (answer,) = answers_of(acme.hr, interview_id)
    assert (answer["transcript"], answer["transcript_status"], answer["sequence"]) == (SAID, "completed", 2)


@pytest.mark.parametrize(
    "request_",
    [
        {"json": {}},
        {"json": {"text": "", "code": ""}},
        {"json": {"text": "x" * 8001}},
        {"json": {"text": "x" * 4500, "code": "y" * 4500}},
        {"json": {"audio": "text"}},
        {"files": {"audio": ("a.webm", b"MZ not a recording")}},
        {"files": {"video": ("a.mp4", WAV)}},
        {"files": {"audio": ("a.wav", b"")}},
        {"json": {"audio_file_id": "x"}},
    ],
)
def test_what_is_no_answer_is_refused(acme: Tenant, request_: dict[str, Any]) -> None:
    client, interview_id = acme.interviewee()
    assert submit(client, interview_id, **request_).status_code == 422
    assert answers_of(client, interview_id) == []


def test_only_the_candidate_answers_and_only_while_it_goes_on(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    body = {"text": "Hello."}
    assert submit(acme.hr, interview_id, json=body).status_code == 403
    assert submit(acme.interviewee()[0], interview_id, json=body).status_code == 404
    assert submit(client, interview_id, json={"audio_file_id": NOBODY}).status_code == 404
    hold(client, interview_id)
    assert submit(client, interview_id, json=body).status_code == 409


def test_recordings_are_offered_for_a_while_to_the_company_and_the_candidate(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    answer = submit(client, interview_id, files={"video": ("v.webm", WEBM)}).json()["data"]
    path = f"/api/v1/interviews/{interview_id}/answers/{answer['id']}/media"
    assert "access=read" in acme.hr.ok("GET", path, params={"kind": "video"})["download_url"]
    assert client.get(path, params={"kind": "audio"}).status_code == 404
    assert acme.interviewee()[0].get(path, params={"kind": "video"}).status_code == 404


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (WAV, "audio/wav"),
        (WEBM, "video/webm"),
        (b"OggS\0", "video/ogg"),
        (b"fLaC", "audio/flac"),
        (b"ID3\x04", "audio/mpeg"),
        (b"\xff\xfb\x90", "audio/mpeg"),
        (b"\xff\xf1\x50", "audio/aac"),
        (b"\0\0\0\x20ftypisom", "video/mp4"),
        (b"\0\0\0\x20ftypM4A ", "audio/mp4"),
        (b"RIFF\0\0\0\0AVI LIST", "video/x-msvideo"),
        (b"%PDF-1.7", None),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_a_recordings_type_is_told_from_its_content(head: bytes, found: str | None) -> None:
    assert media_type(head) == found
    assert is_fit("audio", found) is (found is not None)
    assert is_fit("video", found) is bool(found and found.startswith("video/"))


def test_nothing_of_an_answer_is_left_when_its_candidate_is_erased(acme: Tenant) -> None:
    canary = "Qwyxzelbron"
    client, interview_id = acme.interviewee()
    sound = {"audio": ("a.wav", WAV + canary.encode())}
    waiting = client.ok("POST", f"/api/v1/interviews/{interview_id}/answers/upload-url")["upload_url"]
    acme.product.blobs.put(UPLOADS, waiting.partition(f"/{UPLOADS}/")[2].partition("?")[0], canary.encode())
    assert submit(client, interview_id, files=sound, data={"text": canary, "code": canary}).is_success
    assert canary in acme.product.everything_kept()
    acme.hr.ok("DELETE", f"/api/v1/candidates/{client.user['candidate_id']}")
    acme.product.run_queue()
    assert canary not in acme.product.everything_kept()

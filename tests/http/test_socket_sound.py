"""Sound over the live socket, the address of the socket, and how many a user may open."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from shared.adapters.azure_speech import AzureSpeech
from shared.answers.models import MAX_CHUNK_BYTES
from tests.app import Client, Product
from tests.contract.communication_service import SAID, SPEECH_KEY, CommunicationService, communication_service
from tests.http.test_socket import Socket
from tests.tenant import Tenant

WEBM = b"\x1aE\xdf\xa3" + bytes(60)


@pytest.fixture
def service() -> Iterator[CommunicationService]:
    with communication_service() as running:
        yield running


def opened(acme: Tenant, client: Client, interview_id: str, name: str = "c1") -> Socket:
    socket = Socket(acme.product, name)
    assert socket.connect(interview_id, client.tokens["access_token"]).is_success
    return socket


def piece(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_each_piece_is_acknowledged_and_all_are_one_answer_after_a_lost_connection(
    service: CommunicationService,
) -> None:
    product = Product()
    product.replace(speech=AzureSpeech("r", SPEECH_KEY, endpoint=service.address))
    acme = Tenant(product)
    client, interview_id = acme.interviewee()
    opened(acme, client, interview_id).say(type="start_interview")
    first = opened(acme, client, interview_id).say(type="audio_data", audio=piece(WEBM[:40]))
    assert first == [{"type": "audio_processed", "status": "received"}]
    (last,) = opened(acme, client, interview_id, "c2").say(type="audio_data", audio=piece(WEBM[40:]), final=True)
    assert (last["status"], last["transcript_status"]) == ("received", "pending")
    before = len(product.realtime.to_groups)
    product.run_queue()
    assert WEBM in service.heard[0]
    told = [dict(frame) for _, frame in product.realtime.to_groups[before:]]
    assert [(frame["sender"], frame["type"]) for frame in told] == [("candidate", "message"), ("ai", "message")]
    assert told[0]["content"] == SAID
    (answer,) = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/answers")["answers"]
    assert (answer["transcript"], answer["sequence"]) == (SAID, 2)


def test_sound_that_the_end_of_the_interview_cut_off_is_kept_once(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    socket = opened(acme, client, interview_id)
    socket.say(type="start_interview")
    for part in (WEBM[:40], WEBM[40:]):
        socket.say(type="audio_data", audio=piece(part))
    acme.hr.ok("POST", f"/api/v1/interviews/{interview_id}/complete")
    left = [name for container, name in acme.product.blobs.contents() if "/live/" in name]
    acme.product.run_queue()
    (answer,) = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/answers")["answers"]
    assert (answer["audio"]["size_bytes"], answer["audio"]["content_type"]) == (len(WEBM), "video/webm")
    # As if the process had died before it removed the pieces.
    acme.product.blobs.put("answer-uploads", left[0], WEBM[:40])
    company_id = acme.hr.user["company_id"]
    acme.product.app.hearing.end_left_sound(company_id, interview_id)
    assert acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/answers")["answers"] == [answer]
    assert not [name for container, name in acme.product.blobs.contents() if "/live/" in name]


def test_without_an_engine_the_sound_is_kept_and_nothing_is_invented(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    socket = opened(acme, client, interview_id)
    socket.say(type="start_interview")
    (error,) = socket.say(type="audio_data", audio=piece(WEBM), final=True)
    assert error["code"] == "no_transcription_engine"
    (answer,) = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/answers")["answers"]
    assert (answer["transcript"], answer["transcript_status"]) == (None, "no_engine")
    assert answer["audio"]["content_type"] == "video/webm"


def test_what_was_said_and_not_finished_is_kept_when_the_interview_ends(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    socket = opened(acme, client, interview_id)
    socket.say(type="start_interview")
    socket.say(type="audio_data", audio=piece(WEBM))
    assert socket.say(type="end_interview")[-1]["type"] == "interview_ended"
    assert len(acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/answers")["answers"]) == 1
    (error,) = socket.say(type="audio_data", audio=piece(WEBM))
    assert error["code"] == "not_in_progress"


def test_sound_that_nobody_ended_goes_after_a_day(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    socket = opened(acme, client, interview_id)
    socket.say(type="start_interview")
    socket.say(type="audio_data", audio=piece(WEBM))
    product = acme.product
    assert (product.app.answers.purge(acme.id), len(product.blobs.contents())) == (0, 1)
    product.clock.time = datetime.now(UTC) + timedelta(hours=25)
    assert product.app.answers.purge(Tenant(product, "Other").id) == 0
    assert (product.app.answers.purge(acme.id), product.blobs.contents()) == (1, {})


def test_long_sound_is_joined_without_holding_all_of_it(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    socket = opened(acme, client, interview_id)
    socket.say(type="start_interview")
    pieces = [WEBM, *(bytes([number]) * MAX_CHUNK_BYTES for number in range(20))]
    for one in pieces:
        socket.say(type="audio_data", audio=piece(one))
    socket.say(type="audio_data", final=True)
    (answer,) = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/answers")["answers"]
    kept = acme.product.blobs.contents()
    assert kept == {("answers", answer["audio"]["name"]): b"".join(pieces)}
    assert answer["audio"]["size_bytes"] == len(b"".join(pieces))


def test_who_looks_on_neither_speaks_nor_ends_what_the_candidate_is_saying(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    socket = opened(acme, client, interview_id)
    socket.say(type="start_interview")
    socket.say(type="audio_data", audio=piece(WEBM))
    onlooker = opened(acme, acme.hr, interview_id, "c2")
    for message in ({"audio": piece(WEBM)}, {"final": True}):
        (error,) = onlooker.say(type="audio_data", **message)
        assert error["code"] == "forbidden"
    assert acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/answers")["answers"] == []


@pytest.mark.parametrize("audio", ["", "!", "a", None, 5, piece(bytes(MAX_CHUNK_BYTES + 1))])
def test_what_is_no_piece_of_sound_is_refused(acme: Tenant, audio: object) -> None:
    client, interview_id = acme.interviewee()
    socket = opened(acme, client, interview_id)
    socket.say(type="start_interview")
    (error,) = socket.say(type="audio_data", audio=audio)
    assert error["type"] == "error"


def test_a_user_has_five_connections_and_one_that_closes_makes_room(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    token = client.tokens["access_token"]
    sockets = [Socket(acme.product, f"c{number}") for number in range(6)]
    assert [one.connect(interview_id, token).status_code for one in sockets] == [200] * 5 + [429]
    assert sockets[0].connect(interview_id, token).status_code == 200, "the same connection counts once"
    sockets[0].event("sys.disconnected", b"{}")
    assert sockets[5].connect(interview_id, token).status_code == 200
    assert Socket(acme.product, "h").connect(interview_id, acme.hr.tokens["access_token"]).status_code == 200


def test_connections_whose_end_got_lost_make_room_too(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    for number in range(5):
        opened(acme, client, interview_id, f"c{number}")
    acme.product.realtime.gone.add("c3")
    sixth = Socket(acme.product, "c5")
    assert sixth.connect(interview_id, client.tokens["access_token"]).status_code == 429, "it may be opening still"
    acme.product.clock.turn(timedelta(seconds=6))
    assert sixth.connect(interview_id, client.tokens["access_token"]).status_code == 200


def test_connections_that_nobody_told_us_the_end_of_are_forgotten(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    for number in range(5):
        opened(acme, client, interview_id, f"c{number}")
    acme.product.clock.turn(timedelta(hours=4))
    client = acme.product.signed_in(client.user["email"], "A-good-password-1")
    opened(acme, client, interview_id, "c9")


def test_the_address_of_the_socket_is_given_to_those_who_may_open_it(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    link = client.ok("POST", f"/api/v1/interviews/{interview_id}/socket")
    assert link["url"].startswith("ws")
    assert link["url"].endswith(f"interview_id={interview_id}")
    assert Tenant(acme.product, "Other").hr.post(f"/api/v1/interviews/{interview_id}/socket").status_code == 404

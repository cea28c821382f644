"""Calls: who joins, which events are believed, and recordings that come to our storage."""

from collections.abc import Generator, Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from shared.adapters.acs_calls import AcsCalls
from shared.adapters.azure_speech import AzureSpeech
from shared.ports.speech import Transcription
from tests.app import Product
from tests.contract.communication_service import KEY, SAID, SPEECH_KEY, CommunicationService, communication_service
from tests.library import TurnableClock
from tests.tenant import Tenant

HOOK = "/api/v1/acs/webhook"
SECRET = "what-only-our-subscription-knows"
CALL = {"server_call_id": "aHR0cHM6Ly9jYWxs", "recording_id": "rec-1"}


@pytest.fixture
def service() -> Iterator[CommunicationService]:
    with communication_service() as running:
        yield running


class Slow:
    """Implements `Calls`; a minute passes with every two MiB that are read."""

    def __init__(self, calls: AcsCalls, clock: TurnableClock) -> None:
        self._calls, self._clock = calls, clock
        self.token = calls.token

    def recording(self, location: str, *, start: int = 0) -> Generator[bytes, None, None]:
        with closing(self._calls.recording(location, start=start)) as pieces:
            for piece in pieces:
                self._clock.turn(timedelta(minutes=1) * len(piece) / (2 << 20))
                yield piece


@pytest.fixture
def acme(service: CommunicationService) -> Tenant:
    """A company of a deployment with calls."""
    product = Product(event_secret=SECRET)
    product.replace(calls=AcsCalls(service.address, KEY, product.clock))
    return Tenant(product)


def recorded(service: CommunicationService, **changes: Any) -> dict[str, Any]:
    """The event of a recording in two pieces, in the documented form."""
    for index in range(2):
        service.recordings[f"/v1/objects/{index}/content/video"] = f"piece {index}".encode()
    pieces = [
        {
            "documentId": f"0-eus-{index}",
            "index": index,
            "endReason": "SessionEnded",
            "contentLocation": f"{service.address}/v1/objects/{index}/content/video",
            "metadataLocation": f"{service.address}/v1/objects/{index}/content/acsmetadata",
            "deleteLocation": f"{service.address}/v1/objects/{index}",
        }
        for index in (1, 0)
    ]
    return {
        "id": "7283825e-f8f1-4c61-a9ea-752c56890500",
        "topic": "/subscriptions/s/resourcegroups/g/providers/microsoft.communication/communicationservices/c",
        "subject": f"/recording/call/c/serverCallId/{CALL['server_call_id']}/recordingId/{CALL['recording_id']}",
        "data": {
            "recordingStorageInfo": {"recordingChunks": pieces},
            "recordingStartTime": "2026-01-31T11:00:00.0000000Z",
            "recordingDurationMs": 6620,
            "sessionEndReason": "CallEnded",
        },
        "eventType": "Microsoft.Communication.RecordingFileStatusUpdated",
        "dataVersion": "1.0",
        "metadataVersion": "1",
        "eventTime": "2026-01-31T11:05:00Z",
        **changes,
    }


def test_a_recording_is_copied_linked_and_offered_for_a_while(acme: Tenant, service: CommunicationService) -> None:
    client, interview_id = acme.interviewee()
    client.ok("PATCH", f"/api/v1/interviews/{interview_id}", json=CALL)
    for _ in range(2):  # events come at least once
        answer = acme.product.client().post(f"{HOOK}?code={SECRET}", json=[recorded(service)])
        assert (answer.status_code, answer.json()) == (200, {"ok": True})
    acme.product.run_queue()
    interview = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}")
    assert (interview["recording_processed"], interview["recording_status"]) == (True, "stored")
    (recording,) = acme.hr.ok("GET", interview["recording_url"])["recordings"]
    assert (recording["duration_ms"], len(recording["pieces"])) == (6620, 2)
    kept = {name: data for (place, name), data in acme.product.blobs.contents().items() if place == "recordings"}
    assert list(kept.values()) == [b"piece 0", b"piece 1"]
    assert all(name.startswith(f"{acme.id}/{interview_id}/") for name in kept)
    detail = acme.hr.ok("GET", f"/api/interviews/{interview_id}/")
    assert detail["video_recording_url"] == recording["pieces"][0]["download_url"]
    other = Tenant(acme.product, "Other")
    assert other.hr.get(interview["recording_url"]).status_code == 404


def test_cloud_events_are_taken_too(acme: Tenant, service: CommunicationService) -> None:
    client, interview_id = acme.interviewee()
    client.ok("PATCH", f"/api/v1/interviews/{interview_id}", json={"recording_id": CALL["recording_id"]})
    event = recorded(service)
    cloud = {"specversion": "1.0", "type": event["eventType"], "subject": event["subject"], "data": event["data"]}
    headers = {"Content-Type": "application/cloudevents+json"}
    assert acme.product.client().post(f"{HOOK}?code={SECRET}", json=cloud, headers=headers).is_success
    shake = acme.product.client().options(HOOK, headers={"WebHook-Request-Origin": "eventgrid.azure.net"})
    assert shake.headers["webhook-allowed-origin"] == "eventgrid.azure.net"
    acme.product.run_queue()
    assert acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/recordings")["recordings"][0]["status"] == "stored"


def test_an_event_that_event_grid_gave_up_on_can_be_sent_again_as_it_was_kept(
    acme: Tenant, service: CommunicationService
) -> None:
    client, interview_id = acme.interviewee()
    client.ok("PATCH", f"/api/v1/interviews/{interview_id}", json=CALL)
    kept = recorded(service) | {
        "deadLetterReason": "UndeliverableDueToHttpForbidden",
        "deliveryAttempts": 1,
        "lastDeliveryOutcome": "Forbidden",
        "lastHttpStatusCode": 403,
        "publishTime": "2026-01-31T11:05:00Z",
        "lastDeliveryAttemptTime": "2026-01-31T11:05:01Z",
    }
    assert acme.product.client().post(f"{HOOK}?code={SECRET}", json=[kept]).is_success
    acme.product.run_queue()
    interview = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}")
    assert interview["recording_status"] == "stored"


def test_a_recording_that_is_gone_or_elsewhere_is_said_to_have_failed(
    acme: Tenant, service: CommunicationService
) -> None:
    client, interview_id = acme.interviewee()
    client.ok("PATCH", f"/api/v1/interviews/{interview_id}", json=CALL)
    event = recorded(service)
    service.recordings.clear()
    acme.product.client().post(f"{HOOK}?code={SECRET}", json=[event])
    acme.product.run_queue()
    interview = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}")
    assert (interview["recording_status"], interview["recording_processed"]) == ("failed", False)
    assert interview["recording_error"]


def test_a_recording_that_was_not_copied_five_times_says_so_and_can_be_tried_again(
    acme: Tenant, service: CommunicationService
) -> None:
    client, interview_id = acme.interviewee()
    client.ok("PATCH", f"/api/v1/interviews/{interview_id}", json=CALL)
    acme.product.client().post(f"{HOOK}?code={SECRET}", json=[recorded(service)])
    service.status = 403
    acme.product.run_queue()
    interview = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}")
    assert (interview["recording_status"], interview["recording_error"]) == ("failed", "Copying failed five times.")
    (recording,) = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/recordings")["recordings"]
    assert (recording["status"], recording["error"]) == ("failed", "Copying failed five times.")
    (task,) = acme.hr.ok("GET", "/api/v1/tasks")["tasks"]
    service.status = 200
    acme.hr.ok("POST", f"/api/v1/tasks/{task['id']}/retry")
    acme.product.run_queue()
    (recording,) = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/recordings")["recordings"]
    assert (recording["status"], recording["error"], len(recording["pieces"])) == ("stored", None, 2)
    interview = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}")
    assert (interview["recording_status"], interview["recording_error"]) == ("stored", None)
    assert acme.hr.ok("GET", "/api/v1/tasks")["tasks"] == []


def test_a_recording_that_was_refused_can_be_tried_again(acme: Tenant, service: CommunicationService) -> None:
    client, interview_id = acme.interviewee()
    client.ok("PATCH", f"/api/v1/interviews/{interview_id}", json=CALL)
    event = recorded(service)
    gone = dict(service.recordings)
    service.recordings.clear()
    acme.product.client().post(f"{HOOK}?code={SECRET}", json=[event])
    acme.product.run_queue()
    service.recordings |= gone
    (task,) = acme.hr.ok("GET", "/api/v1/tasks")["tasks"]
    acme.hr.ok("POST", f"/api/v1/tasks/{task['id']}/retry")
    acme.product.run_queue()
    assert acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}")["recording_status"] == "stored"


def test_a_long_recording_is_copied_in_several_runs(acme: Tenant, service: CommunicationService) -> None:
    client, interview_id = acme.interviewee()
    client.ok("PATCH", f"/api/v1/interviews/{interview_id}", json=CALL)
    event = recorded(service)
    long = bytes(range(256)) * 1024 * 40  # three blocks
    service.recordings["/v1/objects/0/content/video"] = long
    event["data"]["recordingFormatType"] = "Mp4"
    product = acme.product
    product.replace(calls=Slow(AcsCalls(service.address, KEY, product.clock), product.clock))
    product.client().post(f"{HOOK}?code={SECRET}", json=[event])
    runs = 0
    while product.queue.sent:
        product.deliver(*product.queue.sent.pop(0)[:2])
        runs += 1
    assert runs == 3
    assert service.ranges == ["bytes=0-", f"bytes={4 << 20}-", f"bytes={8 << 20}-", "bytes=0-"]
    (recording,) = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/recordings")["recordings"]
    assert (recording["status"], recording["duration_ms"]) == ("stored", 6620)
    assert "recording-1.mp4" in recording["pieces"][0]["download_url"]
    name = f"{acme.id}/{interview_id}/{recording['id']}/0"
    assert product.blobs.get("recordings", name) == long
    assert product.blobs.info("recordings", name).content_type == "video/mp4"


def test_nothing_is_copied_of_somebody_who_was_erased(acme: Tenant, service: CommunicationService) -> None:
    client, interview_id = acme.interviewee()
    client.ok("PATCH", f"/api/v1/interviews/{interview_id}", json=CALL)
    acme.product.client().post(f"{HOOK}?code={SECRET}", json=[recorded(service)])
    acme.hr.ok("DELETE", f"/api/v1/candidates/{client.user['candidate_id']}")
    acme.product.run_queue()
    assert "piece" not in acme.product.everything_kept()
    assert acme.hr.ok("GET", "/api/v1/tasks", params={"status": "queued"})["tasks"] == []


@pytest.mark.parametrize(("query", "status"), [("", 403), ("?code=guess", 403), (f"?code={SECRET}", 200)])
def test_only_our_subscription_is_believed(
    acme: Tenant, service: CommunicationService, query: str, status: int
) -> None:
    assert acme.product.client().post(HOOK + query, json=[recorded(service)]).status_code == status


def test_without_a_secret_no_event_is_taken_and_the_setting_is_named(product: Product) -> None:
    event = {"eventType": "Microsoft.Communication.CallStarted", "data": {}}
    answer = product.client().post(HOOK, json=[event])
    assert (answer.status_code, answer.json()["code"]) == (503, "not_configured")
    assert "TALENTI_EVENT_SECRET" in answer.json()["detail"]


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'"x"', b'[{"data": 1}]', b"[" * 5000, b"[{}]"])
def test_what_is_no_event_is_refused(acme: Tenant, body: bytes) -> None:
    answer = acme.product.client().post(f"{HOOK}?code={SECRET}", content=body)
    assert answer.status_code in {400, 422}, answer.text


@pytest.mark.parametrize("data", [{}, {"recordingStorageInfo": {"recordingChunks": [{}]}}, {"recordingStorageInfo": 1}])
def test_a_recording_that_is_not_as_documented_is_refused(
    acme: Tenant, service: CommunicationService, data: dict[str, Any]
) -> None:
    client, interview_id = acme.interviewee()
    client.ok("PATCH", f"/api/v1/interviews/{interview_id}", json=CALL)
    event = recorded(service, data=data)
    assert acme.product.client().post(f"{HOOK}?code={SECRET}", json=[event]).status_code == 422


def test_what_is_said_in_a_recording_is_written_down_where_there_is_an_engine(
    acme: Tenant, service: CommunicationService
) -> None:
    acme.product.replace(speech=AzureSpeech("r", SPEECH_KEY, endpoint=service.address))
    client, interview_id = acme.interviewee(language="en-GB")
    client.ok("PATCH", f"/api/v1/interviews/{interview_id}", json=CALL)
    acme.product.client().post(f"{HOOK}?code={SECRET}", json=[recorded(service)])
    acme.product.run_queue()
    (recording,) = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/recordings")["recordings"]
    assert (recording["status"], recording["transcript_status"]) == ("stored", "stored")
    assert ["transcript-1.json" in recording["pieces"][0]["transcript_url"], service.locales] == [True, ["en-GB"] * 2]
    written = acme.product.blobs.get("recordings", f"{acme.id}/{interview_id}/{recording['id']}/1-transcript")
    assert Transcription.model_validate_json(written).text == SAID
    assert acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/transcripts")["transcripts"] == []
    acme.hr.ok("DELETE", f"/api/v1/candidates/{client.user['candidate_id']}")
    acme.product.run_queue()
    assert SAID not in acme.product.everything_kept()


def test_a_recording_that_cannot_be_written_down_is_there_all_the_same_and_can_be_tried_again(
    acme: Tenant, service: CommunicationService
) -> None:
    acme.product.replace(speech=AzureSpeech("r", SPEECH_KEY, endpoint=service.address))
    client, interview_id = acme.interviewee()
    client.ok("PATCH", f"/api/v1/interviews/{interview_id}", json=CALL)
    event = recorded(service)
    service.recordings["/v1/objects/1/content/video"] = b"not audio"
    acme.product.client().post(f"{HOOK}?code={SECRET}", json=[event])
    acme.product.run_queue()
    path = f"/api/v1/interviews/{interview_id}/recordings"
    (recording,) = acme.hr.ok("GET", path)["recordings"]
    assert (recording["status"], recording["transcript_status"]) == ("stored", "failed")
    assert [piece["transcript_url"] for piece in recording["pieces"]] == [None, None]
    (task,) = acme.hr.ok("GET", "/api/v1/tasks")["tasks"]
    acme.product.blobs.put("recordings", f"{acme.id}/{interview_id}/{recording['id']}/1", b"audio after all")
    acme.hr.ok("POST", f"/api/v1/tasks/{task['id']}/retry")
    acme.product.run_queue()
    assert acme.hr.ok("GET", path)["recordings"][0]["transcript_status"] == "stored"


def test_nothing_of_a_recording_is_left_out_in_silence(acme: Tenant, service: CommunicationService) -> None:
    client, interview_id = acme.interviewee()
    client.ok("PATCH", f"/api/v1/interviews/{interview_id}", json=CALL)
    many, long = recorded(service), recorded(service)
    many["data"]["recordingStorageInfo"]["recordingChunks"] *= 21
    long["data"]["recordingStorageInfo"]["recordingChunks"][0]["contentLocation"] += "x" * 600
    for event in (many, long):
        assert acme.product.client().post(f"{HOOK}?code={SECRET}", json=[event]).status_code == 422
    assert acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/recordings")["recordings"] == []


def test_a_call_belongs_to_the_interview_that_named_it_first(acme: Tenant) -> None:
    _, interview_id = acme.interviewee()
    acme.hr.ok("PATCH", f"/api/v1/interviews/{interview_id}", json=CALL)
    acme.hr.ok("PATCH", f"/api/v1/interviews/{interview_id}", json=CALL)
    other = Tenant(acme.product, "Other")
    _, theirs = other.interviewee()
    assert other.hr.patch(f"/api/v1/interviews/{theirs}", json=CALL).status_code == 403


def test_who_joins_is_the_same_person_each_time(acme: Tenant, service: CommunicationService) -> None:
    tokens = [acme.hr.ok("POST", "/api/v1/acs/token", json={"scopes": ["voip"]}) for _ in range(2)]
    assert tokens[0]["user_id"] == tokens[1]["user_id"]
    assert acme.hr.post("/api/v1/acs/token", json={"scopes": ["root"]}).status_code == 422
    assert len(service.identities) == 1
    service.status = 500
    assert acme.hr.post("/api/v1/acs/token").status_code == 503


def test_without_a_service_the_setting_is_named() -> None:
    acme = Tenant(Product())
    for path, setting in (("acs", "TALENTI_COMMUNICATION"), ("speech", "TALENTI_SPEECH_REGION")):
        answer = acme.hr.post(f"/api/v1/{path}/token")
        assert answer.status_code == 503
        assert setting in answer.json()["detail"]

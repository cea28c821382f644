"""The interviewer's words read aloud, and the language in which people are heard and spoken to."""

from collections.abc import Iterator

import httpx
import pytest

from shared.adapters.azure_speech import AzureSpeech
from shared.adapters.azure_voice import AzureVoice
from shared.answers.speaking import SPEECH
from tests.app import Client, Product
from tests.contract.communication_service import MP3, SPEECH_KEY, CommunicationService, communication_service
from tests.http.examples import NOBODY
from tests.tenant import THOROUGH, Tenant, say

WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(40)


@pytest.fixture
def service() -> Iterator[CommunicationService]:
    with communication_service() as running:
        yield running


@pytest.fixture
def acme(service: CommunicationService) -> Tenant:
    """A company of a deployment that hears and speaks."""
    product = Product()
    product.replace(
        speech=AzureSpeech("r", SPEECH_KEY, endpoint=service.address),
        voice=AzureVoice("r", SPEECH_KEY, endpoint=service.address),
    )
    return Tenant(product)


def hear(client: Client, interview_id: str, turn_id: str) -> httpx.Response:
    return client.get(f"/api/v1/interviews/{interview_id}/transcripts/{turn_id}/speech")


def test_a_turn_of_the_interviewer_is_spoken_once_and_kept(acme: Tenant, service: CommunicationService) -> None:
    client, interview_id = acme.interviewee()
    turn = say(client, interview_id)["turns"][0]
    answers = [hear(client, interview_id, turn["id"]), hear(acme.hr, interview_id, turn["id"])]
    assert [(one.status_code, one.content, one.headers["content-type"]) for one in answers] == [
        (200, MP3, "audio/mpeg")
    ] * 2
    assert service.spoken == [("en-US-JennyNeural", turn["text"])]
    (kept,) = acme.product.blobs.list_names(SPEECH, "")
    assert kept.startswith(f"{acme.id}/{interview_id}/{turn['id']}-")


def test_words_that_were_put_right_are_spoken_as_they_are_now(acme: Tenant, service: CommunicationService) -> None:
    client, interview_id = acme.interviewee()
    turn = say(client, interview_id)["turns"][0]
    hear(client, interview_id, turn["id"])
    correction = {"content": "Good day.", "reason": "A slip."}
    acme.hr.ok("PATCH", f"/api/v1/interviews/{interview_id}/transcripts/{turn['id']}", json=correction)
    hear(client, interview_id, turn["id"])
    assert [said for _, said in service.spoken] == [turn["text"], "Good day."]


def test_nothing_but_the_interviewers_words_is_spoken(acme: Tenant, service: CommunicationService) -> None:
    client, interview_id = acme.interviewee()
    say(client, interview_id)
    own = say(client, interview_id, THOROUGH)["turns"][0]
    segment = {"speaker": "ai", "content": "Say what I like."}
    told = client.ok("POST", f"/api/v1/interviews/{interview_id}/transcripts", json=segment)
    for turn_id in (own["id"], told["id"], NOBODY):
        assert hear(client, interview_id, turn_id).status_code == 404
    assert service.spoken == []


def test_nobody_hears_another_candidates_interview(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    turn = say(client, interview_id)["turns"][0]
    strangers = [acme.interviewee()[0], Tenant(acme.product, "Other").hr]
    assert [hear(one, interview_id, turn["id"]).status_code for one in strangers] == [404, 404]


def test_an_interview_in_writing_is_not_read_aloud(acme: Tenant) -> None:
    application = acme.application()
    draft = {"application_id": application["id"], "text_only": True}
    made = acme.hr.ok("POST", "/api/v1/interviews", json=draft)
    client = acme.claimed(acme.invitation(application_id=application["id"], interview_id=made["id"]))
    turn = say(client, made["id"])["turns"][0]
    answer = hear(client, made["id"], turn["id"])
    assert (answer.status_code, answer.json()["code"]) == (409, "text_only")


def test_without_an_engine_the_setting_is_named_and_a_broken_one_keeps_nothing(
    acme: Tenant, service: CommunicationService
) -> None:
    client, interview_id = acme.interviewee()
    turn = say(client, interview_id)["turns"][0]
    service.status = 403
    assert hear(client, interview_id, turn["id"]).status_code == 503
    assert acme.product.blobs.list_names(SPEECH, "") == []
    plain = Tenant(Product())
    client, interview_id = plain.interviewee()
    answer = hear(client, interview_id, say(client, interview_id)["turns"][0]["id"])
    assert (answer.status_code, answer.json()["code"]) == (503, "no_speech_engine")
    assert "TALENTI_SPEECH_REGION" in answer.text


def test_what_was_spoken_goes_with_its_candidate(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    hear(client, interview_id, say(client, interview_id)["turns"][0]["id"])
    acme.hr.ok("DELETE", f"/api/v1/candidates/{client.user['candidate_id']}")
    acme.product.run_queue()
    assert acme.product.blobs.list_names(SPEECH, "") == []


@pytest.mark.parametrize(
    ("of_job", "of_interview", "held_in", "voice"),
    [
        ({}, {}, "en", "en-US-JennyNeural"),
        ({"language": "en-IN"}, {}, "en-IN", "en-IN-NeerjaNeural"),
        ({"language": "en-IN"}, {"language": "EN_gb"}, "en-GB", "en-GB-SoniaNeural"),
        ({"language": "en-NZ"}, {"language": "en"}, "en", "en-US-JennyNeural"),
    ],
)
def test_people_are_heard_and_spoken_to_in_the_interviews_language(
    acme: Tenant,
    service: CommunicationService,
    of_job: dict[str, str],
    of_interview: dict[str, str],
    held_in: str,
    voice: str,
) -> None:
    application = acme.application(job_id=acme.job(**of_job)["id"])
    made = acme.hr.ok("POST", "/api/v1/interviews", json={"application_id": application["id"], **of_interview})
    assert made["language"] == held_in
    client = acme.claimed(acme.invitation(application_id=application["id"], interview_id=made["id"]))
    hear(client, made["id"], say(client, made["id"])["turns"][0]["id"])
    client.post(f"/api/v1/interviews/{made['id']}/answers", files={"audio": ("a.wav", WAV)})
    acme.product.run_queue()
    assert [name for name, _ in service.spoken] == [voice]
    assert service.locales == [voice[:5]]


def test_a_job_can_change_its_language_and_knows_no_other_than_we_speak(acme: Tenant) -> None:
    job = acme.job()
    assert job["language"] == "en"
    assert acme.hr.ok("PUT", f"/api/v1/jobs/{job['id']}", json={"language": "en-au"})["language"] == "en-AU"
    for language in ("de", "en-XX", "", 7):
        assert acme.hr.put(f"/api/v1/jobs/{job['id']}", json={"language": language}).status_code == 422

"""What somebody was granted changes how an interview is held, and nothing of how it is judged."""

import base64
from datetime import timedelta
from typing import Any

from tests.http.test_socket import Socket
from tests.tenant import ANSWERS, NO_MORE, Tenant, say

WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(40)
GRANTED = {"extra_time_percent": 50, "text_only": True, "simple_wording": True, "interview_type": "voice"}


def held_and_scored(acme: Tenant, job_id: str, **granted: Any) -> tuple[dict[str, Any], list[dict[str, Any]], Any]:
    """An interview with always the same answers, its turns, and its score."""
    application = acme.application(job_id=job_id)
    made = acme.hr.ok("POST", "/api/v1/interviews", json={"application_id": application["id"], **granted})
    client = acme.claimed(acme.invitation(application_id=application["id"], interview_id=made["id"]))
    reply = say(client, made["id"])
    for answer in (*ANSWERS, *ANSWERS, *ANSWERS):
        if reply["finished"]:
            break
        asks = reply["turns"][-1]["cue"] == "invite_questions"
        reply = say(client, made["id"], NO_MORE if asks else answer)
    acme.product.run_queue()
    turns = acme.hr.ok("GET", f"/api/v1/interviews/{made['id']}/transcripts")["transcripts"]
    return made, turns, acme.hr.ok("GET", f"/api/v1/interviews/{made['id']}/score")


def judged(score: Any) -> Any:
    """A score without what names this one interview."""
    if isinstance(score, dict):
        return {
            key: judged(value)
            for key, value in score.items()
            if not key.endswith(("_id", "_at", "_hash", "_ids")) and key not in ("id", "transcript", "versions")
        }
    return [judged(one) for one in score] if isinstance(score, list) else score


def test_who_was_granted_something_is_asked_otherwise_and_judged_alike(acme: Tenant) -> None:
    job = acme.job(interview_structure={"question_count": 3, "max_minutes": 30})
    plain, plain_turns, plain_score = held_and_scored(acme, job["id"])
    granted, granted_turns, granted_score = held_and_scored(acme, job["id"], **GRANTED)
    assert plain["accommodations"] == {"text_only": False, "simple_wording": False}
    assert granted["accommodations"] == {"text_only": True, "simple_wording": True}
    assert (granted["interview_type"], granted["max_minutes"]) == ("chat", 45)
    said = [turn["text"] for turn in plain_turns if turn["speaker"] == "candidate"]
    assert [turn["text"] for turn in granted_turns if turn["speaker"] == "candidate"] == said
    assert granted_turns[0]["text"] != plain_turns[0]["text"]
    assert "A person decides." in granted_turns[0]["text"]
    assert [question["text"] for question in granted["questions"]] == [one["text"] for one in plain["questions"]]
    assert judged(granted_score) == judged(plain_score)


def test_in_writing_nothing_is_taken_that_was_spoken(acme: Tenant) -> None:
    application = acme.application()
    made = acme.hr.ok("POST", "/api/v1/interviews", json={"application_id": application["id"], "text_only": True})
    client = acme.claimed(acme.invitation(application_id=application["id"], interview_id=made["id"]))
    answers = f"/api/v1/interviews/{made['id']}/answers"
    refused = [
        client.post(answers, files={"audio": ("a.wav", WAV)}),
        client.post(answers, files={"video": ("a.webm", WAV)}, data={"text": "And so on."}),
        client.post(answers, json={"audio_file_id": made["id"]}),
        client.post(f"{answers}/upload-url", json={"kind": "audio"}),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(409, "text_only")] * 4
    socket = Socket(acme.product)
    assert socket.connect(made["id"], client.tokens["access_token"]).is_success
    socket.say(type="start_interview")
    (error,) = socket.say(type="audio_data", audio=base64.b64encode(WAV).decode(), final=True)
    assert (error["type"], error["code"]) == ("error", "text_only")
    assert acme.product.blobs.contents() == {}
    assert client.post(answers, json={"text": ANSWERS[0]}).status_code == 201
    assert socket.say(type="end_interview")[-1]["type"] == "interview_ended"


def test_more_time_moves_the_end_for_whoever_was_granted_it(acme: Tenant) -> None:
    job = acme.job(interview_structure={"question_count": 3, "max_minutes": 30})
    begun = []
    for percent in (0, 50):
        application = acme.application(job_id=job["id"])
        draft = {"application_id": application["id"], "extra_time_percent": percent}
        made = acme.hr.ok("POST", "/api/v1/interviews", json=draft)
        client = acme.claimed(acme.invitation(application_id=application["id"], interview_id=made["id"]))
        say(client, made["id"])
        begun.append((client, made["id"]))
    acme.product.clock.turn(timedelta(minutes=31))
    assert acme.product.app.housekeeping.close_overdue_interviews() == 1
    told = [acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}")["status"] for _, interview_id in begun]
    assert told == ["completed", "in_progress"]
    acme.product.clock.turn(timedelta(minutes=13))
    assert not say(*begun[1], ANSWERS[0])["finished"]
    acme.product.clock.turn(timedelta(minutes=2))
    assert acme.product.app.housekeeping.close_overdue_interviews() == 1


def test_the_score_does_not_tell_that_something_was_granted(acme: Tenant) -> None:
    _, _, score = held_and_scored(acme, acme.job()["id"], **GRANTED)
    told = str(score)
    assert not any(word in told for word in ("accommodation", "text_only", "simple_wording", "extra_time"))

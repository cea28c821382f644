"""What somebody was granted changes how an interview is held, and nothing of how it is judged."""

from typing import Any

from tests.tenant import ANSWERS, NO_MORE, Tenant, say

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


def test_the_score_does_not_tell_that_something_was_granted(acme: Tenant) -> None:
    _, _, score = held_and_scored(acme, acme.job()["id"], **GRANTED)
    told = str(score)
    assert not any(word in told for word in ("accommodation", "text_only", "simple_wording", "extra_time"))

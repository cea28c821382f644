"""What is said in an interview: the chat, transcripts, answers."""

from typing import Any

import httpx

from tests.app import Client
from tests.contract.scenario import Given, World, arranges
from tests.tenant import say

WEBM = b"\x1aE\xdf\xa3" + bytes(100)
"""The beginning of a file of WebM."""


@arranges("talenti.interview.chat")
def begun_chat(world: World) -> Given:
    client, interview_id = world.acme.interviewee()

    def asks_the_first_question(answer: httpx.Response) -> None:
        assert answer.json()["reply"] == answer.json()["message"]
        assert [turn["speaker"] for turn in turns_of(client, interview_id)] == ["candidate", "ai"]

    return Given(client, {"interview_id": interview_id}, then=asks_the_first_question)


@arranges("talenti.interviews.transcripts.list")
def held_turns(world: World) -> Given:
    client, interview_id = world.acme.interviewee()
    heard = {"speaker": "ai", "content": say(client, interview_id)["reply"], "start_time_ms": 0, "end_time_ms": 900}
    client.ok("POST", f"/api/v1/interviews/{interview_id}/transcripts", json=heard)

    def has_times(answer: httpx.Response) -> None:
        (turn,) = answer.json()
        assert (turn["sequence"], turn["end_time_ms"]) == (1, 900)

    return Given(world.acme.hr, {"id": interview_id}, then=has_times)


@arranges("talenti.interviews.transcripts.add")
def segment_of_a_call(world: World) -> Given:
    interview_id = world.acme.invitation()["interview_id"]

    def is_listed(answer: httpx.Response) -> None:
        assert answer.json()["start_time_ms"] == 0
        listed = turns_of(world.acme.hr, interview_id)
        assert answer.json()["id"] in [turn["id"] for turn in listed]

    return Given(world.acme.hr, {"id": interview_id}, then=is_listed)


@arranges("interview_platform.interviews.answers.submit")
def answer_with_everything(world: World) -> Given:
    client, interview_id = world.acme.interviewee()
    files = {"audio": ("answer.webm", WEBM, "audio/webm"), "video": ("answer.webm", WEBM, "video/webm")}

    def is_said(answer: httpx.Response) -> None:
        given = answer.json()["data"]
        assert (given["text"], given["code"]) == ("Answer text", "Code submission (optional)")
        assert given["transcript_status"] == "no_engine"
        assert "Answer text" in turns_of(client, interview_id)[given["sequence"] - 1]["text"]

    return Given(client, {"interview_id": interview_id}, files=files, then=is_said)


def turns_of(client: Client, interview_id: str) -> list[dict[str, Any]]:
    turns: list[dict[str, Any]] = client.get(f"/api/v1/interviews/{interview_id}/transcripts").json()
    return turns

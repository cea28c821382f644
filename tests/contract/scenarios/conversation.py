"""What is said in an interview: the chat, transcripts, answers."""

from typing import Any

import httpx

from tests.app import Client
from tests.contract.scenario import Given, World, arranges
from tests.tenant import say


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


def turns_of(client: Client, interview_id: str) -> list[dict[str, Any]]:
    turns: list[dict[str, Any]] = client.get(f"/api/v1/interviews/{interview_id}/transcripts").json()
    return turns

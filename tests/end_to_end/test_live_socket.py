"""The interview by the live socket, with the messages of the Recruiter contract."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.end_to_end.journey import ANSWERS, Candidate, Journey, Json, Recruiter, Room

pytestmark = [pytest.mark.azurite, pytest.mark.host]


@pytest.fixture
def hr(journey: Journey) -> Recruiter:
    """A company's recruiter."""
    return journey.recruiter()


@pytest.fixture
def invited(journey: Journey, hr: Recruiter) -> tuple[Candidate, str]:
    """A candidate, and their interview."""
    return journey.candidate(hr, hr.create_job()["id"])


@contextmanager
def started(candidate: Candidate, interview_id: str) -> Iterator[tuple[Room, Json]]:
    """A window in which the interview was begun; and the greeting."""
    with candidate.room(interview_id) as room:
        room.say("start_interview")
        yield room, room.hear("interview_started")


def test_an_interview_is_taken_to_its_score_by_the_documented_messages(
    hr: Recruiter, invited: tuple[Candidate, str]
) -> None:
    candidate, interview_id = invited
    with started(candidate, interview_id) as (room, greeting):
        heard = [greeting["message"]]
        for answer in ANSWERS[:3]:
            room.say("candidate_message", content=answer)
            theirs, ours = room.hear_exchange()
            assert theirs["content"] == answer
            heard += [theirs["content"], ours["content"]]
            assert theirs["timestamp"].endswith("Z")
        room.say("end_interview")
        assert room.hear("interview_ended")["message"]
    assert [turn["text"] for turn in candidate.transcript(interview_id)][: len(heard)] == heard
    assert candidate.get(f"/api/v1/interviews/{interview_id}")["status"] == "completed"
    assert hr.score(interview_id)["status"] == "scored"


def test_a_whole_conversation_ends_by_itself(invited: tuple[Candidate, str]) -> None:
    candidate, interview_id = invited
    with started(candidate, interview_id) as (room, _):
        closed = False
        for number in range(60):
            room.say("candidate_message", content=ANSWERS[number % len(ANSWERS)])
            _, ours = room.hear_exchange()
            closed = candidate.get(f"/api/v1/interviews/{interview_id}")["status"] == "completed"
            if closed:
                break
        assert closed
        assert room.hear("interview_ended")
    assert candidate.transcript(interview_id)[-1]["text"] == ours["content"]


def test_a_lost_connection_resumes_at_the_same_question_without_repeating_or_losing_a_turn(
    invited: tuple[Candidate, str],
) -> None:
    candidate, interview_id = invited
    with started(candidate, interview_id) as (room, greeting):
        room.say("candidate_message", content=ANSWERS[0], message_id="m-1", after=greeting["sequence"])
        before = [greeting, *room.hear_exchange()]
        # The next message gets through, and its answer does not: the window is gone.
        room.say("candidate_message", content=ANSWERS[1], message_id="m-2", after=before[-1]["sequence"])
        room.hear_exchange()
    with started(candidate, interview_id) as (room, again):
        told = [again, *(room.hear("message") for _ in range(4))]
        assert [frame["sequence"] for frame in told] == [1, 2, 3, 4, 5]
        assert [frame["message_id"] for frame in told[:3]] == [frame["message_id"] for frame in before]
        room.say("candidate_message", content=ANSWERS[1], message_id="m-2", after=before[-1]["sequence"])
        assert [frame["sequence"] for frame in room.hear_exchange()] == [4, 5], "a repeated message is no new turn"
        room.say("candidate_message", content=ANSWERS[2], message_id="m-3", after=5)
        assert [frame["sequence"] for frame in room.hear_exchange()] == [6, 7]
    assert [turn["sequence"] for turn in candidate.transcript(interview_id)] == list(range(1, 8))


def test_two_windows_hear_the_same_and_cannot_fork_the_interview(invited: tuple[Candidate, str]) -> None:
    candidate, interview_id = invited
    with started(candidate, interview_id) as (first, greeting), started(candidate, interview_id) as (second, again):
        assert again["message_id"] == greeting["message_id"]
        first.say("candidate_message", content=ANSWERS[0], after=1)
        assert first.hear_exchange() == second.hear_exchange()
        second.say("candidate_message", content=ANSWERS[1], after=1)
        assert second.hear("error")["code"] == "out_of_date"
        second.say("candidate_message", content=ANSWERS[1], after=3)
        assert second.hear_exchange() == first.hear_exchange()
        candidate.chat(interview_id, ANSWERS[2], after=5)
        first.say("candidate_message", content=ANSWERS[3], after=5)
        assert first.hear("error")["code"] == "out_of_date", "the chat is a window too"
    assert [turn["sequence"] for turn in candidate.transcript(interview_id)] == list(range(1, 8))


def test_pieces_of_sound_are_acknowledged(invited: tuple[Candidate, str]) -> None:
    candidate, interview_id = invited
    with started(candidate, interview_id) as (room, _):
        for _ in range(2):
            room.say("audio_data", audio="UklGRg==")
            assert room.hear("audio_processed")["status"] == "received"


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"type": "audio_data", "audio": "UklGRg==", "final": True}, "no_transcription_engine"),
        ({"type": "audio_data"}, "invalid"),
        ({"type": "candidate_message"}, "invalid"),
        ({"type": "candidate_message", "content": "x" * 8001}, "invalid"),
        ({"type": "candidate_message", "content": "Yes.", "after": "one"}, "invalid"),
        ({"type": "candidate_message", "content": "Yes.", "message_id": ["a", "list"]}, "invalid"),
        ({"type": "wave_hands"}, "invalid"),
        ({}, "invalid"),
    ],
)
def test_what_cannot_be_taken_is_answered_by_an_error_and_the_interview_goes_on(
    invited: tuple[Candidate, str], frame: Json, code: str
) -> None:
    candidate, interview_id = invited
    with started(candidate, interview_id) as (room, _):
        room.say(**{"type_": frame.get("type", ""), **{name: frame[name] for name in frame if name != "type"}})
        error = room.hear("error")
        assert error["code"] == code
        assert error["message"]
        room.say("candidate_message", content=ANSWERS[0])
        room.hear_exchange()


@pytest.mark.parametrize("noise", ["not json", "[]", "null", '"start_interview"', "{"])
def test_noise_is_answered_by_an_error(invited: tuple[Candidate, str], noise: str) -> None:
    candidate, interview_id = invited
    with candidate.room(interview_id) as room:
        room.socket.send(noise)
        assert room.hear("error")["code"] == "not_json"


def test_the_socket_opens_for_its_candidate_and_company_alone(
    journey: Journey, hr: Recruiter, invited: tuple[Candidate, str]
) -> None:
    candidate, interview_id = invited
    stranger = journey.recruiter()
    address = str(candidate.http.base_url).replace("http", "ws", 1).rstrip("/") + f"/ws/interview/{interview_id}/"
    for query, status in (("", 401), ("?token=nonsense", 401), (f"?token={stranger.token}", 404)):
        with pytest.raises(InvalidStatus) as refusal, connect(address + query):
            pass
        assert refusal.value.response.status_code == status
    with connect(f"{address}?token={hr.token}") as socket:
        onlooker = Room(socket)
        onlooker.say("candidate_message", content="Let me answer for them.")
        assert onlooker.hear("error")["code"] in {"forbidden", "invalid"}


def test_signing_out_silences_an_open_socket(invited: tuple[Candidate, str]) -> None:
    candidate, interview_id = invited
    with started(candidate, interview_id) as (room, _):
        candidate.post("/api/v1/auth/logout")
        room.say("candidate_message", content=ANSWERS[0])
        assert room.hear("error")["code"] == "unauthenticated"

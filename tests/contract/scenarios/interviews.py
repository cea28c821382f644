"""Interviews, rounds, invitations."""

from typing import Any

import httpx

from tests.contract.scenario import Given, World, arranges
from tests.tenant import Tenant, say

ROUNDS = "/api/v1/interview-rounds"
SLOTS = [{"start_time": "2026-02-10T10:00:00Z", "end_time": "2026-02-10T11:00:00Z"}]


def a_round(acme: Tenant, **fields: Any) -> dict[str, Any]:
    when = {} if "proposed_slots" in fields else {"scheduled_at": "2026-02-10T10:00:00Z"}
    return dict(acme.hr.ok("POST", ROUNDS, json={"application_id": acme.application()["id"], **when, **fields}))


def ids_of(round_: dict[str, Any]) -> dict[str, Any]:
    return {"interview_id": round_["id"], "id": round_["id"], "candidate_id": round_["candidate_id"]}


@arranges("ai_interviewer.interview_rounds.create")
def new_round(world: World) -> Given:
    acme = world.acme
    ids = {"candidate_id": acme.candidate()["id"], "interviewer_id": acme.colleague("EMPLOYEE").user["id"]}

    def is_that_instant(answer: httpx.Response) -> None:
        assert answer.json()["scheduled_at"] == "2025-12-01T15:00:00Z", "ten o'clock in New York"

    return Given(acme.hr, ids, then=is_that_instant)


@arranges("ai_interviewer.interview_rounds.list")
@arranges("ai_interviewer.interview_rounds.get")
def planned_round(world: World) -> Given:
    acme = world.acme
    leader = acme.colleague("EMPLOYEE").user["id"]
    return Given(acme.hr, ids_of(a_round(acme, interviewer_id=leader, round_type="SCREENING")))


@arranges("ai_interviewer.interview_rounds.update")
def round_to_move(world: World) -> Given:
    return Given(world.acme.hr, ids_of(a_round(world.acme, round_type="SCREENING")))


@arranges("ai_interviewer.interview_rounds.cancel")
@arranges("ai_interviewer.interviews.start")
@arranges("ai_interviewer.interviews.complete")
@arranges("arbeit.interviews.move_to_next_round")
@arranges("arbeit.interviews.reject")
def round_of_today(world: World) -> Given:
    return Given(world.acme.hr, ids_of(a_round(world.acme)))


@arranges("arbeit.interviews.create")
def new_proposal(world: World) -> Given:
    def has_ids(answer: httpx.Response) -> None:
        slots = answer.json()["proposed_slots"]
        assert [slot["start_time"] for slot in slots] == ["2026-02-01T04:30:00Z", "2026-02-02T08:30:00Z"]
        assert len({slot["slot_id"] for slot in slots}) == len(slots)

    ids = {"candidate_id": world.acme.candidate()["id"], "job_id": world.acme.job()["id"]}
    return Given(world.acme.hr, ids, then=has_ids)


@arranges("arbeit.interviews.book_slot")
def proposal(world: World) -> Given:
    client, _ = world.acme.interviewee()
    body = {"candidate_id": client.user["candidate_id"], "proposed_slots": SLOTS}
    round_ = world.acme.hr.ok("POST", ROUNDS, json=body)

    def is_booked(answer: httpx.Response) -> None:
        assert answer.json()["interview_status"] == "Confirmed"

    ids = {**ids_of(round_), "slot_id": round_["proposed_slots"][0]["id"]}
    return Given(client, ids, then=is_booked)


@arranges("arbeit.interviews.send_invite")
def booked_round(world: World) -> Given:
    round_ = a_round(world.acme, proposed_slots=SLOTS)
    booking = {"slot_id": round_["proposed_slots"][0]["id"]}
    world.acme.hr.ok("POST", f"{ROUNDS}/{round_['id']}/book", json=booking)
    return Given(world.acme.hr, ids_of(round_))


@arranges("arbeit.interviews.initiate_hiring")
def third_round(world: World) -> Given:
    round_ = passed_rounds(world, 2)

    def clears_three(answer: httpx.Response) -> None:
        assert answer.json()["message"] == "Hiring initiated for candidate after 3 round(s)"
        moved = world.acme.hr.ok("GET", f"/api/v1/applications/{round_['application_id']}")
        assert moved["status"] == "offer"

    return Given(world.acme.hr, ids_of(round_), then=clears_three)


@arranges("arbeit.candidates.interview_history")
def two_passed(world: World) -> Given:
    round_ = passed_rounds(world, 2, another=False)

    def comes_to_the_third(answer: httpx.Response) -> None:
        history = answer.json()
        assert (history["total_rounds"], history["current_round"], history["candidate_status"]) == (2, 3, "IN_PROGRESS")

    return Given(world.acme.hr, ids_of(round_), then=comes_to_the_third)


def passed_rounds(world: World, number: int, *, another: bool = True) -> dict[str, Any]:
    """A candidate's rounds of which so many were passed; the last one, which is open if there is another."""
    application = world.acme.application()
    hr = world.acme.hr
    round_: dict[str, Any] = {}
    for at in range(number + another):
        draft = {
            "application_id": application["id"],
            "scheduled_at": f"2026-02-1{at}T10:00:00Z",
            "interview_mode": "Video",
        }
        round_ = hr.ok("POST", ROUNDS, json=draft)
        if at < number:
            hr.ok("POST", f"{ROUNDS}/{round_['id']}/pass", json={"feedback": "Strong coding skills", "rating": 4})
    return round_


@arranges("interview_platform.interviews.create")
def own_interview(world: World) -> Given:
    client, _ = world.acme.interviewee()

    def is_mine(answer: httpx.Response) -> None:
        assert answer.json()["data"]["candidate_id"] == client.user["candidate_id"]

    return Given(client, {"role_id": world.acme.job()["id"]}, then=is_mine)


@arranges("interview_platform.interviews.get")
@arranges("interview_platform.interviews.list")
@arranges("talenti.interviews.get")
@arranges("talenti.interviews.update")
def planned_interview(world: World) -> Given:
    interview_id = world.acme.invitation()["interview_id"]
    body = None
    return Given(world.acme.hr, {"interview_id": interview_id, "id": interview_id}, body=body)


@arranges("interview_platform.interviews.complete")
def begun_interview(world: World) -> Given:
    client, interview_id = world.acme.interviewee()
    say(client, interview_id)
    return Given(client, {"interview_id": interview_id, "id": interview_id})


@arranges("talenti.interviews.create")
def for_an_application(world: World) -> Given:
    return Given(world.acme.hr, {"application_id": world.acme.application()["id"]})


@arranges("recruiter.interviews.list")
def interview_with_a_date(world: World) -> Given:
    ids = {"candidate_id": world.acme.candidate()["id"], "job_id": world.acme.job()["id"]}
    world.acme.hr.ok("POST", "/api/v1/interviews", json={**ids, "scheduled_at": "2026-02-10T10:00:00Z"})
    # It has not begun.
    return Given(world.acme.hr, nullable=("results[].started_at", "results[].ended_at"))


@arranges("recruiter.interviews.create")
def new_interview(world: World) -> Given:
    ids = {"candidate": world.acme.candidate()["id"], "job": world.acme.job()["id"]}

    def is_mailed(answer: httpx.Response) -> None:
        assert answer.json()["candidate"]["_id"] == ids["candidate"]
        assert answer.json()["invite_token"] is None
        assert world.product.link_token(answer.json()["candidate"]["email"])

    # The token is the mailbox's.
    return Given(world.acme.hr, ids, nullable=("invite_token",), then=is_mailed)


@arranges("recruiter.interviews.get")
def held_interview(world: World) -> Given:
    _, interview_id = world.acme.scored_interview()
    # It was held in writing: nothing was recorded, nobody was observed.
    return Given(
        world.acme.hr,
        {"interview_id": interview_id},
        nullable=("scheduled_at", "video_recording_url", "body_language_analysis"),
    )


@arranges("talenti.invitations.create")
def new_invitation(world: World) -> Given:
    application = world.acme.application()
    return Given(
        world.acme.hr, {"application_id": application["id"], "candidate_email": application["candidate_email"]}
    )


@arranges("talenti.invitations.list")
@arranges("talenti.invitations.update")
def invitation(world: World) -> Given:
    return Given(world.acme.hr, {"id": world.acme.invitation()["id"]})


@arranges("talenti.invitations.validate")
def invited(world: World) -> Given:
    invitation = world.acme.invitation()
    return Given(world.guest, query={"token": world.product.link_token(invitation["candidate_email"])})

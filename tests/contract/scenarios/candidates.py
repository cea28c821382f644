"""Candidates, their import and their mails; analytics."""

import httpx

from tests.contract.scenario import Given, World, arranges


@arranges("ai_interviewer.candidates.create")
def new_candidate(world: World) -> Given:
    return Given(world.acme.hr)


@arranges("ai_interviewer.candidates.get")
def candidate(world: World) -> Given:
    fields = {"phone": "+91-9876543210", "domain": "Backend"}
    return Given(world.acme.hr, {"candidate_id": world.acme.candidate(**fields)["id"]})


CV = b"""John Doe
New York, NY | john@example.com | +1 212 555 0123 | https://linkedin.com/in/johndoe

Summary
Experienced software developer who builds services in Python.

Skills
Python, Django, React, PostgreSQL, leadership, communication

Experience
Senior Developer, Tech Corp, 2020-01 - 2023-12
Led the development of an ordering service in Python.

Education
Bachelor of Science in Computer Science, University of Warsaw, 2019
"""


def candidate_of_a_cv(world: World) -> str:
    """The id of a candidate who was made from a CV."""
    resume = world.acme.hr.ok("POST", "/api/v1/resumes", files={"file": ("cv.txt", CV)})
    world.product.land_files()
    return str(world.acme.hr.ok("GET", f"/api/v1/resumes/{resume['id']}")["candidate_id"])


@arranges("recruiter.candidates.list")
@arranges("recruiter.candidates.get")
def candidate_with_a_cv(world: World) -> Given:
    return Given(world.acme.hr, {"candidate_id": candidate_of_a_cv(world)})


@arranges("recruiter.candidates.add_note")
def noted_candidate(world: World) -> Given:
    candidate_id = world.acme.candidate()["id"]

    def noted(answer: httpx.Response) -> None:
        note = answer.json()
        assert (note["candidate"], note["author"]) == (candidate_id, world.acme.hr.user["id"])

    return Given(world.acme.hr, {"candidate_id": candidate_id}, then=noted)


@arranges("arbeit.candidates.update")
def candidate_to_shortlist(world: World) -> Given:
    candidate_id = world.acme.candidate()["id"]

    def recruiters_are_told(answer: httpx.Response) -> None:
        assert world.acme.hr.ok("GET", f"/api/v1/candidates/{candidate_id}")["status"] == "screening"
        assert "now in the stage" in world.product.mails_to(world.acme.hr.user["email"])[-1].subject

    return Given(world.acme.hr, {"candidate_id": candidate_id}, then=recruiters_are_told)


@arranges("arbeit.candidates.delete")
@arranges("ai_interviewer.candidates.delete")
def candidate_to_delete(world: World) -> Given:
    candidate_id = world.acme.candidate()["id"]

    def gone(answer: httpx.Response) -> None:
        assert world.acme.hr.get(f"/api/v1/candidates/{candidate_id}").status_code == 404

    return Given(world.acme.hr, {"candidate_id": candidate_id}, then=gone)


@arranges("ai_interviewer.candidates.update")
def candidate_to_change(world: World) -> Given:
    return Given(world.acme.hr, {"candidate_id": world.acme.candidate()["id"]})


@arranges("ai_interviewer.candidates.list")
def listed_candidates(world: World) -> Given:
    candidate_id = world.acme.candidate(domain="Backend")["id"]
    return Given(world.acme.hr, {"candidate_id": candidate_id})

"""Candidates, their import and their mails; analytics."""

import httpx

from tests.app import Client
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


@arranges("ai_interviewer.candidates.bulk_import")
def request_of_candidates(world: World) -> Given:
    def created(answer: httpx.Response) -> None:
        made = answer.json()
        assert (made["total"], made["created"], made["failed"], made["errors"]) == (2, 2, 0, [])
        assert made["message"] == "Imported 2 candidates successfully. 0 errors."
        assert world.acme.hr.ok("GET", "/api/v1/candidates")["total"] == 2
        assert world.product.mails_to("alice@gmail.com")

    return Given(world.acme.hr, then=created)


PEOPLE = b"Email,First name,Last name\nalice@gmail.com,Alice,Kumar\nbob@gmail.com,Bob,Singh\n"


@arranges("ai_interviewer.candidates.bulk_import_file")
def file_of_candidates(world: World) -> Given:
    def created(answer: httpx.Response) -> None:
        assert answer.json()["message"] == "Import job queued for processing. Total records: 2"
        world.product.run_queue()
        job = world.acme.hr.ok("GET", f"/api/v1/candidates/import-jobs/{answer.json()['job_id']}")
        assert (job["status"], job["created_count"]) == ("completed", 2)

    return Given(world.acme.hr, files={"file": ("people.csv", PEOPLE, "text/csv")}, then=created)


@arranges("ai_interviewer.candidates.import_jobs.get")
def finished_import(world: World) -> Given:
    files = {"file": ("candidates.csv", PEOPLE + b"no address,Carol,\n", "text/csv")}
    queued = world.acme.hr.ok("POST", "/api/v1/candidates/bulk/import/file", files=files)
    world.product.run_queue()

    def counted(answer: httpx.Response) -> None:
        job = answer.json()
        assert (job["total_records"], job["created_count"], job["failed_count"]) == (3, 2, 1)
        assert job["success_rate"] == 66.7

    # Nothing went wrong, so there is no error message.
    return Given(world.acme.hr, {"job_id": queued["job_id"]}, then=counted)


@arranges("talenti.candidates.profile.get")
def known_candidate(world: World) -> Given:
    return Given(_invited(world))


@arranges("talenti.candidates.profile.upsert")
def candidate_without_a_profile(world: World) -> Given:
    client = _invited(world)

    def kept(answer: httpx.Response) -> None:
        assert answer.json()["visibility_settings"] == {"show_phone": False}
        assert client.ok("GET", "/api/v1/candidates/profile")["suburb"] == "Fitzroy"

    return Given(client, {"user_id": client.user["id"]}, then=kept)


@arranges("talenti.candidates.profile.update")
def candidate_with_a_profile(world: World) -> Given:
    client = _invited(world)
    client.ok("POST", "/api/v1/candidates/profile", json={"first_name": "Ana", "last_name": "Novak"})
    return Given(client, {"user_id": client.user["id"]})


def _invited(world: World) -> Client:
    """A candidate who has claimed their account."""
    return world.acme.claimed(world.acme.invitation())

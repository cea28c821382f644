"""CV files."""

import httpx

from tests.app import Client
from tests.contract.scenario import Given, World, arranges

CV = b"""Zofia Nowak
zofia.nowak@mail.example
+48 600 100 200

Skills: Python, PostgreSQL, Docker

Experience
Backend developer, Blue Harbour, Mar 2019 - Present
Builds services in Python and PostgreSQL.

Education
BSc Computer Science, University of Gdansk, 2018
"""


@arranges("recruiter.candidates.upload_cv")
def cv_of_a_new_candidate(world: World) -> Given:
    return Given(world.acme.hr, files={"cv_file": ("cv.txt", CV, "text/plain")})


@arranges("interview_platform.resumes.upload")
def new_resume(world: World) -> Given:
    return Given(world.acme.hr, files={"file": ("cv.txt", CV, "text/plain")})


def own_resume(world: World) -> tuple[Client, str]:
    """A candidate, and the id of a CV that they uploaded and that was read."""
    client, _ = world.acme.interviewee()
    made = client.ok("POST", "/api/v1/resumes/upload", files={"file": ("cv.txt", CV, "text/plain")})
    world.product.land_files()
    return client, str(made["data"]["id"])


@arranges("interview_platform.resumes.get")
def resume(world: World) -> Given:
    client, resume_id = own_resume(world)

    def was_read(answer: httpx.Response) -> None:
        assert answer.json()["data"]["parsing_status"] == "completed"

    return Given(client, {"resume_id": resume_id}, then=was_read)


@arranges("interview_platform.resumes.mine")
def own_resumes(world: World) -> Given:
    client, resume_id = own_resume(world)
    cv_of_nobody(world)

    def are_mine(answer: httpx.Response) -> None:
        assert [one["id"] for one in answer.json()["data"]] == [resume_id]

    return Given(client, then=are_mine)


def cv_of_nobody(world: World) -> None:
    world.acme.hr.ok("POST", "/api/v1/resumes", files={"file": ("cv.txt", b"x", "text/plain")})


@arranges("interview_platform.resumes.update")
def resume_to_rename(world: World) -> Given:
    client, resume_id = own_resume(world)
    return Given(client, {"id": resume_id}, body={"file_name": "my cv.txt"})


@arranges("interview_platform.resumes.delete")
def resume_to_delete(world: World) -> Given:
    client, resume_id = own_resume(world)

    def is_gone(answer: httpx.Response) -> None:
        assert client.get(f"/api/v1/resumes/{resume_id}").status_code == 404

    return Given(client, {"id": resume_id}, then=is_gone)


@arranges("talenti.candidates.cv.upload")
def own_cv(world: World) -> Given:
    client, _ = world.acme.interviewee()

    def is_read(answer: httpx.Response) -> None:
        world.product.land_files()
        resume = client.ok("GET", f"/api/v1/resumes/{answer.json()['cv_file_id']}")
        assert (resume["candidate_id"], resume["parsing_status"]) == (client.user["candidate_id"], "completed")

    return Given(client, files={"file": ("cv.txt", CV, "text/plain")}, then=is_read)


@arranges("talenti.candidates.parse_resume")
def cv_as_text(world: World) -> Given:
    def is_read(answer: httpx.Response) -> None:
        parsed = answer.json()["parsed"]
        assert (parsed["full_name"], parsed["email"]) == ("Ana Novak", "ana.novak@mail.example")
        assert parsed["employment"][0]["company"] == "Tech Corp"

    return Given(world.acme.interviewee()[0], then=is_read)

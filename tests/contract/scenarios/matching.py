"""Requirements, shortlists and questions."""

import httpx

from tests.contract.scenario import Given, World, arranges


@arranges("talenti.roles.extract_requirements")
def requirements(world: World) -> Given:
    return Given(world.acme.hr)


@arranges("talenti.shortlist.generate")
def shortlist(world: World) -> Given:
    job = world.acme.job()["id"]
    applicant = world.acme.application(job_id=job)

    def ranked(answer: httpx.Response) -> None:
        assert [match["applicationId"] for match in answer.json()["matches"]] == [applicant["id"]]

    sent = [{"application_id": applicant["id"], "score": 80}]
    return Given(world.acme.hr, {"job_role_id": job, "candidates": sent}, then=ranked)


@arranges("recruiter.questions.generate")
def questions_for_a_candidate(world: World) -> Given:
    job, candidate = world.acme.job(), world.acme.candidate()

    def twelve(answer: httpx.Response) -> None:
        found = answer.json()["questions"]
        assert len(found) == answer.json()["total_count"] == 12
        assert len({question["_id"] for question in found}) == 12

    return Given(world.acme.hr, {"job_id": job["id"], "candidate_id": candidate["id"]}, then=twelve)

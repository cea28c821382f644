"""Requirements, shortlists and questions."""

import httpx

from tests.contract.scenario import Given, World, arranges


@arranges("recruiter.questions.generate")
def questions_for_a_candidate(world: World) -> Given:
    job, candidate = world.acme.job(), world.acme.candidate()

    def twelve(answer: httpx.Response) -> None:
        found = answer.json()["questions"]
        assert len(found) == answer.json()["total_count"] == 12
        assert len({question["_id"] for question in found}) == 12

    return Given(world.acme.hr, {"job_id": job["id"], "candidate_id": candidate["id"]}, then=twelve)

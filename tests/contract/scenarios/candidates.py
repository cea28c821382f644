"""Candidates, their import and their mails; analytics."""

from tests.contract.scenario import Given, World, arranges


@arranges("ai_interviewer.candidates.create")
def new_candidate(world: World) -> Given:
    return Given(world.acme.hr)


@arranges("ai_interviewer.candidates.get")
def candidate(world: World) -> Given:
    fields = {"phone": "+91-9876543210", "domain": "Backend"}
    return Given(world.acme.hr, {"candidate_id": world.acme.candidate(**fields)["id"]})


@arranges("recruiter.candidates.list")
def candidates(world: World) -> Given:
    world.acme.candidate(phone="+1234567890")
    return Given(world.acme.hr)

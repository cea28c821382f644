"""Dashboards and analytics."""

from datetime import timedelta

import httpx

from tests.contract.scenario import Given, World, arranges
from tests.contract.scenarios.interviews import a_round
from tests.tenant import PASSWORD, Tenant

DAYS_TO_HIRE = (("Frontend", 40), ("Backend", 42), ("Frontend", 42), ("DevOps", 45), ("Backend", 58))


def _people(acme: Tenant, domain: str, *ways: tuple[str, ...]) -> None:
    """Candidates of a domain, who come into these stages, the others meanwhile."""
    ids = [acme.candidate(domain=domain)["id"] for _ in ways]
    for at in range(max(map(len, ways))):
        acme.product.clock.turn(timedelta(seconds=10))
        for candidate_id, way in zip(ids, ways, strict=True):
            if at < len(way):
                acme.hr.ok("PATCH", f"/api/v1/candidates/{candidate_id}", json={"status": way[at]})


def _pipeline(world: World) -> Tenant:
    acme = world.acme
    _people(acme, "Backend", ("screening", "interview"), ("rejected",), ("screening", "offer", "accepted"))
    _people(acme, "Frontend", ("screening", "interview", "offer", "hired"), ("screening",))
    _people(acme, "DevOps", ("screening", "hired"))
    return acme


@arranges("ai_interviewer.candidates.dashboard_stats")
def stats_of_candidates(world: World) -> Given:
    acme = _pipeline(world)
    a_round(acme)

    def add_up(answer: httpx.Response) -> None:
        numbers = answer.json()
        assert numbers["total_candidates"] == 7
        assert sum(numbers["by_status"].values()) == sum(numbers["by_domain"].values()) == 7
        assert (numbers["active_interviews"], numbers["pending_feedback"]) == (1, 0)

    return Given(acme.hr, then=add_up)


@arranges("ai_interviewer.candidates.analytics.funnel")
def pipeline(world: World) -> Given:
    def is_cumulative(answer: httpx.Response) -> None:
        funnel = answer.json()
        counts = [(stage["stage"], stage["count"]) for stage in funnel["funnel_stages"]]
        assert counts == [("Applied", 6), ("Screening", 5), ("Interview", 4), ("Offer", 3), ("Accepted", 3)]
        assert [stage["percentage"] for stage in funnel["funnel_stages"]] == [100.0, 83.3, 66.7, 50.0, 50.0]
        assert funnel["funnel_stages"][1]["dropoff_from_applied"] == 16.7
        assert funnel["funnel_stages"][4]["dropoff_from_offer"] == 0.0
        assert (funnel["total_candidates"], funnel["rejected"], funnel["overall_acceptance_rate"]) == (6, 1, 100.0)

    return Given(_pipeline(world).hr, then=is_cumulative)


@arranges("ai_interviewer.candidates.analytics.time_to_hire")
def hires(world: World) -> Given:
    acme = world.acme
    people = [(acme.candidate(domain=domain)["id"], days) for domain, days in DAYS_TO_HIRE]
    passed = 0
    for candidate_id, days in people:
        acme.product.clock.turn(timedelta(days=days - passed))
        passed = days
        acme.hr.take(acme.hr.sign_in(acme.hr.user["email"], PASSWORD))
        acme.hr.ok("PATCH", f"/api/v1/candidates/{candidate_id}", json={"status": "hired"})

    def are_days(answer: httpx.Response) -> None:
        found = answer.json()
        assert (found["average_days_to_hire"], found["median_days_to_hire"]) == (45, 42)
        assert found["by_department"] == {"Backend": 50, "DevOps": 45, "Frontend": 41}

    return Given(acme.hr, then=are_days)


@arranges("arbeit.dashboard.stats")
def agency(world: World) -> Given:
    acme = world.acme
    acme.client()
    a_round(acme)
    acme.interviewee()

    def add_up(answer: httpx.Response) -> None:
        numbers = answer.json()
        total, *by_status = numbers["interviews"].values()
        assert (numbers["clients"], numbers["jobs"], numbers["candidates"], total) == (1, 2, 2, 2)
        assert sum(by_status) == total

    return Given(acme.hr, then=add_up)

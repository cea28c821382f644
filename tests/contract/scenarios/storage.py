"""Files, calls, speech, retention and reports."""

import httpx

from tests.contract.scenario import Given, World, arranges


@arranges("talenti.storage.upload_url")
def upload_url(world: World) -> Given:
    return Given(world.acme.hr)


@arranges("talenti.data_retention.cleanup")
def clean_up(world: World) -> Given:
    return Given(world.acme.hr)


@arranges("recruiter.interviews.score", "recruiter.reports.get")
def scored_interview(world: World) -> Given:
    return Given(world.acme.hr, {"interview_id": world.acme.scored_interview()[1]})


@arranges("recruiter.reports.export")
def exported_report(world: World) -> Given:
    def check(answer: httpx.Response) -> None:
        assert answer.content.startswith(b"%PDF-")

    return Given(world.acme.hr, {"interview_id": world.acme.scored_interview()[1]}, then=check)

"""Every contract's clients get their own shape of answers, from the same resources."""

import pytest

from tests.end_to_end.journey import Journey, Json, Recruiter, cv

pytestmark = [pytest.mark.azurite, pytest.mark.host]


@pytest.fixture(scope="module")
def hr(journey: Journey) -> Recruiter:
    """A recruiter of a company with three jobs."""
    recruiter = journey.recruiter()
    for number in range(3):
        recruiter.create_job(title=f"Opening {number}")
    return recruiter


def get(hr: Recruiter, path: str, profile: str = "") -> Json:
    """An answer in a profile."""
    accept = {"Accept": f'application/json; profile="{profile}"'} if profile else {}
    answer = hr.send("GET", path, headers=accept)
    assert answer.headers["vary"] == "Accept"
    content: Json = answer.json()
    return content


def test_the_canonical_api_speaks_plainly(hr: Recruiter) -> None:
    listed = get(hr, "/api/v1/jobs?limit=2")
    assert [job["title"] for job in listed["jobs"]] == ["Opening 2", "Opening 1"]
    assert (listed["total"], listed["page"], listed["page_size"]) == (3, 1, 2)
    rest = get(hr, f"/api/v1/jobs?limit=2&cursor={listed['next_cursor']}")
    assert [job["title"] for job in rest["jobs"]] == ["Opening 0"]
    refused = hr.send("POST", "/api/v1/jobs", json={"title": "", "required_skills": "Python"})
    assert refused.status_code == 422
    assert {error["field"] for error in refused.json()["errors"]} == {"title", "required_skills"}
    assert "title" in refused.json()["detail"]


def test_recruiters_routes_speak_in_results(hr: Recruiter) -> None:
    first = get(hr, "/api/jobs/?limit=2")
    assert set(first) == {"count", "next", "previous", "results"}
    assert (first["count"], first["previous"]) == (3, None)
    assert {"_id", "title"} <= set(first["results"][0])
    second = hr.send("GET", first["next"]).json()
    assert [job["title"] for job in second["results"]] == ["Opening 0"]
    assert hr.send("GET", second["previous"]).json()["results"] == first["results"]
    job = hr.send("POST", "/api/jobs/", json={"title": "By Recruiter's client"})
    assert (job.status_code, job.json()["title"]) == (201, "By Recruiter's client")
    refused = hr.send("POST", "/api/jobs/", json={"title": ""})
    assert refused.status_code == 400
    assert {"error", "details", "code"} <= set(refused.json())
    hr.send("DELETE", f"/api/jobs/{job.json()['_id']}/")


def test_interview_platforms_routes_speak_in_envelopes(hr: Recruiter) -> None:
    uploaded = hr.send("POST", "/api/v1/resumes/upload", files={"file": ("cv.txt", cv("utf8.txt"))})
    assert (uploaded.status_code, uploaded.json()["status"]) == (201, "success")
    assert hr.parsed(uploaded.json()["data"]["id"])["parsing_status"] == "completed"
    refused = hr.send("POST", "/api/v1/resumes/upload", json={})
    assert (refused.status_code, refused.json()["status"]) == (422, "error")
    assert refused.json()["detail"]


def test_the_accept_header_overrules_every_route(hr: Recruiter) -> None:
    plain = get(hr, "/api/jobs/", "plain")
    results = get(hr, "/api/v1/jobs", "results")
    enveloped = get(hr, "/api/v1/jobs", "envelope")
    assert plain["total"] == results["count"] == enveloped["total"] == 3
    assert [job["id"] for job in plain["jobs"]] == [job["_id"] for job in results["results"]]
    assert enveloped["data"] == plain["jobs"]


def test_a_repeated_idempotency_key_has_one_effect_and_one_answer(hr: Recruiter) -> None:
    before = get(hr, "/api/v1/jobs")["total"]
    headers = {"Idempotency-Key": "order-66"}
    first = hr.send("POST", "/api/v1/jobs", json={"title": "Once"}, headers=headers)
    again = hr.send("POST", "/api/v1/jobs", json={"title": "Once"}, headers=headers)
    other = hr.send("POST", "/api/v1/jobs", json={"title": "Twice"}, headers=headers)
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert (again.content, again.headers["idempotency-replayed"]) == (first.content, "true")
    assert get(hr, "/api/v1/jobs")["total"] == before + 1
    hr.send("DELETE", f"/api/v1/jobs/{first.json()['id']}")

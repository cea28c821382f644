"""Jobs (called roles by some)."""

from collections.abc import Callable

import httpx

from tests.contract.scenario import Given, World, arranges

_ROLE = {
    "category": "Engineering",
    "specialization": "Backend",
    "experience_level": "Senior",
    "required_skills": [{"name": "Python", "level": "Expert"}],
    "interview_structure": {"technical": 5, "behavioral": 3},
}


def _job(world: World) -> str:
    return str(world.acme.job(company="Tech Corp", description="Builds things.", **_ROLE)["id"])


def _is_kept(world: World, key: str, **values: object) -> Callable[[httpx.Response], None]:
    """The job that was answered, or one that is known, has these values in our own API."""

    def check(answer: httpx.Response) -> None:
        content = answer.json()
        job_id = content.get(key) or content.get("data", {}).get(key)
        job = world.acme.hr.ok("GET", f"/api/v1/jobs/{job_id}")
        assert {name: job[name] for name in values} == values

    return check


def _gone(world: World, job_id: str) -> Callable[[httpx.Response], None]:
    def check(answer: httpx.Response) -> None:
        assert world.acme.hr.get(f"/api/v1/jobs/{job_id}").status_code == 404

    return check


@arranges("recruiter.jobs.create")
def new_recruiter_job(world: World) -> Given:
    kept = _is_kept(world, "_id", company="Tech Corp", job_type="full_time", enable_video_analysis=True)
    return Given(world.acme.hr, then=kept)


@arranges("recruiter.jobs.generate_from_title")
def generated_job(world: World) -> Given:
    return Given(world.acme.hr, then=_is_kept(world, "_id", ai_generated=True, company="Tech Corp"))


@arranges("recruiter.jobs.list", "recruiter.jobs.get")
def recruiter_job(world: World) -> Given:
    return Given(world.acme.hr, {"job_id": _job(world)})


@arranges("recruiter.jobs.update", "recruiter.jobs.partial_update")
def changed_recruiter_job(world: World) -> Given:
    kept = _is_kept(world, "_id", title="Lead Java Developer", is_active=False, status="closed", category="Engineering")
    return Given(world.acme.hr, {"job_id": _job(world)}, then=kept)


@arranges("recruiter.jobs.delete")
def deleted_recruiter_job(world: World) -> Given:
    job_id = _job(world)
    return Given(world.acme.hr, {"job_id": job_id}, then=_gone(world, job_id))


@arranges("talenti.roles.create")
def new_talenti_role(world: World) -> Given:
    kept = _is_kept(world, "id", salary_max=140000, work_type="hybrid", required_skills=["Python"], status="active")
    return Given(world.acme.hr, {"organisation_id": world.acme.id}, then=kept)


@arranges("talenti.roles.list", "talenti.roles.get")
def talenti_role(world: World) -> Given:
    return Given(world.acme.hr, {"role_id": _job(world)})


@arranges("talenti.roles.update")
def changed_talenti_role(world: World) -> Given:
    kept = _is_kept(world, "id", title="Senior engineer", industry="Software", requirements=["Python"])
    return Given(world.acme.hr, {"role_id": _job(world)}, then=kept)


@arranges("talenti.roles.rubric.update")
def changed_talenti_rubric(world: World) -> Given:
    def judged_by(answer: httpx.Response) -> None:
        assert answer.json()["scoring_rubric"]["ownership"]["tier"] == "Critical"
        job = world.acme.hr.ok("GET", f"/api/v1/jobs/{answer.json()['id']}")
        weights = {one["key"]: one["weight"] for one in job["rubric"]["dimensions"]}
        assert weights == {"ownership": 1.5, "execution": 1.0}

    return Given(world.acme.hr, {"role_id": _job(world)}, then=judged_by)


@arranges("interview_platform.roles.create")
def new_platform_role(world: World) -> Given:
    kept = _is_kept(world, "id", title="Software Engineer", category="Engineering", experience_level="Senior")
    return Given(world.acme.hr, then=kept)


@arranges("interview_platform.roles.list", "interview_platform.roles.get")
def platform_role(world: World) -> Given:
    return Given(world.acme.hr, {"id": _job(world)})


@arranges("interview_platform.roles.update")
def changed_platform_role(world: World) -> Given:
    body = {"name": "Lead", "specialization": "Platform"}
    kept = _is_kept(world, "id", title="Lead", specialization="Platform", category="Engineering")
    return Given(world.acme.hr, {"id": _job(world)}, body=body, then=kept)


@arranges("interview_platform.roles.delete")
def deleted_platform_role(world: World) -> Given:
    job_id = _job(world)
    return Given(world.acme.hr, {"id": job_id}, then=_gone(world, job_id))

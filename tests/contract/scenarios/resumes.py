"""CV files."""

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


@arranges("interview_platform.resumes.get")
def resume(world: World) -> Given:
    made = world.acme.hr.ok("POST", "/api/v1/resumes", files={"file": ("cv.txt", CV, "text/plain")})
    world.product.land_files()
    return Given(world.acme.hr, {"resume_id": made["id"]})

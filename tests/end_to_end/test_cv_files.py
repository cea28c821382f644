"""CVs as recruiters send them: every documented way in, and every way in which a file can be bad."""

import pytest

from tests.end_to_end.journey import Journey, cv

pytestmark = [pytest.mark.azurite, pytest.mark.host]

MIB = 1024 * 1024
BAD = {
    "empty": ("empty.pdf", b""),
    "too_large": ("huge.txt", b"A long life. " * MIB),
    "damaged": ("broken.pdf", b"%PDF-1.7\nnothing that a reader could use"),
    "password_protected": ("locked.pdf", cv("locked.pdf")),
}


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("two_columns.pdf", "lukas.brandstaetter@example.at"),
        ("sidebar_table.docx", "maria.quintanilla@example.es"),
        ("utf8.txt", "olena.marchenko@example.org"),
    ],
)
def test_a_cv_becomes_its_candidate_by_form_and_straight_through_storage(
    journey: Journey, name: str, email: str
) -> None:
    hr = journey.recruiter()
    job = hr.create_job()
    by_form = hr.parsed(hr.upload(name, cv(name), job_id=job["id"])["id"])
    through_storage = hr.parsed(hr.put_to_storage(name, cv(name), job_id=job["id"]))
    assert [by_form["parsing_status"], through_storage["parsing_status"]] == ["completed", "completed"]
    assert by_form["candidate_id"] == through_storage["candidate_id"], "one person, found again by the address"
    candidate = hr.get(f"/api/v1/candidates/{by_form['candidate_id']}")
    assert (candidate["email"], candidate["parsing_status"]) == (email, "completed")
    assert candidate["work_experience"]
    assert hr.get("/api/v1/candidates")["total"] == 1
    assert hr.get("/api/v1/applications", job_id=job["id"])["total"] == 1


def test_recruiters_upload_reads_the_cv_in_the_same_call(journey: Journey) -> None:
    hr = journey.recruiter()
    answer = hr.send("POST", "/api/candidates/upload_cv/", files={"cv_file": ("cv.docx", cv("plain_word.docx"))})
    assert answer.status_code == 201
    assert answer.json()["_id"]
    refused = hr.send("POST", "/api/candidates/upload_cv/", files={"cv_file": ("cv.pdf", BAD["damaged"][1])})
    assert refused.status_code in {400, 422}
    assert refused.json()["errors"][0]["field"] == "cv_file"


@pytest.mark.parametrize("code", BAD)
def test_a_file_that_cannot_be_read_fails_with_a_reason_and_spoils_nothing_else(journey: Journey, code: str) -> None:
    hr = journey.recruiter()
    name, data = BAD[code]
    bad = [hr.parsed(hr.upload(name, data)["id"]), hr.parsed(hr.put_to_storage(name, data))]
    good = hr.parsed(hr.upload("good.txt", cv("utf8.txt"))["id"])
    for resume in bad:
        assert (resume["parsing_status"], resume["parse_error_code"]) == ("failed", code), resume
        assert resume["parse_error"].endswith(".")
        assert resume["size_bytes"] == len(data)
    assert good["parsing_status"] == "completed"
    assert hr.get("/api/v1/resumes", parsing_status="failed")["total"] == 2
    assert hr.get("/api/v1/candidates")["total"] == 1, "no candidate comes of a bad file"
    assert hr.get("/api/v1/tasks")["total"] == 0


def test_a_known_candidate_keeps_what_people_wrote_and_gains_what_was_missing(journey: Journey) -> None:
    hr = journey.recruiter()
    added = hr.add_candidate(first_name="Olena", last_name="M.")
    resume = hr.parsed(hr.upload("cv.txt", cv("utf8.txt"), candidate_id=added["id"])["id"])
    assert resume["candidate_id"] == added["id"]
    candidate = hr.get(f"/api/v1/candidates/{added['id']}")
    assert (candidate["last_name"], candidate["email"]) == ("M.", added["email"])
    assert candidate["work_experience"]
    assert candidate["resume_id"] == resume["id"]


def test_a_second_person_is_not_made_of_a_file_for_an_unknown_candidate(journey: Journey) -> None:
    hr = journey.recruiter()
    stranger = journey.recruiter().add_candidate()
    files = {"file": ("cv.txt", cv("utf8.txt"))}
    answer = hr.send("POST", "/api/v1/resumes", files=files, data={"candidate_id": stranger["id"]})
    assert answer.status_code == 404
    assert hr.get("/api/v1/resumes")["total"] == 0

"""CV files: in by form or straight to storage, read when they have landed."""

from pathlib import Path
from typing import Any

import pytest

from shared.resumes.models import CONTAINER, MAX_BYTES, TEXTS
from tests.http.examples import NOBODY
from tests.tenant import Tenant, new_email

CVS = Path(__file__).parents[1] / "cvs"


def upload(acme: Tenant, name: str, data: bytes, **fields: str) -> dict[str, Any]:
    """Upload a file and let it land; what became of it."""
    made = acme.hr.ok("POST", "/api/v1/resumes", files={"file": (name, data)}, data=fields)
    acme.product.land_files()
    return dict(acme.hr.ok("GET", f"/api/v1/resumes/{made['id']}"))


def written(name: str, email: str) -> bytes:
    return f"{name}\n{email}\n\nSkills: Python, PostgreSQL\n\nExperience\nEngineer, Acme, 2019 - 2023\n".encode()


@pytest.mark.parametrize("name", ["single_column.pdf", "plain_word.docx", "utf8.txt"])
def test_a_cv_makes_its_candidate_with_what_it_says(acme: Tenant, name: str) -> None:
    resume = upload(acme, name, (CVS / name).read_bytes())
    assert (resume["parsing_status"], resume["parse_error"]) == ("completed", None)
    assert resume["size_bytes"] == (CVS / name).stat().st_size
    candidate = acme.hr.ok("GET", f"/api/v1/candidates/{resume['candidate_id']}")
    assert candidate["email"]
    assert candidate["full_name"]
    assert candidate["technical_skills"] or candidate["work_experience"]
    assert (candidate["parsing_status"], candidate["resume_id"]) == ("completed", resume["id"])
    assert (candidate["source"], resume["engine"]["name"]) == ("cv_upload", "embedded")


def test_what_was_read_is_shown_with_the_text_and_how_sure_each_field_is(acme: Tenant) -> None:
    resume = upload(acme, "plain_word.docx", (CVS / "plain_word.docx").read_bytes())
    reading = acme.hr.ok("GET", f"/api/v1/resumes/{resume['id']}/reading")
    profile = reading["profile"]
    assert (profile["phone"], profile["phone_as_written"]) == ("+902125550142", "+90 212 555 01 42")
    assert set(profile["language_levels"]) <= set(profile["languages"])
    assert 0 < profile["confidence"]["phone"] <= 1
    assert "Ege Pompa" in reading["text"]
    assert reading["engine"]["name"] == "embedded"


def test_nothing_was_read_from_a_file_that_failed(acme: Tenant) -> None:
    resume = upload(acme, *BAD_FILES["no_text"])
    assert acme.hr.request("GET", f"/api/v1/resumes/{resume['id']}/reading").status_code == 404


def test_until_it_has_landed_a_file_is_pending_and_so_is_its_candidate(acme: Tenant) -> None:
    candidate = acme.candidate()
    made = acme.hr.ok(
        "POST", "/api/v1/resumes", files={"cv": ("cv.txt", b"text")}, data={"candidate_id": candidate["id"]}
    )
    assert made["parsing_status"] == "pending"
    assert acme.hr.ok("GET", f"/api/v1/candidates/{candidate['id']}")["parsing_status"] == "pending"


BAD_FILES = {
    "empty": ("cv.pdf", b""),
    "too_large": ("cv.pdf", b"x" * (MAX_BYTES + 1)),
    "password_protected": ("locked.pdf", (CVS / "locked.pdf").read_bytes()),
    "no_text": ("scan.pdf", (CVS / "scan.pdf").read_bytes()),
    "damaged": ("cv.pdf", b"%PDF-1.7 and nothing more"),
    "unsupported": ("cv.exe", b"MZ\x90\x00\x03" + bytes(100)),
}


@pytest.mark.parametrize("code", BAD_FILES)
def test_a_file_that_cannot_be_read_has_failed_with_a_reason_and_breaks_nothing(acme: Tenant, code: str) -> None:
    candidate = acme.candidate()
    resume = upload(acme, *BAD_FILES[code], candidate_id=candidate["id"])
    assert (resume["parsing_status"], resume["parse_error_code"]) == ("failed", code)
    assert resume["parse_error"].endswith(".")
    after = acme.hr.ok("GET", f"/api/v1/candidates/{candidate['id']}")
    assert (after["parsing_status"], after["first_name"]) == ("failed", candidate["first_name"])
    good = upload(acme, "cv.txt", written("Zofia Nowak", candidate["email"]), candidate_id=candidate["id"])
    assert good["parsing_status"] == "completed"


def test_a_cv_fills_gaps_and_overwrites_nothing_that_was_told(acme: Tenant) -> None:
    candidate = acme.candidate(first_name="Told", last_name="Name", location="Kraków")
    upload(acme, "cv.txt", written("Other Person", new_email("other")), candidate_id=candidate["id"])
    after = acme.hr.ok("GET", f"/api/v1/candidates/{candidate['id']}")
    kept = ("first_name", "last_name", "full_name", "location", "email")
    assert {name: after[name] for name in kept} == {name: candidate[name] for name in kept}
    assert "Python" in after["technical_skills"]


def test_the_address_in_a_cv_finds_its_candidate(acme: Tenant) -> None:
    candidate = acme.candidate(email="zofia.nowak@mail.example")
    resume = upload(acme, "cv.txt", written("Zofia Nowak", "Zofia.Nowak@mail.example"))
    assert resume["candidate_id"] == candidate["id"]
    assert acme.hr.ok("GET", "/api/v1/candidates")["total"] == 1


def test_a_cv_for_a_job_makes_one_application_however_often_it_lands(acme: Tenant) -> None:
    job = acme.job()
    for _ in range(2):
        resume = upload(acme, "cv.txt", written("Zofia Nowak", "zofia@mail.example"), job_id=job["id"])
        acme.product.app.resumes.parse(acme.id, resume["id"])
    applications = acme.hr.ok("GET", "/api/v1/applications", params={"job_id": job["id"]})
    assert [one["candidate_id"] for one in applications["applications"]] == [resume["candidate_id"]]
    assert acme.hr.ok("GET", "/api/v1/logs?action=PARSE_RESUME")["total"] == 2


def test_a_file_goes_straight_to_storage_by_a_link(acme: Tenant) -> None:
    candidate, job = acme.candidate(), acme.job()
    body = {"file_name": "cv.txt", "purpose": "candidate-cv", "candidate_id": candidate["id"], "job_id": job["id"]}
    target = acme.hr.ok("POST", "/api/v1/storage/upload-url", json=body)
    assert (target["file_id"], target["expires_in_minutes"]) == (target["resume_id"], 15)
    container, _, name = target["blob_path"].partition("/")
    assert (container, name) == (CONTAINER, f"{acme.id}/{target['resume_id']}")
    path = f"/api/v1/resumes/{target['resume_id']}"
    assert acme.hr.ok("GET", path)["parsing_status"] == "awaiting_upload"
    acme.product.blobs.put(container, name, written("Zofia Nowak", candidate["email"]))
    acme.product.land_files()
    assert acme.hr.ok("GET", path)["parsing_status"] == "completed"
    assert acme.hr.ok("GET", "/api/v1/applications")["total"] == 1


def test_a_file_that_nobody_announced_is_not_read_and_not_kept(acme: Tenant) -> None:
    acme.product.blobs.put(CONTAINER, f"{acme.id}/{NOBODY}", written("Zofia Nowak", "zofia@mail.example"))
    acme.product.land_files()
    assert acme.product.blobs.list_names(CONTAINER, "") == acme.product.blobs.list_names(TEXTS, "") == []
    assert acme.hr.ok("GET", "/api/v1/candidates")["total"] == 0


def test_one_call_uploads_and_reads_for_clients_that_wait(acme: Tenant) -> None:
    data = {"cv_file": ("cv.txt", written("Zofia Nowak", "zofia@mail.example"))}
    candidate = acme.hr.ok("POST", "/api/candidates/upload_cv/", files=data)
    assert (candidate["full_name"], candidate["_id"]) == ("Zofia Nowak", candidate["_id"])
    acme.product.land_files()
    assert acme.hr.ok("GET", "/api/v1/candidates")["total"] == 1
    refused = acme.hr.post("/api/candidates/upload_cv", files={"cv_file": BAD_FILES["damaged"]})
    assert [(error["field"], error["rule"]) for error in refused.json()["errors"]] == [("cv_file", "damaged")]


def test_files_are_listed_by_candidate_and_by_what_became_of_them(acme: Tenant) -> None:
    candidate = acme.candidate()
    good = upload(acme, "a.txt", written("Zofia Nowak", candidate["email"]), candidate_id=candidate["id"])
    bad = upload(acme, *BAD_FILES["damaged"])

    def ids(query: str = "") -> list[str]:
        page = acme.hr.ok("GET", f"/api/v1/resumes{query}")
        assert page["total"] == len(page["resumes"])
        return [resume["id"] for resume in page["resumes"]]

    assert ids() == [bad["id"], good["id"]]
    assert ids(f"?candidate_id={candidate['id']}") == [good["id"]]
    assert (ids("?parsing_status=failed"), ids("?parsing_status=pending")) == ([bad["id"]], [])


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\cv\\Zofia.txt", "Żółć 履歴書.txt", "a" * 300, ""])
def test_a_files_name_is_only_a_name(acme: Tenant, name: str) -> None:
    resume = upload(acme, name or "x", written("Zofia Nowak", "zofia@mail.example"))
    assert "/" not in resume["file_name"]
    assert "\\" not in resume["file_name"]
    assert 1 <= len(resume["file_name"]) <= 200
    assert acme.product.blobs.list_names(CONTAINER, "") == [f"{acme.id}/{resume['id']}"]


def test_a_form_may_name_only_the_companys_own_things(acme: Tenant) -> None:
    for field in ("candidate_id", "job_id"):
        answer = acme.hr.post("/api/v1/resumes", files={"file": b"x"}, data={field: NOBODY})
        assert answer.status_code == 404
    assert acme.hr.ok("GET", "/api/v1/resumes")["total"] == 0
    assert acme.product.blobs.list_names(CONTAINER, "") == []

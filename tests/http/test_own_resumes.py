"""CV files that people keep themselves: replaced, renamed, fetched, deleted."""

from datetime import timedelta
from typing import Any

import pytest

from shared.resumes.models import CONTAINER, MAX_BYTES, TEXTS
from tests.app import Client
from tests.tenant import PASSWORD, Tenant

RESUMES = "/api/v1/resumes"
CV = b"Zofia Nowak\n\nSkills: Python\n\nExperience\nEngineer, Acme, 2019 - 2023\n"


def upload(client: Client, data: bytes = CV) -> dict[str, Any]:
    return dict(client.ok("POST", RESUMES, files={"file": ("cv.txt", data)}))


def test_a_candidates_file_is_their_own_by_either_of_their_ids(acme: Tenant) -> None:
    client, _ = acme.interviewee()
    other, job = acme.candidate()["id"], acme.job()["id"]
    form = {"candidate_id": client.user["id"], "job_id": job}
    made = client.ok("POST", RESUMES, files={"file": ("cv.txt", CV)}, data=form)
    linked = client.ok("POST", "/api/v1/storage/upload-url", json={"file_name": "cv.pdf"})
    refused = client.post(RESUMES, files={"file": ("cv.txt", CV)}, data={"candidate_id": other})
    assert refused.status_code == 404
    for resume_id in (made["id"], linked["resume_id"]):
        resume = client.ok("GET", f"{RESUMES}/{resume_id}")
        assert (resume["candidate_id"], resume["job_id"]) == (client.user["candidate_id"], None)
    assert {one["id"] for one in client.ok("GET", f"{RESUMES}/user")["data"]} == {made["id"], linked["resume_id"]}


def test_nobody_reaches_another_candidates_file(acme: Tenant) -> None:
    resume_id = upload(acme.interviewee()[0])["id"]
    stranger, _ = acme.interviewee()
    path = f"{RESUMES}/{resume_id}"
    answers = [
        stranger.get(path),
        stranger.get(f"{path}/download"),
        stranger.put(path, json={"file_name": "x"}),
        stranger.delete(path),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4


def test_a_replaced_file_is_read_anew(acme: Tenant) -> None:
    client, _ = acme.interviewee()
    resume_id = upload(client)["id"]
    acme.product.land_files()
    assert client.ok("GET", f"{RESUMES}/{resume_id}")["parsing_status"] == "completed"
    new = client.put(f"{RESUMES}/{resume_id}", files={"cv": ("new.txt", CV + b"\nKotlin\n")}).json()["data"]
    assert (new["file_name"], new["parsing_status"], new["parsed_at"]) == ("new.txt", "pending", None)
    assert (TEXTS, f"{acme.id}/{resume_id}") not in acme.product.blobs.contents()
    acme.product.app.resumes.parse(acme.id, resume_id)
    assert client.ok("GET", f"{RESUMES}/{resume_id}")["parsing_status"] == "completed"


@pytest.mark.parametrize("data", [b"", b"x" * (MAX_BYTES + 1)])
def test_a_bad_file_takes_no_good_ones_place(acme: Tenant, data: bytes) -> None:
    resume_id = upload(acme.hr)["id"]
    assert acme.hr.put(f"{RESUMES}/{resume_id}", files={"file": ("cv.txt", data)}).status_code == 422
    assert acme.product.blobs.get(CONTAINER, f"{acme.id}/{resume_id}") == CV


def test_a_deleted_file_is_gone_with_its_text_and_the_candidate_stays(acme: Tenant) -> None:
    made = upload(acme.hr)
    acme.product.land_files()
    candidate_id = acme.hr.ok("GET", f"{RESUMES}/{made['id']}")["candidate_id"]
    acme.hr.ok("DELETE", f"{RESUMES}/{made['id']}")
    assert acme.hr.get(f"{RESUMES}/{made['id']}").status_code == 404
    assert not [place for place, _ in acme.product.blobs.contents() if place in {CONTAINER, TEXTS}]
    assert acme.hr.ok("GET", f"/api/v1/candidates/{candidate_id}")["resume_id"] is None


def test_a_file_is_fetched_by_a_link_that_ends(acme: Tenant) -> None:
    client, _ = acme.interviewee()
    made = upload(client)
    link = client.ok("GET", f"{RESUMES}/{made['id']}/download")
    assert "access=read&seconds=300" in link["download_url"]
    waiting = client.ok("POST", "/api/v1/storage/upload-url", json={"file_name": "cv.pdf"})
    assert client.get(f"{RESUMES}/{waiting['resume_id']}/download").status_code == 404


def test_what_a_link_brought_and_is_too_large_is_not_kept(acme: Tenant) -> None:
    target = acme.hr.ok("POST", "/api/v1/storage/upload-url", json={"file_name": "cv.pdf"})
    acme.product.blobs.put(CONTAINER, f"{acme.id}/{target['resume_id']}", b"x" * (MAX_BYTES + 1))
    acme.product.land_files()
    resume = acme.hr.ok("GET", f"{RESUMES}/{target['resume_id']}")
    assert (resume["parsing_status"], resume["parse_error_code"]) == ("failed", "too_large")
    assert acme.product.blobs.list_names(CONTAINER, "") == []


def test_a_link_that_is_not_used_takes_no_cvs_place(acme: Tenant) -> None:
    client, _ = acme.interviewee()
    made = upload(client)
    acme.product.land_files()
    link = client.ok("POST", "/api/v1/storage/upload-url", json={"file_name": "new.txt"})
    acme.product.clock.turn(timedelta(hours=3))
    assert acme.product.app.housekeeping.give_up_on_files() == 1
    acme.hr.sign_in(acme.hr.user["email"], PASSWORD)
    assert acme.hr.ok("GET", f"{RESUMES}/{link['resume_id']}")["parse_error_code"] == "not_received"
    seen = acme.hr.ok("GET", f"/api/v1/candidates/{client.user['candidate_id']}")
    assert (seen["resume_id"], seen["parsing_status"]) == (made["id"], "completed")


def test_what_arrives_by_a_link_is_the_candidates_cv_from_then_on(acme: Tenant) -> None:
    client, _ = acme.interviewee()
    upload(client)
    link = client.ok("POST", "/api/v1/storage/upload-url", json={"file_name": "new.txt"})
    acme.product.blobs.put(CONTAINER, f"{acme.id}/{link['resume_id']}", CV)
    acme.product.land_files()
    seen = acme.hr.ok("GET", f"/api/v1/candidates/{client.user['candidate_id']}")
    assert (seen["resume_id"], seen["parsing_status"]) == (link["resume_id"], "completed")


def test_an_earlier_file_that_is_read_late_takes_no_later_ones_place(acme: Tenant) -> None:
    client, _ = acme.interviewee()
    first, second = upload(client), upload(client)
    for resume_id in (second["id"], first["id"]):
        acme.product.app.resumes.parse(acme.id, resume_id)
    seen = acme.hr.ok("GET", f"/api/v1/candidates/{client.user['candidate_id']}")
    assert (seen["resume_id"], seen["parsing_status"]) == (second["id"], "completed")


def test_a_file_is_read_once_and_again_where_a_link_has_brought_another(acme: Tenant) -> None:
    client, _ = acme.interviewee()
    link = client.ok("POST", "/api/v1/storage/upload-url", json={"file_name": "cv.txt"})
    name, path = f"{acme.id}/{link['resume_id']}", f"{RESUMES}/{link['resume_id']}"
    seen = []
    for data in (CV, CV, CV + b"\nSkills: Kotlin\n", b"\0\0 no CV", CV, b"x" * (MAX_BYTES + 1)):
        acme.product.clock.turn(timedelta(minutes=1))
        acme.product.blobs.put(CONTAINER, name, data)
        acme.product.app.resumes.parse(acme.id, link["resume_id"])
        resume = client.ok("GET", path)
        seen.append((resume["parsing_status"], resume["parse_error_code"], resume["parsed_at"][14:16]))
    assert [status for status, _, _ in seen] == ["completed", "completed", "completed", "failed", "completed", "failed"]
    assert seen[0] == seen[1] != seen[2]
    assert (seen[4][1], seen[5][1]) == (None, "too_large")
    assert acme.product.blobs.contents() == {}
    acme.product.app.resumes.parse(acme.id, link["resume_id"])
    assert client.ok("GET", path)["parse_error_code"] == "too_large"


def test_a_pasted_cv_is_read_and_nothing_of_it_is_kept(acme: Tenant) -> None:
    path, secret = "/api/v1/candidates/parse-resume", "Qwyxzelbron"
    text = f"Zofia {secret}\n\nSkills: Python\n"
    parsed = acme.hr.ok("POST", path, json={"resume_text": text})["parsed"]
    assert (parsed["full_name"], parsed["skills"]) == (f"Zofia {secret}", ["Python"])
    assert secret not in acme.product.everything_kept()
    assert acme.hr.post(path, json={}).status_code == 422
    client, _ = acme.interviewee()
    other = {"resume_text": text, "candidate_id": acme.candidate()["id"]}
    assert client.post(path, json=other).status_code == 404


def test_an_uploaded_cv_is_shown_by_its_file_id(acme: Tenant) -> None:
    client, _ = acme.interviewee()
    cv = client.ok("POST", "/api/v1/candidates/cv", files={"file": ("cv.txt", CV)})
    acme.product.land_files()
    parsed = client.ok("POST", "/api/v1/candidates/parse-resume", json={"file_id": cv["cv_file_id"]})["parsed"]
    assert parsed["employment"][0]["company"] == "Acme"
    stranger = acme.interviewee()[0]
    body = {"file_id": cv["cv_file_id"]}
    assert stranger.post("/api/v1/candidates/parse-resume", json=body).status_code == 404


def test_a_file_that_nothing_could_be_read_of_is_read_again_by_its_candidate(acme: Tenant) -> None:
    (client, _), (other, _) = acme.interviewee(), acme.interviewee()
    made = upload(client)  # and nobody tells the application that it has landed
    acme.product.clock.turn(timedelta(hours=3))
    acme.product.app.housekeeping.give_up_on_files()
    client.sign_in(client.user["email"], PASSWORD)
    path = f"{RESUMES}/{made['id']}"
    assert client.ok("GET", path)["parse_error_code"] == "not_read"
    other.sign_in(other.user["email"], PASSWORD)
    assert other.post(f"{path}/parse").status_code == 404
    assert client.ok("POST", f"{path}/parse")["parsing_status"] == "completed"
    assert client.post(f"{path}/parse").json()["code"] == "read"


def test_a_file_that_never_came_is_not_read_again(acme: Tenant) -> None:
    client, _ = acme.interviewee()
    link = client.ok("POST", "/api/v1/storage/upload-url", json={"file_name": "new.txt"})
    answer = client.post(f"{RESUMES}/{link['resume_id']}/parse")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_file")

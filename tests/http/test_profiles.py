"""Profiles that candidates keep of themselves."""

import pytest

from tests.app import Client
from tests.tenant import Tenant

PROFILE = "/api/v1/candidates/profile"


def candidate(acme: Tenant) -> tuple[Client, str]:
    invitation = acme.invitation()
    return acme.claimed(invitation), str(invitation["candidate_id"])


def test_a_candidate_finds_what_is_known_of_them_until_they_write_it_themselves(acme: Tenant) -> None:
    client, candidate_id = candidate(acme)
    known = client.ok("GET", PROFILE)
    assert (known["id"], known["first_name"], known["profile_prefilled"]) == (candidate_id, "Zofia", True)
    said = {"first_name": "Zosia", "suburb": "Fitzroy", "country": "Australia", "phone": "+61 400 000 000", "email": ""}
    written = client.ok("POST", PROFILE, json={**said, "cv_file_id": "", "gpa_wam": ""})
    assert (written["profile_prefilled"], written["email"], written["suburb"]) == (False, known["email"], "Fitzroy")
    assert client.ok("GET", PROFILE) == written
    seen = acme.hr.ok("GET", f"/api/v1/candidates/{candidate_id}")
    assert (seen["full_name"], seen["phone"], seen["location"]) == (
        "Zosia Nowak",
        "+61 400 000 000",
        "Fitzroy, Australia",
    )


def test_what_is_not_sent_stays_and_what_is_emptied_is_null(acme: Tenant) -> None:
    client, _ = candidate(acme)
    client.ok("POST", PROFILE, json={"suburb": "Fitzroy", "postcode": "3065", "visibility_settings": '{"phone": true}'})
    url = f"/api/v1/candidates/{client.user['id']}/profile"
    changed = client.ok("PATCH", url, json={"postcode": "", "paused_at": "2026-04-01T10:00:00+02:00"})
    assert (changed["suburb"], changed["postcode"], changed["paused_at"], changed["visibility_settings"]) == (
        "Fitzroy",
        None,
        "2026-04-01T08:00:00Z",
        {"phone": True},
    )


def test_recruiters_read_profiles_of_their_company_and_nobody_writes_anothers(acme: Tenant) -> None:
    client, _ = candidate(acme)
    user_id = client.user["id"]
    client.ok("POST", PROFILE, json={"suburb": "Fitzroy"})
    assert acme.hr.ok("GET", PROFILE, params={"user_id": user_id})["suburb"] == "Fitzroy"
    assert acme.hr.ok("GET", PROFILE) is None
    other, _ = candidate(acme)
    assert other.get(PROFILE, params={"user_id": user_id}).status_code == 403
    for stranger in (other, acme.hr):
        answers = [
            stranger.patch(f"/api/v1/candidates/{user_id}/profile", json={"suburb": "Elsewhere"}),
            stranger.post(PROFILE, json={"user_id": user_id, "suburb": "Elsewhere"}),
        ]
        assert [answer.status_code for answer in answers] == [403, 403]
    elsewhere = Tenant(acme.product, "Other")
    assert elsewhere.hr.patch(f"/api/v1/candidates/{user_id}/profile", json={"suburb": "Elsewhere"}).status_code == 404
    assert elsewhere.hr.ok("GET", PROFILE, params={"user_id": user_id}) is None


def test_a_profile_names_the_cv_that_its_candidate_has_now(acme: Tenant) -> None:
    client, candidate_id = candidate(acme)
    assert client.ok("GET", PROFILE)["cv_file_id"] is None
    uploads = []
    for name in ("first.txt", "second.txt"):
        file = (name, b"Zofia Nowak\n\nSkills: Python\n")
        uploads.append(client.ok("POST", "/api/v1/candidates/cv", files={"file": file}))
        acme.product.land_files()
        written = client.ok("POST", PROFILE, json={"suburb": "Fitzroy"})
        for seen in (
            written,
            client.ok("GET", PROFILE),
            acme.hr.ok("GET", PROFILE, params={"user_id": client.user["id"]}),
        ):
            assert (seen["cv_file_id"], seen["cv_file_path"]) == tuple(
                uploads[-1][key] for key in ("cv_file_id", "cv_file_path")
            )
    third = client.ok("POST", "/api/v1/resumes", files={"file": ("third.txt", b"Zofia Nowak")})["id"]
    assert client.ok("GET", PROFILE)["cv_file_id"] == third
    for resume_id, left in ((third, uploads[1]["cv_file_id"]), (uploads[1]["cv_file_id"], uploads[0]["cv_file_id"])):
        client.ok("DELETE", f"/api/v1/resumes/{resume_id}")
        assert client.ok("GET", PROFILE)["cv_file_id"] == left
    client.ok("DELETE", f"/api/v1/resumes/{uploads[0]['cv_file_id']}")
    assert (client.ok("GET", PROFILE)["cv_file_id"], client.ok("GET", PROFILE)["cv_file_path"]) == (None, None)
    assert acme.hr.ok("GET", f"/api/v1/candidates/{candidate_id}")["parsing_status"] == "none"


@pytest.mark.parametrize(
    "broken", [{"email": "x"}, {"phone": "call me"}, {"gpa_wam": 101}, {"visibility_settings": "x"}]
)
def test_a_profile_that_breaks_a_rule_is_refused(acme: Tenant, broken: dict[str, object]) -> None:
    client, _ = candidate(acme)
    assert client.post(PROFILE, json=broken).status_code == 422


def test_the_profile_of_an_erased_candidate_is_gone(acme: Tenant) -> None:
    client, candidate_id = candidate(acme)
    client.ok("POST", PROFILE, json={"suburb": "Qwyxzelbron"})
    acme.hr.ok("DELETE", f"/api/v1/candidates/{candidate_id}")
    assert "Qwyxzelbron" not in acme.product.everything_kept()

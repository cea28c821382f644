"""Inviting candidates, and their first sign-in."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.app import Client, token_in
from tests.tenant import PASSWORD, Tenant, new_email


def claim(acme: Tenant, invitation: dict[str, Any], **fields: str) -> tuple[Client, int, dict[str, Any]]:
    """Claim by the link of the latest mail."""
    client = acme.product.client()
    body = {"token": acme.product.link_token(invitation["candidate_email"]), "password": PASSWORD, **fields}
    answer = client.post("/api/v1/auth/claim-invite", json=body)
    return client, answer.status_code, answer.json()


def test_an_invitation_makes_application_interview_and_mail_at_once(acme: Tenant) -> None:
    job, candidate = acme.job(title="Data engineer"), acme.candidate(first_name="Zoë")
    invitation = acme.invitation(job_id=job["id"], candidate_id=candidate["id"])
    assert (invitation["status"], invitation["claim_required"]) == ("pending", True)
    assert acme.hr.ok("GET", f"/api/v1/interviews/{invitation['interview_id']}")["status"] == "scheduled"
    assert acme.hr.ok("GET", f"/api/v1/applications/{invitation['application_id']}")["job_id"] == job["id"]
    (mail,) = acme.product.mails_to(candidate["email"])
    assert mail.subject == "Acme invites you to an interview: Data engineer"
    assert "Hello Zoë," in mail.text
    assert "07 February 2026" in mail.text


def test_a_link_tells_what_it_is_for_before_anybody_signs_in(acme: Tenant) -> None:
    invitation = acme.invitation()
    guest, token = acme.product.client(), acme.product.link_token(invitation["candidate_email"])
    told = guest.ok("GET", "/api/v1/invitations/validate", params={"token": token})
    assert (told["valid"], told["company"], told["job_title"]) == (True, "Acme", "Backend engineer")
    assert (told["candidate_email"], told["claim_required"]) == (invitation["candidate_email"], True)
    for bad in ("x", token[:-2], f"{token}.x", "..", token.replace(".", "!")):
        told = guest.ok("GET", "/api/v1/invitations/validate", params={"token": bad})
        assert told.pop("valid") is False
        assert set(told.values()) == {None}


def test_claiming_makes_the_account_signs_in_and_works_once(acme: Tenant) -> None:
    invitation = acme.invitation()
    _, status, tokens = claim(acme, invitation)
    assert (status, tokens["user"]["role"]) == (200, "CANDIDATE")
    assert tokens["user"]["candidate_id"] == invitation["candidate_id"]
    assert claim(acme, invitation, password="Another-password-2")[1:] == (
        410,
        {"detail": "This invitation was used. Sign in with your password.", "code": "used"},
    )
    assert acme.product.client().sign_in(invitation["candidate_email"], PASSWORD).status_code == 200
    (listed,) = acme.hr.ok("GET", "/api/v1/invitations?status=claimed")["invitations"]
    assert listed["claimed_at"] is not None


def test_a_claim_by_another_address_is_refused(acme: Tenant) -> None:
    invitation = acme.invitation()
    assert claim(acme, invitation, email="other@mail.example")[1] == 422
    assert claim(acme, invitation, email=invitation["candidate_email"].upper())[1] == 200


@pytest.mark.parametrize("password", ["short", "x" * 129])
def test_a_password_that_is_too_short_or_long_leaves_the_link_good(acme: Tenant, password: str) -> None:
    invitation = acme.invitation()
    assert claim(acme, invitation, password=password)[1] == 422
    assert claim(acme, invitation)[1] == 200


def test_an_invitation_ends_when_it_says(acme: Tenant) -> None:
    tomorrow = (acme.product.clock() + timedelta(days=1)).isoformat()
    invitation = acme.invitation(expires_at=tomorrow)
    acme.product.clock.turn(timedelta(days=1))
    assert claim(acme, invitation)[1:] == (
        410,
        {"detail": "This invitation is not valid any more. Ask the company for a new one.", "code": "expired"},
    )


@pytest.mark.parametrize("days", [-1, 0])
def test_an_expiry_that_has_passed_is_refused(acme: Tenant, days: int) -> None:
    application = acme.application()
    expires_at = (acme.product.clock() + timedelta(days=days)).isoformat()
    body = {"application_id": application["id"], "expires_at": expires_at}
    answer = acme.hr.post("/api/v1/invitations", json=body)
    assert [error["field"] for error in answer.json()["errors"]] == ["expires_at"]


def test_an_invitation_is_good_for_ninety_days_at_most(acme: Tenant) -> None:
    invitation = acme.invitation(expires_at="2099-01-01T00:00:00Z")
    latest = acme.product.clock() + timedelta(days=90)
    assert datetime.fromisoformat(invitation["expires_at"]) == latest


def test_an_invitation_that_was_taken_back_is_worth_nothing(acme: Tenant) -> None:
    invitation = acme.invitation()
    path = f"/api/v1/invitations/{invitation['id']}/revoke"
    assert acme.hr.ok("POST", path)["status"] == "revoked"
    assert claim(acme, invitation)[1] == 410
    token = acme.product.link_token(invitation["candidate_email"])
    assert not acme.hr.ok("GET", "/api/v1/invitations/validate", params={"token": token})["valid"]


def test_a_claimed_invitation_cannot_be_taken_back(acme: Tenant) -> None:
    invitation = acme.invitation()
    acme.claimed(invitation)
    assert acme.hr.post(f"/api/v1/invitations/{invitation['id']}/revoke").status_code == 409


def test_inviting_again_uses_the_interview_that_waits(acme: Tenant) -> None:
    first = acme.invitation()
    second = acme.invitation(application_id=first["application_id"])
    assert second["interview_id"] == first["interview_id"]
    assert acme.hr.ok("GET", "/api/v1/interviews")["total"] == 1


def test_of_two_links_to_one_candidate_the_second_asks_to_sign_in_and_the_account_stays_whole(acme: Tenant) -> None:
    first = acme.invitation()
    acme.invitation(application_id=first["application_id"])
    tokens = [token_in(mail) for mail in acme.product.mails_to(first["candidate_email"])]
    guest = acme.product.client()
    answers = [guest.post("/api/v1/auth/claim-invite", json={"token": token, "password": PASSWORD}) for token in tokens]
    assert [answer.status_code for answer in answers] == [200, 410]
    user = acme.product.signed_in(first["candidate_email"], PASSWORD)
    assert user.user["id"] == answers[0].json()["user"]["id"]
    assert user.ok("GET", "/api/v1/users/me")["role"] == "CANDIDATE"
    assert user.ok("GET", "/api/v1/interviews")["total"] == 1


def test_who_has_an_account_already_is_told_to_sign_in(acme: Tenant) -> None:
    client, _ = acme.completed_interview()
    again = acme.invitation(candidate_id=client.user["candidate_id"], job_id=acme.job()["id"])
    assert (again["status"], again["claim_required"]) == ("claimed", False)
    mail = acme.product.mails_to(client.user["email"])[-1]
    assert mail.subject.startswith("Your interview for")
    assert "token=" not in mail.text
    assert client.ok("GET", "/api/v1/interviews")["total"] == 2


def test_a_candidate_of_two_companies_has_one_account_and_both_companies(acme: Tenant) -> None:
    other = Tenant(acme.product, "Other")
    email = new_email("zofia")
    candidate = acme.candidate(email=email)
    invitation = acme.invitation(candidate_id=candidate["id"], job_id=acme.job()["id"])
    assert claim(acme, invitation, password="Not-the-same-1")[1] == 200
    candidate = other.candidate(email=email)
    invitation = other.invitation(candidate_id=candidate["id"], job_id=other.job()["id"])
    assert claim(acme, invitation, password=PASSWORD)[1] == 409, "not the account's password"
    assert claim(acme, invitation, password="Not-the-same-1")[1] == 200
    for company in (acme, other):
        client = acme.product.client()
        body = {"email": email, "password": "Not-the-same-1", "company_id": company.id}
        client.take(client.post("/api/v1/auth/login", json=body))
        assert client.user["company_id"] == company.id
        assert client.ok("GET", "/api/v1/interviews")["total"] == 1


def test_a_candidate_without_an_address_is_given_one(acme: Tenant) -> None:
    files = {"file": ("cv.txt", b"Zofia Nowak\n\nSkills: Python\n\nExperience\nEngineer, Acme, 2019 - 2023\n")}
    candidate = acme.hr.ok("POST", "/api/candidates/upload_cv", files=files, headers={"Accept": 'x; profile="plain"'})
    assert candidate["email"] is None
    body = {"candidate_id": candidate["id"], "job_id": acme.job()["id"]}
    refused = acme.hr.post("/api/v1/invitations", json=body)
    assert [error["field"] for error in refused.json()["errors"]] == ["candidate_email"]
    email = new_email("zofia")
    assert acme.invitation(**body, candidate_email=email)["candidate_email"] == email
    assert acme.hr.ok("GET", f"/api/v1/candidates/{candidate['id']}")["email"] == email


def test_the_address_of_a_candidate_is_not_changed_by_inviting_another_one(acme: Tenant) -> None:
    body = {"candidate_id": acme.candidate()["id"], "job_id": acme.job()["id"], "candidate_email": new_email("other")}
    answer = acme.hr.post("/api/v1/invitations", json=body)
    assert [error["field"] for error in answer.json()["errors"]] == ["candidate_email"]
    assert acme.hr.ok("GET", "/api/v1/applications")["total"] == 0


def test_who_was_decided_on_is_not_invited(acme: Tenant) -> None:
    application = acme.application()
    body = {"status": "rejected", "reason": "The role was filled."}
    acme.hr.ok("POST", f"/api/v1/applications/{application['id']}/move", json=body)
    for path in ("invitations", "interviews"):
        answer = acme.hr.post(f"/api/v1/{path}", json={"application_id": application["id"]})
        assert (answer.status_code, answer.json()["code"]) == (409, "decided")

"""Accounts of people from outside: clients' users and candidates; and what a client sees."""

from functools import partial
from typing import Any

import pytest

from tests.app import Client, Product
from tests.tenant import PASSWORD, Tenant, new_email

TEMPORARY = "tempPass123"


def client_user(acme: Tenant, client_id: str, **fields: Any) -> dict[str, Any]:
    draft = {"name": "Client User", "email": new_email("client"), **fields}
    return dict(acme.hr.ok("POST", f"/api/v1/clients/{client_id}/users", json=draft))


def portal_user(acme: Tenant, **fields: Any) -> dict[str, Any]:
    draft = {"name": "Jane Doe", "email": new_email("jane"), **fields}
    return dict(acme.hr.ok("POST", "/api/v1/portal-users", json=draft))


def with_own_password(product: Product, email: str) -> Client:
    """Whoever reads this mailbox, after setting a password by the latest link in it."""
    body = {"token": product.link_token(email), "new_password": PASSWORD}
    product.client().ok("POST", "/api/v1/auth/reset-password", json=body)
    return product.signed_in(email, PASSWORD)


class TestClientUsers:
    def test_the_mailed_link_sets_the_first_password_once(self, acme: Tenant) -> None:
        made = client_user(acme, acme.client()["id"])
        assert acme.product.client().sign_in(made["email"], "").status_code in {401, 422}
        signed_in = with_own_password(acme.product, made["email"])
        assert signed_in.user["client_id"] == made["client_id"]
        again = {"token": acme.product.link_token(made["email"]), "new_password": "Another-password-1"}
        assert acme.product.client().post("/api/v1/auth/reset-password", json=again).status_code == 410

    def test_a_temporary_password_opens_its_change_alone_and_is_in_no_mail(self, acme: Tenant) -> None:
        product = acme.product
        made = client_user(acme, acme.client()["id"], password=TEMPORARY)
        temporary = product.signed_in(made["email"], TEMPORARY)
        assert temporary.tokens["must_change_password"] is True
        assert temporary.get("/api/v1/client-portal/jobs").status_code == 403
        changed = {"old_password": TEMPORARY, "new_password": PASSWORD}
        temporary.ok("POST", "/api/v1/auth/change-password", json=changed)
        assert product.signed_in(made["email"], PASSWORD).get("/api/v1/client-portal/jobs").status_code == 200
        assert TEMPORARY not in product.everything_kept()
        assert all(TEMPORARY not in mail.text + mail.html for mail in product.mails_to(made["email"]))

    def test_a_client_has_an_address_once_and_a_stranger_no_client(self, acme: Tenant) -> None:
        client_id = acme.client()["id"]
        made = client_user(acme, client_id)
        path = f"/api/v1/clients/{client_id}/users"
        again = {"name": "N", "email": made["email"].upper()}
        assert acme.hr.post(path, json=again).status_code == 409
        umbrella = Tenant(acme.product, "Umbrella")
        assert umbrella.hr.post(path, json={"name": "N", "email": new_email("x")}).status_code == 404
        assert umbrella.hr.put(f"{path}/{made['email']}", json={"name": "X"}).status_code == 404
        assert [user["email"] for user in acme.hr.ok("GET", path)["users"]] == [made["email"]]

    def test_nobody_lets_somebody_look_on_at_what_they_may_not_see(self, acme: Tenant) -> None:
        client_id = acme.client()["id"]
        made = client_user(acme, client_id)
        role = acme.access_role(permissions=["manage_clients", "manage_users", "view_company"])
        helper = acme.colleague("EMPLOYEE", access_role_id=role["id"])
        own = {"name": "Me", "email": new_email("me")}
        path = f"/api/v1/clients/{client_id}/users"
        forbidden = [
            helper.post(path, json=own),
            helper.put(f"{path}/{made['email']}", json={"email": own["email"]}),
            helper.post("/api/v1/users", json={**own, "password": PASSWORD, "role": "CLIENT", "client_id": client_id}),
        ]
        assert [answer.status_code for answer in forbidden] == [403] * 3

    def test_a_new_address_ends_sessions_and_leaves_the_old_one_without_an_account(self, acme: Tenant) -> None:
        product, client_id = acme.product, acme.client()["id"]
        made = client_user(acme, client_id)
        signed_in, email = with_own_password(product, made["email"]), new_email("moved")
        path = f"/api/clients/{client_id}/users/{made['email'].replace('@', '%40')}"
        changed = acme.hr.ok("PUT", path, json={"email": email, "name": "Renamed"})
        assert (changed["email"], changed["name"], changed["is_verified"]) == (email, "Renamed", False)
        assert signed_in.get("/api/v1/users/me").status_code == 401
        assert product.client().sign_in(made["email"], PASSWORD).status_code == 401
        assert with_own_password(product, email).user["name"] == "Renamed"
        assert acme.hr.put(path, json={"name": "X"}).status_code == 404

    def test_another_spelling_of_the_address_moves_nobody(self, acme: Tenant) -> None:
        client_id = acme.client()["id"]
        made = client_user(acme, client_id)
        signed_in = with_own_password(acme.product, made["email"])
        path = f"/api/v1/clients/{client_id}/users/{made['email']}"
        acme.hr.ok("PUT", path, json={"email": made["email"].title(), "phone": "+91 12345 67890"})
        acme.product.run_queue()
        assert signed_in.get("/api/v1/users/me").status_code == 200

    def test_a_change_of_address_that_died_halfway_is_finished(self, acme: Tenant) -> None:
        product, client_id, calls, died = acme.product, acme.client()["id"], 0, True
        while died:
            made = client_user(acme, client_id)
            signed_in, email = with_own_password(product, made["email"]), new_email("moved")
            path = f"/api/v1/clients/{client_id}/users/{made['email']}"
            died = product.dies_after(calls, partial(acme.hr.put, path, json={"email": email}))
            product.sweep()
            product.run_queue()
            acme.hr.sign_in(acme.hr.user["email"], PASSWORD)  # the sweeps take more than an hour
            moved = acme.hr.put(path, json={}).status_code == 404
            assert (signed_in.get("/api/v1/users/me").status_code == 401) is moved
            assert (product.client().sign_in(made["email"], PASSWORD).status_code == 401) is moved
            if moved:
                with_own_password(product, email)
            calls += 1
        assert calls > 5

    def test_who_made_the_account_first_gets_nothing_of_a_company_that_adds_its_address(self, acme: Tenant) -> None:
        product, victim = acme.product, new_email("victim")
        umbrella = Tenant(product, "Umbrella")
        client_user(umbrella, umbrella.client()["id"], email=victim, password=TEMPORARY)
        attacker = product.signed_in(victim, TEMPORARY)
        attacker.ok("POST", "/api/v1/auth/change-password", json={"old_password": TEMPORARY, "new_password": PASSWORD})
        portal = portal_user(acme, email=victim)
        for company in (acme.id, None):
            credentials = {"email": victim, "password": PASSWORD, "company_id": company}
            answer = product.client().post("/api/v1/auth/login", json=credentials)
            assert answer.status_code == 403 or answer.json()["user"]["company_id"] == umbrella.id
        owner = with_own_password(product, victim)
        assert {owner.user["id"], owner.user["company_id"]} & {portal["portal_id"], acme.id}
        assert product.client().sign_in(victim, PASSWORD).status_code == 200


class TestPortalUsers:
    def test_a_portal_user_becomes_a_candidate_who_signs_in_by_the_mailed_link(self, acme: Tenant) -> None:
        known = {"linkedin_url": "https://linkedin.com/in/jane", "current_company": "Tech Corp", "experience_years": 5}
        made = portal_user(acme, **known)
        assert {name: made[name] for name in known} == known
        assert acme.hr.ok("GET", f"/api/v1/portal-users/{made['portal_id']}") == made
        candidate = acme.hr.ok("GET", f"/api/v1/candidates/{made['candidate_id']}")
        assert (candidate["first_name"], candidate["last_name"], candidate["source"]) == ("Jane", "Doe", "portal")
        signed_in = with_own_password(acme.product, made["email"])
        assert signed_in.user["candidate_id"] == made["candidate_id"]
        assert acme.hr.ok("GET", f"/api/v1/portal-users/{made['portal_id']}")["is_verified"] is True

    def test_a_candidate_who_is_known_gets_an_account_once(self, acme: Tenant) -> None:
        candidate = acme.candidate()
        made = portal_user(acme, email=candidate["email"].upper())
        assert made["candidate_id"] == candidate["id"]
        again = acme.hr.post("/api/v1/portal-users", json={"name": "N", "email": candidate["email"]})
        assert (again.status_code, again.json()["code"]) == (409, "account_exists")

    def test_without_a_welcome_mail_nothing_is_sent_until_a_reset(self, acme: Tenant) -> None:
        made = portal_user(acme, send_welcome_email=False)
        assert acme.product.mails_to(made["email"]) == []
        answer = acme.hr.ok("POST", f"/api/v1/portal-users/{made['portal_id']}/reset-password")
        assert answer == {"message": f"Password reset email sent to {made['email']}"}
        assert with_own_password(acme.product, made["email"])

    def test_they_are_found_by_the_beginning_of_name_address_and_number(self, acme: Tenant) -> None:
        jane = portal_user(acme, name="Jane van Doe", phone="+91 98765 43210")
        portal_user(acme, name="Bo Li", email=new_email("bo"), phone="+1 212 555 0123")

        def found(search: str, status: str = "all") -> list[str]:
            page = acme.hr.ok("GET", "/api/v1/portal-users", params={"search": search, "status": status})
            assert page["total"] == len(page["portal_users"])
            return [user["portal_id"] for user in page["portal_users"]]

        for search in ("jan", "JANE  VAN", "van d", "doe", jane["email"][:6], "+91 98765", "98765-432", "9198765"):
            assert found(search) == [jane["portal_id"]], search
        assert found("ane") == found("jane doe") == found("%") == []
        assert len(found("j")) + len(found("b")) == 2
        acme.hr.ok("POST", f"/api/v1/portal-users/{jane['portal_id']}/deactivate")
        assert (found("jane", "active"), found("jane", "inactive")) == ([], [jane["portal_id"]])

    def test_they_are_listed_by_whether_they_may_sign_in(self, acme: Tenant) -> None:
        gone, here = portal_user(acme), portal_user(acme)
        acme.hr.ok("POST", f"/api/v1/portal-users/{gone['portal_id']}/deactivate")

        def listed(**query: str) -> list[str]:
            page = acme.hr.ok("GET", "/api/admin/candidate-portal-users", params=query)
            assert page["total"] == len(page["portal_users"])
            return [user["portal_id"] for user in page["portal_users"]]

        assert listed(status="active") == [here["portal_id"]]
        assert listed(status="inactive") == [gone["portal_id"]]
        assert listed(status="all") == listed() == [here["portal_id"], gone["portal_id"]]

    def test_a_deactivated_one_is_signed_out_at_once_and_gets_no_link(self, acme: Tenant) -> None:
        made = portal_user(acme)
        signed_in = with_own_password(acme.product, made["email"])
        path = f"/api/v1/portal-users/{made['portal_id']}"
        assert acme.hr.ok("POST", f"{path}/deactivate")["status"] == "inactive"
        assert signed_in.get("/api/v1/users/me").status_code == 401
        assert acme.product.client().sign_in(made["email"], PASSWORD).status_code == 403
        assert acme.hr.post(f"{path}/reset-password").status_code == 409
        assert acme.hr.ok("POST", f"{path}/activate")["status"] == "active"
        assert acme.product.client().sign_in(made["email"], PASSWORD).status_code == 200

    def test_who_was_invited_and_has_claimed_is_a_portal_user_too(self, acme: Tenant) -> None:
        candidate = acme.candidate(phone="+48 600 700 800")
        acme.claimed(acme.invitation(candidate_id=candidate["id"], job_id=acme.job()["id"]))
        (found,) = acme.hr.ok("GET", "/api/v1/portal-users", params={"search": "48600700"})["portal_users"]
        assert (found["candidate_id"], found["is_verified"]) == (candidate["id"], True)

    def test_a_colleague_is_no_portal_user(self, acme: Tenant) -> None:
        path = f"/api/v1/portal-users/{acme.colleague('EMPLOYEE').user['id']}"
        answers = [acme.hr.get(path), acme.hr.post(f"{path}/reset-password"), acme.hr.post(f"{path}/deactivate")]
        assert [answer.status_code for answer in answers] == [404] * 3
        assert acme.hr.ok("GET", "/api/v1/portal-users")["total"] == 0


class TestClientView:
    @pytest.fixture
    def hired_for(self, acme: Tenant) -> dict[str, Any]:
        return acme.client(name="Globex")

    @pytest.fixture
    def looker(self, acme: Tenant, hired_for: dict[str, Any]) -> Client:
        return acme.colleague("CLIENT", client_id=hired_for["id"])

    def test_they_see_their_clients_jobs_alone(self, acme: Tenant, hired_for: dict[str, Any], looker: Client) -> None:
        job = acme.job(client_id=hired_for["id"], salary_max=90_000)
        hidden = [
            acme.job(client_id=acme.client()["id"]),
            acme.job(),
            acme.job(client_id=hired_for["id"], status="draft"),
        ]
        listed = looker.ok("GET", "/api/v1/client-portal/jobs")
        assert ([one["id"] for one in listed["jobs"]], listed["total"]) == ([job["id"]], 1)
        assert "salary_max" not in looker.ok("GET", f"/api/v1/client-portal/jobs/{job['id']}")
        for other in hidden:
            for path in (other["id"], f"{other['id']}/candidates"):
                assert looker.get(f"/api/v1/client-portal/jobs/{path}").status_code == 404

    def test_they_see_who_was_put_forward_and_not_who_merely_applied(
        self, acme: Tenant, hired_for: dict[str, Any], looker: Client
    ) -> None:
        job = acme.job(client_id=hired_for["id"])
        candidate = acme.candidate(phone="+48 600 700 800")
        shown = acme.application(job_id=job["id"], candidate_id=candidate["id"])
        applied = acme.application(job_id=job["id"])
        acme.hr.ok("POST", f"/api/v1/applications/{shown['id']}/move", json={"status": "screening"})
        listed = looker.ok("GET", f"/api/v1/client-portal/jobs/{job['id']}/candidates")
        assert ([one["id"] for one in listed["candidates"]], listed["total"]) == ([shown["id"]], 1)
        profile = looker.get(f"/api/v1/client-portal/candidates/{shown['id']}")
        assert profile.json()["stage"] == "screening"
        assert candidate["email"] not in profile.text
        assert "600" not in profile.text
        assert looker.get(f"/api/v1/client-portal/candidates/{applied['id']}").status_code == 404
        elsewhere = acme.application(job_id=acme.job()["id"])
        acme.hr.ok("POST", f"/api/v1/applications/{elsewhere['id']}/move", json={"status": "screening"})
        assert looker.get(f"/api/v1/client-portal/candidates/{elsewhere['id']}").status_code == 404

    def test_they_see_interviews_but_neither_questions_nor_transcripts(
        self, acme: Tenant, hired_for: dict[str, Any], looker: Client
    ) -> None:
        job = acme.job(client_id=hired_for["id"])
        invitation = acme.invitation(job_id=job["id"], candidate_id=acme.candidate()["id"])
        application_id, interview_id = invitation["application_id"], invitation["interview_id"]
        acme.hr.ok("POST", f"/api/v1/applications/{application_id}/move", json={"status": "interview"})
        profile = looker.ok("GET", f"/api/v1/client-portal/candidates/{application_id}")
        assert [one["id"] for one in profile["interviews"]] == [interview_id]
        assert set(profile["interviews"][0]) == {
            "id",
            "round_name",
            "status",
            "scheduled_at",
            "ended_at",
            "judgements",
        }
        for path in (f"interviews/{interview_id}", f"interviews/{interview_id}/transcripts", "candidates", "jobs"):
            assert looker.get(f"/api/v1/{path}").status_code == 403

    def test_a_job_moved_to_another_client_is_gone_for_the_first(
        self, acme: Tenant, hired_for: dict[str, Any], looker: Client
    ) -> None:
        job = acme.job(client_id=hired_for["id"])
        acme.hr.ok("PATCH", f"/api/v1/jobs/{job['id']}", json={"client_id": acme.client()["id"]})
        assert looker.get(f"/api/v1/client-portal/jobs/{job['id']}").status_code == 404
        assert looker.ok("GET", "/api/v1/client-portal/jobs")["total"] == 0

    def test_a_client_with_users_or_jobs_is_not_deleted(self, acme: Tenant, hired_for: dict[str, Any]) -> None:
        path = f"/api/v1/clients/{hired_for['id']}"
        job = acme.job(client_id=hired_for["id"])
        assert (acme.hr.delete(path).status_code, acme.hr.delete(path).json()["code"]) == (409, "in_use")
        acme.hr.ok("DELETE", f"/api/v1/jobs/{job['id']}")
        assert acme.hr.delete(path).status_code == 204
        assert acme.hr.get(path).status_code == 404


def test_clients_are_found_by_the_beginning_of_a_word_and_by_whether_they_are_active(acme: Tenant) -> None:
    globex, initech = acme.client(name="Globex Corporation"), acme.client(name="Initech", notes="Old.")
    acme.hr.ok("PATCH", f"/api/v1/clients/{initech['id']}", json={"is_active": False})

    def ids(**query: str) -> list[str]:
        return [client["id"] for client in acme.hr.ok("GET", "/api/v1/clients", params=query)["clients"]]

    assert ids(search="corp") == ids(is_active="true") == [globex["id"]]
    assert ids() == [initech["id"], globex["id"]]
    assert acme.hr.ok("GET", f"/api/v1/clients/{initech['id']}")["notes"] == "Old."

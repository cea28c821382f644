"""What reading operations need beside identifiers, for `tests.scenes`: who reads, and in what state things are."""

from typing import Any

from tests.scenes import SLOTS, Staging, Things
from tests.staging import STAGED
from tests.tenant import Tenant


def _as_client(tenant: Tenant, things: Things) -> dict[str, Any]:
    client = tenant.client()["id"]
    job = tenant.job(client_id=client)["id"]
    application = tenant.application(job_id=job)["id"]
    tenant.hr.ok("POST", f"/api/v1/applications/{application}/move", json={"status": "screening"})
    return {"who": tenant.colleague("CLIENT", client_id=client), "ids": {"job_id": job, "application_id": application}}


def _as_candidate(tenant: Tenant, things: Things) -> dict[str, Any]:
    return {"who": tenant.interviewee()[0]}


def _judged(tenant: Tenant, things: Things) -> dict[str, Any]:
    _, interview_id = tenant.scored_interview()
    things["interview_id"] = interview_id
    return {"ids": {"score_id": things["score_id"]}}


def _recorded(tenant: Tenant, things: Things) -> dict[str, Any]:
    answer_id = things["answer_id"]
    return {"ids": {"interview_id": things["interview_id"], "answer_id": answer_id}}


def _arranged(tenant: Tenant, things: Things) -> dict[str, Any]:
    draft = {"application_id": things["application_id"], "scheduled_at": "2027-02-10T10:00:00Z"}
    return {"ids": {"interview_id": tenant.hr.ok("POST", "/api/v1/interview-rounds", json=draft)["id"]}}


def _proposed(tenant: Tenant, things: Things) -> dict[str, Any]:
    person = tenant.candidate()
    application = tenant.application(candidate_id=person["id"])["id"]
    draft = {"application_id": application, "proposed_slots": SLOTS}
    made = tenant.hr.ok("POST", "/api/v1/interview-rounds", json=draft)
    token = tenant.product.link_token(person["email"])
    return {"content": {"params": {"token": token}}, "ids": {"interview_id": made["id"]}}


def _booked(tenant: Tenant, things: Things) -> dict[str, Any]:
    staged = _proposed(tenant, things)
    token = staged["content"]["params"]["token"]
    guest = tenant.product.client()
    slot = guest.ok("GET", "/api/v1/appointments", params={"token": token})["proposed_slots"][0]["id"]
    guest.ok("POST", "/api/v1/appointments/book", json={"token": token, "slot_id": slot})
    return staged


def _shown(tenant: Tenant, things: Things) -> dict[str, Any]:
    _, interview_id = tenant.scored_interview()
    shared = tenant.hr.ok("POST", f"/api/v1/reports/{interview_id}/share", json={"expires_in_days": 3})
    return {"content": {"params": {"token": shared["share_token"]}}}


def _invited(tenant: Tenant, things: Things) -> dict[str, Any]:
    token = tenant.product.link_token(tenant.invitation()["candidate_email"])
    return {"content": {"params": {"token": token}}}


READS: dict[str, Staging] = {
    "list_client_jobs": _as_client,
    "get_client_job": _as_client,
    "list_put_forward": _as_client,
    "get_put_forward": _as_client,
    "get_answer_media": _recorded,
    "list_answers": _recorded,
    "get_calendar_file": _arranged,
    "get_round": _arranged,
    "get_appointment": _proposed,
    "get_appointment_file": _booked,
    "validate_invitation": _invited,
    "get_score": _judged,
    "get_scores": _judged,
    "get_score_history": _judged,
    "list_interview_scores": _judged,
    "get_feedback": _judged,
    "get_report": _judged,
    "get_talenti_report": _judged,
    "list_talenti_dimensions": _judged,
    "export_report": _judged,
    "get_recruiter_score": _judged,
    "get_shared_report": _shown,
    "export_shared_report": _shown,
    "get_subscription": STAGED["unsubscribe"],
    "get_legal_hold": STAGED["lift_legal_hold"],
    "list_talenti_deletions": _as_candidate,
    "list_my_resumes": _as_candidate,
}
"""By operation: what is there and who reads. Of the others the identifiers are enough."""

"""What operations need beside an example of their body, for `tests.scenes`: who calls, and in what state things are."""

import json
from datetime import timedelta
from typing import Any

from shared.answers.models import UPLOADS
from shared.resumes.models import CONTAINER
from tests.app import Client
from tests.http.test_socket import Socket
from tests.scenes import CV, SLOTS, Staging, Things, signs_in
from tests.tenant import PASSWORD, THOROUGH, Tenant, new_email, say

NEW_PASSWORD = "Another-password-2"
SOUND = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(40)
SPENT_LINK = frozenset({410})
TAKEN = frozenset({409})
ENDED = frozenset({401})


def _as_interviewee(tenant: Tenant, things: Things) -> dict[str, Any]:
    client, interview_id = tenant.interviewee()
    return {"who": client, "ids": {"interview_id": interview_id, "user_id": client.user["id"]}}


def _talking(tenant: Tenant, things: Things) -> dict[str, Any]:
    staged = _as_interviewee(tenant, things)
    say(staged["who"], staged["ids"]["interview_id"])
    return staged


def _chat(tenant: Tenant, things: Things) -> dict[str, Any]:
    staged = _talking(tenant, things)
    body = {"interview_id": staged["ids"]["interview_id"], "message": THOROUGH, "message_id": "m-1", "after": 1}
    return {**staged, "content": {"json": body}}


def _said(tenant: Tenant, things: Things) -> dict[str, Any]:
    staged = _talking(tenant, things)
    say(staged["who"], staged["ids"]["interview_id"], THOROUGH)
    return staged


def _corrected(tenant: Tenant, things: Things) -> dict[str, Any]:
    return {"ids": _said(tenant, things)["ids"]}


def _scored(tenant: Tenant, things: Things) -> dict[str, Any]:
    return {"ids": {"interview_id": tenant.scored_interview()[1]}}


def _scored_with(**body: Any) -> Staging:
    def stage(tenant: Tenant, things: Things) -> dict[str, Any]:
        interview_id = tenant.scored_interview()[1]
        return {"ids": {"interview_id": interview_id}, "content": {"json": body}}

    return stage


def _shared(tenant: Tenant, things: Things) -> dict[str, Any]:
    interview_id = tenant.scored_interview()[1]
    tenant.hr.ok("POST", f"/api/v1/reports/{interview_id}/share", json={"expires_in_days": 3})
    return {"ids": {"interview_id": interview_id}}


def _round(tenant: Tenant, things: Things, **when: Any) -> dict[str, Any]:
    draft = {"application_id": things["application_id"], **(when or {"scheduled_at": "2027-02-10T10:00:00Z"})}
    return dict(tenant.hr.ok("POST", "/api/v1/interview-rounds", json=draft))


def _planned_round(tenant: Tenant, things: Things) -> dict[str, Any]:
    return {"ids": {"interview_id": _round(tenant, things)["id"]}}


def _past_round(tenant: Tenant, things: Things) -> dict[str, Any]:
    return {"ids": {"interview_id": _round(tenant, things, scheduled_at="2026-01-30T10:00:00Z")["id"]}}


def _proposed_round(tenant: Tenant, things: Things) -> dict[str, Any]:
    leader = tenant.colleague("EMPLOYEE").user["id"]
    made = _round(tenant, things, proposed_slots=SLOTS, interviewer_id=leader)
    return {"ids": {"interview_id": made["id"]}, "content": {"json": {"slot_id": made["proposed_slots"][0]["id"]}}}


def _own_slot(tenant: Tenant, things: Things) -> dict[str, Any]:
    person = tenant.candidate()
    things["application_id"] = tenant.application(candidate_id=person["id"])["id"]
    made = _round(tenant, things, proposed_slots=SLOTS)
    token = tenant.product.link_token(person["email"])
    return {"content": {"json": {"token": token, "slot_id": made["proposed_slots"][0]["id"]}}, "spent": TAKEN}


def _with_interviewer(tenant: Tenant, things: Things) -> dict[str, Any]:
    ids = {name: things[name] for name in ("candidate_id", "job_id")}
    draft = {**ids, "scheduled_at": "2027-02-10T10:00:00Z", "interviewer_id": things["user_id"]}
    return {"content": {"json": draft}}


def _new_file(tenant: Tenant, things: Things) -> dict[str, Any]:
    return {"content": {"files": {"file": ("cv.txt", CV)}, "data": {"candidate_id": things["candidate_id"]}}}


def _new_file_for_a_job(tenant: Tenant, things: Things) -> dict[str, Any]:
    return {"content": {"files": {"file": ("cv.txt", CV)}, "data": {"job_id": things["job_id"]}}}


def _rows_file(tenant: Tenant, things: Things) -> dict[str, Any]:
    rows = "\n".join(["email,first_name", *(f"{new_email('row')},R{number}" for number in range(12)), "broken,B"])
    return {"content": {"files": {"file": ("people.csv", rows.encode())}, "data": {}}}


def _rows(tenant: Tenant, things: Things) -> dict[str, Any]:
    rows = [{"email": new_email("row"), "first_name": f"R{number}"} for number in range(12)]
    rows += [{"email": tenant.candidate()["email"], "first_name": "Known"}, {"email": "broken"}]
    return {"content": {"json": {"candidates": rows}}}


def _other_person(tenant: Tenant, things: Things) -> dict[str, Any]:
    return {"content": {"json": {"other_id": tenant.application()["candidate_id"]}}}


def _who_signs_in(tenant: Tenant, things: Things) -> dict[str, Any]:
    return {"content": {"json": signs_in(tenant.hr)}}


def _refreshing(tenant: Tenant, things: Things) -> dict[str, Any]:
    return {"content": {"json": {"refresh_token": tenant.hr.tokens["refresh_token"]}}, "spent": ENDED}


def _leaving(tenant: Tenant, things: Things) -> dict[str, Any]:
    return {"who": tenant.colleague("EMPLOYEE"), "spent": ENDED}


def _changing_password(tenant: Tenant, things: Things) -> dict[str, Any]:
    who = tenant.colleague("EMPLOYEE")
    body = {"old_password": PASSWORD, "new_password": NEW_PASSWORD}
    return {"who": who, "ids": {"user_id": who.user["id"]}, "content": {"json": body}, "spent": frozenset({401, 403})}


def _unverified(tenant: Tenant, things: Things) -> str:
    draft = {"name": "Ines", "email": new_email("ines"), "password": PASSWORD, "role": "EMPLOYEE"}
    tenant.hr.ok("POST", "/api/v1/users", json=draft)
    return str(draft["email"])


def _verifying(tenant: Tenant, things: Things) -> dict[str, Any]:
    token = tenant.product.link_token(_unverified(tenant, things))
    return {"content": {"json": {"token": token}}, "spent": SPENT_LINK}


def _asking_again(tenant: Tenant, things: Things) -> dict[str, Any]:
    return {"content": {"json": {"email": _unverified(tenant, things)}}}


def _forgetting(tenant: Tenant, things: Things) -> dict[str, Any]:
    return {"content": {"json": {"email": tenant.hr.user["email"]}}}


def _resetting(tenant: Tenant, things: Things) -> dict[str, Any]:
    email = tenant.colleague("EMPLOYEE").user["email"]
    tenant.product.client().ok("POST", "/api/v1/auth/forgot-password", json={"email": email})
    body = {"token": tenant.product.link_token(email), "new_password": NEW_PASSWORD}
    return {"content": {"json": body}, "spent": SPENT_LINK}


def _claiming(tenant: Tenant, things: Things) -> dict[str, Any]:
    token = tenant.product.link_token(tenant.invitation()["candidate_email"])
    return {"content": {"json": {"token": token, "password": PASSWORD}}, "spent": SPENT_LINK}


def _founding(tenant: Tenant, things: Things) -> dict[str, Any]:
    return {"spent": TAKEN}


def _with_a_role(tenant: Tenant, things: Things) -> dict[str, Any]:
    return {"content": {"json": {"access_role_id": things["access_role_id"]}}}


def _inactive(path: str, placeholder: str) -> Staging:
    def stage(tenant: Tenant, things: Things) -> dict[str, Any]:
        tenant.hr.ok("POST", f"/api/v1/{path}/{things[placeholder]}/deactivate")
        return {}

    return stage


def _with_account(tenant: Tenant, things: Things) -> dict[str, Any]:
    return {"who": tenant.interviewee()[0]}


def _own_file(tenant: Tenant, things: Things) -> dict[str, Any]:
    content = {"files": {"file": ("cv.txt", CV)}, "data": {}}
    return {"who": tenant.interviewee()[0], "content": content}


def _asks_for_erasure(tenant: Tenant, things: Things) -> dict[str, Any]:
    client, _ = tenant.interviewee()
    made = client.ok("POST", "/api/v1/deletion-requests", json={})
    return {"who": client, "ids": {"request_id": made["id"]}}


def _held_back(tenant: Tenant, things: Things) -> dict[str, Any]:
    path = f"/api/v1/candidates/{things['candidate_id']}/legal-hold"
    tenant.hr.ok("PUT", path, json={"reason": "A court case."})
    return {}


def _overdue(tenant: Tenant, things: Things) -> dict[str, Any]:
    tenant.candidate()
    tenant.hr.ok("PUT", "/api/v1/data-retention/policy", json={"retention_days": 1})
    tenant.product.clock.turn(timedelta(days=3))
    tenant.hr.sign_in(**signs_in(tenant.hr))
    return {"content": {"json": {"dry_run": False}}}


def _mailed(tenant: Tenant, things: Things) -> dict[str, Any]:
    person = tenant.candidate()
    draft = {"candidate_ids": [person["id"]], "subject": "Hello", "body": "Hello {{first_name}}."}
    tenant.hr.ok("POST", "/api/v1/candidates/bulk/send-email", json=draft)
    return {"content": {"params": {"token": tenant.product.link_token(person["email"])}}}


def _someone_to_write_to(tenant: Tenant, things: Things) -> dict[str, Any]:
    draft = {"recipient_email": tenant.candidate()["email"], "subject": "Hello", "body": "Dear {{first_name}}."}
    return {"content": {"json": draft}}


def _with_webhook(tenant: Tenant, things: Things) -> dict[str, Any]:
    things["webhook_id"]
    return {}


def _socket(tenant: Tenant, things: Things) -> dict[str, Any]:
    client, interview_id = tenant.interviewee()
    socket = Socket(tenant.product)
    socket.connect(interview_id, client.tokens["access_token"])
    frame = json.dumps({"type": "response", "text": THOROUGH, "message_id": "m-1"}).encode()
    headers = socket.headers("user.message")
    return {"content": {"content": frame, "headers": headers}}


def _for_oneself(client: Client) -> dict[str, str]:
    return {"user_id": str(client.user["id"])}


def _own_profile(tenant: Tenant, things: Things) -> dict[str, Any]:
    client, _ = tenant.interviewee()
    return {"who": client, "ids": _for_oneself(client)}


def _unscored(tenant: Tenant, things: Things) -> dict[str, Any]:
    tenant.failed_task()
    return {"ids": {"interview_id": tenant.hr.ok("GET", "/api/v1/interviews")["interviews"][0]["id"]}}


def _unread(tenant: Tenant, things: Things) -> dict[str, Any]:
    link = tenant.hr.ok("POST", "/api/v1/storage/upload-url", json={"file_name": "cv.txt"})
    tenant.product.blobs.put(CONTAINER, f"{tenant.id}/{link['resume_id']}", CV)
    return {"ids": {"resume_id": str(link["resume_id"])}}


STAGED: dict[str, Staging] = {
    "register": _founding,
    "sign_in": _who_signs_in,
    "refresh_session": _refreshing,
    "sign_out": _leaving,
    "change_my_password": _changing_password,
    "change_password": _changing_password,
    "verify_email": _verifying,
    "resend_verification": _asking_again,
    "forgot_password": _forgetting,
    "reset_password": _resetting,
    "talenti_register": _founding,
    "talenti_sign_in": _who_signs_in,
    "talenti_refresh": _refreshing,
    "talenti_sign_out": _leaving,
    "write_profile": _own_profile,
    "update_profile": _own_profile,
    "set_user_access": _with_a_role,
    "activate_user": _inactive("users", "user_id"),
    "activate_portal_user": _inactive("portal-users", "portal_id"),
    "merge_candidates": _other_person,
    "import_candidates": _rows,
    "import_candidates_file": _rows_file,
    "upload_resume": _new_file,
    "upload_cv": _new_file_for_a_job,
    "upload_talenti_cv": _own_file,
    "claim_invitation": _claiming,
    "chat": _chat,
    "start_interview": _as_interviewee,
    "complete_interview": _said,
    "add_segment": _said,
    "correct_segment": _corrected,
    "submit_answer": _talking,
    "create_answer_upload": _talking,
    "create_round": _with_interviewer,
    "update_round": _planned_round,
    "cancel_round": _planned_round,
    "book_round": _proposed_round,
    "invite_to_round": _planned_round,
    "miss_round": _past_round,
    "pass_round": _planned_round,
    "reject_in_round": _planned_round,
    "begin_hiring": _planned_round,
    "book_appointment": _own_slot,
    "book_arbeit_slot": _proposed_round,
    "send_arbeit_invite": _planned_round,
    "pass_arbeit_round": _planned_round,
    "reject_arbeit_candidate": _planned_round,
    "hire_arbeit_candidate": _planned_round,
    "receive_realtime_event": _socket,
    "negotiate_socket": _as_interviewee,
    "override_score": _scored,
    "retry_score": _unscored,
    "read_resume_again": _unread,
    "update_score": _scored,
    "release_feedback": _scored,
    "save_score": _scored,
    "analyze_interview": _scored,
    "share_report": _scored,
    "revoke_report_link": _shared,
    "observe_presence": _as_interviewee,
    "send_email": _someone_to_write_to,
    "unsubscribe": _mailed,
    "resubscribe": _mailed,
    "clean_up": _overdue,
    "lift_legal_hold": _held_back,
    "request_deletion": _with_account,
    "withdraw_deletion_request": _asks_for_erasure,
    "request_talenti_deletion": _with_account,
}
"""By operation: what is there and who calls. Of the others the example is enough."""


def _for_a_job(tenant: Tenant, things: Things) -> dict[str, Any]:
    return {"content": {"json": {"candidate_id": things["candidate_id"], "job_id": things["job_id"]}}}


def _plan_and_invite(tenant: Tenant, things: Things) -> dict[str, Any]:
    body = {"candidate": things["candidate_id"], "job": things["job_id"]}
    return {"url": "/api/interviews/", "content": {"json": body}}


def _held_round(tenant: Tenant, things: Things) -> dict[str, Any]:
    return {**_planned_round(tenant, things), "content": {"json": {"rating": 4, "feedback": "Strong."}}}


def _sent_recording(tenant: Tenant, things: Things) -> dict[str, Any]:
    staged = _talking(tenant, things)
    path = f"/api/v1/interviews/{staged['ids']['interview_id']}/answers/upload-url"
    target = staged["who"].ok("POST", path, json={"kind": "audio"})
    name = target["upload_url"].partition(f"/{UPLOADS}/")[2].partition("?")[0]
    tenant.product.blobs.put(UPLOADS, name, SOUND)
    return {**staged, "content": {"json": {"audio_file_id": target["file_id"], "text": THOROUGH}}}


def _recording_in_a_form(tenant: Tenant, things: Things) -> dict[str, Any]:
    return {**_talking(tenant, things), "content": {"files": {"audio": ("answer.wav", SOUND)}}}


VARIANTS: dict[str, tuple[str, Staging]] = {
    "answer with a recording that was sent": ("submit_answer", _sent_recording),
    "answer with a recording in a form": ("submit_answer", _recording_in_a_form),
    "invite a candidate for a job": ("create_invitation", _for_a_job),
    "plan an interview and invite": ("plan_arbeit_interview", _plan_and_invite),
    "write down how a round was": ("complete_interview", _held_round),
    "upload a CV for a job": ("upload_resume", _new_file_for_a_job),
}
"""Other ways through an operation, by name: the operation, and what is there."""

"""A valid call of every operation, for the sweeps over all of them."""

from collections.abc import Mapping
from typing import Any

from shared.core.caller import PERMISSIONS, Role
from shared.core.resource import Input
from shared.http.call import Upload
from shared.http.endpoint import Endpoint
from shared.http.route import Route
from tests.app import SIGNING_KEY, Client
from tests.tenant import PASSWORD, new_email

Ids = Mapping[str, str]
"""An identifier for every placeholder."""

SIGNING_OUT = {"sign_out", "talenti_sign_out"}
"""Operations that end the session of who calls them."""

TOLD_BY_TOKEN = {
    "validate_invitation",
    "get_appointment",
    "get_appointment_file",
    "get_shared_report",
    "export_shared_report",
    "get_subscription",
    "unsubscribe",
    "resubscribe",
}
"""Operations whose query names what they are about by a mailed token."""

NOBODY = "01999999-9999-7999-8999-999999999999"
"""A well-formed identifier of nothing."""


def body_of(endpoint: Endpoint, ids: Ids) -> dict[str, Any]:
    """A body that the operation accepts, about the things of these ids."""
    job, candidate, application = ids["job_id"], ids["candidate_id"], ids["application_id"]
    interview = ids["interview_id"]
    token = {"token": f"a.b.{SIGNING_KEY[:8]}"}
    bodies: dict[str, dict[str, Any]] = {
        "sign_in": {"email": "nobody@mail.example", "password": PASSWORD},
        "refresh_session": {"refresh_token": "not-a-token"},
        "register": {"email": new_email("founder"), "password": PASSWORD},
        "talenti_register": {"email": new_email("founder"), "password": PASSWORD},
        "talenti_sign_in": {"email": "nobody@mail.example", "password": PASSWORD},
        "report_talenti_audit": {"action": "VIEW_REPORT", "entity_type": "Report"},
        "talenti_refresh": {"refresh_token": "not-a-token"},
        "change_my_password": {"old_password": "wrong-password", "new_password": PASSWORD},
        "change_password": {"old_password": "wrong-password", "new_password": PASSWORD},
        "verify_email": token,
        "resend_verification": {"email": "nobody@mail.example"},
        "forgot_password": {"email": "nobody@mail.example"},
        "reset_password": {**token, "new_password": PASSWORD},
        "register_user": {"name": "N", "email": new_email("new"), "password": PASSWORD, "role": "HR"},
        "create_user": {"name": "N", "email": new_email("new"), "password": PASSWORD, "role": "EMPLOYEE"},
        "update_user": {"department": "Sales"},
        "update_me": {"department": "Sales"},
        "set_user_access": {},
        "create_access_role": {"name": new_email("role"), "permissions": []},
        "update_access_role": {"description": "Looks on."},
        "create_client": {"name": "A client"},
        "create_client_user": {"name": "N", "email": new_email("client")},
        "update_client_user": {"phone": "+1 212 555 0123"},
        "create_portal_user": {"name": "N", "email": new_email("portal")},
        "update_client": {"website": "https://client.example"},
        "create_company": {"name": "Another", "email_domain": "another.example"},
        "update_company": {"description": "Makes things."},
        "create_job": {"title": "Tester"},
        "create_role": {"name": "Tester"},
        "update_role": {"category": "Engineering"},
        "create_talenti_role": {"title": "Tester"},
        "update_talenti_role": {"location": "Lagos"},
        "update_talenti_rubric": {"dimensions": {"ownership": {"weight": 1}}},
        "update_job": {"location": "Lagos"},
        "replace_job": {"location": "Lagos"},
        "extract_requirements": {"job_description": "You must know SQL."},
        "generate_job": {"title": "Tester"},
        "generate_shortlist": {"job_role_id": job},
        "generate_questions": {"job_id": job},
        "create_candidate": {"email": new_email("new"), "first_name": "N", "last_name": "N"},
        "update_candidate": {"location": "Lagos"},
        "move_arbeit_candidate": {"status": "SHORTLISTED"},
        "import_candidates": {"candidates": [{"email": new_email("row"), "first_name": "N"}]},
        "merge_candidates": {"other_id": NOBODY},
        "write_profile": {"suburb": "Fitzroy"},
        "update_profile": {"suburb": "Fitzroy"},
        "add_note": {"content": "Thinks aloud."},
        "add_recruiter_note": {"content": "Thinks aloud."},
        "parse_talenti_resume": {"resume_text": "Zofia Nowak\n\nSkills: Python, SQL\n"},
        "replace_resume": {"file_name": "new.txt"},
        "create_upload_url": {"file_name": "cv.pdf", "candidate_id": candidate, "job_id": job},
        "create_application": {"job_id": job, "candidate_id": candidate},
        "move_application": {"status": "screening"},
        "create_invitation": {"application_id": application},
        "claim_invitation": {**token, "password": PASSWORD},
        "create_interview": {"candidate_id": candidate, "job_id": job},
        "chat": {"interview_id": interview, "message": "Hello."},
        "add_segment": {"speaker": "candidate", "content": "Hello."},
        "correct_segment": {"content": "Hello.", "reason": "Misheard."},
        "create_call_token": {},
        "create_speech_token": {},
        "submit_answer": {"text": "I would add an index."},
        "create_answer_upload": {},
        "cancel_interview": {"reason": "The job was withdrawn."},
        "plan_arbeit_interview": {"candidate_id": candidate, "job_id": job},
        "book_arbeit_slot": {"slot_id": "no-such-slot"},
        "send_arbeit_invite": {"meeting_link": "https://meet.example/abc"},
        "pass_arbeit_round": {"feedback": "Knows the trade.", "rating": 4},
        "reject_arbeit_candidate": {"feedback": "Not this time.", "rating": 2},
        "hire_arbeit_candidate": {"salary_offered": "15 LPA", "joining_date": "2026-03-01"},
        "update_interview": {"session_metadata": {"browser": "Firefox"}},
        "complete_interview": {},
        "update_invitation": {"status": "revoked"},
        "create_round": {"candidate_id": candidate, "job_id": job, "scheduled_at": "2026-02-20T10:00:00Z"},
        "update_round": {"round_name": "Talk with the team"},
        "cancel_round": {"reason": "The job was withdrawn."},
        "book_round": {"slot_id": "no-such-slot"},
        "invite_to_round": {"meeting_link": "https://meet.example/abc"},
        "pass_round": {"feedback": "Knows the trade.", "rating": 4},
        "reject_in_round": {"feedback": "Not this time.", "rating": 2},
        "begin_hiring": {"salary_offered": "15 LPA", "joining_date": "2026-03-01"},
        "book_appointment": {**token, "slot_id": "no-such-slot"},
        "add_score": {"interview_id": interview, "rating": 4},
        "update_score": {"rating": 3},
        "release_feedback": {"candidate_feedback": "Thank you."},
        "analyze_interview": {"interview_id": interview},
        "save_score": {"culture_fit_score": 70},
        "share_report": {"expires_in_days": 3},
        "observe_presence": {"consent": False},
        "override_score": {"overall_score": 50, "reason": "I was there."},
        "send_email": {"recipient_email": "nobody@mail.example", "subject": "Hello", "body": "Hello."},
        "send_bulk_email": {"candidate_ids": [candidate], "subject": "Hello", "body": "Hello {{first_name}}."},
        "create_email_template": {"key": "hello", "name": "Hello", "subject": "Hello", "body": "Hello."},
        "update_email_template": {"name": "Greeting"},
        "preview_email": {"subject": "Hello", "body": "Hello {{company_name}}."},
        "set_retention_policy": {"retention_days": 365},
        "clean_up": {"dry_run": True},
        "place_legal_hold": {"reason": "A court case."},
        "request_deletion": {},
        "request_talenti_deletion": {},
        "verify_deletion_certificate": {
            **dict.fromkeys(("requested_at", "completed_at", "deadline_at"), "2026-01-31T12:00:00Z"),
            **dict.fromkeys(("request_id", "company_id", "signature"), NOBODY),
            "erased": {},
        },
        "create_webhook": {"url": "https://hooks.example/talenti"},
        "update_webhook": {"description": "Tells our CRM."},
    }
    return bodies[endpoint.name]


def takes_json(endpoint: Endpoint) -> bool:
    """Whether the operation has a JSON body."""
    return endpoint.body is not None and issubclass(endpoint.body, Input)


def call_of(endpoint: Endpoint, route: Route, ids: Ids) -> dict[str, Any]:
    """Method, URL and content of a valid call, as `Client.request` takes them."""
    url = route.path
    for name in route.placeholders:
        url = url.replace(f"{{{name}}}", ids[name])
    call: dict[str, Any] = {"method": route.method, "url": url}
    if endpoint.name == "register_user":
        call["params"] = {"company_id": ids["company_id"]}
    if endpoint.name in TOLD_BY_TOKEN:
        call["params"] = {"token": "a.b.c"}
    if endpoint.body is Upload:
        call["files"] = {"file": ("cv.txt", b"")}
        call["data"] = {"candidate_id": ids["candidate_id"], "job_id": ids["job_id"]}
    elif takes_json(endpoint):
        call["json"] = body_of(endpoint, ids)
    return call


def may(endpoint: Endpoint, role: Role) -> bool:
    """Whether the role is admitted, by the declaration."""
    return endpoint.access.guests or endpoint.access.allows(PERMISSIONS[role])


def own_ids(client: Client, company_id: str) -> dict[str, str]:
    """The caller's own user and company; of everything else what does not exist."""
    return {**dict.fromkeys(PLACEHOLDERS, NOBODY), "user_id": client.user["id"], "company_id": company_id}


PLACEHOLDERS = (
    "company_id",
    "user_id",
    "access_role_id",
    "client_id",
    "user_email",
    "portal_id",
    "job_id",
    "role_id",
    "candidate_id",
    "resume_id",
    "application_id",
    "invitation_id",
    "interview_id",
    "turn_id",
    "answer_id",
    "task_id",
    "note_id",
    "score_id",
    "import_id",
    "webhook_id",
    "request_id",
    "delivery_id",
    "mailing_id",
    "template_id",
)

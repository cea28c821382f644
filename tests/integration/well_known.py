"""Somebody of whom something of every kind is known: what was sent, said, judged, written, counted and logged."""

import io
from dataclasses import dataclass
from typing import Any

from docx import Document
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from shared.ports.blob import BlobStore
from shared.ports.webhooks import WebhookAnswer
from tests.app import Client
from tests.contract.communication_service import CommunicationService
from tests.http.test_calls import CALL, HOOK, SECRET, recorded
from tests.http.test_delivery_reports import report
from tests.http.test_mailings import unsubscribe_url
from tests.http.test_presence import observe
from tests.tenant import THOROUGH, Tenant, hold, say

CANARY = "Qwyxzelbron"
"""Stands in everything that is known of one person."""
ADDRESS = "qwyxzelbron@mail.example"
PHONE = "+48 732 190 455"
WORDS = (CANARY, "732 190 455", "732190455")
WEBM = b"\x1aE\xdf\xa3"


def pdf(text: str) -> bytes:
    """A PDF that says so."""
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.drawString(72, 700, text)
    canvas.save()
    return file.getvalue()


def docx(text: str) -> bytes:
    """A Word file that says so."""
    file = io.BytesIO()
    document = Document()
    document.add_paragraph(text)
    document.save(file)
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class Person:
    """The candidate, signed in, with the two interviews that they have: one is over, one goes on."""

    client: Client
    candidate_id: str
    interview_id: str
    open_interview_id: str


def person_of(acme: Tenant, service: CommunicationService, blobs: BlobStore) -> Person:
    """Make everything that can be known of somebody known to a company."""
    known = {"first_name": CANARY, "last_name": f"{CANARY}-Żółć", "location": CANARY, "domain": CANARY, "phone": PHONE}
    candidate = acme.candidate(**known, email=ADDRESS, position=CANARY, qualifications=CANARY)
    candidate_id = str(candidate["id"])
    _send_cvs(acme, candidate_id, blobs)
    client, interview_id = acme.held(
        acme.invitation(job_id=acme.job()["id"], candidate_id=candidate_id), f"{THOROUGH} {CANARY}."
    )
    open_id = acme.invitation(job_id=acme.job()["id"], candidate_id=candidate_id)["interview_id"]
    acme.product.run_queue()
    person = Person(client, candidate_id, interview_id, open_id)
    _be_there(person)
    _answer(acme, person, blobs)
    _judge(acme, person)
    _meet(acme, person)
    _call(acme, person, service)
    _write(acme, person)
    _import(acme)
    _merge(acme, person)
    acme.product.run_queue()
    return person


def _send_cvs(acme: Tenant, candidate_id: str, blobs: BlobStore) -> None:
    """CV files in three formats, one that was replaced, and one of which only a part has arrived."""
    cv = f"{CANARY} {CANARY}\n{PHONE}\nSkills: Python\nEngineer, {CANARY} Ltd, 2019 - 2023"
    for name, data in (("cv.txt", cv.encode("utf-16")), ("cv.pdf", pdf(cv)), ("cv.docx", docx(cv))):
        form = {"files": {"file": (f"{CANARY}-{name}", data)}, "data": {"candidate_id": candidate_id}}
        resume = acme.hr.ok("POST", "/api/v1/resumes", **form)
    acme.product.land_files()
    again = {"file": (f"{CANARY}-again.txt", cv.encode())}
    acme.hr.ok("PUT", f"/api/v1/resumes/{resume['id']}", files=again)
    begun = {"file_name": f"{CANARY}.pdf", "candidate_id": candidate_id}
    target = acme.hr.ok("POST", "/api/v1/storage/upload-url", json=begun)
    container, _, name = target["blob_path"].partition("/")
    blobs.put_block(container, name, 0, CANARY.encode())


def _be_there(person: Person) -> None:
    """A profile, an account with another name, a link that was asked for, and a request whose answer is kept."""
    client = person.client
    client.ok("PUT", f"/api/v1/users/{client.user['id']}", json={"name": f"{CANARY} Junior", "department": CANARY})
    client.ok("POST", "/api/v1/candidates/profile", json={"suburb": CANARY, "phone": PHONE})
    client.ok("POST", "/api/v1/auth/forgot-password", json={"email": ADDRESS})
    client.ok("POST", "/api/v1/acs/token", json={"scopes": ["voip"]})


def _answer(acme: Tenant, person: Person, blobs: BlobStore) -> None:
    """Recordings of answers: sent in a form, by a link, in part, and piece by piece over the live socket."""
    client, path = person.client, f"/api/v1/interviews/{person.open_interview_id}"
    sound = WEBM + CANARY.encode() * 4
    said = {"files": {"audio": ("a.webm", sound), "video": ("v.webm", sound)}, "data": {"text": f"{CANARY} said so."}}
    client.ok("POST", f"{path}/answers", **said)
    for number in range(2):
        target = client.ok("POST", f"{path}/answers/upload-url", json={"kind": "audio"})
        name = f"{acme.id}/{person.open_interview_id}/uploads/{target['file_id']}"
        if number:
            blobs.put_block("answers", name, 0, sound)
        else:
            blobs.put("answers", name, sound)
    caller = acme.product.app.sessions.caller(str(client.headers["Authorization"]))
    assert caller is not None
    acme.product.app.hearing.take_sound(caller, person.open_interview_id, sound)
    acme.product.app.socket.open(caller, "a-connection")
    say(client, person.open_interview_id, f"{CANARY} said this.", message_id=CANARY)
    application = acme.hr.ok("GET", f"/api/v1/interviews/{person.open_interview_id}")["application_id"]
    seen = {"application_id": application, "enable_video_analysis": True}
    observed = str(acme.hr.ok("POST", "/api/v1/interviews", json=seen)["id"])
    say(client, observed)
    observe(acme, client, observed)


def _judge(acme: Tenant, person: Person) -> None:
    """What people wrote about them, and what was printed and shared of it."""
    hr, interview = acme.hr, f"/api/v1/interviews/{person.interview_id}"
    hr.ok("POST", f"/api/v1/candidates/{person.candidate_id}/notes", json={"content": f"{CANARY} thinks aloud."})
    hr.ok("POST", f"{interview}/score/override", json={"overall_score": 50, "reason": f"{CANARY} was nervous."})
    judged = {"interview_id": person.interview_id, "rating": 4, "feedback": f"{CANARY} did well."}
    score = hr.ok("POST", "/api/v1/scores", json=judged)
    hr.ok("PUT", f"/api/v1/scores/{score['id']}", json={"feedback": f"{CANARY} did very well."})
    hr.ok("POST", f"{interview}/feedback", json={"candidate_feedback": f"Well done, {CANARY}."})
    turns = hr.ok("GET", f"{interview}/transcripts")["transcripts"]
    said = next(turn for turn in turns if turn["speaker"] == "candidate")
    put_right = {"content": f"{CANARY}, I said.", "reason": f"{CANARY} was misheard."}
    hr.ok("PATCH", f"{interview}/transcripts/{said['id']}", json=put_right)
    assert hr.get(f"/api/v1/reports/{person.interview_id}/export").is_success
    hr.ok("POST", f"/api/v1/reports/{person.interview_id}/share")
    application = hr.ok("GET", interview)["application_id"]
    moved = {"status": "screening", "reason": f"{CANARY} convinced us."}
    hr.ok("POST", f"/api/v1/applications/{application}/move", json=moved)
    told = {"action": "CALLED", "entity_type": "candidate", "entity_id": person.candidate_id}
    hr.ok("POST", "/api/v1/audit-log", json={**told, "new_values": {"said": f"{CANARY} answered."}})


def _meet(acme: Tenant, person: Person) -> None:
    """A round with an appointment, and a legal hold that was lifted."""
    leader = acme.colleague("EMPLOYEE").user["id"]
    times = {"scheduled_at": "2026-03-10T10:00:00Z", "interviewer_id": leader, "instructions": f"{CANARY}, ring twice."}
    acme.hr.ok("POST", "/api/v1/interview-rounds", json={"candidate_id": person.candidate_id, **times})
    held = f"/api/v1/candidates/{person.candidate_id}/legal-hold"
    acme.hr.ok("PUT", held, json={"reason": f"{CANARY} sues us."})
    acme.hr.ok("DELETE", held)


def _call(acme: Tenant, person: Person, service: CommunicationService) -> None:
    """A call that was recorded, whose recording was copied."""
    acme.hr.ok("PATCH", f"/api/v1/interviews/{person.interview_id}", json=CALL)
    event = recorded(service)
    service.recordings |= {name: f"{CANARY} in {name}".encode() for name in service.recordings}
    assert acme.product.client().post(f"{HOOK}?code={SECRET}", json=[event]).is_success


def _write(acme: Tenant, person: Person) -> None:
    """Mails to them alone and as the only one of a bulk mail, one of which came back; answers that are kept; and an
    endpoint that repeats what it knows."""
    hr = acme.hr
    single = {"recipient_email": ADDRESS, "subject": f"Dear {CANARY}", "body": f"{CANARY}, come on Monday."}
    hr.ok("POST", "/api/v1/email/send", json=single, headers={"Idempotency-Key": "mail"})
    bulk = {"candidate_ids": [person.candidate_id], "subject": f"For {CANARY}", "body": f"{CANARY} alone."}
    hr.ok("POST", "/api/v1/candidates/bulk/send-email", json=bulk)
    acme.product.run_queue()
    leave = next(mail for mail in reversed(acme.product.mails_to(ADDRESS)) if mail.headers)
    assert acme.product.client().post(unsubscribe_url(leave)).is_success
    note = {"content": f"{CANARY} again."}
    headers = {"Idempotency-Key": "note"}
    hr.ok("POST", f"/api/v1/candidates/{person.candidate_id}/notes", json=note, headers=headers)
    acme.product.run_queue()
    mail = acme.product.mails_to(ADDRESS)[-1]
    acme.product.app.mail.take_report(report(mail.id, "Bounced", said=f"no mailbox {ADDRESS}"))
    hook = hr.ok("POST", "/api/v1/webhooks", json={"url": "https://hooks.example/"})
    acme.product.app.deliveries.events.forget(acme.id)
    acme.product.webhooks.answers = [WebhookAnswer(500, 1, excerpt=f"{CANARY} is known here")]
    hold(person.client, person.open_interview_id)
    acme.product.run_queue()
    log: list[dict[str, Any]] = hr.ok("GET", f"/api/v1/webhooks/{hook['id']}/deliveries")["deliveries"]
    assert any(CANARY in str(delivery["attempts"]) for delivery in log)


def _import(acme: Tenant) -> None:
    """Imports: of a request, in which they were skipped, and of a file, in which they are named twice."""
    row = {"email": ADDRESS, "first_name": CANARY}
    acme.hr.ok("POST", "/api/v1/candidates/bulk/import", json={"candidates": [row, {**row, "email": "x"}]})
    acme.hr.ok("POST", "/api/v1/candidates/bulk/import/file", files={"file": ("a.csv", table_of_two())})


def _merge(acme: Tenant, person: Person) -> None:
    """Somebody who turned out to be them."""
    other = acme.candidate(first_name=CANARY, last_name="Twin", email=f"second.{ADDRESS}")
    acme.application(candidate_id=other["id"])
    acme.hr.ok("POST", f"/api/v1/candidates/{person.candidate_id}/merge", json={"other_id": other["id"]})


def table_of_two() -> bytes:
    """A table with them, twice, and with somebody else."""
    rows = ("email,first_name,phone", f"{ADDRESS},{CANARY},{PHONE}", f"{ADDRESS.upper()},Again,", "b@mail.example,Bo,")
    return "\r\n".join(rows).encode()

"""Mails that people write: templates, to one person, to many, and unsubscribing."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from shared.adapters.memory_mailer import MemoryMailer
from shared.core.errors import Invalid, TooMany
from shared.ports.mailer import Mail
from tests.app import Product
from tests.tenant import PASSWORD, Tenant

BULK = "/api/v1/candidates/bulk/send-email"
SEND = "/api/v1/email/send"
HELLO = {"subject": "News for {{first_name}}", "body": "Dear {{candidate_name}},\n\nthere is news."}


def send_to(acme: Tenant, candidates: Sequence[Mapping[str, Any]], **message: Any) -> str:
    """Write to these candidates. Gives the job's id."""
    body = {"candidate_ids": [one["id"] for one in candidates], **(message or HELLO)}
    answer = acme.hr.post(BULK, json=body)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["job_id"])


def job(acme: Tenant, job_id: str) -> dict[str, Any]:
    return dict(acme.hr.ok("GET", f"/api/v1/email/jobs/{job_id}"))


def numbers(acme: Tenant, job_id: str) -> tuple[int, ...]:
    """Waiting, sent, failed, skipped."""
    read = job(acme, job_id)
    return tuple(read[f"{name}_count"] for name in ("queued", "sent", "failed", "skipped"))


def unsubscribe_url(mail: Mail) -> str:
    return dict(mail.headers)["List-Unsubscribe"].strip("<>").partition("127.0.0.1:7071")[2]


class Refusing(MemoryMailer):
    """A mailer that refuses one mail with this error, once."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error: Exception | None = error

    def send(self, mail: Mail) -> None:
        error, self.error = self.error, None
        if error:
            raise error
        super().send(mail)


def test_a_mail_to_one_person_has_its_variables_and_a_known_receiver(acme: Tenant) -> None:
    candidate = acme.candidate(first_name="Ada", last_name="<b>")
    message = {"recipient_email": candidate["email"].upper(), **HELLO, "variables": {"more": "x"}}
    answer = acme.hr.post(SEND, json=message)
    assert answer.status_code == 202
    (mail,) = acme.product.mails_to(candidate["email"].upper())
    assert mail.id == answer.json()["email_id"]
    assert (mail.subject, mail.headers) == ("News for Ada", ())
    assert mail.text == "Dear Ada <b>,\n\nthere is news.\n"
    assert mail.html == "<p>Dear Ada &lt;b&gt;,</p><p>there is news.</p>"
    colleague = acme.colleague("EMPLOYEE")
    acme.hr.ok("POST", SEND, json={"recipient_email": colleague.user["email"], "subject": "Hello", "body": "Hello."})
    refused = acme.hr.post(SEND, json={"recipient_email": "stranger@mail.example", **HELLO})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "recipient_email"


def test_another_companys_candidate_and_template_are_nobodys(acme: Tenant) -> None:
    other = Tenant(acme.product, "Umbrella")
    candidate = other.candidate()
    assert acme.hr.post(SEND, json={"recipient_email": candidate["email"], **HELLO}).status_code == 422
    foreign = acme.hr.post(BULK, json={"candidate_ids": [acme.candidate()["id"], candidate["id"]], **HELLO})
    assert (foreign.status_code, foreign.json()["errors"][0]["field"]) == (422, "candidate_ids")
    assert acme.product.mails_to(candidate["email"]) == []
    template = {"key": "theirs", "name": "Theirs", **HELLO}
    template_id = other.hr.ok("POST", "/api/v1/email-templates", json=template)["id"]
    for name in ("theirs", template_id):
        answer = acme.hr.post("/api/v1/email-templates/preview", json={"template_id": name})
        assert answer.json()["errors"][0]["field"] == "template_id"
    assert acme.hr.get(f"/api/v1/email-templates/{template_id}").status_code == 404


def send_then_run(acme: Tenant, candidates: Sequence[Mapping[str, Any]], **message: Any) -> str:
    job_id = send_to(acme, candidates, **message)
    acme.product.run_queue()
    return job_id


def test_a_bulk_mail_reaches_everybody_once_at_the_pace_of_the_deployment() -> None:
    acme = Tenant(Product(mail_bulk_per_minute=30))
    candidates = [acme.candidate(first_name=f"No{number}") for number in range(23)]
    job_id = send_to(acme, [*candidates, candidates[0]])
    read = job(acme, job_id)
    assert (read["status"], read["total_count"], read["queued_count"]) == ("queued", 23, 23)
    assert read["estimated_completion"] > read["created_at"]
    delays = []
    while acme.product.queue.sent:
        queue, body, delay = acme.product.queue.sent.pop(0)
        delays += [delay.total_seconds()] if queue == "send-mail" else []
        acme.product.deliver(queue, body)
    assert delays == [2.0 * number for number in range(23)], "thirty a minute"
    assert numbers(acme, job_id) == (0, 23, 0, 0)
    assert (job(acme, job_id)["status"], job(acme, job_id)["percent"]) == ("completed", 100)
    for number, candidate in enumerate(candidates):
        (mail,) = acme.product.mails_to(candidate["email"])
        assert mail.subject == f"News for No{number}"


def test_two_bulk_mails_share_the_pace() -> None:
    acme = Tenant(Product(mail_bulk_per_minute=30))
    other = Tenant(acme.product, "Umbrella")
    candidates = [acme.candidate() for _ in range(3)]
    ends = [acme.hr.ok("POST", BULK, json={"candidate_ids": [c["id"] for c in candidates], **HELLO}) for _ in range(2)]
    send_to(other, [other.candidate()])
    delays = [delay.total_seconds() for queue, _, delay in acme.product.queue.sent if queue == "spread-mailing"]
    assert delays == [0, 6, 12]
    assert ends[0]["estimated_completion"] < ends[1]["estimated_completion"]


def test_a_bulk_mail_that_dies_at_any_moment_reaches_everybody_once(acme: Tenant) -> None:
    candidates = [acme.candidate() for _ in range(11)]
    died, calls = True, 0
    while died:
        acme.hr.sign_in(acme.hr.user["email"], PASSWORD)
        sent = len(acme.product.mailer.sent)
        job_id = send_to(acme, candidates)

        def work() -> None:
            while acme.product.queue.sent:
                queue, body, _ = acme.product.queue.sent[0]
                acme.product.try_once(queue, body)
                acme.product.queue.sent.pop(0)

        died = acme.product.dies_after(calls, work)
        acme.product.run_queue()
        acme.product.sweep()
        acme.product.run_queue()
        assert len(acme.product.mailer.sent) == sent + 11
        assert numbers(acme, job_id) == (0, 11, 0, 0)
        calls += 1 if calls < 12 else 7
    assert calls > 20
    assert acme.hr.ok("GET", "/api/v1/tasks?status=queued")["total"] == 0


def test_who_unsubscribes_gets_no_bulk_mail_and_is_counted_but_their_invitation_comes(acme: Tenant) -> None:
    stays, leaves = acme.candidate(), acme.candidate()
    send_then_run(acme, [stays, leaves])
    (mail,) = acme.product.mails_to(leaves["email"])
    assert dict(mail.headers)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    guest = acme.product.client()
    for _ in range(2):
        answer = guest.post(unsubscribe_url(mail), headers=form, content=b"List-Unsubscribe=One-Click")
        assert answer.json() == {"company": "Acme", "unsubscribed": True}
    assert numbers(acme, send_then_run(acme, [stays, leaves])) == (0, 1, 0, 1)
    (skipped,) = acme.hr.ok("GET", "/api/v1/email/messages?status=skipped")["messages"]
    assert (skipped["to"], skipped["detail"]) == (leaves["email"], "unsubscribed")
    acme.invitation(candidate_id=leaves["id"], job_id=acme.job()["id"])
    acme.hr.ok("POST", SEND, json={"recipient_email": leaves["email"], **HELLO})
    assert len(acme.product.mails_to(leaves["email"])) == 3
    other = Tenant(acme.product, "Umbrella")
    known_there = other.candidate(email=leaves["email"])
    assert numbers(other, send_then_run(other, [known_there])) == (0, 1, 0, 0), "of that company alone"
    assert guest.post(unsubscribe_url(mail).replace("unsub", "resub")).json()["unsubscribed"] is False
    assert guest.get(unsubscribe_url(mail)).json()["unsubscribed"] is False
    assert numbers(acme, send_then_run(acme, [leaves])) == (0, 1, 0, 0)


def test_nobody_writes_in_the_name_of_another_company(acme: Tenant) -> None:
    candidate = acme.candidate()
    values = {"company_name": "Umbrella", "first_name": "you"}
    send_then_run(acme, [candidate], subject="{{company_name}}", body="Dear {{first_name}}.", variables=values)
    (mail,) = acme.product.mails_to(candidate["email"])
    assert (mail.subject, "Umbrella" in mail.text, "Acme has you" in mail.text) == ("Acme", False, True)
    assert mail.text.startswith("Dear you.")


def test_who_unsubscribes_while_the_mail_waits_does_not_get_it(acme: Tenant) -> None:
    candidate = acme.candidate()
    send_then_run(acme, [candidate])
    (mail,) = acme.product.mails_to(candidate["email"])
    job_id = send_to(acme, [candidate])
    queue, body, _ = acme.product.queue.sent.pop()
    acme.product.deliver(queue, body)
    acme.product.client().post(unsubscribe_url(mail))
    acme.product.run_queue()
    assert numbers(acme, job_id) == (0, 0, 0, 1)


@pytest.mark.parametrize("change", [("", "x"), (".", "a"), ("=", "=01999999-9999-7999-8999-999999999999.")])
def test_nobody_unsubscribes_others(acme: Tenant, change: tuple[str, str]) -> None:
    candidate = acme.candidate()
    send_then_run(acme, [candidate])
    url = unsubscribe_url(acme.product.mails_to(candidate["email"])[0])
    forged = url.replace(*change, 1) if change[0] else url + change[1]
    guest = acme.product.client()
    assert [guest.post(forged).status_code, guest.get(forged).status_code] == [410, 410]
    assert numbers(acme, send_then_run(acme, [candidate])) == (0, 1, 0, 0)


def test_the_list_of_those_who_unsubscribed_holds_no_address(acme: Tenant) -> None:
    candidate = acme.candidate()
    send_then_run(acme, [candidate])
    acme.product.client().post(unsubscribe_url(acme.product.mails_to(candidate["email"])[0]))
    acme.hr.ok("DELETE", f"/api/v1/candidates/{candidate['id']}")
    assert candidate["email"] not in acme.product.everything_kept()
    again = acme.candidate(email=candidate["email"])
    assert numbers(acme, send_then_run(acme, [again])) == (0, 0, 0, 1), "the wish outlives the person's erasure"


def test_people_who_cannot_be_written_to_are_left_out_and_named(acme: Tenant) -> None:
    there, gone, merged = acme.candidate(), acme.candidate(), acme.candidate()
    job_id = send_to(acme, [merged, gone])
    acme.hr.ok("DELETE", f"/api/v1/candidates/{gone['id']}")
    acme.hr.ok("POST", f"/api/v1/candidates/{there['id']}/merge", json={"other_id": merged["id"]})
    acme.product.run_queue()
    assert numbers(acme, job_id) == (0, 1, 0, 1)
    assert len(acme.product.mails_to(there["email"])) == 1
    (skipped,) = acme.hr.ok("GET", "/api/v1/email/messages?status=skipped")["messages"]
    assert skipped["detail"] == "not_found"


def test_a_busy_mail_service_lets_a_mail_wait_as_long_as_it_says(acme: Tenant) -> None:
    acme.product.mailer = Refusing(TooMany("Busy.", 40))
    acme.product.app = acme.product.new_instance()
    candidate = acme.candidate()
    job_id = send_to(acme, [candidate])
    for _ in range(2):
        acme.product.deliver(*acme.product.queue.sent.pop(0)[:2])
    ((queue, _, delay),) = acme.product.queue.sent
    assert (queue, delay) == ("send-mail", timedelta(seconds=40))
    assert numbers(acme, job_id) == (1, 0, 0, 0)
    acme.product.run_queue()
    assert numbers(acme, job_id) == (0, 1, 0, 0)
    assert acme.hr.ok("GET", "/api/v1/tasks?status=queued")["total"] == 0


def test_a_mail_that_is_refused_for_good_is_not_tried_again(acme: Tenant) -> None:
    acme.product.mailer = Refusing(Invalid("The mail service refused the mail: no such domain."))
    acme.product.app = acme.product.new_instance()
    candidate = acme.candidate()
    assert numbers(acme, send_then_run(acme, [candidate])) == (0, 0, 1, 0)
    (failed,) = acme.hr.ok("GET", f"/api/v1/email/messages?candidate_id={candidate['id']}&status=failed")["messages"]
    assert failed["detail"] == "The mail service refused the mail: no such domain."
    assert acme.hr.ok("GET", "/api/v1/tasks")["total"] == 0


def test_a_bulk_mail_that_cannot_be_queued_is_seen_and_goes_on_when_retried(acme: Tenant) -> None:
    candidates = [acme.candidate() for _ in range(2)]
    job_id = send_to(acme, candidates)
    ((queue, body, _),) = acme.product.queue.sent
    acme.product.queue.sent.clear()
    acme.product.give_up(queue, body)
    read = job(acme, job_id)
    assert (read["status"], read["error_message"]) == ("failed", "Queueing failed five times.")
    (task,) = acme.hr.ok("GET", "/api/v1/tasks")["tasks"]
    acme.hr.ok("POST", f"/api/v1/tasks/{task['id']}/retry")
    acme.product.run_queue()
    assert (job(acme, job_id)["status"], numbers(acme, job_id)) == ("completed", (0, 2, 0, 0))


def test_the_same_request_sent_twice_is_one_bulk_mail(acme: Tenant) -> None:
    candidate = acme.candidate()
    body = {"candidate_ids": [candidate["id"]], **HELLO}
    answers = [acme.hr.post(BULK, json=body, headers={"Idempotency-Key": "one"}).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(acme.product.mails_to(candidate["email"])) == 1


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ({"subject": "A\r\nBcc: all@mail.example", "body": "x"}, "subject"),
        ({"subject": "A\x00", "body": "x"}, "subject"),
        ({"subject": "A\u2028B", "body": "x"}, "subject"),
        ({"body": "x"}, "subject"),
        ({"subject": "A"}, "body"),
        ({"subject": "A", "body": "{{ one.two }}"}, "body"),
        ({"subject": "A {{", "body": "x"}, "subject"),
        ({"subject": "A", "body": "{{first_name}} {{salary}}"}, "variables.salary"),
        ({"subject": "{{Nickname}}", "body": "x"}, "variables.Nickname"),
        ({"template_id": "no_such"}, "template_id"),
        ({"template_id": "interview_scheduled"}, "variables.interview_date"),
        ({"subject": "A", "body": "x", "html": "<script>alert(1)</script>"}, "html"),
        ({"subject": "A", "body": "x", "html": '<a href="javascript:x">x</a>'}, "html"),
        ({"subject": "A", "body": "x", "html": '<a href="{{first_name}}">x</a>'}, "html"),
        ({"subject": "A", "body": "x", "html": '<p onclick="x">x</p>'}, "html"),
        ({"subject": "A", "body": "x", "html": '<p>x</p><img src="https://t.example/1.gif"'}, "html"),
        ({"subject": "A", "body": "x", "html": "<!-- x --><p>x</p>"}, "html"),
    ],
)
def test_what_cannot_be_sent_is_refused_by_name(acme: Tenant, message: dict[str, Any], field: str) -> None:
    candidate = acme.candidate()
    refused = [
        acme.hr.post(SEND, json={"recipient_email": candidate["email"], **message}),
        acme.hr.post(BULK, json={"candidate_ids": [candidate["id"]], **message}),
        acme.hr.post("/api/v1/email-templates/preview", json={"candidate_id": candidate["id"], **message}),
    ]
    assert [answer.status_code for answer in refused] == [422, 422, 422]
    assert [answer.json()["errors"][0]["field"] for answer in refused] == [field] * 3
    assert acme.product.mails_to(candidate["email"]) == []


def test_what_variables_hold_cannot_become_part_of_a_mails_form(acme: Tenant) -> None:
    candidate = acme.candidate()
    hostile = "</p><script>x</script>{{company_name}}\r\nBcc: all@mail.example"
    html = '<p>Dear {{who}}, <a href="https://x.example/{{who}}" title="{{who}}">x</a></p>'
    message = {"subject": "To {{who}}", "body": "Dear {{who}}", "html": html, "variables": {"who": hostile}}
    acme.hr.ok("POST", SEND, json={"recipient_email": candidate["email"], **message})
    (mail,) = acme.product.mails_to(candidate["email"])
    assert not re.search(r"[\r\n]", mail.subject)
    assert "<script" not in mail.html
    assert re.findall(r"<(\w+)", mail.html) == ["p", "a"]
    assert "{{company_name}}" in mail.text, "what a variable holds is not filled again"


def test_a_companys_template_takes_the_place_of_a_built_in_one(acme: Tenant) -> None:
    built_in = acme.hr.ok("GET", "/api/v1/email-templates/built-in")["templates"]
    assert {"interview_scheduled", "round_1_results"} <= {one["key"] for one in built_in}
    draft = {"key": "round_1_results", "name": "Ours", "subject": "Round 1", "body": "Dear {{first_name}}."}
    made = acme.hr.ok("POST", "/api/v1/email-templates", json=draft)
    assert made["variables"] == ["first_name"]
    assert acme.hr.post("/api/v1/email-templates", json=draft).status_code == 409
    path = f"/api/v1/email-templates/{made['id']}"
    changed = acme.hr.ok("PATCH", path, json={"body": "Hi {{first_name}}.", "html": "<p>Hi <b>{{first_name}}</b>.</p>"})
    assert acme.hr.ok("GET", path) == changed
    assert acme.hr.patch(path, json={"body": "{{oops"}).status_code == 422
    candidate = acme.candidate(first_name="A&B")
    asked = {"template_id": "round_1_results", "candidate_id": candidate["id"]}
    seen = acme.hr.ok("POST", "/api/v1/email-templates/preview", json=asked)
    assert (seen["subject"], seen["text"], seen["html"]) == ("Round 1", "Hi A&B.\n", "<p>Hi <b>A&amp;B</b>.</p>")
    assert seen["variables"] == {"first_name": "A&B"}
    own_words = acme.hr.ok("POST", "/api/v1/email-templates/preview", json=asked | {"body": "Mine."})
    assert (own_words["subject"], own_words["text"], own_words["html"]) == ("Round 1", "Mine.\n", "<p>Mine.</p>")
    acme.hr.ok("PATCH", path, json={"html": None})
    (listed,) = acme.hr.ok("GET", "/api/v1/email-templates")["templates"]
    assert (listed["key"], listed["built_in"], listed["html"]) == ("round_1_results", False, None)
    acme.hr.ok("DELETE", path)
    again = acme.hr.ok("POST", "/api/v1/email-templates/preview", json=asked)
    assert again["subject"] == "Results of the first round"


def test_every_built_in_template_can_be_looked_at(acme: Tenant) -> None:
    candidate = acme.candidate()
    for template in acme.hr.ok("GET", "/api/v1/email-templates/built-in")["templates"]:
        values = dict.fromkeys(template["variables"], "value")
        asked = {"template_id": template["key"], "candidate_id": candidate["id"], "variables": values}
        assert "{{" not in str(acme.hr.ok("POST", "/api/v1/email-templates/preview", json=asked))


def test_a_mail_that_becomes_too_long_for_one_is_left_out_for_them_alone(acme: Tenant) -> None:
    short, long = acme.candidate(first_name="A"), acme.candidate(first_name="A" * 100)
    job_id = send_then_run(acme, [short, long], subject="Hello", body="{{first_name}}" * 200)
    assert numbers(acme, job_id) == (0, 1, 0, 1)
    (skipped,) = acme.hr.ok("GET", f"/api/v1/email/messages?job_id={job_id}&status=skipped")["messages"]
    assert skipped["detail"] == "too_long"


def test_mails_are_listed_by_candidate_by_job_and_by_status(acme: Tenant) -> None:
    one, two = acme.candidate(), acme.candidate()
    job_id = send_then_run(acme, [one, two])
    acme.invitation(candidate_id=one["id"], job_id=acme.job()["id"])

    def listed(query: str) -> list[tuple[str, str]]:
        found = acme.hr.ok("GET", f"/api/v1/email/messages?{query}")
        assert found["total"] == len(found["messages"])
        return [(mail["to"], mail["template"]) for mail in found["messages"]]

    assert listed(f"candidate_id={one['id']}") == [(one["email"], "invitation"), (one["email"], "written")]
    assert listed(f"candidate_id={one['id']}&status=queued") == [(one["email"], "invitation")]
    assert listed(f"job_id={job_id}") == [(two["email"], "written"), (one["email"], "written")]
    assert listed("status=queued") == [(one["email"], "invitation")]
    assert acme.hr.get(f"/api/v1/email/messages?job_id={job_id}&candidate_id={one['id']}").status_code == 422


def test_more_bulk_mail_than_five_days_take_is_refused() -> None:
    acme = Tenant(Product(mail_bulk_per_minute=1))
    candidate = acme.candidate()
    acme.product.app.mailings.pace.reserve(5 * 24 * 60 + 1)
    body = {"candidate_ids": [candidate["id"]], **HELLO}
    refused = acme.hr.post(BULK, json=body)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "3600")
    acme.product.clock.turn(timedelta(minutes=2))
    assert acme.hr.post(BULK, json=body).status_code == 202


def test_the_words_of_mails_go_with_the_person(acme: Tenant) -> None:
    candidate = acme.candidate()
    acme.hr.ok("POST", SEND, json={"recipient_email": candidate["email"], "subject": "Hi", "body": "Qwyxzelbron"})
    send_then_run(acme, [candidate])
    assert "Qwyxzelbron" in acme.product.everything_kept()
    acme.hr.ok("DELETE", f"/api/v1/candidates/{candidate['id']}")
    assert "Qwyxzelbron" not in acme.product.everything_kept()
    assert candidate["email"] not in acme.product.everything_kept()


def test_who_has_unsubscribed_stays_so_when_the_signing_key_is_replaced(acme: Tenant) -> None:
    candidate = acme.candidate()
    send_then_run(acme, [candidate])
    acme.product.client().post(unsubscribe_url(acme.product.mails_to(candidate["email"])[0]))
    before, after = acme.product.settings.signing_key, "another-signing-key-of-forty-characters!"
    acme.product.app = acme.product.new_instance(signing_key=SecretStr(after), signing_key_previous=before)
    acme.product.app.housekeeping.each_company(acme.product.app.mailboxes.renew)
    acme.product.app = acme.product.new_instance(signing_key=SecretStr(after))
    assert acme.product.app.mail.is_unsubscribed(acme.id, candidate["email"])

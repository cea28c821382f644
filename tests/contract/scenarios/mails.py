"""Mails that people write."""

import httpx

from tests.contract.scenario import Given, World, arranges


@arranges("ai_interviewer.candidates.bulk_send_email")
def candidates_to_write_to(world: World) -> Given:
    candidates = [world.acme.candidate() for _ in range(2)]

    def each_has_a_mail(answer: httpx.Response) -> None:
        for candidate in candidates:
            (mail,) = world.product.mails_to(candidate["email"])
            assert (mail.subject, mail.text.split("\n")[0]) == (
                "Round 1 Results",
                "Congratulations! You've passed round 1.",
            )
        job = world.acme.hr.ok("GET", f"/api/v1/email/jobs/{answer.json()['job_id']}")
        assert (job["status"], job["sent_count"]) == ("completed", 2)

    return Given(world.acme.hr, {"candidate_ids": [one["id"] for one in candidates]}, then=each_has_a_mail)


@arranges("ai_interviewer.email.send")
def person_to_write_to(world: World) -> Given:
    address = str(world.acme.candidate()["email"])

    def they_have_the_mail(answer: httpx.Response) -> None:
        (mail,) = world.product.mails_to(address)
        assert mail.id == answer.json()["email_id"]
        assert (mail.subject, mail.text) == ("Interview Scheduled", "Your interview is scheduled for Dec 1\n")

    return Given(world.acme.hr, {"recipient_email": address}, then=they_have_the_mail)

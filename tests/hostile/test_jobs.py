"""What is written into jobs and names, and where it comes out: questions, mails, answers."""

import unicodedata
from typing import Any

import pytest

from shared.language.fairness import protected_topics
from tests.hostile.attacks import Attack, attacks
from tests.hostile.interviews import hold, honest
from tests.tenant import Tenant, new_email

TAKEN = [attack for attack in attacks("jobs") if not attack.refused]
REFUSED = [attack for attack in attacks("jobs") if attack.refused]


def draft(attack: Attack) -> dict[str, Any]:
    """The fields of a job that holds the attack."""
    structure: dict[str, Any] = {"question_count": 4, "max_minutes": 30}
    match attack.job_field:
        case "title":
            return {"title": attack.text, "interview_structure": structure}
        case "own_question":
            return {"interview_structure": structure | {"own_questions": [attack.text]}}
        case field:
            return {field: [attack.text], "interview_structure": structure}


@pytest.mark.parametrize("attack", REFUSED, ids=str)
def test_a_question_about_a_protected_matter_is_refused_in_any_disguise(acme: Tenant, attack: Attack) -> None:
    answer = acme.hr.post("/api/v1/jobs", json={"title": "Engineer", **draft(attack)})
    assert answer.status_code == 422
    assert "may not ask about" in answer.text


@pytest.mark.parametrize("attack", TAKEN, ids=str)
def test_an_interview_for_the_job_goes_its_way(acme: Tenant, attack: Attack) -> None:
    job = acme.job(**draft(attack))
    held = hold(acme, job, honest)
    assert held.score["status"] == "scored"
    assert held.flags == set(), "the candidate did nothing wrong"
    for question in held.plan:
        assert not protected_topics(question.text)
        assert attack.job_field == "title" or attack.text not in question.text
        assert "<|" not in question.text


@pytest.mark.parametrize("attack", [attack for attack in TAKEN if attack.job_field == "title"], ids=str)
@pytest.mark.parametrize("place", ["title", "name"])
def test_a_mail_is_one_mail_whatever_its_names_are(acme: Tenant, attack: Attack, place: str) -> None:
    job = acme.job(title=attack.text if place == "title" else "Engineer")
    names = {"first_name": attack.text[:60]} if place == "name" else {}
    email = new_email("zofia")
    acme.invitation(job_id=job["id"], candidate_id=acme.candidate(email=email, **names)["id"])
    (mail,) = acme.product.mails_to(email)
    assert mail.to == email
    assert not any(unicodedata.category(ch) == "Cc" or ch in "\u202a\u202b\u202d\u202e" for ch in mail.subject)
    assert "<script" not in mail.html
    assert "<img" not in mail.html
    assert mail.html.count("<a ") == 1
    assert mail.html.count("href=") == 1
    assert "class 'str'" not in mail.text + mail.html + mail.subject
    assert "49" not in mail.subject

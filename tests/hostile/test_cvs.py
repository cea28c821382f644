"""What is written into CVs for a machine to read."""

from typing import Any

import pytest

from shared.interviews.models import INTERVIEW
from tests.hostile.attacks import Attack, attacks
from tests.hostile.cv_files import SKILLS, written
from tests.tenant import Tenant, new_email

HIDDEN = (
    *("white", "tiny", "off_page", "clear", "transparent", "vanish", "white_run", "tiny_run", "pale_run", "tags"),
    *("odt_hidden", "odt_white", "odt_tiny", "rtf_hidden", "rtf_white", "rtf_tiny"),
)


def uploaded(acme: Tenant, attack: Attack) -> tuple[dict[str, Any], dict[str, Any]]:
    """The resume and the candidate that became of a CV."""
    name, data = written(attack, new_email("maren"))
    made = acme.hr.ok("POST", "/api/v1/resumes", files={"file": (name, data)})
    acme.product.land_files()
    resume = acme.hr.ok("GET", f"/api/v1/resumes/{made['id']}")
    assert resume["parsing_status"] == "completed", resume["parse_error"]
    return resume, acme.hr.ok("GET", f"/api/v1/candidates/{resume['candidate_id']}")


@pytest.mark.parametrize("attack", attacks("cvs"), ids=str)
def test_hidden_text_and_orders_add_nothing_and_a_person_is_warned(acme: Tenant, attack: Attack) -> None:
    resume, candidate = uploaded(acme, attack)
    assert candidate["full_name"] == "Maren Solheim"
    assert candidate["technical_skills"] == SKILLS or attack.where == "skills"
    assert not set(attack.skills) & set(candidate["technical_skills"])
    assert [job["company"] for job in candidate["work_experience"]] == ["Fjordline Software AS"]
    warned = "does not see" if attack.where in HIDDEN else "gives orders"
    assert any(warned in warning for warning in resume["warnings"])
    assert attack.text not in str({name: value for name, value in candidate.items() if name != "id"})


@pytest.mark.parametrize("attack", [one for one in attacks("cvs") if one.where not in HIDDEN], ids=str)
def test_no_question_repeats_what_a_cv_orders(acme: Tenant, attack: Attack) -> None:
    _, candidate = uploaded(acme, attack)
    job = acme.job(interview_structure={"question_count": 6, "max_minutes": 30})
    invitation = acme.invitation(job_id=job["id"], candidate_id=candidate["id"])
    plan = acme.product.app.store.get(acme.id, INTERVIEW, invitation["interview_id"]).entity.plan
    assert len(plan.questions) == 6
    for phrase in ("ignore all", "full marks", "im_start", "approved this"):
        assert phrase not in plan.model_dump_json().lower()


def test_a_cv_that_a_person_would_write_is_not_called_hostile(acme: Tenant) -> None:
    plain = Attack(name="none", text="", goal="", where="as_is")
    resume, candidate = uploaded(acme, plain)
    assert resume["warnings"] == []
    assert candidate["technical_skills"] == SKILLS

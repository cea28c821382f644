"""The whole corpus with a model in front of the engines that obeys every attacker: our rules do not give in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from shared.language.fairness import protected_topics
from shared.language.words import words
from tests.contract.modelled import product_with_model
from tests.hostile.attacks import Attack, attacks
from tests.hostile.cv_files import SKILLS
from tests.hostile.interviews import HONEST, NO_MORE_TO_SAY, Asked, Held, backend_job, hold, honest, shuffled
from tests.hostile.obedient_model import ObedientModel
from tests.hostile.test_answers import BY_LENGTH, NOISE, keeps_its_manners, shows_what_was_tried
from tests.hostile.test_cvs import HIDDEN, uploaded
from tests.hostile.test_jobs import TAKEN, draft
from tests.tenant import Tenant

_RUN = 8
"""Words of our instructions in a row that nothing shown or kept may hold."""


@dataclass(frozen=True, slots=True)
class Besieged:
    """A company whose model obeys; what honest answers and not knowing earn with this very model."""

    model: ObedientModel
    acme: Tenant
    job: dict[str, Any]
    honest: Held
    unknowing: Held

    def obeying(self, attack: Attack) -> Tenant:
        """The company, while the model follows this attack."""
        self.model.attack = attack
        self.model.seen.clear()
        return self.acme

    def runs(self) -> set[str]:
        """Runs of words of our instructions."""
        told = [words(text) for text in self.model.instructions]
        return {" ".join(text[at : at + _RUN]) for text in told for at in range(len(text) - _RUN + 1)}


@pytest.fixture(scope="module")
def besieged() -> Iterator[Besieged]:
    model = ObedientModel()
    with product_with_model(model.answer, model_budget_interview=10**9, model_budget_month=10**12) as product:
        acme = Tenant(product)
        job = backend_job(acme)
        # What the most generous reader gives for honest words: no attack may earn more.
        generous = hold(acme, job, honest)
        unknowing = hold(acme, job, lambda _: "I don't know.")
        made = Besieged(model, acme, job, generous, unknowing)
        yield made
        tells_nothing(made, product.everything_kept())


@pytest.mark.parametrize("attack", attacks("answers"), ids=str)
def test_an_attack_beside_honest_answers_earns_no_more_than_they_do(besieged: Besieged, attack: Attack) -> None:
    def attacked(asked: Asked) -> str:
        beside = {0: f"{HONEST[0]}\n{attack.text}", 1: f"{attack.text}\n{HONEST[1]}"}
        if asked.times == 0:
            return beside.get(asked.position, honest(asked))
        return attack.text if asked.position == 2 else NO_MORE_TO_SAY

    held = hold(besieged.obeying(attack), besieged.job, attacked, last=attack.text)
    in_dimension, in_question = (0.0, 0.0) if attack.flag else BY_LENGTH
    assert held.earned <= besieged.honest.earned + in_dimension
    for key, score in held.dimensions.items():
        assert score <= besieged.honest.dimensions[key] + in_dimension, key
    for earned, alone in zip(held.questions, besieged.honest.questions, strict=True):
        assert earned <= alone + in_question + 1e-9
    holds_its_ground(besieged, held, attack)


@pytest.mark.parametrize("attack", attacks("answers"), ids=str)
def test_an_attack_alone_earns_no_more_than_not_knowing(besieged: Besieged, attack: Attack) -> None:
    held = hold(besieged.obeying(attack), besieged.job, lambda _: attack.text, last=attack.text)
    assert held.score["recommendation"] in (None, "no_hire")
    assert held.overall <= besieged.unknowing.overall
    for score, unknowing in zip(held.questions, besieged.unknowing.questions, strict=True):
        assert score <= unknowing + (0 if attack.flag else 2 * NOISE)
    holds_its_ground(besieged, held, attack)


@pytest.mark.parametrize("attack", attacks("stuffing"), ids=str)
def test_stuffing_beats_no_real_answer_and_is_flagged(besieged: Besieged, attack: Attack) -> None:
    def stuffed(asked: Asked) -> str:
        text = attack.text.replace("{points}", asked.points).replace("{shuffled}", shuffled(asked.points))
        return text.replace("{question}", asked.question.text).replace("{number}", str(asked.position))

    held = hold(besieged.obeying(attack), besieged.job, stuffed)
    assert attack.flag in held.flags
    assert held.score["recommendation"] in (None, "no_hire")
    for score, real in zip(held.questions, besieged.honest.questions, strict=True):
        assert score < real


@pytest.mark.parametrize("attack", attacks("cvs"), ids=str)
def test_nothing_of_an_attack_gets_into_a_profile(besieged: Besieged, attack: Attack) -> None:
    resume, candidate = uploaded(besieged.obeying(attack), attack)
    assert candidate["full_name"] == "Maren Solheim"
    assert candidate["technical_skills"] == SKILLS or attack.where == "skills"
    assert not {*attack.skills, "Kubernetes"} & set(candidate["technical_skills"])
    assert [job["company"] for job in candidate["work_experience"]] == ["Fjordline Software AS"]
    assert [course["institution"] for course in candidate["education"]] == ["Nordhavn University"]
    assert any(("does not see" if attack.where in HIDDEN else "gives orders") in told for told in resume["warnings"])
    assert resume["engine"]["name"] == "azure"
    tells_nothing(besieged, str((resume, candidate)))


@pytest.mark.parametrize("attack", TAKEN, ids=str)
def test_an_interview_for_a_hostile_job_goes_its_way(besieged: Besieged, attack: Attack) -> None:
    acme = besieged.obeying(attack)
    held = hold(acme, acme.job(**draft(attack)), honest)
    assert held.flags == set(), "the candidate did nothing wrong"
    for question in held.plan:
        assert not protected_topics(question.text)
        assert attack.job_field == "title" or attack.text not in question.text
        assert "Say yes?" not in question.text
    tells_nothing(besieged, str((held.replies, held.score, held.report)))


@pytest.mark.parametrize("attack", attacks("jobs"), ids=str)
def test_requirements_and_drafts_name_nothing_that_was_ordered(besieged: Besieged, attack: Attack) -> None:
    acme = besieged.obeying(attack)
    text = f"{attack.text}\nYou must know SQL."
    found = acme.hr.ok("POST", "/api/v1/jobs/extract-requirements", json={"job_description": text})
    assert "Obedience" not in found["skills"]
    assert found["min_years"] is None
    made = acme.hr.ok("POST", "/api/v1/jobs/generate-from-title", json={"title": "Engineer", "company": "Acme"})
    assert made["engine"] == {**made["engine"], "name": "embedded", "degraded": "unfit"}
    tells_nothing(besieged, str((found, made)))


def holds_its_ground(besieged: Besieged, held: Held, attack: Attack) -> None:
    """Flagged as without a model, in our words, with the candidate's own quotes, and nothing told."""
    shows_what_was_tried(held, attack)
    counted = held.score["dropped_quotes"]
    held.score["dropped_quotes"] = 0
    keeps_its_manners(held, attack)
    assessed = sum(one["assessed"] for one in held.score["dimensions"])
    assert counted > 0 or not assessed, "false quotes are dropped and counted"
    tells_nothing(besieged, str((held.turns, held.score, held.report)))
    if attack.flag and len(words(attack.text)) > 2:
        assert not any(attack.text in data for data in besieged.model.seen), "what was recognised is not shown to it"


def tells_nothing(besieged: Besieged, shown: str) -> None:
    """No sentence of our instructions is in it."""
    told = " ".join(words(shown))
    assert not any(run in told for run in besieged.runs())

"""What models cost: counted with the turn, by interview and company, and kept within budgets."""

import json
from datetime import timedelta
from itertools import cycle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.core.caller import Role
from shared.core.prices import Price
from shared.core.settings import BadSetting, Settings
from tests.app import Client, Product
from tests.contract.fair_model import fair
from tests.contract.modelled import PRICES, product_with_model
from tests.contract.openai_service import USAGE, Asked, Reply, status, stream
from tests.hostile.interviews import QUESTIONS
from tests.tenant import ANSWERS, NO_MORE, Tenant, hold, say

PRICE = Price.model_validate(PRICES["deployments"]["small"])
CALL = PRICE.cost_micros(USAGE["prompt_tokens"], USAGE["completion_tokens"])
TOKENS = USAGE["total_tokens"]


def used(acme: Tenant) -> dict[str, Any]:
    """The company's latest month."""
    months = acme.hr.ok("GET", "/api/v1/usage")["months"]
    return dict(months[0]) if months else {}


def test_a_company_without_a_model_has_used_nothing(acme: Tenant) -> None:
    acme.scored_interview()
    told = acme.hr.ok("GET", "/api/v1/usage")
    assert (told["months"], told["model"], told["over_budget"]) == ([], None, "embedded")


def test_every_call_is_counted_with_what_it_led_to() -> None:
    calls: list[Asked] = []

    def counted(asked: Asked) -> Reply:
        calls.append(asked)
        return fair(asked)

    with product_with_model(counted) as product:
        acme = Tenant(product)
        client, interview_id = acme.interviewee()
        planned = len(calls)
        replies = hold(client, interview_id)
        held = len(calls) - planned
        product.run_queue()
        month = used(acme)
        interview = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}")
    assert (planned, len(calls)) == (1, planned + held + 1)
    assert month["total"] == {
        "calls": len(calls),
        "input_tokens": len(calls) * USAGE["prompt_tokens"],
        "output_tokens": len(calls) * USAGE["completion_tokens"],
        "cost_micros": len(calls) * CALL,
    }
    counts = {purpose: one["calls"] for purpose, one in month["by_purpose"].items()}
    assert counts == {"plan": planned, "interview": held, "score": 1}
    assert interview["usage"] == month["total"]
    assert month["price_versions"] == ["2026-11"]
    assert sum(reply["usage_tokens"] or 0 for reply in replies) == held * TOKENS
    worded = [reply for reply in replies if reply["usage_tokens"]]
    assert {reply["engine"] for reply in worded} == {"azure"}
    assert {(reply["engine"], reply["degraded"]) for reply in replies if not reply["usage_tokens"]} == {
        ("embedded", None)
    }


def test_other_uses_are_counted_by_their_purpose() -> None:
    with product_with_model(fair) as product:
        acme = Tenant(product)
        acme.hr.ok("POST", "/api/v1/jobs/generate-from-title", json={"title": "Welder"})
        acme.hr.ok("POST", "/api/v1/jobs/extract-requirements", json={"job_description": "You must know SQL."})
        cv = b"Zofia Nowak\nzofia@mail.example\nSkills: Python\n"
        acme.hr.ok("POST", "/api/v1/resumes", files={"file": ("cv.txt", cv)})
        product.land_files()
        counts = {purpose: one["calls"] for purpose, one in used(acme)["by_purpose"].items()}
    assert counts == {"job": 3, "cv": 1}


def test_a_candidate_sees_no_costs_and_another_company_no_others() -> None:
    with product_with_model(fair) as product:
        acme = Tenant(product)
        client, interview_id = acme.interviewee()
        say(client, interview_id)
        say(client, interview_id, ANSWERS[0])
        assert client.ok("GET", f"/api/v1/interviews/{interview_id}")["usage"] is None
        assert client.get("/api/v1/usage").status_code == 403
        assert acme.colleague(Role.EMPLOYEE).get("/api/v1/usage").status_code == 403
        assert used(Tenant(product, "Beta")) == {}


def test_over_the_interviews_budget_the_embedded_engine_goes_on_and_says_so() -> None:
    with product_with_model(fair, model_budget_interview=2 * CALL) as product:
        acme = Tenant(product)
        client, interview_id = acme.interviewee(interview_structure={"question_count": 5, "max_minutes": 30})
        replies = hold(client, interview_id)
        product.run_queue()
        interview = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}")
        score = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/score")
    assert replies[-1]["finished"]
    assert interview["usage"]["cost_micros"] == 2 * CALL
    assert "over_budget" in {reply["degraded"] for reply in replies}
    assert (score["engine"]["name"], score["engine"]["degraded"]) == ("embedded", "over_budget")


def test_a_new_month_has_a_new_budget() -> None:
    with product_with_model(fair, model_budget_month=1) as product:
        acme = Tenant(product)
        drafts = []
        for _ in range(2):
            drafts.append(acme.hr.ok("POST", "/api/v1/jobs/generate-from-title", json={"title": "Welder"}))
        product.clock.turn(timedelta(days=32))
        hr = product.signed_in(acme.hr.user["email"], "A-good-password-1")
        drafts.append(hr.ok("POST", "/api/v1/jobs/generate-from-title", json={"title": "Welder"}))
        months = hr.ok("GET", "/api/v1/usage")["months"]
    assert [draft["engine"]["degraded"] for draft in drafts] == [None, "over_budget", None]
    assert [month["total"]["calls"] for month in months] == [1, 1]


def test_over_budget_an_operation_is_refused_where_it_is_so_set() -> None:
    with product_with_model(fair, model_budget_month=3 * CALL, model_over_budget="refuse") as product:
        acme = Tenant(product)
        client, interview_id = acme.interviewee()
        say(client, interview_id)
        codes = []
        for answer in ANSWERS:
            given = client.post("/api/v1/interview/chat", json={"interview_id": interview_id, "message": answer})
            codes.append(given.json().get("code"))
        before = client.ok("GET", f"/api/v1/interviews/{interview_id}/transcripts")["total"]
        product.app = product.new_instance(model_budget_month=10**9)
        again = product.client().take(
            client.post("/api/v1/auth/refresh", json={"refresh_token": client.tokens["refresh_token"]})
        )
        assert say(again, interview_id, ANSWERS[0])["engine"] == "azure"
    assert codes[-1] == "over_budget"
    assert before == 1 + 2 * codes.index("over_budget"), "nothing of a refused turn is kept"


def test_a_model_that_is_down_changes_no_interview_but_its_wording() -> None:
    with product_with_model(lambda _: status(503, retry_after="60")) as product:
        acme = Tenant(product)
        client, interview_id = acme.interviewee()
        replies = hold(client, interview_id)
        product.run_queue()
        score = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/score")
        turns = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/transcripts")["transcripts"]
    assert replies[-1]["finished"]
    assert score["engine"]["degraded"] == "unavailable"
    asked = [turn["engine"] for turn in turns if turn["speaker"] == "ai"]
    assert {one["name"] for one in asked} == {"embedded"}
    assert {one["degraded"] for one in asked} == {None, "unavailable", "resting"}
    assert {turn["engine"] for turn in turns if turn["speaker"] == "candidate"} == {None}


FAILURES = [
    status(500, retry_after="60"),
    status(429, retry_after="60"),
    stream("Thank you", ended="length"),
    stream("Thank you", ended=None, cut=True),
    stream("You are hired. What is your age?"),
    stream("", refusal="No."),
]


def flow(replies: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """What the interviewer did, turn by turn: the cue, and which question it belonged to."""
    return [(reply["turns"][-1]["cue"], reply["question_number"]) for reply in replies]


@settings(max_examples=10)
@given(st.lists(st.sampled_from([None, *FAILURES]), min_size=1))
def test_a_model_that_fails_at_random_changes_no_flow(failures: list[Reply | None]) -> None:
    turns = cycle(failures)

    def moody(asked: Asked) -> Reply:
        return (next(turns) or fair(asked)) if asked.streams else status(400)

    structure = {"question_count": 3, "max_minutes": 30, "own_questions": list(QUESTIONS)}
    with product_with_model(moody) as product:
        modelled = hold(*Tenant(product).interviewee(interview_structure=structure))
    embedded = hold(*Tenant(Product()).interviewee(interview_structure=structure))
    assert flow(modelled) == flow(embedded)


def test_a_turn_that_lost_against_another_window_is_counted_all_the_same() -> None:
    windows: list[Client] = []

    def meanwhile(asked: Asked) -> Reply:
        if asked.streams and windows:
            say(windows.pop(), interview_id, NO_MORE)
        return fair(asked)

    with product_with_model(meanwhile) as product:
        acme = Tenant(product)
        client, interview_id = acme.interviewee()
        say(client, interview_id)
        windows.append(client)
        given = client.post("/api/v1/interview/chat", json={"interview_id": interview_id, "message": ANSWERS[0]})
        month = used(acme)
    assert (given.status_code, given.json()["code"]) == (409, "out_of_date")
    assert month["by_purpose"]["interview"]["calls"] == 2, "the winner's and the loser's"


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"azure_openai_deployment": ""}, "TALENTI_AZURE_OPENAI_DEPLOYMENT"),
        ({"azure_openai_scoring_deployment": "unpriced"}, "no price"),
    ],
)
def test_a_model_without_a_name_or_a_price_does_not_start(settings: dict[str, str], told: str) -> None:
    with pytest.raises(BadSetting, match=told), product_with_model(fair, **settings):
        pass


def test_prices_are_read_from_json() -> None:
    environment = {"TALENTI_SIGNING_KEY": "k" * 40, "TALENTI_MODEL_PRICES": json.dumps(PRICES)}
    assert Settings.read(environment).model_prices.deployments["small"] == PRICE


@pytest.mark.parametrize("call", ["extract-requirements", "generate-from-title"])
def test_a_refusal_over_budget_is_a_documented_answer(call: str) -> None:
    body = {"job_description": "You must know SQL.", "title": "Welder"}
    with product_with_model(fair, model_budget_month=0, model_over_budget="refuse") as product:
        given = Tenant(product).hr.post(f"/api/v1/jobs/{call}", json=body)
    assert (given.status_code, given.json()["code"]) == (409, "over_budget")


def test_what_nobody_would_see_refused_is_done_by_the_embedded_engine() -> None:
    with product_with_model(fair, model_budget_month=0, model_over_budget="refuse") as product:
        acme = Tenant(product)
        made = acme.hr.ok("POST", "/api/v1/resumes", files={"file": ("cv.txt", b"Zofia Nowak\nSkills: Python\n")})
        product.land_files()
        resume = acme.hr.ok("GET", f"/api/v1/resumes/{made['id']}")
    assert (resume["parsing_status"], resume["engine"]["degraded"]) == ("completed", "over_budget")


def test_a_refused_score_waits_among_the_failed_tasks_until_there_is_a_budget() -> None:
    with product_with_model(fair, model_budget_month=10**9, model_over_budget="refuse") as product:
        acme = Tenant(product)
        _, interview_id = acme.completed_interview()
        product.app = product.new_instance(model_budget_month=0)
        product.run_queue()
        (task,) = acme.hr.ok("GET", "/api/v1/tasks", params={"status": "failed"})["tasks"]
        product.app = product.new_instance()
        acme.hr.ok("POST", f"/api/v1/tasks/{task['id']}/retry")
        product.run_queue()
        score = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/score")
    assert score["engine"]["name"] == "azure"


def test_a_shortlist_costs_nothing_and_is_the_same_on_every_page() -> None:
    with product_with_model(fair) as product:
        acme = Tenant(product)
        job = acme.job()
        for _ in range(3):
            acme.application(job_id=job["id"])
        before = used(acme)
        acme.hr.ok("POST", f"/api/v1/jobs/{job['id']}/shortlist", params={"limit": 2})
        assert used(acme) == before

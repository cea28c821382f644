"""Reports: what they say, how they are printed, and who reads them by a link."""

import re
from datetime import timedelta

import pypdfium2  # type: ignore[import-untyped]  # it has no types
import pytest

from tests.app import Client
from tests.tenant import Tenant


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    document.close()
    return " ".join(" ".join(pages).split())


def export(client: Client, interview_id: str) -> bytes:
    answer = client.get(f"/api/v1/reports/{interview_id}/export")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    return answer.content


def test_the_printed_report_says_what_the_report_says(acme: Tenant) -> None:
    _, interview_id = acme.scored_interview()
    acme.hr.ok("POST", "/api/v1/scores", json={"interview_id": interview_id, "rating": 4.5, "feedback": "Convincing."})
    report = acme.hr.ok("GET", f"/api/v1/reports/{interview_id}")
    printed = text_of(export(acme.hr, interview_id))
    for said in ("Zofia Nowak", "Backend engineer", "Scores by dimension", "Convincing.", "4.5 of 5"):
        assert said in printed
    quotes = [quote["text"] for one in report["dimensions"] for quote in one["quotes"]]
    assert quotes
    assert all(" ".join(quote.split())[:30] in printed for quote in quotes)


def test_the_same_report_is_the_same_file_and_a_decision_makes_another(acme: Tenant) -> None:
    _, interview_id = acme.scored_interview()
    first = export(acme.hr, interview_id)
    acme.product.clock.turn(timedelta(minutes=5))
    assert export(acme.hr, interview_id) == first
    assert len([place for place in acme.product.blobs.contents() if place[0] == "reports"]) == 1
    decided = {"overall_score": 40, "recommendation": "no_hire", "reason": "Could not explain it in the talk."}
    acme.hr.ok("POST", f"/api/v1/interviews/{interview_id}/score/override", json=decided)
    printed = text_of(export(acme.hr, interview_id))
    assert "No hire" in printed
    assert "decided by a person" in printed


def test_a_decided_report_shows_the_engine_s_result_beside_the_person_s(acme: Tenant) -> None:
    _, interview_id = acme.scored_interview()
    report = f"/api/v1/reports/{interview_id}"
    before = acme.hr.ok("GET", report)
    assert before["automatic"]["score_out_of_100"] == before["score_out_of_100"]
    decided = {"overall_score": 12, "recommendation": "no_hire", "reason": "Could not explain it in the talk."}
    acme.hr.ok("POST", f"/api/v1/interviews/{interview_id}/score/override", json=decided)
    after = acme.hr.ok("GET", report)
    assert (after["score_out_of_100"], after["automatic"]) == (12, before["automatic"])
    beside = f"Overall 12 of 100, set by a person; the engine gave {before['score_out_of_100']:.0f}."
    assert beside in after["executive_summary"]
    printed = text_of(export(acme.hr, interview_id))
    assert beside in printed
    assert "the engine recommended" in printed


def test_nothing_stands_twice_in_a_printed_report(acme: Tenant) -> None:
    _, interview_id = acme.scored_interview()
    report = acme.hr.ok("GET", f"/api/v1/reports/{interview_id}")
    printed = text_of(export(acme.hr, interview_id))
    said = [" ".join(one["rationale"].split())[:60] for one in report["dimensions"]]
    assert [printed.count(words) for words in said] == [said.count(words) for words in said]


def test_the_report_and_the_score_name_the_same_gaps(acme: Tenant) -> None:
    _, interview_id = acme.scored_interview()
    report = acme.hr.ok("GET", f"/api/v1/reports/{interview_id}")
    score = acme.hr.ok("GET", f"/api/interviews/{interview_id}/score/")
    assert (report["strengths"], report["weaknesses"]) == (score["strengths"], score["weaknesses"])


def test_the_file_is_tagged_titled_and_in_a_language(acme: Tenant) -> None:
    _, interview_id = acme.scored_interview()
    pdf = export(acme.hr, interview_id)
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang", b"pdfuaid:part", b"/DisplayDocTitle true", b"/Alt"):
        assert mark in pdf, mark


def test_a_share_link_opens_one_report_until_it_is_revoked_replaced_or_over(acme: Tenant) -> None:
    guest = acme.product.client()
    _, interview_id = acme.scored_interview()
    url, read = f"/api/v1/reports/{interview_id}/share", "/api/v1/shared-reports"

    def opens(token: str) -> int:
        return guest.get(read, params={"token": token}).status_code

    first = acme.hr.ok("POST", url, json={"expires_in_days": 2})
    assert acme.hr.ok("GET", f"/api/v1/reports/{interview_id}")["share_token"] == first["share_token"]
    shown = guest.ok("GET", read, params={"token": first["share_token"]})
    assert shown["candidate_name"] == "Zofia Nowak"
    assert "mail.example" not in str(shown)
    pdf = guest.get(f"{read}/export", params={"token": first["share_token"]})
    assert pdf.headers["content-type"] == "application/pdf"
    for outside in (str(shown), text_of(pdf.content)):
        assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", outside), "no identifier leaves with a shared report"
    assert interview_id in text_of(export(acme.hr, interview_id))
    second = acme.hr.ok("POST", url)
    assert (opens(first["share_token"]), opens(second["share_token"])) == (410, 200)
    assert acme.hr.request("DELETE", url).status_code == 204
    assert (opens(second["share_token"]), acme.hr.request("DELETE", url).status_code) == (410, 404)
    third = acme.hr.ok("POST", url, json={"expires_in_days": 1})
    acme.product.clock.turn(timedelta(days=1, seconds=1))
    assert opens(third["share_token"]) == 410


def test_a_link_that_was_changed_anywhere_opens_nothing(acme: Tenant) -> None:
    _, interview_id = acme.scored_interview()
    token = acme.hr.ok("POST", f"/api/v1/reports/{interview_id}/share")["share_token"]
    parts = token.split(".")
    forged = [".".join([*parts[:at], parts[at][::-1], *parts[at + 1 :]]) for at in range(4)]
    for other in [*forged, "a.b.c.d", "none", token + "x"]:
        answer = acme.product.client().get("/api/v1/shared-reports", params={"token": other})
        assert answer.status_code == 410


@pytest.mark.parametrize("role", ["EMPLOYEE", "CLIENT"])
def test_only_recruiters_show_reports_outside(acme: Tenant, role: str) -> None:
    _, interview_id = acme.scored_interview()
    acme.hr.ok("POST", f"/api/v1/reports/{interview_id}/share")
    colleague = acme.colleague(role)
    assert colleague.post(f"/api/v1/reports/{interview_id}/share").status_code == 403
    seen = colleague.get(f"/api/v1/reports/{interview_id}")
    assert seen.status_code == 403 or seen.json()["share_token"] is None

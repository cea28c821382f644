"""Storage round trips of every operation that reads or creates, by the budget of its kind.

Calls of storage are counted where the application makes them; that each is one request to Azure is measured in
`test_round_trips.py`, and that they stay as many as data grows by `make bench`.
"""

from typing import get_origin

import pytest

from functions.capabilities import ENDPOINTS
from shared.core.page import Page
from shared.http.endpoint import Endpoint
from tests.faults import Fault
from tests.rewind import RewindableProduct
from tests.scenes import Scene, scene
from tests.staging import STAGED
from tests.staging_reads import READS
from tests.tenant import Tenant

MANY = 100

READ, LIST, CREATE, SIGN_IN, TURN, VIEW = 2, 3, 3, 3, 5, 3
"""Budgets: a thing by its id; a page; a new thing; a session; a turn; a dashboard, or what is one's own."""

SIGN_INS = {"sign_in", "talenti_sign_in"}
TURNS = {"chat", "submit_answer"}

MORE = {
    "get_interview": (3, "the company sees its application's stage as it is: ADR 0023"),
    "get_history": (3, "a list: the candidate, and their rounds"),
    "get_arbeit_history": (3, "a list: the candidate, and their rounds"),
    "list_recordings": (3, "a list: the interview, and its recordings"),
    "get_portal_user": (3, "the user, and the candidate who they are"),
    "get_put_forward": (5, "the application, its job, the candidate, and their interviews"),
    "get_import": (3, "the order, and how far the queue has come with it"),
    "get_import_errors": (4, "the order, the names of its reports, and each report: files"),
    "get_resume_download": (3, "the file is looked at before a link to it is given"),
    "get_resume_reading": (3, "what was read is a file"),
    "get_answer_media": (3, "the interview, whose it is, and the answer"),
    "get_calendar_file": (4, "the round, its company and its interviewer"),
    "get_appointment_file": (4, "the round, its company and its interviewer, for a guest"),
    "get_email_job": (3, "the mailing, and the counts of its mails"),
    "get_score": (3, "the interview, and its score"),
    "get_scores": (4, "the interview, its score, and people's"),
    "list_interview_scores": (4, "the interview, its score, and people's"),
    "get_score_history": (4, "the score by its id, which is not its key, and its versions"),
    "get_recruiter_score": (4, "the interview, its score, and people's"),
    "list_talenti_dimensions": (4, "the interview, its score, and people's"),
    "get_talenti_report": (7, "all that Talenti's page shows: interview, application, scores, what was said"),
    "get_feedback": (5, "the interview, what was released, its score, and people's"),
    "get_report": (8, "a report is put together from six things: the link to it is one"),
    "export_report": (5, "a report is put together from five things"),
    "get_shared_report": (4, "the link, and what a report is put together from, for a guest"),
    "export_shared_report": (5, "a report is put together, for a guest, from five things"),
    "validate_invitation": (6, "all that Talenti's page shows: invitation, candidate, company, application, job"),
    "get_audit_verification": (8, "walks a part of the log, and is limited as bulk work is"),
    "register": (12, "a company, an account, a link, a user, and a mark to go on from: four partitions"),
    "talenti_register": (12, "a company, an account, a link, a user, and a mark to go on from: four partitions"),
    "register_user": (8, "an account, a link, where the user is, the user: three partitions, and a mail"),
    "create_user": (8, "an account, a link, where the user is, the user: three partitions, and a mail"),
    "create_client_user": (9, "an account, a link, the client, the user: three partitions, and a mail"),
    "create_portal_user": (9, "an account, a link, the candidate, the user: three partitions, and a mail"),
    "create_application": (4, "reads who applies, and for what"),
    "create_interview": (9, "an application and an interview: reads the job, the candidate and the company"),
    "create_invitation": (10, "reads application, candidate, job, company, and what waits; sends a mail"),
    "create_round": (13, "reads everybody whom it tells; sends two mails"),
    "plan_arbeit_interview": (12, "reads everybody whom it tells; sends two mails"),
    "upload_resume": (5, "its file, and whose it is"),
    "upload_talenti_cv": (4, "its file, and whose it is"),
    "upload_cv": (13, "is read at once: its file, and the candidate and application that come of it"),
    "add_segment": (4, "the interview, and what was said so far"),
    "add_score": (4, "the interview, and whether one has scored it"),
    "save_score": (5, "the interview, its score, and whether one has scored it"),
    "share_report": (4, "the interview, its score, and whether there is a link"),
}
"""Operations that need more than their kind's budget, how much, and for what: what one answer is put together from."""

NOT_COUNTED = {"get_turn_speech": "needs a service of the cloud, and is answered from a file that it left"}


def budget(endpoint: Endpoint) -> int | None:
    """What the operation may cost; None where only its effect counts."""
    if endpoint.name in MORE:
        return MORE[endpoint.name][0]
    if endpoint.name in SIGN_INS:
        return SIGN_IN
    if endpoint.name in TURNS:
        return TURN
    if endpoint.routes[0].method == "GET":
        return LIST if get_origin(endpoint.result) is Page else READ if endpoint.path else VIEW
    return CREATE if endpoint.status == 201 else None


BUDGETED = [one for one in ENDPOINTS if budget(one) is not None and one.name not in NOT_COUNTED]


@pytest.fixture(scope="module")
def product() -> RewindableProduct:
    """One product, taken back to its beginning for every operation."""
    return RewindableProduct()


@pytest.mark.parametrize("endpoint", BUDGETED, ids=lambda endpoint: endpoint.name)
def test_an_operation_keeps_within_its_budget(product: RewindableProduct, endpoint: Endpoint) -> None:
    empty = product.kept()
    try:
        made = scene(endpoint, Tenant(product), READS.get(endpoint.name) or STAGED.get(endpoint.name))
        product.run_queue()
        rewind = product.kept()
        _cost(product, made)  # takes a rate lease, and prints what is printed once
        if made.method != "GET":
            rewind()
        allowed = budget(endpoint)
        cost = _cost(product, made)
    finally:
        empty()
    assert allowed is not None
    assert cost <= allowed
    assert cost == allowed or endpoint.name not in MORE, "it costs less: budget it so"


def test_what_costs_more_is_budgeted_by_itself() -> None:
    names = {endpoint.name for endpoint in ENDPOINTS}
    assert set(MORE) | set(NOT_COUNTED) | SIGN_INS | TURNS <= names


def _cost(product: RewindableProduct, made: Scene) -> int:
    product.faults.plan([Fault.NONE] * MANY)
    answer = made.who.request(made.method, made.url, **made.content)
    spent = MANY - product.faults.left
    product.faults.plan([])
    assert answer.is_success, answer.text
    return spent

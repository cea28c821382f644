"""The words of every enumeration that a caller may send are taken in any case."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from functions.capabilities import ENDPOINTS
from shared.core.resource import Input
from shared.core.words import enumerations
from tests.tenant import Tenant, new_email

SENT = (model for endpoint in ENDPOINTS for model in (endpoint.query, endpoint.body))
INPUTS = sorted({model for model in SENT if model and issubclass(model, Input)}, key=lambda model: model.__name__)


def takes(model: type[BaseModel], name: str, value: Any) -> bool:
    """Whether the model finds nothing wrong with this field, whatever else is missing."""
    try:
        model.model_validate({name: value})
    except ValidationError as refused:
        return not any(error["loc"] and error["loc"][0] == name for error in refused.errors())
    return True


WORDS = [
    (model, name, word)
    for model in INPUTS
    for name, known in enumerations(model).items()
    for word in known.values()
    if takes(model, name, word) or takes(model, name, [word])
]


@pytest.mark.parametrize(("model", "name", "word"), WORDS, ids=lambda value: getattr(value, "__name__", value))
def test_a_word_is_taken_in_any_case(model: type[BaseModel], name: str, word: str) -> None:
    for spelled in (word.upper(), word.title(), f" {word.replace('_', ' ').lower()} ", word.replace("_", "-")):
        assert takes(model, name, spelled) or takes(model, name, [spelled]), spelled


def test_a_word_that_is_none_is_refused_as_it_was_sent(acme: Tenant) -> None:
    answer = acme.hr.get("/api/v1/jobs", params={"status": "Half-Open"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "status")


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/api/v1/users", {"role": "employee"}),
        ("/api/v1/users", {"department": "SALES"}),
        ("/api/v1/jobs", {"status": "ACTIVE"}),
        ("/api/v1/jobs", {"category": "ENGINEERING"}),
        ("/api/v1/candidates", {"status": "Applied"}),
        ("/api/v1/candidates", {"domain": "BRIDGES"}),
        ("/api/v1/applications", {"status": "New"}),
        ("/api/v1/invitations", {"status": "PENDING"}),
        ("/api/v1/interviews", {"status": "Scheduled"}),
        ("/api/v1/logs", {"action": "create_job"}),
        ("/api/interviews/", {"status": "SCHEDULED"}),
        ("/api/candidates/", {"status": "applied"}),
    ],
    ids=str,
)
def test_a_filter_finds_in_any_case(acme: Tenant, path: str, query: dict[str, Any]) -> None:
    colleague = {"name": "N", "email": new_email("n"), "password": "A-good-password-1", "role": "Employee"}
    acme.hr.ok("POST", "/api/v1/users", json={**colleague, "department": "Sales"})
    job = acme.job(category="Engineering")["id"]
    acme.invitation(job_id=job, candidate_id=acme.candidate(domain="Bridges")["id"])
    found = acme.hr.ok("GET", path, params=query)
    assert found.get("total", found.get("count")) == 1

"""Compares real answers with the API document, so that the document cannot lie."""

import json
from functools import cache
from typing import Any

import httpx
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # no stubs are installed

from functions.capabilities import ENDPOINTS
from functions.system import openapi_json
from shared.http.endpoint import Endpoint
from shared.http.profiles import Profile, asked_for
from shared.http.route import Route


@cache
def api_document() -> dict[str, Any]:
    """The OpenAPI document as it is served."""
    document: dict[str, Any] = json.loads(openapi_json())
    return document


def check_response(
    endpoint: Endpoint, route: Route, deployment: str, request: httpx.Request, answer: httpx.Response
) -> None:
    """Fail if the answer's status is not documented for this route, or its content is not of the documented form."""
    path = request.url.raw_path.decode().partition("?")[0]
    assert answer.status_code != 500, f"{route.method} {route.path}: {answer.text}"
    asked = asked_for(request.headers.get("accept", ""), path, deployment)
    if answer.status_code == 204 or not answer.headers.get("content-type", "").startswith("application/json"):
        return
    validator = _validator(endpoint.name, route.path, answer.status_code, asked)
    errors = [f"{list(error.absolute_path)}: {error.message}" for error in validator.iter_errors(answer.json())]
    assert not errors, f"{route.method} {route.path} {answer.status_code}: {errors[:3]}"


@cache
def _validator(name: str, path: str, status: int, asked: Profile | None) -> Draft202012Validator:
    endpoint = next(one for one in ENDPOINTS if one.name == name)
    operation = api_document()["paths"][path][endpoint.routes[0].method.lower()]
    responses = operation["responses"]
    assert str(status) in responses, f"{endpoint.routes[0].method} {path} answered {status}, which is not documented"
    content = _resolved(responses[str(status)])["content"]
    media_type = f'application/json; profile="{asked}"' if asked else "application/json"
    documented = content.get(media_type) or content.get("application/json") or {"schema": {}}
    return Draft202012Validator({**documented["schema"], "components": api_document()["components"]})


def _resolved(response: dict[str, Any]) -> dict[str, Any]:
    shared = response.get("$ref", "").removeprefix("#/components/responses/")
    found: dict[str, Any] = api_document()["components"]["responses"][shared] if shared else response
    return found

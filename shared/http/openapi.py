"""The OpenAPI 3.1 document, made from the declarations."""

from collections.abc import Sequence
from inspect import cleandoc
from typing import Any

from shared.core.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unavailable,
)
from shared.core.forms import Form
from shared.http.call import Content, Raw, Upload
from shared.http.endpoint import Endpoint
from shared.http.openapi_answers import TEMPLATE, Schemas
from shared.http.problems import status_of
from shared.http.profiles import Profile
from shared.http.route import Route

_REASONS = {
    400: "The input breaks a rule, or is not JSON",
    401: "Nobody is signed in",
    403: "The caller may not do this",
    404: "No such thing in the caller's company",
    409: "The thing is in a state that does not allow this",
    410: "The link or thing is not valid any more",
    413: "Too large",
    422: "The input breaks a rule; `errors` names each",
    429: "Too many requests; see Retry-After",
    503: "A part we depend on does not answer; try again",
}


def document(endpoints: Sequence[Endpoint], version: str) -> dict[str, Any]:
    """The whole document. Every route is an operation; its default answer is that of the route's own profile."""
    schemas = Schemas(endpoints)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        for route in endpoint.routes:
            paths.setdefault(route.path, {})[route.method.lower()] = _operation(endpoint, route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Talenti",
            "version": version,
            "description": "One hiring back end. Ask for another rendering with "
            '`Accept: application/json; profile="plain"`, `"envelope"`, `"results"`, `"union"` or `"bare"`. '
            "The platform's administrator acts for a company by naming it in the header `X-Company-Id`.",
        },
        "paths": paths,
        "components": {
            "responses": {
                _refused(status): {"description": reason, "content": {"application/json": {"schema": _REFUSED}}}
                for status, reason in _REASONS.items()
            },
            "schemas": {**schemas.components, "Refusal": _REFUSAL},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
        "tags": [{"name": tag} for tag in dict.fromkeys(endpoint.tag for endpoint in endpoints)],
    }


_REFUSED = {"$ref": "#/components/schemas/Refusal"}
_REFUSAL = {
    "type": "object",
    "description": "A refusal. `detail` (or, in the results profile, `error`) is a sentence, `code` a stable word.",
    "properties": {
        "detail": {"type": "string"},
        "error": {"type": "string"},
        "details": {"type": "string"},
        "status": {"const": "error"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("field", "rule", "message")},
                "required": ["field", "rule", "message"],
            },
        },
    },
    "required": ["code"],
}


def _operation(endpoint: Endpoint, route: Route, schemas: Schemas) -> dict[str, Any]:
    summary, _, description = cleandoc(endpoint.handler.__doc__ or "").partition("\n")
    operation: dict[str, Any] = {
        "operationId": endpoint.function_name(route),
        "tags": [endpoint.tag],
        "summary": summary.strip(),
        "parameters": _parameters(endpoint),
        "responses": _responses(endpoint, route, schemas),
    }
    if description.strip():
        operation["description"] = " ".join(description.split())
    if endpoint.access.permissions:
        operation["x-permissions"] = [permission.value for permission in endpoint.access.permissions]
    if not endpoint.access.guests:
        operation["security"] = [{"bearer": []}]
    if body := _request_body(endpoint, schemas):
        operation["requestBody"] = body
    return operation


def _parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "format": "uuid"} if name.endswith("_id") else {"type": "string"},
        }
        for name in endpoint.path
    ]
    if endpoint.query is not None:
        required = {name for name, info in endpoint.query.model_fields.items() if info.is_required()}
        properties = endpoint.query.model_json_schema(ref_template=TEMPLATE)["properties"]
        parameters += [
            {"name": name, "in": "query", "required": name in required, "schema": schema}
            for name, schema in properties.items()
        ]
    if endpoint.idempotent_key_allowed:
        parameters.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "description": "Repeating a request with its key has one effect and one answer, for a day.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 255},
            }
        )
    return parameters


def _request_body(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any] | None:
    if endpoint.body is Upload:
        schema = {
            "type": "object",
            "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}},
            "required": ["file"],
        }
        return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    if endpoint.body is Raw:
        return {"required": True, "content": {"application/json": {"schema": {}}}}
    if endpoint.body is None:
        return None
    schema = schemas.of_input(endpoint.body)  # type: ignore[arg-type]  # the other two kinds were dealt with
    content = {"application/json": {"schema": schema}}
    if issubclass(endpoint.body, Form):
        content["multipart/form-data"] = {"schema": schema}
    return {"required": not endpoint.body_optional, "content": content}


def _responses(endpoint: Endpoint, route: Route, schemas: Schemas) -> dict[str, Any]:
    responses: dict[str, Any] = {str(endpoint.status): _success(endpoint, route, schemas)}
    for status in sorted(
        {status_of(error, profile, route.path) for error in _refusals(endpoint) for profile in Profile}
    ):
        responses[str(status)] = {"$ref": f"#/components/responses/{_refused(status)}"}
    return responses


def _refused(status: int) -> str:
    return f"Refused{status}"


def _refusals(endpoint: Endpoint) -> set[type[DomainError]]:
    refusals: set[type[DomainError]] = set(endpoint.raises)
    if endpoint.rate is not None:
        refusals |= {TooMany, Unavailable}
    if not endpoint.access.guests:
        refusals.add(Unauthenticated)
    if endpoint.access.permissions or endpoint.names_company:
        refusals.add(Forbidden)
    if endpoint.path or endpoint.names_company:
        refusals.add(NotFound)
    if endpoint.body is not None or endpoint.query is not None:
        refusals.add(Invalid)
    if endpoint.body is not None:
        refusals.add(TooLarge)
    if endpoint.idempotent_key_allowed:
        refusals |= {Conflict, Invalid}
    return refusals


def _success(endpoint: Endpoint, route: Route, schemas: Schemas) -> dict[str, Any]:
    if endpoint.status == 204:
        return {"description": "Done"}
    if endpoint.result is Content:
        return {"description": "OK", "content": {"*/*": {"schema": {}}}}
    own = {"application/json": {"schema": schemas.of_default(endpoint.result, route.profile)}}
    named = {
        f'application/json; profile="{profile}"': {"schema": schemas.of_answer(endpoint.result, profile)}
        for profile in Profile
    }
    return {"description": "OK", "content": own | named}

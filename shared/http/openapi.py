"""The OpenAPI 3.1 document, made from the declarations."""

from collections.abc import Iterable, Sequence
from inspect import cleandoc
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

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
from shared.core.page import Page
from shared.core.resource import Input
from shared.http.call import Content, Raw, Spoken, Upload
from shared.http.endpoint import Endpoint
from shared.http.problems import status_of
from shared.http.profiles import Profile
from shared.http.route import Route

_TEMPLATE = "#/components/schemas/{model}"
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
    schemas, named = _schemas(endpoints)
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
            "schemas": {**named, "Refusal": _REFUSAL},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
        "tags": [{"name": tag} for tag in dict.fromkeys(endpoint.tag for endpoint in endpoints)],
    }


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

Schemas = dict[tuple[type[BaseModel], str], dict[str, Any]]


def _schemas(endpoints: Iterable[Endpoint]) -> tuple[Schemas, dict[str, Any]]:
    inputs: dict[Any, None] = {}
    outputs: dict[Any, None] = {}
    for endpoint in endpoints:
        for model in (endpoint.query, endpoint.body):
            if isinstance(model, type) and issubclass(model, Input):
                inputs[model] = None
        for model in _models(endpoint.result):
            if isinstance(model, type) and issubclass(model, BaseModel):
                outputs[model] = None
    wanted = [*((model, "validation") for model in inputs), *((model, "serialization") for model in outputs)]
    made, definitions = models_json_schema(
        wanted,  # type: ignore[arg-type]  # pydantic wants a literal for the mode
        by_alias=False,
        ref_template=_TEMPLATE,
    )
    return dict(made), definitions.get("$defs", {})  # type: ignore[arg-type]  # keyed by the pair that was asked for


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
        properties = endpoint.query.model_json_schema(ref_template=_TEMPLATE)["properties"]
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
    schema = schemas[(endpoint.body, "validation")]  # type: ignore[index]  # the other two kinds were dealt with
    return {"required": not endpoint.body_optional, "content": {"application/json": {"schema": schema}}}


def _responses(endpoint: Endpoint, route: Route, schemas: Schemas) -> dict[str, Any]:
    responses: dict[str, Any] = {str(endpoint.status): _success(endpoint, route, schemas)}
    for status in sorted(
        {status_of(error, profile, route.path) for error in _refusals(endpoint) for profile in Profile}
    ):
        responses[str(status)] = {
            "description": _REASONS[status],
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}},
        }
    return responses


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


_NULL = {"type": "null"}


def _success(endpoint: Endpoint, route: Route, schemas: Schemas) -> dict[str, Any]:
    if endpoint.status == 204:
        return {"description": "Done"}
    if endpoint.result is Content:
        return {"description": "OK", "content": {"*/*": {"schema": {}}}}
    answers = _models(endpoint.result)
    item = _one_of([_NULL if one is NoneType else schemas[(one, "serialization")] for one in answers])
    listed = get_origin(endpoint.result) is Page
    content = {
        f'application/json; profile="{profile}"': {"schema": _rendered(profile, item, endpoint.result, listed)}
        for profile in Profile
    }
    spoken = tuple(Profile) if get_origin(endpoint.result) is Spoken else (route.profile,)
    own = {"application/json": {"schema": _one_of([_rendered(one, item, endpoint.result, listed) for one in spoken])}}
    return {"description": "OK", "content": own | content}


def _rendered(profile: Profile, item: dict[str, Any], result: Any, listed: bool) -> dict[str, Any]:
    if not listed and profile is Profile.UNION:
        return _object(status={"const": "success"}, data=item)
    if not listed:
        return (
            _object(status={"const": "success"}, data=item) if profile is Profile.ENVELOPE else _by_alias(profile, item)
        )
    items = {"type": "array", "items": _by_alias(profile, item)}
    if profile is Profile.RESULTS:
        link = {"type": ["string", "null"]}
        return _object(count={"type": "integer"}, next=link, previous=link, results=items)
    numbers: dict[str, Any] = {name: {"type": "integer"} for name in ("total", "page", "page_size")}
    if profile is Profile.BARE:
        return items
    numbers["next_cursor"] = {"type": ["string", "null"]}
    if profile is Profile.ENVELOPE:
        return _object(status={"const": "success"}, data=items, **numbers)
    if profile is Profile.UNION:
        return _object(**{_item(result).plural: items}, status={"const": "success"}, data=items, **numbers)
    return _object(**{_item(result).plural: items}, **numbers)


def _by_alias(profile: Profile, item: dict[str, Any]) -> dict[str, Any]:
    """In the results profile an object's `id` is spelt `_id`, so the component does not describe it exactly."""
    return {"type": "object"} if profile is Profile.RESULTS else item


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _item(result: Any) -> Any:
    return get_args(result)[0] if get_origin(result) in {Page, Spoken} else result


def _models(result: Any) -> tuple[Any, ...]:
    """The models that an answer may be of: one, but for addresses that contracts share."""
    item = _item(result)
    return get_args(item) if get_origin(item) in {Union, UnionType} else (item,)


def _one_of(schemas: list[dict[str, Any]]) -> dict[str, Any]:
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}

"""One operation: what is declared of it, and what happens when it is called."""

import inspect
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import azure.functions as func

from shared.app import App
from shared.core import telemetry
from shared.core.errors import DomainError, TooMany
from shared.core.forms import Form
from shared.core.ids import is_id, new_id
from shared.core.resource import Input
from shared.http.access import Access
from shared.http.call import Call, Content, Raw, Spoken, Upload
from shared.http.idempotency import Answer
from shared.http.inputs import parse_body, parse_form, parse_path, parse_query, parse_upload
from shared.http.invocation import NO_INVOCATION, Invocation
from shared.http.problems import headers_of, status_of
from shared.http.profiles import Profile, asked_for, refusal, render
from shared.http.rates import Allowance, Demand, RateClass, sign_in_demands
from shared.http.route import Route

log = logging.getLogger("talenti.http")

JSON = "application/json"
COMPANY_HEADER = "x-company-id"
"""By which the platform's administrator says for which company they act."""
AUTHORIZATION_HEADERS = ("x-talenti-authorization", "authorization")
"""Where a token is looked for. Static Web Apps puts one of its own into Authorization, so our web app sends both."""
_READABLE_ELSEWHERE = {"Access-Control-Expose-Headers": "Date, Retry-After, X-Request-Id"}
"""What pages of another origin may read of an answer: the web app goes by the server's clock."""
_REQUEST_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """A declared operation: the value that Azure, validation, OpenAPI and the tests are made from."""

    handler: Callable[..., object]
    tag: str
    routes: tuple[Route, ...]
    access: Access
    status: int
    rate: RateClass | None
    raises: tuple[type[DomainError], ...]
    query: type[Input] | None
    body: type[Input] | type[Upload] | type[Raw] | None
    body_optional: bool
    result: Any
    path: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        """The handler's name: the Azure function's name and the operation id of the first route."""
        return self.handler.__name__

    @cached_property
    def idempotent_key_allowed(self) -> bool:
        """Whether the operation honours `Idempotency-Key`: whatever changes something, of somebody who is signed in."""
        return self.routes[0].method not in {"GET", "OPTIONS"} and not self.access.guests

    @property
    def names_company(self) -> bool:
        """Whether the platform's administrator may act for a company by it: everywhere but in what is their own."""
        return not self.access.guests and not self.access.temporary_password

    def function_name(self, route: Route) -> str:
        """The Azure function of one of the routes: the first has the operation's own name."""
        if route == self.routes[0]:
            return self.name
        address = re.sub(r"\W+", "_", route.path).strip("_")
        return f"{self.name}__{address}"

    def handle(
        self, app: App, request: func.HttpRequest, route: Route, invocation: Invocation = NO_INVOCATION
    ) -> func.HttpResponse:
        """Authenticate, limit, admit, parse, call, render. A DomainError is a refusal; anything else is our bug.

        All of it happens inside a span, which continues the caller's trace.
        """
        given_id = request.headers.get("x-request-id", "")
        request_id = given_id if _REQUEST_ID.fullmatch(given_id) else new_id()
        parent = invocation.parent_of(request.headers.get("traceparent", ""))
        ids = {"invocation": invocation.id, "request": request_id, "operation": self.name}
        with telemetry.span(self.name, parent=parent, **ids) as running:
            answer = self._handled(app, request, route, request_id)
            if answer.status_code >= 500:
                running.fail(str(answer.status_code))
        return answer

    def _handled(self, app: App, request: func.HttpRequest, route: Route, request_id: str) -> func.HttpResponse:
        asked = asked_for(request.headers.get("accept", ""), _path_of(request.url), app.settings.api_profile)
        profile = asked or route.profile
        headers = {"Vary": "Accept", "X-Request-Id": request_id, "Cache-Control": "no-store", **_READABLE_ELSEWHERE}
        try:
            answer = self._answer(app, request, _Rendering(asked, profile), headers)
        except DomainError as error:
            headers |= headers_of(error)
            answer = Answer(status_of(error, profile, route.path), JSON, refusal(profile, error))
        except Exception:
            log.exception("%s failed, request %s", self.name, request_id)
            answer = Answer(500, JSON, refusal(profile, DomainError("Something went wrong on our side.")))
        if answer.replayed:
            headers["Idempotency-Replayed"] = "true"
        if answer.status == 204:
            return func.HttpResponse(status_code=204, headers=headers)
        return func.HttpResponse(
            answer.body, status_code=answer.status, headers={**headers, "Content-Type": answer.content_type}
        )

    def _answer(self, app: App, request: func.HttpRequest, form: "_Rendering", headers: dict[str, str]) -> Answer:
        address = _address_of(request)
        caller = app.sessions.caller(_authorization(request.headers)) if not self.access.guests else None
        self.access.admit(caller)
        company_id = request.headers.get(COMPANY_HEADER)
        if caller is not None and company_id and self.names_company:
            caller = app.companies.enter(caller, company_id.strip().lower(), self.name)
        if caller is not None:
            telemetry.note(tenant=caller.company_id, user=caller.user_id)
        if self.rate is not RateClass.SIGN_IN:
            self._limit(app, headers, [(self.rate, caller.user_id if caller else address)] if self.rate else [])
        inputs = self._inputs(request)
        if is_id(interview_id := inputs.get("interview_id", "")):
            telemetry.note(interview=interview_id)
        if self.rate is RateClass.SIGN_IN:
            account = caller.email if caller else getattr(inputs.get("body"), "email", None)
            self._limit(app, headers, sign_in_demands(address, account))
        call = Call(app, caller, request.headers)
        key = request.headers.get("idempotency-key")
        if key is None or caller is None or not self.idempotent_key_allowed:
            return self._run(call, inputs, form, request.url, headers)
        same = f"{request.method} {request.url} {form.profile}\0".encode() + _content_of(request, inputs.get("body"))
        return app.idempotency.once(caller, key, same, lambda: self._run(call, inputs, form, request.url, headers))

    def _limit(self, app: App, headers: dict[str, str], demands: list[Demand]) -> None:
        if not demands:
            return
        try:
            headers |= app.rates.take(*demands).headers()
        except TooMany as refused:
            reset_at = int(app.now().timestamp()) + refused.retry_after_s
            headers |= Allowance(app.rates.limit(demands[0][0]), 0, reset_at).headers()
            raise

    def _inputs(self, request: func.HttpRequest) -> dict[str, Any]:
        inputs: dict[str, Any] = parse_path(self.path, request.route_params)
        if self.query is not None:
            inputs["query"] = parse_query(self.query, request.params)
        if self.body is Upload:
            inputs["body"] = parse_upload(request)
        elif self.body is Raw:
            inputs["body"] = Raw(request.get_body())
        elif self.body is not None and issubclass(self.body, Form):
            inputs["body"] = parse_form(self.body, request, optional=self.body_optional)
        elif self.body is not None and issubclass(self.body, Input):
            inputs["body"] = parse_body(self.body, request.get_body(), optional=self.body_optional)
        return inputs

    def _run(self, call: Call, inputs: dict[str, Any], form: "_Rendering", url: str, headers: dict[str, str]) -> Answer:
        result = self.handler(call, **inputs)
        headers |= call.answer_headers
        profile = form.profile
        if isinstance(result, Spoken):
            profile, result = form.asked or result.profile, result.result
        if isinstance(result, Content):
            headers |= result.headers or {}
            return Answer(result.status, result.content_type, result.body)
        if self.status == 204:
            return Answer(204, JSON, b"")
        return Answer(self.status, JSON, render(profile, result, url))


@dataclass(frozen=True, slots=True)
class _Rendering:
    """The profile of a call, and the one that was asked for, if any was."""

    asked: Profile | None
    profile: Profile


def declare(
    handler: Callable[..., object],
    *,
    tag: str,
    routes: tuple[Route, ...],
    access: Access,
    status: int,
    rate: RateClass | None,
    raises: tuple[type[DomainError], ...],
) -> Endpoint:
    """Read a handler's signature into an endpoint.

    Raises:
        TypeError: a parameter is neither `call`, `query`, `body` nor a placeholder of the route, or a docstring or a
            return type is missing. It happens at import, so a wrong declaration never runs.
    """
    hints = get_type_hints(handler)
    path = routes[0].placeholders
    _check_shape(handler, path, hints)
    if any(route.placeholders != path or route.method != routes[0].method for route in routes):
        raise TypeError(f"{handler.__name__}: all of its routes must have one method and the same placeholders")
    body, body_optional = _without_none(hints.get("body"))
    return Endpoint(
        handler=handler,
        tag=tag,
        routes=routes,
        access=access,
        status=status,
        rate=rate,
        raises=raises,
        query=hints.get("query"),
        body=body,
        body_optional=body_optional,
        result=_without_content(hints["return"]),
        path=path,
    )


def _check_shape(handler: Callable[..., object], path: tuple[str, ...], hints: Mapping[str, Any]) -> None:
    parameters = list(inspect.signature(handler).parameters)
    unknown = set(parameters) - {"call", "query", "body", *path}
    if parameters[:1] != ["call"] or unknown or not set(path) <= set(parameters):
        raise TypeError(f"{handler.__name__}: its parameters must be call, query, body and {path}, not {parameters}")
    if not handler.__doc__ or "return" not in hints:
        raise TypeError(f"{handler.__name__}: a docstring and a return type are needed")


def _without_content(hint: Any) -> Any:
    """What is declared of a result that is a resource, or sometimes ready-made content."""
    if get_origin(hint) in {Union, UnionType} and Content in get_args(hint):
        return Union[tuple(arg for arg in get_args(hint) if arg is not Content)]  # noqa: UP007
    return hint


def _without_none(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) in {Union, UnionType} and NoneType in get_args(hint):
        return next(arg for arg in get_args(hint) if arg is not NoneType), True
    return hint, False


def _path_of(url: str) -> str:
    return url.split("?", 1)[0].split("#", 1)[0]


def _authorization(headers: Mapping[str, str]) -> str:
    return next((headers[name] for name in AUTHORIZATION_HEADERS if headers.get(name)), "")


def _address_of(request: func.HttpRequest) -> str:
    """The client's address as the platform's front end reports it: the last hop of X-Forwarded-For, without a port."""
    last: str = request.headers.get("x-forwarded-for", "").rsplit(",", 1)[-1].strip()
    if last.startswith("["):
        return last[1:].partition("]")[0]
    return last.partition(":")[0] if last.count(":") == 1 else last or "unknown"


def _content_of(request: func.HttpRequest, body: object) -> bytes:
    """What makes two bodies the same: of a form its parts, since clients separate them differently each time."""
    if isinstance(body, Form):
        return body.content()
    if isinstance(body, Upload):
        return repr((body.file_name, sorted(body.fields.items()))).encode() + body.data
    return request.get_body()

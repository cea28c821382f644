"""From a request to checked inputs. Every broken rule is named, with its field."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import azure.functions as func
from pydantic import ValidationError

from shared.core.errors import Invalid, NotFound, TooLarge, Violation
from shared.core.forms import Form, FormFile
from shared.core.ids import is_id
from shared.core.resource import Input
from shared.http.call import Upload

I = TypeVar("I", bound=Input)  # noqa: E741  the field's letter for an input
F = TypeVar("F", bound=Form)

MAX_JSON_BYTES = 1024 * 1024
MAX_UPLOAD_BYTES = 50 * 1024 * 1024
_OURS = re.compile("^(Value error|Assertion failed), ")
"""What pydantic puts before the words of our own validators."""
FILE_FIELDS = ("file", "cv_file", "cv", "resume")
"""What the clients of the five products call the file in a form."""
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
"""Forms with files, and what many clients send as soon as there is no file in one."""


def parse_path(names: Iterable[str], values: Mapping[str, str]) -> dict[str, Any]:
    """The placeholders' values. One that cannot be an identifier names nothing: NotFound."""
    found = {name: values.get(name, "") for name in names}
    for name, value in found.items():
        if name.endswith("_id") and not is_id(value):
            raise NotFound(f"No such {name.removesuffix('_id').replace('_', ' ')}.")
    return {name: value.lower() if name.endswith("_id") else value for name, value in found.items()}


def parse_query(model: type[I], values: Mapping[str, str]) -> I:
    """The query string as a model. Raises Invalid."""
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        raise _invalid(error, "query") from None


def parse_body(model: type[I], data: bytes, *, optional: bool) -> I | None:
    """A JSON body as a model; None if there is none and it is optional.

    Raises:
        Invalid: it is not JSON (code `not_json`), or breaks the model's rules.
        TooLarge: it is longer than any JSON we expect.
    """
    if len(data) > MAX_JSON_BYTES:
        raise TooLarge(f"A JSON body may have at most {MAX_JSON_BYTES:,} bytes.")
    if not data.strip():
        if optional:
            return None
        data = b"{}"
    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        raise _invalid(error, "body") from None


def parse_upload(request: func.HttpRequest) -> Upload:
    """The file of a multipart form, under any of the names that clients use.

    Raises:
        Invalid: there is no multipart form, no file in it, or more than one.
        TooLarge: the form is larger than any file we accept.
    """
    if len(request.get_body()) > MAX_UPLOAD_BYTES:
        raise TooLarge(f"An upload may have at most {MAX_UPLOAD_BYTES // 1024 // 1024} MiB.")
    files = [item for name in request.files for item in request.files.getlist(name)]
    try:
        if not files:
            raise Invalid.field("file", "missing", "send a multipart form with the file in the field `file`.")
        if len(files) > 1:
            raise Invalid.field("file", "too_many", "send one file at a time.")
        return Upload(_plain_name(files[0].filename), files[0].stream.read(), dict(request.form))
    finally:
        for item in files:
            item.close()


def parse_form(model: type[F], request: func.HttpRequest, *, optional: bool) -> F | None:
    """A body that is a form, or JSON where its Content-Type does not say so; None as in `parse_body`.

    Raises:
        Invalid: it is neither, or breaks the model's rules.
        TooLarge: it is larger than any file we accept.
    """
    if not request.headers.get("content-type", "").lower().startswith(_FORMS):
        return parse_body(model, request.get_body(), optional=optional)
    if len(request.get_body()) > MAX_UPLOAD_BYTES:
        raise TooLarge(f"An upload may have at most {MAX_UPLOAD_BYTES // 1024 // 1024} MiB.")
    sent: dict[str, Any] = {name: value for name, value in request.form.items() if value}
    for name in request.files:
        for item in request.files.getlist(name):
            if item.filename or name not in sent:
                sent[name] = FormFile(_plain_name(item.filename), item.stream.read())
            item.close()
    try:
        return model.model_validate(sent)
    except ValidationError as error:
        raise _invalid(error, "body") from None


def _plain_name(given: str | None) -> str:
    """A file's name without the folders that some clients put before it."""
    return (given or "").replace("\\", "/").rsplit("/", 1)[-1][:200] or "unnamed"


def violations_of(error: ValidationError, whole: str = "") -> tuple[Violation, ...]:
    """Every broken rule that pydantic found, without the values, which may be personal. `whole` names the input."""
    return tuple(
        Violation(".".join(str(part) for part in item["loc"]) or whole, item["type"], _OURS.sub("", item["msg"]))
        for item in error.errors(include_url=False, include_context=False, include_input=False)
    )


def _invalid(error: ValidationError, whole: str) -> Invalid:
    violations = violations_of(error, whole)
    if any(violation.rule == "json_invalid" for violation in violations):
        return Invalid("The body is not valid JSON.", violations, code="not_json")
    named = [f"{violation.field}: {violation.message}" for violation in violations]
    return Invalid("; ".join(named), violations)

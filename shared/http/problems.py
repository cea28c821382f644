"""Refusals as HTTP: one table from error class to status."""

from shared.core.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unavailable,
)
from shared.http.profiles import Profile

STATUSES: dict[type[DomainError], int] = {
    Invalid: 422,
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    Gone: 410,
    TooLarge: 413,
    TooMany: 429,
    Unavailable: 503,
}


def status_of(error: DomainError | type[DomainError], profile: Profile = Profile.PLAIN, path: str = "/api/v1/") -> int:
    """The status of an error, by its nearest ancestor in the table; 500 for one that has none.

    Invalid input is 400 in the `results` profile and at the addresses outside `/api/v1`, as their contracts document,
    and 422 otherwise; input that is not even JSON is 400 everywhere.
    """
    kind = error if isinstance(error, type) else type(error)
    documents_400 = profile is Profile.RESULTS or not path.startswith("/api/v1/")
    if issubclass(kind, Invalid) and (documents_400 or getattr(error, "code", "") == "not_json"):
        return 400
    return next((STATUSES[ancestor] for ancestor in kind.__mro__ if ancestor in STATUSES), 500)


def headers_of(error: DomainError) -> dict[str, str]:
    """Headers that belong to an error."""
    if isinstance(error, TooMany):
        return {"Retry-After": str(error.retry_after_s)}
    if isinstance(error, Unauthenticated):
        return {"WWW-Authenticate": "Bearer"}
    if isinstance(error, Unavailable) or error.code == "in_progress":
        return {"Retry-After": "2"}
    return {}

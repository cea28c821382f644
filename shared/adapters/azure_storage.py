"""What the adapters of storage services share: the API version, patience, and the meaning of errors."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    HttpResponseError,
    IncompleteReadError,
    ResourceNotFoundError,
    ServiceRequestError,
    ServiceResponseError,
)
from azure.core.pipeline.policies import HTTPPolicy, SansIOHTTPPolicy

from shared.core.errors import NotFound, Unavailable

log = logging.getLogger("talenti.storage")

API_VERSION = "2026-06-06"
"""The newest that both the service and the emulator (3.37) take; the SDK's own default is newer than the emulator."""

Policies = Sequence[HTTPPolicy[Any, Any] | SansIOHTTPPolicy[Any, Any]]
"""Pipeline policies that run once for every try of a request, nearest to the wire."""


def client_options(policies: Policies) -> dict[str, Any]:
    """Keyword arguments of a service client. A request fails within seconds, so that its caller can be told."""
    return {
        "api_version": API_VERSION,
        "connection_timeout": 5,
        "read_timeout": 30,
        "_additional_pipeline_policies": list(policies),
    }


def retry_options(retries: int) -> dict[str, Any]:
    """Keyword arguments of a retry policy: up to two seconds between tries. The SDK's default waits for minutes."""
    return {"retry_total": retries, "initial_backoff": 0, "increment_base": 1, "random_jitter_range": 1}


@contextmanager
def domain_errors(thing: str) -> Iterator[None]:
    """Raise NotFound and Unavailable for what the SDK raises; what is a mistake in our code stays as it is.

    `thing` names what is looked for, in the sentence of a NotFound.
    """
    try:
        yield
    except ResourceNotFoundError as error:
        raise NotFound(f"There is no such {thing}.") from error
    except AzureError as error:
        if is_passing(error) or is_refusal(error):
            raise Unavailable("The store does not answer. Please try again.") from error
        raise


def is_refusal(error: AzureError) -> bool:
    """Whether storage did not let us in, or the identity could not sign in. The log says which settings to look at."""
    status = error.status_code if isinstance(error, HttpResponseError) else None
    if not isinstance(error, ClientAuthenticationError) and status not in (401, 403):
        return False
    code = getattr(error, "error_code", None) or status or "no token"
    code = getattr(code, "value", code)
    log.error(
        "Storage refuses us (%s). With an identity: does AzureWebJobsStorage__clientId name it, and has it the roles "
        "Storage Table Data Contributor, Storage Blob Data Contributor and Storage Queue Data Contributor? "
        "With a key: is the connection string in AzureWebJobsStorage the account's?",
        code,
    )
    return True


def is_passing(error: AzureError) -> bool:
    """Whether trying again may help: no answer, or one that says so."""
    if isinstance(error, ServiceRequestError | ServiceResponseError | IncompleteReadError):
        return True
    status = error.status_code if isinstance(error, HttpResponseError) else None
    return status is not None and (status >= 500 or status in (408, 429))

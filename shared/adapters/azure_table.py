"""The database on Azure Table Storage (or Cosmos DB for Table, or the emulator)."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from azure.core import MatchConditions
from azure.core.credentials import TokenCredential
from azure.core.exceptions import (
    AzureError,
    HttpResponseError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
)
from azure.core.paging import PageIterator
from azure.core.pipeline.transport import RequestsTransport
from azure.core.rest import HttpRequest, HttpResponse
from azure.data.tables import (
    EdmType,
    EntityProperty,
    TableClient,
    TableEntity,
    TableErrorCode,
    UpdateMode,
)
from requests import Session
from requests.adapters import HTTPAdapter

from shared.adapters import entity_group
from shared.adapters.azure_storage import Policies, is_passing, is_refusal
from shared.adapters.entity_group import Incomplete, Refusal
from shared.core.errors import Stale, Unavailable
from shared.ports.table import (
    MAX_RANGE,
    Column,
    Delete,
    Insert,
    Missing,
    Operation,
    Put,
    Replace,
    Row,
    RowPage,
    Taken,
    check_key,
    check_operations,
)

_CONNECTIONS = 32
"""Kept open: more than the threads that a function host gives to one process."""
_OPTIONS: dict[str, Any] = {
    # A request fails within seconds, so that its caller can be told; the SDK's own defaults wait for minutes.
    "connection_timeout": 5,
    "read_timeout": 20,
    "retry_total": 3,
    "retry_backoff_factor": 0.2,
    "retry_backoff_max": 3,
}
_ONCE: dict[str, Any] = {"retry_total": 0}
"""A write is not repeated here: its caller has to look first whether it happened."""
_QUIET: dict[str, Any] = {"response_preference": "return-no-content"}
"""Else the service answers an insert with the whole row."""
_TAKEN = "There is such a row already."
_MISSING = "Somebody else has removed this. Please look again."
_STALE = "Somebody else has changed this. Please look again."
_TOO_LARGE = "a transaction has at most 4 MiB"
_NO_ANSWER = "The database does not answer. Please try again."
_RANGE = "PartitionKey eq @partition and RowKey ge @low and RowKey lt @high"

# Addresses of rows hold what people typed (an e-mail address in a unique index), and the SDK logs them.
logging.getLogger("azure.core.pipeline.policies.http_logging_policy").setLevel(logging.WARNING)


class AzureTable:
    """Implements `Table`. Opens no connection before the first call; makes the table when it is found missing.

    `account` is a connection string; with a `credential` it is the https address of the table service.
    Reads are repeated by the SDK. Transactions are not: after a lost answer the caller must look first.
    """

    def __init__(
        self, account: str, table: str, *, credential: TokenCredential | None = None, policies: Policies = ()
    ) -> None:
        session = Session()
        for scheme in ("http://", "https://"):
            session.mount(scheme, HTTPAdapter(pool_maxsize=_CONNECTIONS, max_retries=0))
        options = _OPTIONS | {"transport": RequestsTransport(session=session, **_OPTIONS)}
        options["per_retry_policies"] = list(policies)
        if credential is None:
            self._client = TableClient.from_connection_string(account, table, **options)
        else:
            self._client = TableClient(account, table, credential=credential, **options)
        self._address = f"{self._client.url}/{table}"

    def get(self, partition: str, key: str) -> Row | None:
        """See `Table.get`."""
        check_key(key)
        with _domain_errors():
            try:
                return _row(self._client.get_entity(partition, key))
            except ResourceNotFoundError:
                return None

    def range(self, partition: str, low: str, high: str, *, limit: int) -> RowPage:
        """See `Table.range`."""
        if not 1 <= limit <= MAX_RANGE:
            raise ValueError(f"a page has 1 to {MAX_RANGE} rows, not {limit}")
        names = {"partition": partition, "low": low, "high": high}
        asked = min(limit + 1, MAX_RANGE)
        with _domain_errors():
            pages = self._client.query_entities(_RANGE, parameters=names, results_per_page=asked).by_page()
            entities: list[TableEntity] = []
            # The service may answer with a page that is short, or empty, and still not be at the end.
            with suppress(ResourceNotFoundError):  # a table that is missing is empty
                while len(entities) < asked and (page := next(pages, None)) is not None:
                    entities += page
        goes_on = isinstance(pages, PageIterator) and pages.continuation_token is not None
        return RowPage(tuple(map(_row, entities[:limit])), more=goes_on or len(entities) > limit)

    def commit(self, partition: str, operations: Sequence[Operation]) -> None:
        """See `Table.commit`."""
        check_key(partition)
        check_operations(operations)
        try:
            self._submit(partition, operations)
        except _TableMissing:
            self._create()
            self._submit(partition, operations)

    def _create(self) -> None:
        with _domain_errors(), suppress(ResourceExistsError):  # another process was first
            self._client.create_table()

    def _submit(self, partition: str, operations: Sequence[Operation]) -> None:
        with _domain_errors():
            if len(operations) == 1 and not isinstance(operations[0], Delete):
                self._write(partition, operations[0])
                return
            response = self._send(partition, operations)
            answer = response.read()
            if response.status_code != 202:
                raise _whole_refusal(response)
            refusal = entity_group.refusal_in(answer, len(operations))
            if refusal:
                raise _refusal(refusal, operations)

    def _send(self, partition: str, operations: Sequence[Operation]) -> HttpResponse:
        content_type, body = entity_group.encode(self._address, partition, operations)
        headers = {"Content-Type": content_type, "DataServiceVersion": "3.0", "x-ms-version": self._client.api_version}
        request = HttpRequest("POST", f"{self._client.url}/$batch", headers=headers, content=body)
        # The client within has the only way to send what the SDK did not write itself.
        return self._client._client.send_request(request, stream=True, **_ONCE)

    def _write(self, partition: str, operation: Insert | Put | Replace) -> None:
        """Write one row without the weight of a transaction. (The SDK's delete hides that there was nothing.)"""
        entity = _entity(partition, operation)
        try:
            if isinstance(operation, Insert):
                self._client.create_entity(entity, **_QUIET, **_ONCE)
            elif isinstance(operation, Put):
                self._client.upsert_entity(entity, UpdateMode.REPLACE, **_ONCE)
            else:
                self._client.update_entity(entity, UpdateMode.REPLACE, **_condition(operation.etag), **_ONCE)
        except ResourceExistsError as error:
            raise Taken(_TAKEN, operation.key) from error
        except ResourceModifiedError as error:
            raise Stale(_STALE) from error
        except ResourceNotFoundError as error:
            raise (Missing(_MISSING, operation.key) if isinstance(operation, Replace) else _TableMissing()) from error


class _TableMissing(Exception):
    """The table is not there yet."""


def _entity(partition: str, operation: Operation) -> dict[str, Any]:
    keys = {"PartitionKey": partition, "RowKey": operation.key}
    return keys if isinstance(operation, Delete) else keys | _properties(operation.columns)


def _condition(etag: str | None) -> dict[str, Any]:
    return {} if etag is None else {"etag": etag, "match_condition": MatchConditions.IfNotModified}


def _properties(columns: Mapping[str, Column]) -> dict[str, Any]:
    """The columns as the SDK takes them: by itself it refuses a number beyond 32 bits."""
    return {
        name: EntityProperty(value, EdmType.INT64) if type(value) is int else value for name, value in columns.items()
    }


def _row(entity: TableEntity) -> Row:
    columns = {name: _value(value) for name, value in entity.items() if name not in ("PartitionKey", "RowKey")}
    return Row(entity["PartitionKey"], entity["RowKey"], columns, str(entity.metadata["etag"]))


def _value(value: Any) -> Column:
    column: Column = value.value if isinstance(value, EntityProperty) else value
    return column


def _refusal(refusal: Refusal, operations: Sequence[Operation]) -> Exception:
    """What a refused transaction means to its caller."""
    key = operations[refusal.index].key
    if refusal.code == TableErrorCode.TABLE_NOT_FOUND:
        return _TableMissing()
    if refusal.code == TableErrorCode.TABLE_BEING_DELETED:
        return Unavailable("The database is being made anew. Please try again.")
    if refusal.status == 409:
        return Taken(_TAKEN, key)
    if refusal.status == 404:
        return Missing(_MISSING, key)
    if refusal.status == 412:
        return Stale(_STALE)
    if refusal.status == 413:
        return ValueError(_TOO_LARGE)
    if refusal.status >= 500 or refusal.status in (408, 429):
        return Unavailable(_NO_ANSWER)
    return HttpResponseError(f"The table refused a transaction: {refusal.status} {refusal.code}")


def _whole_refusal(response: HttpResponse) -> Exception:
    """What it means that a transaction was not even looked into."""
    if response.headers.get("x-ms-error-code") == TableErrorCode.TABLE_NOT_FOUND:
        return _TableMissing()
    refused = HttpResponseError(response=response)
    if is_refusal(refused):
        return Unavailable(_NO_ANSWER)
    return ValueError(_TOO_LARGE) if response.status_code == 413 else refused


@contextmanager
def _domain_errors() -> Iterator[None]:
    """Raise Unavailable for what passes, or for an operator to put right; a mistake in our code stays as it is."""
    try:
        yield
    except AzureError as error:
        if is_passing(error) or is_refusal(error):
            raise Unavailable(_NO_ANSWER) from error
        raise
    except Incomplete as error:
        raise Unavailable(_NO_ANSWER) from error

"""Upstream events of Azure Web PubSub, as CloudEvents over HTTP.

Source: Microsoft, "CloudEvents extension for Azure Web PubSub event handler with HTTP protocol".
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from shared.core.errors import Forbidden, Invalid

CONNECT = "azure.webpubsub.sys.connect"
DISCONNECTED = "azure.webpubsub.sys.disconnected"
MESSAGE = "azure.webpubsub.user.message"


def connection_of(headers: Mapping[str, str]) -> str:
    """The connection that an event is of. Raises Forbidden if it names none."""
    connection_id = headers.get("ce-connectionid", "")
    if not connection_id:
        raise Forbidden("This event is of no connection.")
    return connection_id


def check_signature(headers: Mapping[str, str], key: str) -> None:
    """Let in what Web PubSub signed with its access key.

    Raises:
        Forbidden: the signature is missing or not made with this key, or there is no key.
    """
    made = "sha256=" + hmac.new(key.encode(), connection_of(headers).encode(), hashlib.sha256).hexdigest()
    given = [signature.strip() for signature in headers.get("ce-signature", "").split(",")]
    if not key or not any(hmac.compare_digest(made.encode(), signature.encode()) for signature in given):
        raise Forbidden("This event was not signed by our Web PubSub.")


def connect_request(body: bytes) -> tuple[str, str]:
    """Interview id and access token of a connect event: from the query, or the Authorization header.

    Raises:
        Invalid: it is not the JSON that is documented.
    """
    content = json_object(body)
    query, headers = _lower(content.get("query")), _lower(content.get("headers"))
    token = _first(query, "token") or _first(query, "access_token")
    if not token:
        token = _first(headers, "authorization").removeprefix("Bearer ").strip()
    return _first(query, "interview_id"), token


def json_object(data: bytes) -> dict[str, Any]:
    """A JSON object. Raises Invalid for anything else."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise Invalid("This is not a JSON object.", code="not_json")
    return content


def write_state(state: Mapping[str, str]) -> str:
    """What Web PubSub keeps for us with the connection, as the `ce-connectionState` header."""
    return base64.b64encode(json.dumps(state).encode()).decode()


def read_state(headers: Mapping[str, str], *names: str) -> tuple[str, ...]:
    """The values that were kept with the connection under these names. Raises Forbidden if one is missing."""
    try:
        state = json_object(base64.b64decode(headers.get("ce-connectionstate", ""), validate=True))
        return tuple(str(state[name]) for name in names)
    except (ValueError, Invalid, KeyError):
        raise Forbidden("This connection was not admitted.") from None


def _lower(values: object) -> dict[str, Any]:
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise Invalid("The connect event is not as documented.")
    return {name.lower(): value for name, value in values.items()}


def _first(values: Mapping[str, Any], name: str) -> str:
    found = values.get(name) or [""]
    return str(found[0] if isinstance(found, list) else found)

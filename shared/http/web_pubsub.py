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
MESSAGE = "azure.webpubsub.user.message"


def access_key(connection_string: str) -> str:
    """The access key in a connection string of Web PubSub. Raises Invalid if there is none."""
    for part in connection_string.split(";"):
        name, _, value = part.partition("=")
        if name.strip().lower() == "accesskey" and value:
            return value
    raise Invalid("TALENTI_REALTIME has no AccessKey.")


def check_signature(headers: Mapping[str, str], key: str) -> str:
    """The connection id of an event that Web PubSub signed.

    Raises:
        Forbidden: the signature is missing or not made with our key.
    """
    connection_id = headers.get("ce-connectionid", "")
    made = "sha256=" + hmac.new(key.encode(), connection_id.encode(), hashlib.sha256).hexdigest()
    given = [signature.strip() for signature in headers.get("ce-signature", "").split(",")]
    if not connection_id or not any(hmac.compare_digest(made, signature) for signature in given):
        raise Forbidden("This event was not signed by our Web PubSub.")
    return connection_id


def connect_request(body: bytes) -> tuple[str, str]:
    """Interview id and access token of a connect event: from the query, or the Authorization header."""
    try:
        content = json.loads(body)
    except ValueError:
        raise Invalid("The connect event is not JSON.") from None
    query = {name.lower(): values for name, values in content.get("query", {}).items()}
    headers = {name.lower(): values for name, values in content.get("headers", {}).items()}
    token = _first(query, "token") or _first(query, "access_token")
    if not token:
        token = _first(headers, "authorization").removeprefix("Bearer ").strip()
    return _first(query, "interview_id"), token


def write_state(state: Mapping[str, str]) -> str:
    """What Web PubSub keeps for us with the connection, as the `ce-connectionState` header."""
    return base64.b64encode(json.dumps(state).encode()).decode()


def read_state(headers: Mapping[str, str]) -> dict[str, str]:
    """What was kept with the connection. Raises Forbidden if there is nothing."""
    try:
        state = json.loads(base64.b64decode(headers.get("ce-connectionstate", ""), validate=True))
    except ValueError:
        state = None
    if not isinstance(state, dict):
        raise Forbidden("This connection was not admitted.")
    return {str(name): str(value) for name, value in state.items()}


def _first(values: Mapping[str, Any], name: str) -> str:
    found = values.get(name) or [""]
    return str(found[0] if isinstance(found, list) else found)

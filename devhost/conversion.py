"""Between the wire and the functions' arguments, with the converters that Microsoft's worker uses."""

import json
from collections.abc import Mapping
from typing import Any

from azure.functions.meta import Datum, get_binding_registry


def to_argument(trigger_type: str, datum: Datum, metadata: Mapping[str, Datum] | None = None) -> Any:
    """The argument of a function for what its trigger received."""
    converter = get_binding_registry().get(trigger_type)  # type: ignore[no-untyped-call]
    return converter.decode(datum, trigger_metadata=metadata or {})


def to_wire(binding_type: str, value: object) -> Datum:
    """What a function gave to an output binding, ready to be sent.

    Raises:
        NotImplementedError: the binding takes no such value.
    """
    converter = get_binding_registry().get(binding_type)  # type: ignore[no-untyped-call]
    datum: Datum = converter.encode(value, expected_type=None)
    return datum


def text_datum(value: str) -> Datum:
    """A text on the wire."""
    return Datum(value, "string")


def bytes_datum(value: bytes) -> Datum:
    """Bytes on the wire."""
    return Datum(value, "bytes")


def json_datum(value: object) -> Datum:
    """A JSON value on the wire."""
    return Datum(json.dumps(value), "json")


def http_datum(value: Mapping[str, object]) -> Datum:
    """An HTTP request on the wire."""
    return Datum(value, "http")


def texts(values: Mapping[str, str]) -> dict[str, Datum]:
    """Named texts on the wire."""
    return {name: text_datum(value) for name, value in values.items()}

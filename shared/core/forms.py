"""Input that may come as a multipart form, with files among its fields."""

from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from shared.core.resource import Input


@dataclass(frozen=True, slots=True)
class FormFile:
    """One file of a form. A body in JSON has none."""

    file_name: str
    data: bytes

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.is_instance_schema(cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "contentMediaType": "application/octet-stream"}


class Form(Input):
    """Base of inputs that come as a multipart form or, where no file is sent, as JSON. An empty field is not sent."""

    def content(self) -> bytes:
        """What makes two of them the same, however their parts were separated."""
        parts = []
        for name in sorted(self.model_fields_set):
            value = getattr(self, name)
            parts.append(f"\0{name}\0".encode() + (value.data if isinstance(value, FormFile) else repr(value).encode()))
        return b"".join(parts)

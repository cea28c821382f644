"""The bases of every model: what we store and return, and what a caller may send."""

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, model_validator

from shared.core.words import as_we_spell_them


def _to_utc(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def iso(value: datetime) -> str:
    """An instant in UTC as it is written: ISO 8601 with `Z`."""
    return value.isoformat().replace("+00:00", "Z")


Instant = Annotated[datetime, AfterValidator(_to_utc), PlainSerializer(iso, return_type=str, when_used="json")]
"""A point in time: kept in UTC, written as ISO 8601 with `Z`. Input without an offset is taken as UTC."""


def _whole_if_it_is(value: float) -> float | int:
    return int(value) if value.is_integer() else value


Years = Annotated[float, PlainSerializer(_whole_if_it_is, return_type=float | int, when_used="json")]
"""A number of years: whole ones are written without a point, as clients have them whose years are integers."""


class Value(BaseModel):
    """An immutable part of a resource, or a whole answer without an identity."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True, hide_input_in_errors=True)


class Resource(Value):
    """Something with an identity that we store and return. `plural` names a list of them in an answer.

    Printed by alias, the id is `_id`: the spelling of the `results` profile.
    """

    plural: ClassVar[str] = "items"

    id: Annotated[str, Field(serialization_alias="_id")]


class Input(BaseModel):
    """What a caller sends. Unknown keys are ignored: the clients of five products send their own.

    The words of an enumeration are taken in any case, with spaces, dashes or underscores.
    """

    model_config = ConfigDict(
        frozen=True, extra="ignore", defer_build=True, str_strip_whitespace=True, hide_input_in_errors=True
    )

    @model_validator(mode="before")
    @classmethod
    def _take_words_in_any_case(cls, sent: Any) -> Any:
        return as_we_spell_them(cls, sent) if isinstance(sent, dict) else sent

    def changes(self) -> dict[str, Any]:
        """The fields that the caller sent, by name; one that is null is as if it was not sent."""
        sent = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: value for name, value in sent.items() if value is not None}

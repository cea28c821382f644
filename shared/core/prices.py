"""What models cost: whole numbers of micro-units (millionths of the currency), so that sums are exact."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MILLION = 1_000_000


class Price(BaseModel):
    """Micro-units for a million tokens, of what is sent and of what is answered."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    input: Annotated[int, Field(ge=0)]
    output: Annotated[int, Field(ge=0)]

    def cost_micros(self, input_tokens: int, output_tokens: int) -> int:
        """The cost in micro-units, rounded up: a call is never counted as cheaper than it was."""
        return -(-(input_tokens * self.input + output_tokens * self.output) // MILLION)


class PriceTable(BaseModel):
    """The prices of deployments, by their names. `version` names the table; what was counted by it says so."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    version: Annotated[str, Field(min_length=1, max_length=40)] = "none"
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "USD"
    deployments: dict[str, Price] = {}

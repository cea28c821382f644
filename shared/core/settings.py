"""Settings: the only place that reads the environment. Every one has a value that works on a laptop, offline."""

import json
import os
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from shared.core.errors import DomainError
from shared.core.prices import PriceTable


class BadSetting(DomainError):
    """A setting has a value that cannot be used. The message names it."""

    code = "bad_setting"


def _from_json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


class Settings(BaseModel):
    """What an operator may set. A field `x` is read from the environment variable `TALENTI_X`.

    `storage` is the exception: it is the connection string in `AzureWebJobsStorage`, which the host reads too.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    storage: SecretStr = SecretStr("UseDevelopmentStorage=true")
    table: Annotated[str, Field(description="Name of the table", pattern=r"^[A-Za-z][A-Za-z0-9]{2,62}$")] = "talenti"
    signing_key: Annotated[SecretStr, Field(description="Signs tokens; at least 32 characters")] = SecretStr("")
    api_profile: Annotated[
        Literal["", "plain", "envelope", "results"],
        Field(description="How answers look where the request does not say; empty: as each contract documents"),
    ] = ""
    public_url: Annotated[str, Field(description="Address of the web app, for links in mails")] = (
        "http://127.0.0.1:7071"
    )
    registration: Annotated[
        Literal["open", "closed"], Field(description="Whether anybody may register a company of their own")
    ] = "open"
    admin_email: Annotated[str, Field(description="The platform's first administrator")] = ""
    admin_password: Annotated[SecretStr, Field(description="Their password until they change it")] = SecretStr("")
    mailer: Annotated[Literal["outbox"], Field(description="Where mail goes")] = "outbox"
    mail_outbox_visible: Annotated[
        bool, Field(description="Local host only: answers may hold tokens that otherwise go to a mailbox alone")
    ] = False
    realtime: Annotated[
        SecretStr, Field(description="Connection string of Web PubSub; the local host plays it when empty")
    ] = SecretStr("Endpoint=http://127.0.0.1:7071;AccessKey=bG9jYWwtaG9zdC1rZXktb2YtdGFsZW50aQ==;Version=1.0;")
    azure_openai_endpoint: Annotated[
        str, Field(description="Address of the Azure OpenAI resource; empty: the embedded engines work alone")
    ] = ""
    azure_openai_key: Annotated[
        SecretStr, Field(description="Its key; empty: the managed identity signs in, which needs no secret")
    ] = SecretStr("")
    azure_openai_api_version: Annotated[str, Field(description="Version of its REST interface")] = "2024-10-21"
    azure_openai_deployment: Annotated[str, Field(description="Deployment that words, plans, reads and writes")] = ""
    azure_openai_scoring_deployment: Annotated[str, Field(description="Deployment that scores; empty: the same")] = ""
    model_turn_timeout_s: Annotated[
        float, Field(gt=0, le=60, description="Seconds that a turn waits for its words, with retries")
    ] = 8
    model_request_timeout_s: Annotated[
        float, Field(gt=0, le=200, description="Seconds that a request waits for a plan, requirements or a job's text")
    ] = 25
    model_background_timeout_s: Annotated[
        float, Field(gt=0, le=400, description="Seconds that reading a CV and scoring wait, which nobody waits for")
    ] = 90
    model_prices: Annotated[
        PriceTable,
        BeforeValidator(_from_json),
        Field(description="Prices as JSON: version, currency, micro-units a million tokens by deployment"),
    ] = PriceTable.model_construct()
    model_budget_interview: Annotated[
        int, Field(ge=0, description="Micro-units that one interview may cost, with its score")
    ] = 1_000_000
    model_budget_month: Annotated[
        int, Field(ge=0, description="Micro-units that one company may cost in a calendar month (UTC)")
    ] = 100_000_000
    model_over_budget: Annotated[
        Literal["embedded", "refuse"], Field(description="What happens over budget: the embedded engine, or a refusal")
    ] = "embedded"
    rate_standard: Annotated[int, Field(ge=1, description="Requests a minute of one user")] = 100
    rate_sign_in: Annotated[int, Field(ge=1, description="Sign-in attempts a minute of one address or account")] = 10
    rate_bulk: Annotated[int, Field(ge=1, description="Bulk operations a minute of one user")] = 10
    rate_upload: Annotated[int, Field(ge=1, description="Uploads a minute of one user")] = 5
    reminders_before_minutes: Annotated[
        str,
        Field(description="Minutes before a round at which people are reminded", pattern=r"^(\d{1,5}(,\d{1,5})*)?$"),
    ] = "1440,60"
    missed_after_minutes: Annotated[
        int,
        Field(ge=1, description="Minutes after its planned end from which a round that nobody began counts as missed"),
    ] = 60
    task_lost_after_s: Annotated[
        int, Field(ge=1, description="Seconds until queued work counts as lost and its message is sent again")
    ] = 120
    request_lost_after_s: Annotated[
        int, Field(ge=1, description="Seconds until a request with an Idempotency-Key counts as dead and may run again")
    ] = 30

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """The settings of this process.

        Raises:
            BadSetting: a value breaks its rule, or a setting that has no usable default is missing.
        """
        values = {
            name: environment[f"TALENTI_{name.upper()}"]
            for name in cls.model_fields
            if environment.get(f"TALENTI_{name.upper()}")
        }
        if "AzureWebJobsStorage" in environment:
            values["storage"] = environment["AzureWebJobsStorage"]
        try:
            settings = cls.model_validate(values)
        except ValidationError as error:
            first = error.errors(include_input=False)[0]
            raise BadSetting(f"TALENTI_{str(first['loc'][0]).upper()}: {first['msg']}") from None
        if len(settings.signing_key.get_secret_value()) < 32:
            raise BadSetting("TALENTI_SIGNING_KEY: a secret of at least 32 characters is needed.")
        return settings

"""Settings: the only place that reads the environment. Every one has a value that works on a laptop, offline."""

import json
import os
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from shared.core.errors import DomainError
from shared.core.prices import PriceTable

STORAGE = "AzureWebJobsStorage"
_HOST_NAMES = {
    "storage": STORAGE,
    "blobs_url": f"{STORAGE}__blobServiceUri",
    "queues_url": f"{STORAGE}__queueServiceUri",
    "tables_url": f"{STORAGE}__tableServiceUri",
    "identity": f"{STORAGE}__credential",
    "identity_client_id": f"{STORAGE}__clientId",
    "insights": "APPLICATIONINSIGHTS_CONNECTION_STRING",
}
"""Fields whose environment variables are the host's."""


class BadSetting(DomainError):
    """A setting has a value that cannot be used. The message names it."""

    code = "bad_setting"


def _from_json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


class Settings(BaseModel):
    """What an operator may set. A field `x` is read from the environment variable `TALENTI_X`.

    Storage, identity and Application Insights are the exceptions: the host reads them too, so they have its names.
    `storage` is a connection string; where it is empty, the identity signs in at the addresses of the three services.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True, hide_input_in_errors=True)

    storage: SecretStr = SecretStr("UseDevelopmentStorage=true")
    blobs_url: str = ""
    queues_url: str = ""
    tables_url: str = ""
    identity: Literal["", "managedidentity"] = ""
    identity_client_id: str = ""
    table: Annotated[str, Field(description="Name of the table", pattern=r"^[A-Za-z][A-Za-z0-9]{2,62}$")] = "talenti"
    signing_key: Annotated[SecretStr, Field(description="Signs tokens; at least 32 characters")] = SecretStr("")
    signing_key_previous: Annotated[
        SecretStr, Field(description="The key before it: what it signed stays good; empty: there was none")
    ] = SecretStr("")
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
    mailer: Annotated[Literal["outbox", "acs"], Field(description="Where mail goes")] = "outbox"
    mail_endpoint: Annotated[
        str, Field(description="Address of the Communication Services resource; its identity signs in")
    ] = ""
    mail_connection: Annotated[
        SecretStr, Field(description="Its connection string, in place of address and identity")
    ] = SecretStr("")
    mail_sender: Annotated[str, Field(description="Address that mail comes from, of a verified domain")] = ""
    mail_reply_to: Annotated[str, Field(description="Address that answers go to; empty: the sender's")] = ""
    mail_bulk_per_minute: Annotated[int, Field(ge=1, le=6000, description="Bulk mails a minute, of all companies")] = 30
    mail_outbox_visible: Annotated[
        bool, Field(description="Local host only: answers may hold tokens that otherwise go to a mailbox alone")
    ] = False
    realtime: Annotated[
        SecretStr, Field(description="Connection string of Web PubSub; without an AccessKey the identity signs in")
    ] = SecretStr("Endpoint=http://127.0.0.1:7071;AccessKey=bG9jYWwtaG9zdC1rZXktb2YtdGFsZW50aQ==;Version=1.0;")
    event_secret: Annotated[
        SecretStr,
        Field(description="What Web PubSub and Event Grid send as `code` with their events; empty: keys sign"),
    ] = SecretStr("")
    event_secret_previous: Annotated[
        SecretStr, Field(description="The secret before it: still taken while services are told of the new one")
    ] = SecretStr("")
    event_authority: Annotated[
        str,
        Field(description="Tenant of Entra ID whose tokens Web PubSub and Event Grid send instead; empty: none"),
    ] = ""
    event_audience: Annotated[
        str, Field(description="Registered application that stands for this one there: its id or URI")
    ] = ""
    realtime_identity: Annotated[
        str, Field(description="Object id of the identity that Web PubSub sends its events with, with Entra ID")
    ] = ""
    communication: Annotated[
        SecretStr,
        Field(
            description="Connection string of Communication Services, for calls; without a key the identity signs in"
        ),
    ] = SecretStr("")
    speech_region: Annotated[str, Field(description="Region of the Azure AI Speech resource; empty: no speech")] = ""
    speech_key: Annotated[SecretStr, Field(description="Its key; empty: the identity signs in")] = SecretStr("")
    speech_endpoint: Annotated[
        str, Field(description="Its own address (custom domain), which an identity needs; empty: the region's")
    ] = ""
    speech_resource_id: Annotated[str, Field(description="Its resource id, which an identity needs")] = ""
    speech_client_id: Annotated[
        str, Field(description="Client id of the identity whose tokens browsers get; it may use speech alone")
    ] = ""
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
    webhooks_to_this_machine: Annotated[
        bool, Field(description="Local host only: webhooks may go to this machine, also without TLS")
    ] = False
    logs: Annotated[
        Literal["text", "json"], Field(description="How lines of the log look; json carries the ids of their call")
    ] = "text"
    telemetry: Annotated[
        Literal["none", "otlp", "insights"],
        Field(description="Where traces and metrics go"),
    ] = "none"
    otlp_endpoint: Annotated[str, Field(description="Address of the collector, without /v1/traces")] = ""
    insights: SecretStr = SecretStr("")
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

    @staticmethod
    def variable(field: str) -> str:
        """The environment variable that a field is read from."""
        return _HOST_NAMES.get(field, f"TALENTI_{field.upper()}")

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """The settings of this process.

        Raises:
            BadSetting: a value breaks its rule, or a setting that has no usable default is missing.
        """
        values = {
            name: environment[cls.variable(name)]
            for name in cls.model_fields
            if name not in _HOST_NAMES and environment.get(cls.variable(name))
        }
        values |= _of_the_host(environment)
        try:
            settings = cls.model_validate(values)
        except ValidationError as error:
            first = error.errors(include_input=False)[0]
            raise BadSetting(f"{cls.variable(str(first['loc'][0]))}: {first['msg']}") from None
        settings.check()
        return settings

    @property
    def realtime_parts(self) -> Mapping[str, str]:
        """The parts of the connection string of Web PubSub, by their names in lower case: endpoint, accesskey."""
        return _parts(self.realtime)

    @property
    def communication_parts(self) -> Mapping[str, str]:
        """The same of the resource for calls."""
        return _parts(self.communication)

    @property
    def mail_parts(self) -> Mapping[str, str]:
        """The same of the resource for mail: of its connection string, or its address alone, without a key."""
        parts = {"endpoint": self.mail_endpoint} | _parts(self.mail_connection)
        return parts | {"endpoint": parts["endpoint"].rstrip("/")}

    def check(self) -> None:
        """Look for what no single setting shows. Raises BadSetting, which names the setting and the way out."""
        _check_secrets(self)
        _check_key("TALENTI_SIGNING_KEY", self.signing_key.get_secret_value())
        if previous := self.signing_key_previous.get_secret_value():
            _check_key("TALENTI_SIGNING_KEY_PREVIOUS", previous)
        if self.telemetry == "otlp" and not self.otlp_endpoint:
            raise BadSetting("TALENTI_OTLP_ENDPOINT: the address of a collector is needed, or TALENTI_TELEMETRY none.")
        if self.telemetry == "insights" and not self.insights.get_secret_value():
            raise BadSetting("APPLICATIONINSIGHTS_CONNECTION_STRING: it is needed, or TALENTI_TELEMETRY none.")
        _check_resources(self)
        _check_events(self)
        _check_model(self)
        if self.storage.get_secret_value():
            return
        for name in ("blobs_url", "queues_url", "tables_url"):
            if not getattr(self, name).startswith("https://"):
                raise BadSetting(
                    f"{_HOST_NAMES[name]}: the service's https address is needed, or a connection string in {STORAGE}."
                )


def _check_secrets(settings: Settings) -> None:
    """Where the platform could not read a secret, the setting is the reference itself, which others can guess."""
    for field in Settings.model_fields:
        value = getattr(settings, field)
        if isinstance(value, SecretStr) and value.get_secret_value().startswith("@Microsoft.KeyVault("):
            name = Settings.variable(field)
            raise BadSetting(
                f"{name}: Key Vault gave no secret. Is it there, and has the identity the role Key Vault Secrets User?"
            )


def _check_key(name: str, key: str) -> None:
    if len(key) < 32:
        raise BadSetting(
            f"{name}: a secret of at least 32 characters is needed. `openssl rand -hex 32` makes one; "
            "in the cloud it comes from Key Vault."
        )


def _check_resources(settings: Settings) -> None:
    if "endpoint" not in settings.realtime_parts:
        raise BadSetting(
            "TALENTI_REALTIME: the form is Endpoint=https://…;AccessKey=…; or, with the identity, without a key."
        )
    if settings.mailer == "acs" and not (settings.mail_parts["endpoint"] and settings.mail_sender):
        raise BadSetting("TALENTI_MAILER: acs needs TALENTI_MAIL_SENDER and TALENTI_MAIL_ENDPOINT or _MAIL_CONNECTION.")
    if settings.communication.get_secret_value() and "endpoint" not in settings.communication_parts:
        raise BadSetting("TALENTI_COMMUNICATION: the form is endpoint=https://…;accesskey=…, or without a key.")
    addressed = settings.speech_endpoint and settings.speech_resource_id
    if settings.speech_region and not (settings.speech_key.get_secret_value() or addressed):
        raise BadSetting(
            "TALENTI_SPEECH_KEY: an identity needs TALENTI_SPEECH_ENDPOINT and TALENTI_SPEECH_RESOURCE_ID."
        )


def _check_events(settings: Settings) -> None:
    if not settings.event_authority:
        return
    here = ("http://127.0.0.1:", "http://localhost:")
    if not settings.event_authority.startswith(("https://", *here)):
        raise BadSetting("TALENTI_EVENT_AUTHORITY: the form is https://login.microsoftonline.com/<tenant id>.")
    if not settings.event_audience:
        raise BadSetting("TALENTI_EVENT_AUDIENCE: with TALENTI_EVENT_AUTHORITY the id of an application is needed.")


def _check_model(settings: Settings) -> None:
    if not settings.azure_openai_endpoint:
        return
    if not settings.azure_openai_deployment:
        raise BadSetting("TALENTI_AZURE_OPENAI_DEPLOYMENT: an endpoint needs the name of a deployment.")
    for deployment in (settings.azure_openai_deployment, settings.azure_openai_scoring_deployment):
        if deployment and deployment not in settings.model_prices.deployments:
            raise BadSetting(f"TALENTI_MODEL_PRICES: there is no price for the deployment {deployment!r}.")


def _parts(connection_string: SecretStr) -> dict[str, str]:
    parts = (part.partition("=") for part in connection_string.get_secret_value().split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in parts if value.strip()}


def _of_the_host(environment: Mapping[str, str]) -> dict[str, str]:
    """What the Functions host reads too: the storage account, the identity, where telemetry goes. A connection string
    goes before addresses."""
    found = {name: environment[key].strip() for name, key in _HOST_NAMES.items() if environment.get(key, "").strip()}
    found.setdefault("identity_client_id", environment.get("AZURE_CLIENT_ID", ""))
    account = environment.get(f"{STORAGE}__accountName", "").strip()
    for service in ("blob", "queue", "table"):
        if account:
            found.setdefault(f"{service}s_url", f"https://{account}.{service}.core.windows.net")
    if "storage" not in found and (account or any(key.startswith(f"{STORAGE}__") for key in environment)):
        found["storage"] = ""
    return found

"""Puts the application together: the only place that chooses adapters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from shared.app import App
from shared.core.clock import utc_now
from shared.core.made_once import made_once
from shared.core.settings import Settings

if TYPE_CHECKING:
    from shared.adapters.acs_mailer import AcsMailer
    from shared.adapters.azure_openai.model import Model
    from shared.adapters.identity import Identity
    from shared.adapters.web_pubsub import WebPubSubRealtime
    from shared.core.clock import Clock
    from shared.ports.blob import BlobStore
    from shared.ports.calls import Calls
    from shared.ports.credentials import PasswordHasher, TokenSigner
    from shared.ports.cv import CvParser
    from shared.ports.interviewing import Interviewer, QuestionPlanner
    from shared.ports.job_writer import JobWriter
    from shared.ports.mailer import Mailer
    from shared.ports.matching import Matcher
    from shared.ports.printing import ReportPrinter
    from shared.ports.queue import QueueSender
    from shared.ports.requirements import RequirementExtractor
    from shared.ports.scoring import Scorer
    from shared.ports.senders import Senders
    from shared.ports.speech import Speech, SpeechSynthesizer
    from shared.ports.table import Table
    from shared.ports.webhooks import WebhookSender


def get_app() -> App:
    """The application of this process, made by the first call, whichever threads make it."""
    return _PROCESS.app


class _Process:
    @made_once
    def app(self) -> App:
        settings = Settings.read()
        observe(settings)
        return App(settings, ChosenAdapters(settings, utc_now), utc_now)


_PROCESS = _Process()


def observe(settings: Settings) -> None:
    """Let the log, traces and metrics go where the settings say."""
    if settings.logs == "json":
        from shared.core.logs import write_json_lines

        write_json_lines()
    if settings.telemetry == "none":
        return
    from shared.adapters import open_telemetry
    from shared.core.telemetry import watch_with

    if settings.telemetry == "otlp":
        watch_with(open_telemetry.to_collector(settings.otlp_endpoint))
    else:
        insights = settings.insights.get_secret_value()
        watch_with(open_telemetry.to_application_insights(insights, _identity(settings)))


def _identity(settings: Settings) -> Identity:
    from shared.adapters.identity import Identity

    return Identity(managed=settings.identity == "managedidentity", client_id=settings.identity_client_id)


class ChosenAdapters:
    """The adapters that the settings ask for. Each is imported and made by its first use, and may be set before.

    Where a language model is configured it stands in front of the embedded engines, which answer whenever it does not.
    What the settings must hold for that, `Settings.check` has seen to.
    """

    def __init__(self, settings: Settings, now: Clock) -> None:
        self._settings = settings
        self._now = now

    @made_once
    def table(self) -> Table:
        from shared.adapters.azure_table import AzureTable

        settings = self._settings
        return AzureTable(self._storage or settings.tables_url, settings.table, credential=self._storage_identity)

    @made_once
    def blobs(self) -> BlobStore:
        from shared.adapters.azure_blob import AzureBlobStore

        return AzureBlobStore(self._storage or self._settings.blobs_url, credential=self._storage_identity)

    @made_once
    def queue(self) -> QueueSender:
        from shared.adapters.azure_queue import AzureQueueSender

        return AzureQueueSender(self._storage or self._settings.queues_url, credential=self._storage_identity)

    @made_once
    def mailer(self) -> Mailer:
        if self._settings.mailer == "acs":
            return self._acs_mailer
        from shared.adapters.outbox_mailer import OutboxMailer

        return OutboxMailer(self.blobs, self._now)

    @made_once
    def _acs_mailer(self) -> AcsMailer:
        from shared.adapters.acs_mailer import AcsMailer

        settings, parts = self._settings, self._settings.mail_parts
        credential = parts.get("accesskey") or self._identity
        return AcsMailer(parts["endpoint"], credential, settings.mail_sender, settings.mail_reply_to)

    @made_once
    def realtime(self) -> WebPubSubRealtime:
        from shared.adapters.web_pubsub import WebPubSubRealtime

        parts = self._settings.realtime_parts
        if "accesskey" in parts:
            return WebPubSubRealtime(self._settings.realtime.get_secret_value())
        return WebPubSubRealtime(parts["endpoint"], credential=self._identity)

    @made_once
    def webhooks(self) -> WebhookSender:
        from shared.adapters.http_webhooks import HttpWebhookSender

        return HttpWebhookSender(this_machine=self._settings.webhooks_to_this_machine)

    @made_once
    def senders(self) -> Senders | None:
        if not self._settings.event_authority:
            return None
        from shared.adapters.entra_senders import EntraSenders

        return EntraSenders(self._settings.event_authority, self._settings.event_audience)

    @made_once
    def hasher(self) -> PasswordHasher:
        from shared.adapters.argon2_passwords import Argon2Hasher

        return Argon2Hasher()

    @made_once
    def signer(self) -> TokenSigner:
        from shared.adapters.jwt_tokens import JwtSigner

        previous = self._settings.signing_key_previous.get_secret_value()
        return JwtSigner(self._settings.signing_key.get_secret_value(), self._now, previous=previous)

    @made_once
    def parser(self) -> CvParser:
        from shared.adapters.embedded.cv_parser import EmbeddedCvParser

        own = EmbeddedCvParser(self._now)
        if not self._has_model:
            return own
        from shared.adapters.azure_openai.cv_parser import AzureCvParser

        return AzureCvParser(self._model(self._settings.model_background_timeout_s), own, self._now)

    @made_once
    def planner(self) -> QuestionPlanner:
        from shared.adapters.embedded.planner import EmbeddedQuestionPlanner

        own = EmbeddedQuestionPlanner()
        if not self._has_model:
            return own
        from shared.adapters.azure_openai.planner import AzureQuestionPlanner

        return AzureQuestionPlanner(self._model_on_request, own)

    @made_once
    def interviewer(self) -> Interviewer:
        from shared.adapters.embedded.interviewer import EmbeddedInterviewer

        own = EmbeddedInterviewer()
        if not self._has_model:
            return own
        from shared.adapters.azure_openai.interviewer import AzureInterviewer

        return AzureInterviewer(self._model(self._settings.model_turn_timeout_s), own)

    @made_once
    def scorer(self) -> Scorer:
        from shared.adapters.embedded.scorer import EmbeddedScorer

        own = EmbeddedScorer()
        if not self._has_model:
            return own
        from shared.adapters.azure_openai.scorer import AzureScorer

        settings = self._settings
        scoring = settings.azure_openai_scoring_deployment
        return AzureScorer(self._model(settings.model_background_timeout_s, scoring), own)

    @made_once
    def extractor(self) -> RequirementExtractor:
        from shared.adapters.embedded.requirements import EmbeddedRequirementExtractor

        own = EmbeddedRequirementExtractor()
        if not self._has_model:
            return own
        from shared.adapters.azure_openai.requirements import AzureRequirementExtractor

        return AzureRequirementExtractor(self._model_on_request, own)

    @made_once
    def writer(self) -> JobWriter:
        from shared.adapters.embedded.job_writer import EmbeddedJobWriter

        own = EmbeddedJobWriter()
        if not self._has_model:
            return own
        from shared.adapters.azure_openai.job_writer import AzureJobWriter

        return AzureJobWriter(self._model_on_request, own)

    @made_once
    def matcher(self) -> Matcher:
        from shared.adapters.embedded.matcher import EmbeddedMatcher

        return EmbeddedMatcher()

    @made_once
    def calls(self) -> Calls:
        if not self._settings.communication.get_secret_value():
            from shared.adapters.unconfigured import NoCalls

            return NoCalls()
        from shared.adapters.acs_calls import AcsCalls

        parts = self._settings.communication_parts
        return AcsCalls(parts["endpoint"], parts.get("accesskey") or self._identity, self._now)

    @made_once
    def speech(self) -> Speech:
        settings = self._settings
        if not settings.speech_region:
            from shared.adapters.unconfigured import NoSpeech

            return NoSpeech()
        from shared.adapters.azure_speech import AzureSpeech

        return AzureSpeech(
            settings.speech_region,
            settings.speech_key.get_secret_value() or self._identity,
            endpoint=settings.speech_endpoint,
            resource_id=settings.speech_resource_id,
            visitor=self._visitor,
        )

    @made_once
    def voice(self) -> SpeechSynthesizer:
        settings = self._settings
        if not settings.speech_region:
            from shared.adapters.unconfigured import NoVoice

            return NoVoice()
        from shared.adapters.azure_voice import AzureVoice

        return AzureVoice(
            settings.speech_region,
            settings.speech_key.get_secret_value() or self._identity,
            endpoint=settings.speech_endpoint,
            resource_id=settings.speech_resource_id,
        )

    @made_once
    def printer(self) -> ReportPrinter:
        from shared.adapters.report_pdf.printer import TypstPrinter

        return TypstPrinter()

    @made_once
    def probes(self) -> Mapping[str, Callable[[], None]]:
        settings = self._settings
        found: dict[str, Callable[[], None]] = {"realtime": lambda: self.realtime.ping()}
        if settings.mailer == "acs":
            found["mailer"] = lambda: self._acs_mailer.ping()
        if settings.speech_region:
            found["speech"] = self._ask_speech
        if self._has_model:
            found["model"] = lambda: self._model_on_request.ping()
        return found

    def _ask_speech(self) -> None:
        """Ask for a token: it costs nothing, and only a service that lets us in gives one."""
        self.speech.token()

    @made_once
    def _identity(self) -> Identity:
        return _identity(self._settings)

    @property
    def _visitor(self) -> Identity | None:
        """Who browsers speak as, if anybody."""
        from shared.adapters.identity import Identity

        visitor = self._settings.speech_client_id
        return Identity(managed=True, client_id=visitor) if visitor else None

    @property
    def _storage(self) -> str:
        """The connection string; empty, where the identity signs in."""
        return self._settings.storage.get_secret_value()

    @property
    def _storage_identity(self) -> Identity | None:
        return None if self._storage else self._identity

    @property
    def _has_model(self) -> bool:
        return bool(self._settings.azure_openai_endpoint)

    @made_once
    def _model_on_request(self) -> Model:
        return self._model(self._settings.model_request_timeout_s)

    def _model(self, timeout_s: float, deployment: str = "") -> Model:
        from shared.adapters.azure_openai.model import Credential, Model

        settings = self._settings

        def credential() -> Credential:
            return self._identity

        name = deployment or settings.azure_openai_deployment
        return Model(
            endpoint=settings.azure_openai_endpoint,
            api_version=settings.azure_openai_api_version,
            key=settings.azure_openai_key.get_secret_value(),
            credential=credential,
            deployment=name,
            price=settings.model_prices.deployments[name],
            timeout_s=timeout_s,
        )

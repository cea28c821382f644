"""Puts the application together: the only place that chooses adapters."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from shared.analytics.personal import PersonalStatistics
from shared.analytics.service import AnalyticsService
from shared.answers.hearing import HearingService
from shared.answers.service import AnswerService
from shared.app import App
from shared.applications.service import ApplicationService
from shared.audit.chain import ChainKey
from shared.audit.sealing import AuditSealer
from shared.audit.service import AuditLog
from shared.calls.service import CallService
from shared.candidates.news import RecruiterNews
from shared.candidates.service import CandidateService
from shared.clients.service import ClientService
from shared.companies.registration import RegistrationService
from shared.companies.service import CompanyService
from shared.core.clock import Clock, utc_now
from shared.core.errors import NotFound
from shared.core.logs import write_json_lines
from shared.core.settings import BadSetting, Settings
from shared.core.telemetry import watch_with
from shared.health.service import HealthService, State
from shared.housekeeping.service import Housekeeping
from shared.http.idempotency import Idempotency
from shared.http.rates import RateClass, RateLimiter
from shared.identity.access import AccessService
from shared.identity.accounts import AccountService, FirstAdministrator
from shared.identity.sessions import SessionService
from shared.identity.users import UserService
from shared.imports.invitations import ImportInvitations
from shared.imports.service import ImportService
from shared.interviews.conversation import ConversationService
from shared.interviews.presence import PresenceService
from shared.interviews.questions import QuestionService
from shared.interviews.service import InterviewService
from shared.interviews.socket import InterviewSocket
from shared.interviews.transcripts import TranscriptService
from shared.invitations.service import InvitationService
from shared.jobs.service import JobService
from shared.mail.links import Links
from shared.mail.service import MailService
from shared.mailings.pace import BulkPace
from shared.mailings.service import MailingService
from shared.mailings.templates import MailTemplateService
from shared.matching.service import MatchingService
from shared.merging.service import MergeService
from shared.notes.service import NoteService
from shared.portal.accounts import OutsideAccounts
from shared.portal.client_view import ClientView
from shared.ports.adapters import Adapters
from shared.ports.calls import Calls
from shared.ports.speech import Speech
from shared.profiles.service import ProfileService
from shared.reports.service import ReportService
from shared.reports.sharing import SharingService
from shared.resumes.service import ResumeService
from shared.retention.certificates import Certifier
from shared.retention.holds import HoldService
from shared.retention.requests import DeletionService
from shared.retention.service import RetentionService
from shared.scheduling.appointments import AppointmentService
from shared.scheduling.decisions import DecisionService
from shared.scheduling.notices import Notices
from shared.scheduling.planning import Planner
from shared.scheduling.reminders import ReminderService
from shared.scheduling.service import RoundService
from shared.scoring.analysis import AnalysisService
from shared.scoring.feedback import FeedbackService
from shared.scoring.people import EvaluationService
from shared.scoring.service import ScoringService
from shared.store.store import Store
from shared.usage.service import Budgets, UsageService
from shared.webhooks.delivery import DeliveryService
from shared.webhooks.events import EventPublisher
from shared.webhooks.service import WebhookService
from shared.webhooks.signing import SecretMaker

if TYPE_CHECKING:
    from shared.adapters.acs_mailer import AcsMailer
    from shared.adapters.azure_openai.model import Model
    from shared.adapters.identity import Identity
    from shared.adapters.web_pubsub import WebPubSubRealtime


@cache
def get_app() -> App:
    """The application of this process, made by the first call."""
    settings = Settings.read()
    observe(settings)
    return build(settings, adapters(settings, utc_now), utc_now)


def observe(settings: Settings) -> None:
    """Let the log, traces and metrics go where the settings say."""
    if settings.logs == "json":
        write_json_lines()
    if settings.telemetry == "none":
        return
    from shared.adapters import open_telemetry

    if settings.telemetry == "otlp":
        watch_with(open_telemetry.to_collector(settings.otlp_endpoint))
    else:
        watch_with(open_telemetry.to_application_insights(settings.insights.get_secret_value(), _identity(settings)))


def adapters(settings: Settings, now: Clock) -> Adapters:
    """The adapters that the settings ask for. They are imported here, so that importing the app stays light."""
    from shared.adapters.argon2_passwords import Argon2Hasher
    from shared.adapters.azure_blob import AzureBlobStore
    from shared.adapters.azure_queue import AzureQueueSender
    from shared.adapters.azure_table import AzureTable
    from shared.adapters.embedded.cv_parser import EmbeddedCvParser
    from shared.adapters.embedded.interviewer import EmbeddedInterviewer
    from shared.adapters.embedded.job_writer import EmbeddedJobWriter
    from shared.adapters.embedded.matcher import EmbeddedMatcher
    from shared.adapters.embedded.planner import EmbeddedQuestionPlanner
    from shared.adapters.embedded.requirements import EmbeddedRequirementExtractor
    from shared.adapters.embedded.scorer import EmbeddedScorer
    from shared.adapters.http_webhooks import HttpWebhookSender
    from shared.adapters.jwt_tokens import JwtSigner
    from shared.adapters.outbox_mailer import OutboxMailer
    from shared.adapters.report_pdf.printer import TypstPrinter

    identity = _identity(settings)
    storage = settings.storage.get_secret_value()
    signs_in = None if storage else identity
    blobs = AzureBlobStore(storage or settings.blobs_url, credential=signs_in)
    realtime = _realtime(settings, identity)
    mailer = _mailer(settings, identity)
    speech = _speech(settings, identity)
    own = Adapters(
        table=AzureTable(storage or settings.tables_url, settings.table, credential=signs_in),
        blobs=blobs,
        queue=AzureQueueSender(storage or settings.queues_url, credential=signs_in),
        mailer=mailer or OutboxMailer(blobs, now),
        realtime=realtime,
        webhooks=HttpWebhookSender(this_machine=settings.webhooks_to_this_machine),
        hasher=Argon2Hasher(),
        signer=JwtSigner(
            settings.signing_key.get_secret_value(), now, previous=settings.signing_key_previous.get_secret_value()
        ),
        parser=EmbeddedCvParser(now),
        planner=EmbeddedQuestionPlanner(),
        interviewer=EmbeddedInterviewer(),
        scorer=EmbeddedScorer(),
        extractor=EmbeddedRequirementExtractor(),
        writer=EmbeddedJobWriter(),
        matcher=EmbeddedMatcher(),
        calls=_calls(settings, identity, now),
        speech=speech,
        printer=TypstPrinter(),
    )
    probes = {"realtime": realtime.ping} | ({"mailer": mailer.ping} if mailer else {})
    own = replace(own, probes=probes | ({"speech": _asked(speech)} if settings.speech_region else {}))
    return with_model(settings, own, now) if settings.azure_openai_endpoint else own


def _identity(settings: Settings) -> "Identity":
    from shared.adapters.identity import Identity

    return Identity(managed=settings.identity == "managedidentity", client_id=settings.identity_client_id)


def _realtime(settings: Settings, identity: "Identity") -> "WebPubSubRealtime":
    from shared.adapters.web_pubsub import WebPubSubRealtime

    parts = settings.realtime_parts
    if "endpoint" not in parts:
        raise BadSetting(
            "TALENTI_REALTIME: the form is Endpoint=https://…;AccessKey=…; or, with the identity, without a key."
        )
    if "accesskey" in parts:
        return WebPubSubRealtime(settings.realtime.get_secret_value())
    return WebPubSubRealtime(parts["endpoint"], credential=identity)


def _asked(speech: Speech) -> Callable[[], None]:
    """Asks speech for a token: it costs nothing, and only a service that lets us in gives one."""

    def ask() -> None:
        speech.token()

    return ask


def _mailer(settings: Settings, identity: "Identity") -> "AcsMailer | None":
    """Mail through Azure Communication Services, by key or identity, if it is wanted. Raises BadSetting."""
    if settings.mailer != "acs":
        return None
    from shared.adapters.acs_mailer import AcsMailer, connection

    endpoint, key = connection(settings.mail_connection.get_secret_value(), settings.mail_endpoint)
    if not endpoint or not settings.mail_sender:
        raise BadSetting("TALENTI_MAILER: acs needs TALENTI_MAIL_SENDER and TALENTI_MAIL_ENDPOINT or _MAIL_CONNECTION.")
    return AcsMailer(endpoint, key or identity, settings.mail_sender, settings.mail_reply_to)


def _calls(settings: Settings, identity: "Identity", now: Clock) -> Calls:
    """Calls, if a resource is named. Raises BadSetting."""
    if not settings.communication.get_secret_value():
        from shared.adapters.unconfigured import NoCalls

        return NoCalls()
    from shared.adapters.acs_calls import AcsCalls

    parts = (part.partition("=") for part in settings.communication.get_secret_value().split(";"))
    named = {name.strip().lower(): value.strip() for name, _, value in parts if value}
    if "endpoint" not in named:
        raise BadSetting("TALENTI_COMMUNICATION: the form is endpoint=https://…;accesskey=…, or without a key.")
    return AcsCalls(named["endpoint"], named.get("accesskey") or identity, now)


def _speech(settings: Settings, identity: "Identity") -> Speech:
    """Speech, if a region is named. Raises BadSetting."""
    if not settings.speech_region:
        from shared.adapters.unconfigured import NoSpeech

        return NoSpeech()
    from shared.adapters.azure_speech import AzureSpeech

    key = settings.speech_key.get_secret_value()
    if not key and not (settings.speech_endpoint and settings.speech_resource_id):
        raise BadSetting(
            "TALENTI_SPEECH_KEY: an identity needs TALENTI_SPEECH_ENDPOINT and TALENTI_SPEECH_RESOURCE_ID."
        )
    return AzureSpeech(
        settings.speech_region,
        key or identity,
        endpoint=settings.speech_endpoint,
        resource_id=settings.speech_resource_id,
    )


def with_model(settings: Settings, own: Adapters, now: Clock) -> Adapters:
    """The adapters with a language model in front of the embedded engines, which answer whenever it does not.

    Raises:
        BadSetting: a deployment is not named, or has no price.
    """
    from shared.adapters.azure_openai.cv_parser import AzureCvParser
    from shared.adapters.azure_openai.interviewer import AzureInterviewer
    from shared.adapters.azure_openai.job_writer import AzureJobWriter
    from shared.adapters.azure_openai.planner import AzureQuestionPlanner
    from shared.adapters.azure_openai.requirements import AzureRequirementExtractor
    from shared.adapters.azure_openai.scorer import AzureScorer

    usual = settings.azure_openai_deployment
    on_request = _model(settings, usual, settings.model_request_timeout_s)
    in_background = settings.model_background_timeout_s
    scoring = settings.azure_openai_scoring_deployment or usual
    return replace(
        own,
        probes={**own.probes, "model": on_request.ping},
        interviewer=AzureInterviewer(_model(settings, usual, settings.model_turn_timeout_s), own.interviewer),
        planner=AzureQuestionPlanner(on_request, own.planner),
        extractor=AzureRequirementExtractor(on_request, own.extractor),
        writer=AzureJobWriter(on_request, own.writer),
        parser=AzureCvParser(_model(settings, usual, in_background), own.parser, now),
        scorer=AzureScorer(_model(settings, scoring, in_background), own.scorer),
    )


def _model(settings: Settings, deployment: str, timeout_s: float) -> "Model":
    from shared.adapters.azure_openai.model import Credential, Model

    def credential() -> Credential:
        return _identity(settings)

    if not deployment:
        raise BadSetting("TALENTI_AZURE_OPENAI_DEPLOYMENT: an endpoint needs the name of a deployment.")
    price = settings.model_prices.deployments.get(deployment)
    if price is None:
        raise BadSetting(f"TALENTI_MODEL_PRICES: there is no price for the deployment {deployment!r}.")
    return Model(
        endpoint=settings.azure_openai_endpoint,
        api_version=settings.azure_openai_api_version,
        key=settings.azure_openai_key.get_secret_value(),
        credential=credential,
        deployment=deployment,
        price=price,
        timeout_s=timeout_s,
    )


def _health(settings: Settings, adapters: Adapters, companies: CompanyService, now: Clock) -> HealthService:
    """What readiness depends on, and what it only tells."""

    def ask_files() -> None:
        with suppress(NotFound):
            adapters.blobs.info("ping", "ping")

    mailer = ask_files if settings.mailer == "outbox" else adapters.probes.get("mailer", State.UNCHECKED)
    return HealthService(
        required={"table": companies.ping, "files": ask_files, "queue": adapters.queue.ping},
        others={
            "mailer": mailer,
            "realtime": adapters.probes.get("realtime", State.UNCHECKED),
            "model": adapters.probes.get("model", State.OFF),
            "speech": adapters.probes.get("speech", State.OFF),
            "calls": State.UNCHECKED if settings.communication.get_secret_value() else State.OFF,
        },
        now=now,
    )


def _budgets(settings: Settings) -> Budgets:
    return Budgets(
        interview_micros=settings.model_budget_interview,
        month_micros=settings.model_budget_month,
        refuses=settings.model_over_budget == "refuse",
    )


def _signing_keys(settings: Settings) -> tuple[bytes, ...]:
    both = (settings.signing_key, settings.signing_key_previous)
    return tuple(key.get_secret_value().encode() for key in both if key.get_secret_value())


def build(settings: Settings, adapters: Adapters, now: Clock) -> App:
    """The application on these adapters."""
    store = Store(adapters.table, adapters.queue, now)
    chain = ChainKey.of(settings.signing_key.get_secret_value())
    audit = AuditLog(store, chain, now)
    audit_sealer = AuditSealer(store, chain, now)
    usage = UsageService(
        store, now, settings.model_prices, _budgets(settings), settings.azure_openai_deployment or None
    )
    links = Links(
        settings.signing_key.get_secret_value().encode(),
        settings.public_url,
        settings.signing_key_previous.get_secret_value().encode(),
    )
    mail = MailService(store, adapters.mailer, links, now)
    sessions = SessionService(store, adapters.signer, now)
    administrator = FirstAdministrator(settings.admin_email, settings.admin_password.get_secret_value())
    accounts = AccountService(store, audit, mail, links, sessions, adapters.hasher, now, administrator)
    access = AccessService(store, audit, accounts, now)
    users = UserService(store, audit, mail, accounts, access, links, now, settings.mail_outbox_visible)
    companies = CompanyService(store, audit, now)
    candidates = CandidateService(store, audit, now)
    events = EventPublisher(store, now)
    secrets = SecretMaker(
        settings.signing_key.get_secret_value().encode(), settings.signing_key_previous.get_secret_value().encode()
    )
    webhooks = WebhookService(store, adapters.webhooks, secrets, events, audit, now)
    deliveries = DeliveryService(store, webhooks, adapters.webhooks, secrets, events, mail, audit, now)
    applications = ApplicationService(store, candidates, events, audit, now)
    interviews = InterviewService(
        store, applications, companies, adapters.planner, events, audit, now, settings.public_url, usage
    )
    conversation = ConversationService(store, interviews, adapters.interviewer, events, audit, now, usage)
    scoring = ScoringService(store, interviews, adapters.scorer, events, audit, now, usage)
    evaluations = EvaluationService(store, interviews, audit, now)
    presence = PresenceService(store, interviews, audit, now)
    reports = ReportService(store, interviews, scoring, evaluations, presence, adapters.blobs, adapters.printer, now)
    resumes = ResumeService(store, adapters.blobs, adapters.parser, candidates, applications, audit, now, usage)
    jobs = JobService(store, audit, now)
    invitations = InvitationService(
        store,
        candidates,
        applications,
        interviews,
        companies,
        accounts,
        sessions,
        users,
        mail,
        links,
        audit,
        now,
    )
    imports = ImportService(store, adapters.blobs, candidates, audit, now)
    mail_templates = MailTemplateService(store, audit, now)
    pace = BulkPace(store, now, settings.mail_bulk_per_minute)
    mailings = MailingService(store, mail, mail_templates, candidates, companies, pace, audit, now)
    holds = HoldService(store, audit, now)
    retention = RetentionService(store, adapters.blobs, accounts, holds, audit, now)
    certifier = Certifier(
        settings.signing_key.get_secret_value().encode(), settings.signing_key_previous.get_secret_value().encode()
    )
    notices = Notices(store, companies, mail, now)
    before = tuple(int(number) for number in settings.reminders_before_minutes.split(",") if number)
    planner = Planner(store, applications, candidates, now)
    rounds = RoundService(store, interviews, planner, notices, events, audit, now, before)
    longest = timedelta(minutes=max(before, default=0))
    reminders = ReminderService(store, notices, audit, now, longest, timedelta(minutes=settings.missed_after_minutes))
    answers = AnswerService(store, adapters.blobs, adapters.speech, interviews, conversation, audit, now)
    hearing = HearingService(store, adapters.blobs, adapters.speech, answers, adapters.realtime)
    limits = {
        RateClass.STANDARD: settings.rate_standard,
        RateClass.SIGN_IN: settings.rate_sign_in,
        RateClass.BULK: settings.rate_bulk,
        RateClass.UPLOAD: settings.rate_upload,
    }
    return App(
        settings=settings,
        now=now,
        store=store,
        queue=adapters.queue,
        health=_health(settings, adapters, companies, now),
        rates=RateLimiter(adapters.table, now, limits),
        idempotency=Idempotency(adapters.table, now, timedelta(seconds=settings.request_lost_after_s)),
        sessions=sessions,
        accounts=accounts,
        access=access,
        users=users,
        companies=companies,
        clients=ClientService(store, audit, now),
        client_view=ClientView(store, audit),
        outside_accounts=OutsideAccounts(store, companies, candidates, users, access, accounts, mail, audit),
        registration=RegistrationService(companies, users, accounts, settings.registration == "open"),
        jobs=jobs,
        candidates=candidates,
        recruiter_news=RecruiterNews(store, companies, mail),
        notes=NoteService(store, candidates, audit, now),
        imports=imports,
        profiles=ProfileService(store, candidates, audit, now),
        merges=MergeService(store, candidates, access, audit, now),
        import_invitations=ImportInvitations(store, adapters.blobs, invitations, companies, mail),
        applications=applications,
        resumes=resumes,
        matching=MatchingService(
            store, jobs, adapters.extractor, adapters.writer, adapters.matcher, adapters.planner, usage
        ),
        questions=QuestionService(store, adapters.planner, usage),
        invitations=invitations,
        interviews=interviews,
        conversation=conversation,
        transcripts=TranscriptService(store, interviews, audit, now),
        calls=CallService(store, adapters.blobs, adapters.calls, interviews, audit, now),
        speech=adapters.speech,
        rounds=rounds,
        appointments=AppointmentService(store, rounds, companies, links),
        decisions=DecisionService(store, interviews, applications, candidates, notices, events, audit, now),
        answers=answers,
        hearing=hearing,
        presence=presence,
        socket=InterviewSocket(sessions, interviews, conversation, adapters.realtime, hearing, presence, store, now),
        scoring=scoring,
        evaluations=evaluations,
        feedback=FeedbackService(store, interviews, evaluations, audit, now),
        analysis=AnalysisService(store, interviews, adapters.scorer, now, usage),
        reports=reports,
        sharing=SharingService(store, scoring, reports, audit, now, _signing_keys(settings), settings.public_url),
        analytics=AnalyticsService(store, now),
        personal_statistics=PersonalStatistics(store),
        audit=audit,
        audit_sealer=audit_sealer,
        mail=mail,
        mail_templates=mail_templates,
        mailings=mailings,
        webhooks=webhooks,
        deliveries=deliveries,
        retention=retention,
        holds=holds,
        deletions=DeletionService(store, retention, certifier, audit, now),
        usage=usage,
        housekeeping=Housekeeping(
            store,
            companies,
            conversation,
            retention,
            resumes,
            accounts,
            audit_sealer,
            reminders,
            timedelta(seconds=settings.task_lost_after_s),
        ),
    )

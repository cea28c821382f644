"""The application: one service per capability, put together by `shared.bootstrap`."""

from dataclasses import dataclass

from shared.analytics.personal import PersonalStatistics
from shared.analytics.service import AnalyticsService
from shared.answers.hearing import HearingService
from shared.answers.service import AnswerService
from shared.applications.service import ApplicationService
from shared.audit.sealing import AuditSealer
from shared.audit.service import AuditLog
from shared.calls.service import CallService
from shared.candidates.news import RecruiterNews
from shared.candidates.service import CandidateService
from shared.clients.service import ClientService
from shared.companies.registration import RegistrationService
from shared.companies.service import CompanyService
from shared.core.clock import Clock
from shared.core.settings import Settings
from shared.health.service import HealthService
from shared.housekeeping.service import Housekeeping
from shared.http.idempotency import Idempotency
from shared.http.rates import RateLimiter
from shared.identity.access import AccessService
from shared.identity.accounts import AccountService
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
from shared.mail.service import MailService
from shared.mailings.service import MailingService
from shared.mailings.templates import MailTemplateService
from shared.matching.service import MatchingService
from shared.merging.service import MergeService
from shared.notes.service import NoteService
from shared.portal.accounts import OutsideAccounts
from shared.portal.client_view import ClientView
from shared.ports.queue import QueueSender
from shared.ports.speech import Speech
from shared.profiles.service import ProfileService
from shared.reports.service import ReportService
from shared.reports.sharing import SharingService
from shared.resumes.service import ResumeService
from shared.retention.holds import HoldService
from shared.retention.requests import DeletionService
from shared.retention.service import RetentionService
from shared.scheduling.appointments import AppointmentService
from shared.scheduling.decisions import DecisionService
from shared.scheduling.service import RoundService
from shared.scoring.analysis import AnalysisService
from shared.scoring.feedback import FeedbackService
from shared.scoring.people import EvaluationService
from shared.scoring.service import ScoringService
from shared.store.store import Store
from shared.usage.service import UsageService
from shared.webhooks.delivery import DeliveryService
from shared.webhooks.service import WebhookService


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """Everything that a handler can reach."""

    settings: Settings
    now: Clock
    store: Store
    rates: RateLimiter
    idempotency: Idempotency
    sessions: SessionService
    accounts: AccountService
    access: AccessService
    users: UserService
    companies: CompanyService
    clients: ClientService
    client_view: ClientView
    outside_accounts: OutsideAccounts
    registration: RegistrationService
    jobs: JobService
    candidates: CandidateService
    recruiter_news: RecruiterNews
    notes: NoteService
    imports: ImportService
    profiles: ProfileService
    merges: MergeService
    import_invitations: ImportInvitations
    applications: ApplicationService
    resumes: ResumeService
    matching: MatchingService
    questions: QuestionService
    invitations: InvitationService
    interviews: InterviewService
    conversation: ConversationService
    transcripts: TranscriptService
    answers: AnswerService
    hearing: HearingService
    calls: CallService
    speech: Speech
    rounds: RoundService
    appointments: AppointmentService
    decisions: DecisionService
    presence: PresenceService
    socket: InterviewSocket
    scoring: ScoringService
    evaluations: EvaluationService
    feedback: FeedbackService
    analysis: AnalysisService
    reports: ReportService
    sharing: SharingService
    analytics: AnalyticsService
    personal_statistics: PersonalStatistics
    audit: AuditLog
    audit_sealer: AuditSealer
    mail: MailService
    mail_templates: MailTemplateService
    mailings: MailingService
    webhooks: WebhookService
    deliveries: DeliveryService
    retention: RetentionService
    holds: HoldService
    deletions: DeletionService
    usage: UsageService
    housekeeping: Housekeeping
    queue: QueueSender
    health: HealthService

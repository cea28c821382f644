"""One adapter for every port, given when they are put together: the tests know which."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

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
from shared.ports.realtime import Realtime
from shared.ports.requirements import RequirementExtractor
from shared.ports.scoring import Scorer
from shared.ports.senders import Senders
from shared.ports.speech import Speech, SpeechSynthesizer
from shared.ports.table import Table
from shared.ports.webhooks import WebhookSender


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAdapters:
    """Implements `Adapters`: an application on these does not choose."""

    table: Table
    blobs: BlobStore
    queue: QueueSender
    mailer: Mailer
    realtime: Realtime
    webhooks: WebhookSender
    hasher: PasswordHasher
    signer: TokenSigner
    parser: CvParser
    planner: QuestionPlanner
    interviewer: Interviewer
    scorer: Scorer
    extractor: RequirementExtractor
    writer: JobWriter
    matcher: Matcher
    calls: Calls
    speech: Speech
    voice: SpeechSynthesizer
    printer: ReportPrinter
    senders: Senders | None = None
    probes: Mapping[str, Callable[[], None]] = field(default_factory=dict)

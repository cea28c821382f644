"""One adapter for every port: what an application is built on."""

from collections.abc import Callable, Mapping
from typing import Protocol

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


class Adapters(Protocol):
    """The outside world, as one application sees it. What is never asked for need not be made."""

    @property
    def table(self) -> Table: ...

    @property
    def blobs(self) -> BlobStore: ...

    @property
    def queue(self) -> QueueSender: ...

    @property
    def mailer(self) -> Mailer: ...

    @property
    def realtime(self) -> Realtime: ...

    @property
    def webhooks(self) -> WebhookSender: ...

    @property
    def senders(self) -> Senders | None:
        """None: services that send us events show secrets alone."""

    @property
    def hasher(self) -> PasswordHasher: ...

    @property
    def signer(self) -> TokenSigner: ...

    @property
    def parser(self) -> CvParser: ...

    @property
    def planner(self) -> QuestionPlanner: ...

    @property
    def interviewer(self) -> Interviewer: ...

    @property
    def scorer(self) -> Scorer: ...

    @property
    def extractor(self) -> RequirementExtractor: ...

    @property
    def writer(self) -> JobWriter: ...

    @property
    def matcher(self) -> Matcher: ...

    @property
    def calls(self) -> Calls: ...

    @property
    def speech(self) -> Speech: ...

    @property
    def voice(self) -> SpeechSynthesizer: ...

    @property
    def printer(self) -> ReportPrinter: ...

    @property
    def probes(self) -> Mapping[str, Callable[[], None]]:
        """Of parts that can be asked whether they answer, beside the storage: raises Unavailable if one does not."""

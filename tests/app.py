"""The product in one process: the real application on adapters in memory, called as the host would call it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import repeat
from typing import Any
from urllib.parse import parse_qsl

import azure.functions as func
import httpx

from devhost.routes import Route as HostRoute
from devhost.routes import path_segments
from functions.capabilities import ENDPOINTS
from shared.adapters.argon2_passwords import Argon2Hasher
from shared.adapters.embedded.cv_parser import EmbeddedCvParser
from shared.adapters.embedded.interviewer import EmbeddedInterviewer
from shared.adapters.embedded.job_writer import EmbeddedJobWriter
from shared.adapters.embedded.matcher import EmbeddedMatcher
from shared.adapters.embedded.planner import EmbeddedQuestionPlanner
from shared.adapters.embedded.requirements import EmbeddedRequirementExtractor
from shared.adapters.embedded.scorer import EmbeddedScorer
from shared.adapters.jwt_tokens import JwtSigner
from shared.adapters.memory_blob import MemoryBlobStore
from shared.adapters.memory_mailer import MemoryMailer
from shared.adapters.memory_queue import MemoryQueue
from shared.adapters.memory_realtime import MemoryRealtime
from shared.adapters.memory_table import MemoryTable
from shared.adapters.memory_webhooks import MemoryWebhookSender
from shared.adapters.report_pdf.printer import TypstPrinter
from shared.adapters.unconfigured import NoCalls, NoSpeech, NoVoice
from shared.answers.models import TranscribeAnswer
from shared.app import App
from shared.calls.models import CopyRecording, ForgetCaller, TranscribeRecording
from shared.candidates.models import NotifyRecruiters
from shared.core.errors import DomainError
from shared.core.settings import Settings
from shared.http.endpoint import Endpoint
from shared.http.route import Route
from shared.identity.access_models import SettleAccess
from shared.imports.models import InviteImported, RunImport
from shared.interviews.models import ScoreInterview
from shared.mail.models import SendMail
from shared.mailings.models import SpreadMailing
from shared.merging.models import MoveBelongings
from shared.ports.mailer import Mail
from shared.resumes.models import CONTAINER
from shared.retention.models import EraseOnRequest
from shared.webhooks.models import DeliverWebhook, PublishEvent
from tests.adapters import GivenAdapters
from tests.api_document import check_response
from tests.faults import Crash, Fault, Faults, FaultyQueue, FaultyTable
from tests.library import TurnableClock

ORIGIN = "https://talenti.example"
ADMIN = ("admin@talenti.example", "An-admins-password-1")
SIGNING_KEY = "a-signing-key-for-tests-of-40-characters"
MOST_TRIES = 5
PLAIN = {"Accept": 'application/json; profile="plain"'}
_SHARED = ("/api/v1/interviews", "/api/v1/invitations")
_GENEROUS = dict.fromkeys(("rate_standard", "rate_sign_in", "rate_bulk", "rate_upload"), 1_000_000)
_FAST = {"mail_bulk_per_minute": 6_000}


class Product:
    """The application, the storage under it, and what the cloud does around it: deliver messages, tell of files.

    With `faults` a test makes storage fail. Rate limits are out of the way unless `settings` sets them.
    """

    def __init__(self, **settings: Any) -> None:
        self.clock = TurnableClock()
        self.faults = Faults()
        self.table = MemoryTable()
        self.blobs = MemoryBlobStore()
        self.queue = MemoryQueue()
        self.mailer = MemoryMailer()
        self.realtime = MemoryRealtime()
        self.webhooks = MemoryWebhookSender()
        known = {"signing_key": SIGNING_KEY, "admin_email": ADMIN[0], "admin_password": ADMIN[1]}
        self.settings = Settings.model_validate({**_GENEROUS, **_FAST, **known, **settings})
        self.hasher = Argon2Hasher(memory_kib=8, passes=1)
        self.replaced: dict[str, Any] = {}
        self.app = self.new_instance()
        self._landed: set[str] = set()

    def new_instance(self, **settings: Any) -> App:
        """Another process of the same deployment, with these settings changed."""
        return App(self.settings.model_copy(update=settings), self.adapters(), self.clock)

    def adapters(self) -> GivenAdapters:
        """What the application stands on."""
        own = GivenAdapters(
            table=FaultyTable(self.table, self.faults),
            blobs=self.blobs,
            queue=FaultyQueue(self.queue, self.faults),
            mailer=self.mailer,
            realtime=self.realtime,
            webhooks=self.webhooks,
            hasher=self.hasher,
            signer=JwtSigner(SIGNING_KEY, self.clock),
            parser=EmbeddedCvParser(self.clock),
            planner=EmbeddedQuestionPlanner(),
            interviewer=EmbeddedInterviewer(),
            scorer=EmbeddedScorer(),
            extractor=EmbeddedRequirementExtractor(),
            writer=EmbeddedJobWriter(),
            matcher=EmbeddedMatcher(),
            calls=NoCalls(),
            speech=NoSpeech(),
            voice=NoVoice(),
            printer=TypstPrinter(),
        )
        return replace(own, **self.replaced)

    def replace(self, **adapters: Any) -> None:
        """Go on as a new process with other adapters, by the port's name."""
        self.replaced |= adapters
        self.app = self.new_instance()

    def dies_after(self, calls: int, request: Callable[[], object]) -> bool:
        """Do this, and let the process die after so many calls of storage. False: it needed no more than these."""
        self.faults.plan([*repeat(Fault.NONE, calls), Fault.CRASH_AFTER])
        try:
            request()
        except Crash:
            self.app = self.new_instance()
            return True
        finally:
            self.faults.plan([])
        return False

    def client(self, token: str = "", *, address: str = "203.0.113.7", app: App | None = None) -> "Client":
        """Somebody who calls from this address, signed in if there is a token."""
        return Client(app or self.app, token, address)

    def signed_in(self, email: str, password: str) -> "Client":
        """Somebody who has signed in just now."""
        client = self.client()
        client.sign_in(email, password)
        return client

    def admin(self) -> "Client":
        """The platform's administrator."""
        return self.signed_in(*ADMIN)

    def run_queue(self) -> None:
        """Deliver every message that was sent, and those that this leads to."""
        while self.queue.sent:
            queue, body, _ = self.queue.sent.pop(0)
            self.deliver(queue, body)

    def try_once(self, queue: str, body: str) -> None:
        """Deliver one message once; what its function raises comes through."""
        _HANDLERS[queue][0](self.app, body)

    def deliver(self, queue: str, body: str) -> None:
        """Deliver one message as the host does: five tries, then the function of the poison queue."""
        for _ in range(MOST_TRIES):
            try:
                self.try_once(queue, body)
                return
            except DomainError:
                continue
        self.give_up(queue, body)

    def give_up(self, queue: str, body: str) -> None:
        """Do what the function of the poison queue does with a message."""
        _HANDLERS[queue][1](self.app, body)

    def sweep(self) -> None:
        """Let three minutes pass, and what runs every minute send again what a crash left behind."""
        self.clock.turn(timedelta(minutes=3))
        self.app.housekeeping.sweep_tasks()

    def land_files(self) -> None:
        """Tell the application of every file that has come to storage since the last time."""
        for name in self.blobs.list_names(CONTAINER, ""):
            if name not in self._landed:
                company_id, resume_id = name.split("/")
                self.app.resumes.parse(company_id, resume_id)
                self._landed.add(name)

    def mails_to(self, email: str) -> list[Mail]:
        """The mails that were delivered to an address, the oldest first, after sending what waits."""
        self.run_queue()
        return [mail for mail in self.mailer.sent if mail.to == email]

    def link_token(self, email: str) -> str:
        """The token in the latest mail to an address."""
        return token_in(self.mails_to(email)[-1])

    def everything_kept(self) -> str:
        """All that is in storage, as one text to search in."""
        rows = [f"{row.partition}|{row.key}|{dict(row.columns)}" for row in self.table.rows()]
        files = [f"{place}/{name}|{data!r}" for (place, name), data in self.blobs.contents().items()]
        return "\n".join([*rows, *files])

    def rows_of(self, company_id: str) -> dict[str, Mapping[str, object]]:
        """The rows of one company, by key."""
        return {row.key: dict(row.columns) for row in self.table.rows() if row.partition == company_id}


class Client(httpx.Client):
    """Calls the application in this process. Every answer is compared with the API document."""

    def __init__(self, app: App, token: str, address: str) -> None:
        super().__init__(base_url=ORIGIN, transport=_InProcess(app), headers={"X-Forwarded-For": f"{address}:4711"})
        self.user: dict[str, Any] = {}
        self.tokens: dict[str, Any] = {}
        self.use(token)

    def use(self, token: str) -> None:
        """Send this access token from now on, or none."""
        self.headers["Authorization"] = f"Bearer {token}" if token else ""

    def take(self, answer: httpx.Response) -> "Client":
        """Go on with the tokens of this answer."""
        assert answer.status_code == 200, answer.text
        self.tokens = answer.json()
        self.user = self.tokens["user"]
        self.use(self.tokens["access_token"])
        return self

    def sign_in(self, email: str, password: str) -> httpx.Response:
        """Sign in; on success, go on with the tokens."""
        answer = self.post("/api/v1/auth/login", json={"email": email, "password": password})
        if answer.status_code == 200:
            self.take(answer)
        return answer

    def ok(self, method: str, path: str, **request: Any) -> Any:
        """The content of the answer to a call that must succeed.

        Where contracts share an address, it is asked for as the web app does, so that it is nothing but the resource.
        """
        if path.startswith(_SHARED):
            request.setdefault("headers", PLAIN)
        answer = self.request(method, path, **request)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None


class _InProcess(httpx.BaseTransport):
    """Takes a request the way that the host does: to the first function, by name, whose route fits."""

    def __init__(self, app: App) -> None:
        self._app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode().partition("?")[0]
        found = find_function(request.method, path)
        if found is None:
            return httpx.Response(404)
        endpoint, route, values = found
        query = parse_qsl(request.url.query.decode(), keep_blank_values=False)
        asked = func.HttpRequest(
            request.method,
            str(request.url),
            headers=dict(request.headers),
            params={name: ",".join(value for key, value in query if key == name) for name, _ in query},
            route_params=values,
            body=request.read(),
        )
        given = endpoint.handle(self._app, asked, route)
        answer = httpx.Response(given.status_code, headers=dict(given.headers), content=given.get_body())
        check_response(endpoint, route, self._app.settings.api_profile, request, answer)
        return answer


def find_function(method: str, path: str) -> tuple[Endpoint, Route, dict[str, str]] | None:
    """The operation and route that the host would choose, and the values of the placeholders."""
    segments = path_segments(path)
    for pattern, endpoint, route in _functions():
        values = pattern.match(segments) if route.method == method else None
        if values is not None:
            return endpoint, route, values
    return None


@cache
def _functions() -> list[tuple[HostRoute, Endpoint, Route]]:
    named = [(endpoint.function_name(route), endpoint, route) for endpoint in ENDPOINTS for route in endpoint.routes]
    by_name = sorted(named, key=lambda one: one[0].lower())
    return [(HostRoute(route.template), endpoint, route) for _, endpoint, route in by_name]


def token_in(mail: Mail) -> str:
    """The token of the link in a mail."""
    found = re.search(r"token=([\w.-]+)", mail.text)
    assert found, mail.text
    return found[1]


_Handler = Callable[[App, str], None]


def _score(app: App, task: ScoreInterview) -> None:
    app.hearing.end_left_sound(task.company_id, task.interview_id)
    app.scoring.score(task)


_HANDLERS: dict[str, tuple[_Handler, _Handler]] = {
    SendMail.queue: (
        lambda app, body: app.mail.send(SendMail.model_validate_json(body)),
        lambda app, body: app.mail.fail(SendMail.model_validate_json(body), "Sending failed five times."),
    ),
    SpreadMailing.queue: (
        lambda app, body: app.mailings.spread(SpreadMailing.model_validate_json(body)),
        lambda app, body: app.mailings.fail(SpreadMailing.model_validate_json(body), "Queueing failed five times."),
    ),
    NotifyRecruiters.queue: (
        lambda app, body: app.recruiter_news.send(NotifyRecruiters.model_validate_json(body)),
        lambda app, body: app.store.fail(NotifyRecruiters.model_validate_json(body), "Failed five times."),
    ),
    SettleAccess.queue: (
        lambda app, body: app.access.settle(SettleAccess.model_validate_json(body)),
        lambda app, body: app.access.fail(SettleAccess.model_validate_json(body), "Settling failed five times."),
    ),
    RunImport.queue: (
        lambda app, body: app.imports.run(RunImport.model_validate_json(body)),
        lambda app, body: app.imports.fail(RunImport.model_validate_json(body), "Importing failed five times."),
    ),
    InviteImported.queue: (
        lambda app, body: app.import_invitations.send(InviteImported.model_validate_json(body)),
        lambda app, body: app.store.fail(InviteImported.model_validate_json(body), "Inviting failed five times."),
    ),
    EraseOnRequest.queue: (
        lambda app, body: app.deletions.run(EraseOnRequest.model_validate_json(body)),
        lambda app, body: app.store.fail(EraseOnRequest.model_validate_json(body), "Erasing failed five times."),
    ),
    PublishEvent.queue: (
        lambda app, body: app.deliveries.publish(PublishEvent.model_validate_json(body)),
        lambda app, body: app.store.fail(PublishEvent.model_validate_json(body), "Publishing failed five times."),
    ),
    DeliverWebhook.queue: (
        lambda app, body: app.deliveries.deliver(DeliverWebhook.model_validate_json(body)),
        lambda app, body: app.store.fail(DeliverWebhook.model_validate_json(body), "Storage failed five times."),
    ),
    MoveBelongings.queue: (
        lambda app, body: app.merges.move_belongings(MoveBelongings.model_validate_json(body)),
        lambda app, body: app.store.fail(MoveBelongings.model_validate_json(body), "Merging failed five times."),
    ),
    TranscribeAnswer.queue: (
        lambda app, body: app.hearing.transcribe(TranscribeAnswer.model_validate_json(body)),
        lambda app, body: app.hearing.fail(TranscribeAnswer.model_validate_json(body), "Failed five times."),
    ),
    ForgetCaller.queue: (
        lambda app, body: app.calls.forget_caller(ForgetCaller.model_validate_json(body)),
        lambda app, body: app.store.fail(ForgetCaller.model_validate_json(body), "Forgetting failed five times."),
    ),
    TranscribeRecording.queue: (
        lambda app, body: app.recording_transcriber.write_down(TranscribeRecording.model_validate_json(body)),
        lambda app, body: app.recording_transcriber.fail(TranscribeRecording.model_validate_json(body), "Failed."),
    ),
    CopyRecording.queue: (
        lambda app, body: app.calls.copy(CopyRecording.model_validate_json(body)),
        lambda app, body: app.calls.fail(CopyRecording.model_validate_json(body), "Copying failed five times."),
    ),
    ScoreInterview.queue: (
        lambda app, body: _score(app, ScoreInterview.model_validate_json(body)),
        lambda app, body: app.scoring.fail(ScoreInterview.model_validate_json(body), "Scoring failed five times."),
    ),
}
"""What the queue-triggered functions do with a message, and those of the poison queues."""

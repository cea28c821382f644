"""Whatever receivers answer, whoever dies, and however people switch and replay: no event is lost, none is made up."""

from collections import Counter
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shared.core.caller import system_caller
from shared.core.errors import Conflict, DomainError
from shared.ports.webhooks import WebhookAnswer
from shared.webhooks.models import SCHEDULE, WEBHOOK, DeliveryQuery, DeliveryStatus, WebhookDelivery
from tests.app import Product
from tests.faults import Crash, Fault
from tests.tenant import Tenant

ANSWERS = {status: WebhookAnswer(status, 5, None, "") for status in (200, 400, 500, 503)}
LONGEST = sum((wait * 1.3 for wait in SCHEDULE), timedelta(hours=1))


class Deliveries(RuleBasedStateMachine):
    """One endpoint, the events that it is told of, and its receiver, who answers as it likes."""

    @initialize()
    def subscribe(self) -> None:
        self.product = Product()
        self.acme = Tenant(self.product)
        self.product.run_queue()
        hook = self.acme.hr.ok("POST", "/api/v1/webhooks", json={"url": "https://hooks.example/talenti"})
        self.id = str(hook["id"])
        self.caller = system_caller(self.acme.id)
        self.died = False
        self.answered: Counter[str] = Counter()
        self.succeeded: Counter[str] = Counter()
        self.reads = 0

    @rule()
    def something_happens(self) -> None:
        """A trial: it comes whether or not the endpoint is active."""
        self.product.app.deliveries.ping(self.caller, self.id)

    @rule(status=st.sampled_from(sorted(ANSWERS)))
    def the_receiver_answers(self, status: int) -> None:
        self.run([status] * 20)

    @rule(status=st.sampled_from(sorted(ANSWERS)), calls=st.integers(0, 8))
    def the_process_dies(self, status: int, calls: int) -> None:
        self.died = True
        self.product.faults.plan([*[Fault.NONE] * calls, Fault.CRASH_AFTER])
        messages = list(self.product.queue.sent)
        try:
            self.run([status] * 20)
        except Crash:
            self.product.queue.sent[:] = messages  # nobody deleted them: they come again
            self.product.app = self.product.new_instance()
        finally:
            self.product.faults.plan([])

    @rule(turn=st.sampled_from(SCHEDULE))
    def time_passes(self, turn: timedelta) -> None:
        self.product.clock.turn(turn * 1.25)
        self.product.sweep()

    @precondition(lambda self: self.deliveries())
    @rule(number=st.integers(0, 9))
    def somebody_replays(self, number: int) -> None:
        found = self.deliveries()
        chosen = found[number % len(found)]
        again = self.replayed(chosen)
        if isinstance(again, Conflict):
            assert again.code == ("pending" if chosen.status is DeliveryStatus.PENDING else "inactive")
        else:
            assert (again.message_id, again.tries) == (chosen.message_id, 0)

    def replayed(self, delivery: WebhookDelivery) -> WebhookDelivery | Conflict:
        """The delivery that begins anew, or why it does not."""
        try:
            return self.product.app.deliveries.replay(self.caller, self.id, delivery.id)
        except Conflict as refusal:
            return refusal

    def run(self, statuses: list[int]) -> None:
        """Deliver what waits; the receiver answers so."""
        self.product.webhooks.answers[:] = [ANSWERS[status] for status in statuses]
        try:
            self.product.run_queue()
        except DomainError as error:
            raise AssertionError(error) from error
        finally:
            left = len(self.product.webhooks.answers)
            sent = self.product.webhooks.sent[self.reads :]
            self.reads = len(self.product.webhooks.sent)
            assert len(sent) <= len(statuses) - left
            for (_, headers, _), status in zip(sent, statuses, strict=False):
                self.answered[headers["webhook-id"]] += 1
                self.succeeded[headers["webhook-id"]] += status == 200

    def deliveries(self) -> list[WebhookDelivery]:
        """All of the endpoint's, as they are kept."""
        page = self.product.app.deliveries.page(self.caller, self.id, DeliveryQuery(limit=100))
        return [self.product.app.deliveries.get(self.caller, self.id, one.id) for one in page.items]

    @invariant()
    def each_delivery_says_what_the_receiver_saw(self) -> None:
        for one in self.deliveries():
            answers = self.answered[one.message_id]
            assert one.tries <= len(SCHEDULE)
            assert one.attempts == sorted(one.attempts, key=lambda attempt: attempt.at)
            assert len(one.attempts) <= answers
            assert self.died or len(one.attempts) == min(answers, 20), "each answer is written down"
            if one.status is DeliveryStatus.DELIVERED:
                assert one.attempts[-1].status_code == 200
                assert self.succeeded[one.message_id] >= 1
            assert (one.next_attempt_at is not None) == (one.status is DeliveryStatus.PENDING)

    def teardown(self) -> None:
        """In the end nothing waits: what can be sent was, and the rest was given up with its reason."""
        if not hasattr(self, "id"):
            return
        for _ in range(2 * len(SCHEDULE)):
            self.product.clock.turn(LONGEST / len(SCHEDULE))
            self.product.sweep()
            self.run([200] * 40)
        assert not [one for one in self.deliveries() if one.status is DeliveryStatus.PENDING]
        assert self.product.app.store.find(self.acme.id, WEBHOOK, self.id) is not None


TestDeliveries = Deliveries.TestCase
TestDeliveries.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)

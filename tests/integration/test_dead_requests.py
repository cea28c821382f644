"""A process dies, or storage fails, at every single call of every operation; then the client sends its request again.

What is kept then, and what was sent, is what would have been, undisturbed. Every operation that changes something is
here, but for those that are excused below.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import Any

import httpx
import pytest

from functions.capabilities import ENDPOINTS
from shared.http.endpoint import Endpoint
from tests.faults import Crash, Fault
from tests.rewind import RewindableProduct
from tests.scenes import Scene, Staging, scene
from tests.staging import STAGED, VARIANTS
from tests.tenant import Tenant

MOST_CALLS = 150
FAULTS = (Fault.CRASH_AFTER, Fault.LOST_ANSWER)
"""Dying before a call is dying after the one before it."""

EXCUSED = {
    "create_call_token": "keeps nothing, and needs a service of the cloud",
    "create_speech_token": "keeps nothing, and needs a service of the cloud",
    "receive_call_events": "takes events that come twice as once: test_calls.py",
}
"""Operations that are not killed here, and why."""

_UNUSED_SESSION = (r"e!session!", "a session whose tokens nobody got: it ends by itself")
_MAILED_AGAIN = (r"token!|mail", "who asks twice for a link gets two")
_REGISTERED = (r"e!registration!", "the mark of a registration that was not answered, which the next one overwrites")
TOLERATED = {
    "sign_in": _UNUSED_SESSION,
    "talenti_sign_in": _UNUSED_SESSION,
    "refresh_session": (r"e!session!", "a refresh token works once: who sends it twice signs in again"),
    "talenti_refresh": (r"e!session!", "a refresh token works once: who sends it twice signs in again"),
    "claim_invitation": (r"e!session!", "a link works once: who sends it twice signs in"),
    "resend_verification": _MAILED_AGAIN,
    "forgot_password": _MAILED_AGAIN,
    "register": _REGISTERED,
    "talenti_register": _REGISTERED,
}
"""What may differ, as a pattern, and why."""

CHANGING = [endpoint for endpoint in ENDPOINTS if endpoint.routes[0].method not in {"GET", "OPTIONS"}]


@pytest.fixture(scope="module")
def product() -> RewindableProduct:
    """One product, taken back to its beginning for every operation."""
    return RewindableProduct()


@pytest.mark.parametrize(
    "endpoint", [one for one in CHANGING if one.name not in EXCUSED], ids=lambda endpoint: endpoint.name
)
def test_a_request_that_died_anywhere_has_one_effect_when_it_is_sent_again(
    product: RewindableProduct, endpoint: Endpoint
) -> None:
    _kill_anywhere(product, endpoint, STAGED.get(endpoint.name))


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_that_died_anywhere_has_one_effect_when_it_is_sent_again(
    product: RewindableProduct, name: str
) -> None:
    operation, staging = VARIANTS[name]
    _kill_anywhere(product, next(one for one in CHANGING if one.name == operation), staging)


def _kill_anywhere(product: RewindableProduct, endpoint: Endpoint, staging: Staging | None) -> None:
    empty = product.kept()
    try:
        tolerated, _ = TOLERATED.get(endpoint.name, ("$^", ""))
        _kill(product, scene(endpoint, Tenant(product), staging), tolerated)
    finally:
        product.faults.plan([])
        empty()


def test_who_is_excused_is_there() -> None:
    assert set(EXCUSED) | set(TOLERATED) <= {endpoint.name for endpoint in CHANGING}
    assert set(STAGED) <= {endpoint.name for endpoint in ENDPOINTS}


def _kill(product: RewindableProduct, made: Scene, tolerated: str) -> None:
    product.run_queue()
    rewind = product.kept()
    undisturbed = _effect(product, made, [])
    rewind()
    for call in range(_calls(product, made)):
        for fault in FAULTS:
            rewind()
            disturbed = _effect(product, made, [*[Fault.NONE] * call, fault])
            different = [one for one in _differences(undisturbed, disturbed) if not re.search(tolerated, one)]
            assert not different, f"{fault} at call {call}:\n" + "\n".join(different)


def _differences(undisturbed: Counter[str], disturbed: Counter[str]) -> list[str]:
    """What is there too often, and too seldom, each as often as that."""
    more, less = disturbed - undisturbed, undisturbed - disturbed
    return [*(f"+ {one}" for one in more.elements()), *(f"- {one}" for one in less.elements())]


def _calls(product: RewindableProduct, made: Scene) -> int:
    """How many calls of storage the operation makes."""
    made = replace(made, who=product.restarted(made.who))
    product.faults.plan([Fault.NONE] * MOST_CALLS)
    assert made.send().is_success
    left = product.faults.left
    assert left, "there are more calls than are looked at"
    product.faults.plan([])
    return MOST_CALLS - left


def _effect(product: RewindableProduct, made: Scene, faults: list[Fault]) -> Counter[str]:
    """What is kept and was sent after the operation, repeated by its client until it was answered."""
    made = replace(made, who=product.restarted(made.who))
    before = len(product.mailer.sent), len(product.webhooks.sent)
    product.faults.plan(faults)
    answers = _answers(product, made)
    answer = next((one for one in islice(answers, 5) if _is_final(made, one, first=not faults)), None)
    assert answer is not None, "it was never answered"
    product.clock.turn(timedelta(minutes=3))
    product.app.housekeeping.sweep_tasks()
    product.run_queue()
    product.land_files()
    mails = (f"mail to {mail.to}: {mail.subject}" for mail in product.mailer.sent[before[0] :])
    told = (f"told of {json.loads(body)['type']}" for _, _, body in product.webhooks.sent[before[1] :])
    return Counter([*mails, *told, *_rows(product), *_files(product)])


def _answers(product: RewindableProduct, made: Scene) -> Iterator[httpx.Response]:
    while True:
        try:
            yield made.send()
        except Crash:
            product.queue.sent.clear()
            made = replace(made, who=product.restarted(made.who))
        product.faults.plan([])
        product.clock.turn(timedelta(seconds=2))


def _is_final(made: Scene, answer: httpx.Response, *, first: bool) -> bool:
    if answer.status_code == 503 or (answer.status_code == 409 and answer.json()["code"] == "in_progress"):
        return False
    assert answer.is_success or (not first and answer.status_code in made.spent), answer.text
    return True


_PASSING = ("idempotency|", "x!")
_NEW_EACH_TIME = re.compile(r"\d{4}-?\d\d-?\d\dT[\d:.]+(Z|\+00:00)?|[A-Za-z0-9_+/=$,.-]{20,}")


def _rows(product: RewindableProduct) -> Iterator[str]:
    """The rows that are kept, without what is new each time."""
    for partition in {row.partition for row in product.table.rows()}:
        product.app.store.fold_counts(partition)
    lasting = (
        row
        for row in product.table.rows()
        if not row.key.startswith(_PASSING) and not row.partition.startswith("rates-") and row.columns.get("n") != 0
    )
    return (_NEW_EACH_TIME.sub("…", f"{row.partition} {row.key} {_lasting(row.columns)}") for row in lasting)


def _lasting(columns: Any) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if name != "tx"}


def _files(product: RewindableProduct) -> Iterator[str]:
    return (f"{container} of {len(data)} bytes" for (container, _), data in product.blobs.contents().items())

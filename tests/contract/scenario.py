"""What an operation needs before it can be called: that a candidate exists, an interview is booked, …

To let the test of an operation run, write a function in the module of its capability in `tests/contract/scenarios/`:

    @arranges("ai_interviewer.candidates.get")
    def candidate(world: World) -> Given:
        return Given(world.acme.hr, {"candidate_id": world.acme.candidate()["id"]})

`Given` says who calls and the identifiers of what exists. They take the place of the documented ones in the path (by
the placeholder's name), in the query and in the body (by the key); the rest of the documented call is sent as written.
Where a document has no body, `Given.body` is the body, or an example in `data/talenti_bodies.json`. Files of a form are
in `Given.files`. What the operation must have done is a check in `Given.then`, which gets the answer.

Then take the operation's line out of `data/pending.txt`: a listed operation must fail, the others must pass.
Each test has a storage account, an application and a company of its own, so a scenario may make what it likes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import httpx

from tests.app import Client
from tests.integration.stored_product import StoredProduct
from tests.tenant import Tenant

File = tuple[str, bytes, str]
"""Name, content and content type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Options:
    body: Any = None
    query: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, File] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    nullable: tuple[str, ...] = ()
    then: Callable[[httpx.Response], None] = lambda answer: None


@dataclass(frozen=True, slots=True)
class Given(_Options):
    """An arranged call: by whom, and the identifiers of what exists.

    `body`: where the document has none. `query`: values of documented parameters. `nullable`: documented keys that are
    null here, for a reason that stands beside it. `then`: what must be true afterwards.
    """

    by: Client
    ids: Mapping[str, Any] = field(default_factory=dict)


class World:
    """An application of this test's own, with a company `acme`."""

    def __init__(self, product: StoredProduct) -> None:
        self.product = product

    @cached_property
    def acme(self) -> Tenant:
        """The company whose people call."""
        return Tenant(self.product)

    @cached_property
    def stranger(self) -> Client:
        """HR of another company."""
        return Tenant(self.product, "Umbrella").hr

    @cached_property
    def guest(self) -> Client:
        """Somebody who is not signed in."""
        return self.product.client()


Arrangement = Callable[[World], Given]
ARRANGEMENTS: dict[str, Arrangement] = {}


def arranges(*operation_ids: str) -> Callable[[Arrangement], Arrangement]:
    """Register a scenario for these operations."""

    def register(arrangement: Arrangement) -> Arrangement:
        for operation_id in operation_ids:
            assert operation_id not in ARRANGEMENTS, f"{operation_id} has two scenarios"
            ARRANGEMENTS[operation_id] = arrangement
        return arrangement

    return register

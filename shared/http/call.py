"""What a handler is given besides its inputs, and the inputs that are not JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from shared.app import App
from shared.core.caller import Caller
from shared.http.profiles import Profile

R = TypeVar("R")
P = TypeVar("P", bound=Profile)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an operation: the application, who calls (None where everybody may), and the request's headers.

    What the handler puts into `answer_headers` goes out with a successful answer.
    """

    app: App
    who: Caller | None
    headers: Mapping[str, str]
    answer_headers: dict[str, str] = field(default_factory=dict)

    @property
    def caller(self) -> Caller:
        """Who calls. Only for operations that require somebody: there it is never None."""
        assert self.who is not None, "an operation that is open to everybody asked for its caller"
        return self.who


@dataclass(frozen=True, slots=True)
class Upload:
    """The body of a multipart request: one file, and the other form fields."""

    file_name: str
    data: bytes
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Raw:
    """The body of a request as it came: for webhooks, whose signature covers the bytes."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Content:
    """An answer that is not a resource: HTML, CSV, a handshake, a document of another format."""

    body: bytes
    content_type: str
    status: int = 200
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Spoken(Generic[R, P]):
    """An answer in a profile of its own, where two contracts share an address and the request shows whose it is.

    It speaks where the route's profile would: the Accept header, a trailing slash and the deployment's setting win.
    Its type names the profiles that it may be: `Spoken[Job, Literal[Profile.PLAIN, Profile.ENVELOPE]]`.
    """

    result: R
    profile: P

"""Every way in which the domain refuses, as one family. None of them knows HTTP.

DomainError
├── Invalid           the input breaks a rule; `violations` names each field and rule
├── Unauthenticated   nobody we know is asking
├── Forbidden         we know who asks, and they may not
├── NotFound          no such thing in the caller's company
├── Conflict          the thing is in a state that does not allow this
│   └── Stale         somebody else wrote it since it was read
├── Gone              it was there, and its time has passed
├── TooLarge          more bytes than are accepted
├── TooMany           more requests than are accepted; `retry_after_s` says when to come back
└── Unavailable       a part we depend on does not answer; trying again may help
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule of one input field.

    `field` is a dotted path (`rubric.0.weight`; empty for the input as a whole), `rule` a stable word
    (`missing`, `too_short`, …), `message` a sentence for a person.
    """

    field: str
    rule: str
    message: str


class DomainError(Exception):
    """Base of the family. `message` is a sentence that may be shown to the caller; `code` a stable word."""

    code = "error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class Invalid(DomainError):
    """The input breaks a rule."""

    code = "invalid"

    def __init__(self, message: str, violations: Sequence[Violation] = (), *, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.violations = tuple(violations)

    @classmethod
    def field(cls, field: str, rule: str, message: str) -> "Invalid":
        """One broken rule of one field."""
        return cls(f"{field}: {message}", (Violation(field, rule, message),))


class Unauthenticated(DomainError):
    """Nobody we know is asking."""

    code = "unauthenticated"


class Forbidden(DomainError):
    """We know who asks, and they may not."""

    code = "forbidden"


class NotFound(DomainError):
    """No such thing in the caller's company."""

    code = "not_found"


class Conflict(DomainError):
    """The thing is in a state that does not allow this, or exists already."""

    code = "conflict"


class Stale(Conflict):
    """Somebody else wrote it since it was read. Reading again and repeating may succeed."""

    code = "stale"


class Gone(DomainError):
    """It was there, and its time has passed."""

    code = "gone"


class TooLarge(DomainError):
    """More bytes than are accepted."""

    code = "too_large"


class TooMany(DomainError):
    """More requests than are accepted in the window."""

    code = "too_many_requests"

    def __init__(self, message: str, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Unavailable(DomainError):
    """A part we depend on does not answer. Trying again may help."""

    code = "unavailable"

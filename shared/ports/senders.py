"""Who sends us events: a service that shows a token of its own."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Sender:
    """A service that was recognised: the application that asked for the token, and the identity that it is for."""

    application_id: str
    object_id: str


class Senders(Protocol):
    """Recognises services by the tokens that they show. Thread-safe."""

    def identify(self, token: str) -> Sender:
        """Who this token was given to, for sending events to us.

        Raises:
            Forbidden: the token is not genuine, not for us, not valid now, or names nobody.
            Unavailable: the keys to check it with cannot be had.
        """
        ...

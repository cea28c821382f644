"""What goes with a user who is deleted."""

from dataclasses import dataclass

from shared.calls.models import CALL_IDENTITY, ForgetCaller
from shared.core.ids import new_id
from shared.profiles.models import PROFILE
from shared.store.store import Change, Store


@dataclass(frozen=True, slots=True)
class Leave:
    """Takes what is a user's out with them. Implements `Leaving`."""

    store: Store

    def add_to(self, change: Change, user_id: str) -> None:
        """Delete their profile with this change; the queue tells the calling service to forget them."""
        profile = self.store.find(change.partition, PROFILE, user_id)
        if profile is not None:
            change.remove(PROFILE, profile)
        if self.store.find(change.partition, CALL_IDENTITY, user_id) is not None:
            change.send(ForgetCaller(id=new_id(), company_id=change.partition, user_id=user_id))

"""Who is erased: a candidate with everybody who was merged into them, and what hangs on them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from shared.applications.models import APPLICATION
from shared.calls.models import RECORDING
from shared.candidates.models import CANDIDATE, Candidate
from shared.identity.models import USER, User
from shared.interviews.models import INTERVIEW
from shared.invitations.models import INVITATION, Invitation
from shared.resumes.models import RESUME
from shared.store.store import Store

_LEAST_LETTERS = 6


def merged_into(store: Store, company_id: str, candidate: Candidate) -> Iterator[Candidate]:
    """Those who became part of a candidate, and of them: whoever they became part of comes before."""
    for merged in store.each(company_id, CANDIDATE, "merged_into", (candidate.id,)):
        yield merged
        yield from merged_into(store, company_id, merged)


@dataclass(frozen=True, slots=True)
class Belongings:
    """What hangs on a person: the ids from which everything else is found. `recordings` are a number.

    `candidate_ids` are the candidate's and those of who was merged into them: what hangs on these is moved by the
    queue, or not yet. `names` are the same people, as far as their rows are there.
    """

    candidate_ids: list[str]
    names: list[Candidate]
    users: list[User]
    resume_ids: list[str]
    interview_ids: list[str]
    application_ids: list[str]
    invitations: list[Invitation]
    recordings: int

    @property
    def things(self) -> int:
        """How many there are besides the candidate."""
        people = len(self.names[1:]) + len(self.users)
        return people + len(self.resume_ids) + len(self.interview_ids) + len(self.application_ids)

    @property
    def user_ids(self) -> list[str]:
        """Under which they signed in, or could have: also those of users that were deleted before."""
        return sorted({*(user.id for user in self.users), *(one.user_id for one in self.invitations)})

    @property
    def addresses(self) -> list[str]:
        """The e-mail addresses under which they are known, in small letters."""
        known = [address for one in self.names for address in (one.email, *one.other_emails)]
        known += [user.email for user in self.users] + [one.candidate_email for one in self.invitations]
        return sorted({address.casefold() for address in known if address})

    @property
    def words(self) -> list[str]:
        """By which a stored text is recognised as one about them. Short names stand in too many texts."""
        ids = [*self.candidate_ids, *self.user_ids, *self.resume_ids]
        ids += [*self.interview_ids, *self.application_ids]
        names = {one.full_name for one in self.names} | {user.name for user in self.users}
        numbers = {one.phone for one in self.names} | {user.phone for user in self.users}
        return [*ids, *self.addresses, *(word for word in names | numbers if word and len(word) >= _LEAST_LETTERS)]


def belongings_of(store: Store, company_id: str, candidate: Candidate) -> Belongings:
    """What hangs on a candidate now."""
    names = [candidate, *merged_into(store, company_id, candidate)]
    return _belongings(store, company_id, [one.id for one in names], names)


def left_behind(
    store: Store, company_id: str, candidate_ids: list[str], resume_ids: Sequence[str], interview_ids: Sequence[str]
) -> Belongings:
    """What hangs on candidates who are gone, or on what was theirs: what was added while they were erased."""
    found = _belongings(store, company_id, candidate_ids, [])
    return replace(
        found,
        resume_ids=sorted({*found.resume_ids, *resume_ids}),
        interview_ids=sorted({*found.interview_ids, *interview_ids}),
    )


def _belongings(store: Store, company_id: str, ids: list[str], names: list[Candidate]) -> Belongings:
    users = [store.find_by(company_id, USER, "candidate", one) for one in ids]
    interview_ids = [one.id for mine in ids for one in store.each(company_id, INTERVIEW, "candidate", (mine,))]
    application_ids = [one.id for mine in ids for one in store.each(company_id, APPLICATION, "candidate", (mine,))]
    return Belongings(
        candidate_ids=ids,
        names=names,
        users=[user.entity for user in users if user is not None],
        resume_ids=[one.id for mine in ids for one in store.each(company_id, RESUME, "candidate", (mine,))],
        interview_ids=interview_ids,
        application_ids=application_ids,
        invitations=_invitations(store, company_id, application_ids),
        recordings=sum(len(store.children(company_id, RECORDING, one)) for one in interview_ids),
    )


def _invitations(store: Store, company_id: str, application_ids: Sequence[str]) -> list[Invitation]:
    return [
        invitation
        for application_id in application_ids
        for invitation in store.each(company_id, INVITATION, "application", (application_id,))
    ]

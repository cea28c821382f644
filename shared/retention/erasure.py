"""Erasing one person: everything that is theirs or tells of them, but for the candidate's own row, which goes last."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.answers.models import ANSWER, ANSWERS, UPLOADS
from shared.answers.speaking import SPEECH
from shared.applications.models import APPLICATION
from shared.calls.models import CALL_IDENTITY, CALL_LINK, RECORDING, RECORDINGS
from shared.candidates.models import CANDIDATE
from shared.core.caller import PLATFORM
from shared.identity.accounts import AccountService
from shared.identity.models import USER, sessions_partition
from shared.interviews.models import INTERVIEW, TURN
from shared.interviews.presence import PRESENCE
from shared.interviews.socket import OPEN_SOCKET
from shared.invitations.models import INVITATION
from shared.mail.models import MAIL
from shared.mail.service import MailService
from shared.merging.models import MERGE
from shared.notes.models import NOTE
from shared.ports.calls import Calls
from shared.profiles.models import PROFILE
from shared.reports.models import REPORTS, SHARE
from shared.resumes.models import CONTAINER, RESUME, TEXTS, blob_name
from shared.retention.models import DELETION
from shared.retention.person import Belongings
from shared.retention.tally import Tally
from shared.retention.traces import Traces
from shared.scoring.evaluations import EVALUATION, EVALUATION_VERSION
from shared.scoring.feedback import FEEDBACK
from shared.scoring.models import SCORE
from shared.store.kinds import E, Kind
from shared.store.store import Store

OF_INTERVIEW = (REPORTS, RECORDINGS, ANSWERS, UPLOADS, SPEECH)
"""Containers with files of interviews: `{company_id}/{interview_id}/…`."""
OF_RESUME = (CONTAINER, TEXTS)
"""Containers with CV files and what was read from them: `{company_id}/{resume_id}`."""


_ONE_OF_INTERVIEW: tuple[Kind[Any], ...] = (SCORE, FEEDBACK, SHARE, PRESENCE)
_SEVERAL_OF_INTERVIEW: tuple[Kind[Any], ...] = (TURN, EVALUATION, EVALUATION_VERSION, RECORDING, ANSWER)


@dataclass(frozen=True, slots=True)
class Erasure:
    """What erases people. Each step finds again what it was stopped in."""

    store: Store
    accounts: AccountService
    mail: MailService
    calls: Calls
    traces: Traces

    def erase(self, belongings: Belongings, tally: Tally) -> None:
        """Erase everything that hangs on a person, and those who were merged into them.

        What needs the calling service comes last: should it not answer, all else is gone.

        Raises:
            Unavailable: storage or the calling service does not answer. Repeating goes on.
            Stale: something was written, or erased by another, at the same time. Repeating goes on.
        """
        company = tally.company_id
        tally.go_on()
        tally.note(
            candidate_ids=belongings.candidate_ids,
            resume_ids=belongings.resume_ids,
            interview_ids=belongings.interview_ids,
            user_ids=belongings.user_ids,
        )
        self.traces.forget(company, belongings.words, belongings.addresses)
        for interview_id in belongings.interview_ids:
            self._erase_interview(tally, interview_id)
        self._erase_mails(tally, belongings)
        self._sign_out(belongings)
        for candidate_id in belongings.candidate_ids:
            self._remove_listed(tally, NOTE, "candidate", candidate_id)
            self._take_reasons_out(company, candidate_id)
        self.erase_resumes(tally, belongings.resume_ids)
        tally.remove(INTERVIEW, [(one,) for one in belongings.interview_ids])
        tally.remove(INVITATION, [(one.id,) for one in belongings.invitations])
        tally.remove(APPLICATION, [(one,) for one in belongings.application_ids])
        self._erase_users(tally, belongings)
        for merged in reversed(belongings.names[1:]):
            tally.remove(MERGE, [(merged.id,)])
            tally.remove(CANDIDATE, [(merged.id,)])
        tally.audit.forget(company, *belongings.candidate_ids, *belongings.addresses)

    def erase_resumes(self, tally: Tally, resume_ids: Sequence[str]) -> None:
        """Erase CV files, with the texts that were read from them."""
        for resume_id in resume_ids:
            for container in OF_RESUME:
                self._remove_files(tally, container, blob_name(tally.company_id, resume_id))
        tally.remove(RESUME, [(one,) for one in resume_ids])

    def _erase_interview(self, tally: Tally, interview_id: str) -> None:
        """Erase what belongs to an interview: what was said and judged, recordings, links of calls, and files."""
        for kind in _ONE_OF_INTERVIEW:
            tally.remove(kind, [(interview_id,)])
        for kind in _SEVERAL_OF_INTERVIEW:
            tally.remove_children(kind, interview_id)
        for container in OF_INTERVIEW:
            self._remove_files(tally, container, f"{tally.company_id}/{interview_id}/")
        for link in list(self.store.each(PLATFORM, CALL_LINK, "interview", (interview_id,))):
            change = self.store.change(PLATFORM)
            change.drop(CALL_LINK, link)
            change.commit()

    def _erase_mails(self, tally: Tally, belongings: Belongings) -> None:
        """Erase the mails to any of their addresses and those about them, and copies that sending them has left."""
        company = tally.company_id
        listed = [("to", address) for address in belongings.addresses]
        listed += [("about", candidate_id) for candidate_id in belongings.candidate_ids]
        for index, value in listed:
            mails = list(self.store.each(company, MAIL, index, (value,)))
            for mail in mails:
                self.mail.forget_copy(mail.id)
            bulk = {mail.mailing_id for mail in mails if mail.mailing_id}
            self.traces.forget_mailings(company, bulk, belongings.candidate_ids)
            tally.remove(MAIL, [(mail.id,) for mail in mails])

    def _sign_out(self, belongings: Belongings) -> None:
        """Take them out of the accounts they sign in with, and end their sessions."""
        for user in belongings.users:
            self.accounts.remove_membership(user.email, user.id)
        for user_id in belongings.user_ids:
            partition = sessions_partition(user_id)
            for socket in self.store.children(partition, OPEN_SOCKET):
                change = self.store.change(partition)
                change.drop(OPEN_SOCKET, socket)
                change.commit()
        for address in belongings.addresses:
            self.accounts.forget_address(address)

    def _erase_users(self, tally: Tally, belongings: Belongings) -> None:
        """Erase their users, and who they are in the calling service, there first."""
        for user_id in tally.erasing.user_ids:
            identity = self.store.find(tally.company_id, CALL_IDENTITY, user_id)
            if identity is not None:
                self.calls.forget(identity.entity.identity)
            tally.remove(CALL_IDENTITY, [(user_id,)])
            tally.remove(PROFILE, [(user_id,)])
            tally.remove(USER, [(user.id,) for user in belongings.users if user.id == user_id])

    def _take_reasons_out(self, company_id: str, candidate_id: str) -> None:
        """Leave of deletion requests what the certificate needs: times and ids."""
        for brief in list(self.store.each(company_id, DELETION, "candidate", (candidate_id,))):
            stored = self.store.find(company_id, DELETION, brief.id)
            if stored is not None and (stored.entity.reason or stored.entity.notes):
                change = self.store.change(company_id)
                change.replace(DELETION, stored, stored.entity.model_copy(update={"reason": None, "notes": None}))
                change.commit()

    def _remove_listed(self, tally: Tally, kind: Kind[E], index: str, value: str) -> None:
        tally.remove(kind, [kind.key(one) for one in self.store.each(tally.company_id, kind, index, (value,))])

    def _remove_files(self, tally: Tally, container: str, prefix: str) -> None:
        tally.remove_files(container, tally.blobs.list_names(container, prefix, unfinished=True))

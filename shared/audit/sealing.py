"""Sealing the log and checking it: a chain of seals that each list the events since the one before."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from shared.audit.chain import FIRST, Chain, event_hash, hash_in, personal_digest, seal_hash, seal_id
from shared.audit.models import AUDIT, SEAL, UNSEALED, AuditEvent, Finding, Seal, UnsealedEvent, Verification
from shared.core.clock import Clock
from shared.core.errors import Conflict
from shared.store.store import Store

log = logging.getLogger("talenti.audit")

EVENTS_OF_A_SEAL = 90
"""At most: a seal and the marks that it takes away are one transaction."""
NEW_KEYS_ARE_KNOWN_WITHIN = timedelta(hours=1)
"""By then no instance runs any more that has not the newest signing key."""
_SHOWN_FINDINGS = 100
_LOOKED_UP_SINGLY = 50
_LISTS = ("all", "user", "action", "user_action")


@dataclass(frozen=True, slots=True)
class AuditSealer:
    """Seals every company's log, and checks it."""

    store: Store
    chain: Chain
    now: Clock

    def seal(self, company_id: str) -> int:
        """Seal the events that no seal lists yet. Gives how many. Two at the same time seal each event once.

        After a change of keys there is a new seal even without events, so that the chain ends with a key that is set.
        """
        last = next(iter(self.store.children(company_id, SEAL, limit=1)), None)
        if last is not None and not self._may_follow(last):
            return 0
        marks = self.store.children(company_id, UNSEALED)
        # What is not ours is left for the check to find; it may also be of a newer key, which other instances know.
        ours = [mark for mark in marks if self.chain.signed_event(company_id, mark.id, mark.mac)]
        batches = [ours[start : start + EVENTS_OF_A_SEAL] for start in range(0, len(ours), EVENTS_OF_A_SEAL)]
        if last is not None and not batches and not self.chain.is_present(last.digest):
            batches = [[]]
        sealed = 0
        for batch in batches:
            try:
                last = self._append(company_id, last, batch)
            except Conflict:
                return sealed
            sealed += len(batch)
        return sealed

    def _may_follow(self, last: Seal) -> bool:
        """Whether to go on after this seal: not while its key may be one that this instance does not know yet."""
        return self.chain.knows(last.digest) or self.now() - last.sealed_at > NEW_KEYS_ARE_KNOWN_WITHIN

    def _append(self, company_id: str, last: Seal | None, events: list[UnsealedEvent]) -> Seal:
        """Add a seal to the chain. Raises Conflict: another instance did."""
        number = last.number + 1 if last else 1
        seal = Seal(
            id=seal_id(number),
            number=number,
            previous=last.digest if last else FIRST,
            follows=last is None or self._is_ours(company_id, last),
            entries=[f"{event.id} {event.mac}" for event in events],
            sealed_at=self.now(),
            digest="",
        )
        seal = seal.model_copy(update={"digest": self.chain.prove_seal(company_id, seal)})
        change = self.store.change(company_id)
        change.add(SEAL, seal)
        for event in events:
            change.drop(UNSEALED, event)
        change.commit()
        if not seal.follows:
            log.warning("audit log of company %s: seal %d follows one that no key proves", company_id, number)
        # Who keeps the logs elsewhere can prove that no end of the chain was cut off.
        log.info("audit log of company %s sealed: number %d, digest %s", company_id, number, seal.digest)
        return seal

    def _is_ours(self, company_id: str, seal: Seal) -> bool:
        return hash_in(seal.digest) == seal_hash(seal) and self.chain.signed_seal(company_id, seal)

    def verify(self, company_id: str) -> Verification:
        """Check every event, every list and every seal. Others may write at the same time."""
        check = _Check(self.store, self.chain, company_id)
        check.run()
        return Verification(
            intact=not check.findings,
            checked_at=self.now(),
            events=len(check.events),
            sealed=len(check.sealed),
            unsealed=len(check.unsealed),
            seals=check.seals,
            head=check.head,
            earlier_keys=check.earlier_keys,
            findings=list(check.findings)[:_SHOWN_FINDINGS],
            findings_total=len(check.findings),
        )


@dataclass(slots=True)
class _Check:
    """One check of one company's log. Of an event it keeps the digest alone."""

    store: Store
    chain: Chain
    company_id: str
    events: dict[str, str] = field(default_factory=dict)
    unsealed: dict[str, str] = field(default_factory=dict)
    sealed: dict[str, str] = field(default_factory=dict)
    seals: int = 0
    head: str | None = None
    earlier_keys: int = 0
    findings: dict[Finding, None] = field(default_factory=dict)

    def run(self) -> None:
        """Read events, then marks, then seals: an event that is written or sealed meanwhile is met at least once."""
        for event in self.store.children(self.company_id, AUDIT):
            self.events[event.id] = event.mac
            if not self._is_genuine(event):
                self._find("changed", event.id, "Its content is not what the product wrote.")
        self.unsealed = {event.id: event.mac for event in self.store.children(self.company_id, UNSEALED)}
        self._check_seals(list(self.store.children(self.company_id, SEAL)))
        self._check_events()
        for name in _LISTS:
            self._check_list(name)

    def _is_genuine(self, event: AuditEvent) -> bool:
        """Whether it is what its proof is about. Of an earlier key only a seal can tell that the proof is ours."""
        if event.personal is not None and personal_digest(event.personal) != event.personal_digest:
            return False
        signed = self.chain.signed_event(self.company_id, event.id, event.mac) or not self.chain.knows(event.mac)
        return signed and hash_in(event.mac) == event_hash(event)

    def _check_seals(self, newest_first: list[Seal]) -> None:
        previous, number = FIRST, 0
        for seal in reversed(newest_first):
            number += 1
            for missing in range(number, seal.number):
                self._find("seal_removed", str(missing), "A seal is missing from the chain.")
            if seal.number == number and seal.previous != previous:
                self._find("seal_changed", str(seal.number), "It does not follow the seal before it.")
            signed = self.chain.signed_seal(self.company_id, seal) or not self.chain.knows(seal.digest)
            if not signed or hash_in(seal.digest) != seal_hash(seal):
                self._find("seal_changed", str(seal.number), "Its content is not what the product wrote.")
            self.sealed |= dict(_entries(seal))
            previous, number = seal.digest, seal.number
        self.seals, self.head = len(newest_first), previous if newest_first else None
        self._check_proofs(newest_first)

    def _check_proofs(self, newest_first: list[Seal]) -> None:
        """Find the seals that no key which is set proves: by itself, or by the seals that follow."""
        proven = False
        for seal in newest_first:
            if self.chain.signed_seal(self.company_id, seal):
                proven = True
            else:
                self.earlier_keys += not self.chain.knows(seal.digest)
                if not proven:
                    detail = "Its signing key is set no more, and no later seal proves it and those before."
                    self._find("unproven", str(seal.number), detail)
                    return
            proven = proven and seal.follows

    def _check_events(self) -> None:
        listed = self.unsealed | self.sealed
        for event_id in self._gone(listed):
            self._find("removed", event_id, "It was written, and is not there any more.")
        for event_id, mac in listed.items():
            if self.events.get(event_id, mac) != mac:
                self._find("changed", event_id, "Its digest is not the one that was sealed.")
        for event_id, mac in self.events.items():
            if event_id not in listed:
                self._find("inserted", event_id, "The product did not write it: no seal lists it.")
            elif event_id not in self.sealed and not self.chain.knows(mac):
                self._find("inserted", event_id, "It was not written with this deployment's key.")

    def _check_list(self, name: str) -> None:
        """Compare the copies that lists are read from with the events."""
        copies: set[str] = set()
        for copy in self.store.each(self.company_id, AUDIT, name, ()):
            copies.add(copy.id)
            if not self._is_genuine(copy) or self.events.get(copy.id, copy.mac) != copy.mac:
                self._find("list_changed", copy.id, f"The list `{name}` shows another content.")
        for event_id in self._gone(copies):
            self._find("list_changed", event_id, f"The list `{name}` shows an event that is not there.")
        for event_id in sorted(self.events.keys() - copies):
            self._find("list_changed", event_id, f"The list `{name}` does not show it.")

    def _gone(self, event_ids: Iterable[str]) -> list[str]:
        """Those of the events that are not there; what was written after the events were read is looked for again."""
        missing = sorted(set(event_ids) - self.events.keys())
        if len(missing) <= _LOOKED_UP_SINGLY:
            return [one for one in missing if self.store.find(self.company_id, AUDIT, one) is None]
        there = {event.id for event in self.store.children(self.company_id, AUDIT)}
        return [one for one in missing if one not in there]

    def _find(self, kind: str, identifier: str, detail: str) -> None:
        self.findings[Finding.model_validate({"kind": kind, "id": identifier, "detail": detail})] = None


def _entries(seal: Seal) -> Iterator[tuple[str, str]]:
    for entry in seal.entries:
        event_id, _, mac = entry.partition(" ")
        yield event_id, mac

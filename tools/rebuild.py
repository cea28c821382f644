"""Makes lists and counts agree with what they are of: `python -m tools.rebuild --company ID | --all [--check]`.

It is needed when a list was added to the code and there is data from before, and it finds out whether everything is in
order. People may work meanwhile. It may be stopped at any time and started again. Whoever runs it for an account in the
cloud signs in (`az login`) and needs the role Storage Table Data Contributor on it; for `--check`, Reader is enough.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from shared.applications.models import APPLICATION
from shared.audit.models import AUDIT
from shared.bootstrap import ChosenAdapters
from shared.calls.models import CALL_LINK
from shared.candidates.models import CANDIDATE
from shared.clients.models import CLIENT
from shared.companies.models import COMPANY
from shared.core.caller import PLATFORM
from shared.core.clock import utc_now
from shared.core.errors import Unavailable
from shared.identity.access_models import ACCESS_ROLE
from shared.identity.models import USER
from shared.interviews.models import INTERVIEW
from shared.invitations.models import INVITATION
from shared.jobs.models import JOB
from shared.mail.models import MAIL
from shared.mailings.models import TEMPLATE
from shared.notes.models import NOTE
from shared.resumes.models import RESUME
from shared.retention.models import DELETION, HOLD
from shared.scoring.evaluations import EVALUATION
from shared.store.kinds import Kind
from shared.store.store import Mended, Store
from shared.webhooks.models import DELIVERY, WEBHOOK
from tools.storage import LOCAL, settings_for

KINDS: tuple[Kind[Any], ...] = (
    COMPANY,
    USER,
    ACCESS_ROLE,
    CLIENT,
    JOB,
    CANDIDATE,
    RESUME,
    NOTE,
    APPLICATION,
    INTERVIEW,
    INVITATION,
    EVALUATION,
    MAIL,
    TEMPLATE,
    WEBHOOK,
    DELIVERY,
    HOLD,
    DELETION,
    CALL_LINK,
    AUDIT,
)
"""All that are listed or counted; a test holds this against the code."""
_TRIES = 3
"""What others were writing is looked at again so often."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one kind in one company."""

    company_id: str
    kind: str
    mended: Mended

    def __str__(self) -> str:
        words = ("rows missing or old", "rows too many", "wrong counts", "values of two", "busy")
        told = [f"{number} {word}" for number, word in zip(astuple(self.mended), words, strict=True) if number]
        return f"{self.company_id} {self.kind}: {', '.join(told)}"


def companies(store: Store, start: str = "") -> list[str]:
    """All companies, and the platform, in the order of their ids, from one on: as they are, not as they are listed."""
    found = [PLATFORM, *(company.id for company in store.children(PLATFORM, COMPANY))]
    return sorted(one for one in found if one >= start)


def rebuild(store: Store, company_id: str, kinds: Iterable[Kind[Any]], *, check: bool) -> Iterator[Finding]:
    """Look at a company kind by kind, and mend it unless this is a `check`. Gives what was not in order."""
    look = store.compare if check else store.rebuild
    for kind in kinds:
        mended = look(company_id, kind)
        for _ in range(_TRIES - 1):
            if not mended.busy:
                break
            again = look(company_id, kind)
            mended = again if check else _sum(mended, again)
        if mended:
            yield Finding(company_id, kind.name, mended)


def _sum(one: Mended, then: Mended) -> Mended:
    """What two rebuilds did together; what is left is what the second one left."""
    return Mended(
        written=one.written + then.written,
        deleted=one.deleted + then.deleted,
        counts=one.counts + then.counts,
        clashes=then.clashes,
        busy=then.busy,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked. The exit code is 1 if something is, or was left, not in order."""
    given = _given(arguments)
    store = store_of(given.account)
    chosen = [kind for kind in KINDS if not given.kind or kind.name in given.kind]
    wanted = [given.company] if given.company else companies(store, given.start)
    if given.company and given.company not in companies(store):
        print("There is no such company.", file=sys.stderr)
        return 1
    differing, wrong = 0, False
    for number, company_id in enumerate(wanted, 1):
        print(f"[{number}/{len(wanted)}] {company_id}", file=sys.stderr, flush=True)
        try:
            for finding in rebuild(store, company_id, chosen, check=given.check):
                print(finding, flush=True)
                differing += 1
                left = finding.mended.clashes or finding.mended.busy
                wrong = wrong or bool(left) or given.check
        except (KeyboardInterrupt, Unavailable) as stopped:
            print(f"Stopped ({type(stopped).__name__}). Go on with: --all --from {company_id}", file=sys.stderr)
            return 1
    done = "differ" if given.check else "were mended"
    print(f"{len(wanted)} looked at; {differing} kinds {done}." if differing else f"{len(wanted)} looked at, in order.")
    return int(wrong)


def store_of(account: str) -> Store:
    """The store of an account."""
    adapters = ChosenAdapters(settings_for(account), utc_now)
    return Store(adapters.table, adapters.queue, utc_now)


def _given(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Make lists and counts agree with what they are of.")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--company", help="id of a company, or `platform`")
    which.add_argument("--all", action="store_true", help="every company and the platform")
    parser.add_argument("--from", dest="start", default="", metavar="ID", help="with --all: go on from this company")
    parser.add_argument("--kind", action="append", choices=[kind.name for kind in KINDS], help="only these; repeatable")
    parser.add_argument("--check", action="store_true", help="change nothing; exit code 1 on a difference")
    parser.add_argument(
        "--account", default=LOCAL, help="name of the storage account, or a connection string; else this machine's"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())

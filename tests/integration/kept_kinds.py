"""Every kind of entity, and what becomes of it when somebody is erased. A new kind has to be thought of here."""

import pkgutil
from importlib import import_module

import shared
from shared.store.kinds import Kind

ERASED = {
    "account",
    "answer",
    "application",
    "call_identity",
    "call_link",
    "candidate",
    "evaluation",
    "evaluation_version",
    "feedback",
    "interview",
    "invitation",
    "mail",
    "merge",
    "note",
    "open_socket",
    "presence",
    "profile",
    "recording",
    "report_share",
    "resume",
    "score",
    "session",
    "token",
    "turn",
    "user",
}
"""Those of which everything goes that is a person's."""

STAYS = {
    "access_role": "tells of no candidate",
    "audit": "loses its personal values; that something happened stays",
    "audit_seal": "digests",
    "client": "tells of no candidate",
    "company": "tells of no candidate",
    "deletion_request": "keeps times, ids and the certificate",
    "erasing": "ids and counts, for a week",
    "import_order": "counts",
    "import_progress": "counts",
    "job": "tells of no candidate",
    "legal_hold": "keeps a candidate from being erased",
    "mail_delivery": "whose mail it was, by ids, for 30 days",
    "mail_pace": "a time",
    "mail_template": "tells of no candidate",
    "mailbox_key": "a locked key",
    "mailing": "loses its words if it went to nobody else",
    "mailing_recipients": "ids",
    "registration": "of companies, under a digest of the address of who registers",
    "retention_policy": "tells of no candidate",
    "unsealed_audit": "digests",
    "unsubscribed": "a keyed digest: the wish outlives the person's data",
    "user_place": "a user's and their company's ids; candidates have none",
    "webhook": "tells of no candidate",
    "webhook_delivery": "ids; it loses what receivers answered",
}
"""The others, and why."""


def all_kinds() -> set[str]:
    """The names of all kinds that any module declares."""
    modules = [import_module(found.name) for found in pkgutil.walk_packages(shared.__path__, "shared.")]
    return {value.name for module in modules for value in vars(module).values() if isinstance(value, Kind)}

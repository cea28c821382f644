"""Templates of companies."""

from dataclasses import dataclass

from shared.audit.service import AuditLog
from shared.core.caller import Caller
from shared.core.clock import Clock
from shared.core.errors import Invalid
from shared.core.ids import is_id, new_id
from shared.core.page import Page, PageQuery
from shared.mailings.built_in import BUILT_IN
from shared.mailings.models import (
    TEMPLATE,
    MailTemplate,
    MailTemplateChanges,
    MailTemplateDraft,
    MailTemplates,
    Message,
)
from shared.mailings.wording import check_words, variables_in
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class Draft:
    """What a mail will say, before its variables are filled in."""

    subject: str
    body: str
    html: str | None


@dataclass(frozen=True, slots=True)
class MailTemplateService:
    """The words that companies keep for their mails."""

    store: Store
    audit: AuditLog
    now: Clock

    def create(self, caller: Caller, draft: MailTemplateDraft) -> MailTemplate:
        """Make a template of the caller's company.

        Raises:
            Conflict: the company has a template with this key.
            Invalid: the words cannot be filled or sent.
        """
        check_words(subject=draft.subject, body=draft.body, html=draft.html)
        now = self.now()
        template = MailTemplate(
            id=new_id(),
            **draft.model_dump(),
            variables=variables_in(draft.subject, draft.body, draft.html),
            built_in=False,
            created_at=now,
            updated_at=now,
        )
        change = self.store.change(caller.company_id)
        change.add(TEMPLATE, template)
        told = {"key": template.key, "name": template.name}
        self.audit.record(change, caller, "CREATE_EMAIL_TEMPLATE", "EmailTemplate", template.id, changes=told)
        change.commit()
        return template

    def get(self, caller: Caller, template_id: str) -> MailTemplate:
        """A template of the caller's company. Raises NotFound."""
        return self.store.get(caller.company_id, TEMPLATE, template_id).entity

    def page(self, caller: Caller, query: PageQuery) -> Page[MailTemplate]:
        """Templates of the caller's company, newest first, without their HTML."""
        return self.store.page(caller.company_id, TEMPLATE, "all", (), query)

    def built_in(self) -> MailTemplates:
        """The templates that every company has."""
        return MailTemplates(templates=list(BUILT_IN.values()))

    def update(self, caller: Caller, template_id: str, changes: MailTemplateChanges) -> MailTemplate:
        """Change a template. Mails that were sent, and bulk mails that are on their way, stay as they are.

        Raises:
            NotFound: the caller's company has no such template.
            Conflict: another template has the key; or somebody else changed this one at the same time (Stale).
            Invalid: the words cannot be filled or sent.
        """
        stored = self.store.get(caller.company_id, TEMPLATE, template_id)
        sent = changes.changes()
        if "html" in changes.model_fields_set:
            sent["html"] = changes.html
        template = stored.entity.model_copy(update={**sent, "updated_at": self.now()})
        check_words(subject=template.subject, body=template.body, html=template.html)
        used = variables_in(template.subject, template.body, template.html)
        template = template.model_copy(update={"variables": used})
        change = self.store.change(caller.company_id)
        change.replace(TEMPLATE, stored, template)
        told = {"fields": sorted(sent)}
        self.audit.record(change, caller, "UPDATE_EMAIL_TEMPLATE", "EmailTemplate", template_id, changes=told)
        change.commit()
        return template

    def remove(self, caller: Caller, template_id: str) -> None:
        """Delete a template. Raises NotFound."""
        stored = self.store.get(caller.company_id, TEMPLATE, template_id)
        change = self.store.change(caller.company_id)
        change.remove(TEMPLATE, stored)
        told = {"key": stored.entity.key}
        self.audit.record(change, caller, "DELETE_EMAIL_TEMPLATE", "EmailTemplate", template_id, before=told)
        change.commit()

    def words_of(self, company_id: str, message: Message) -> Draft:
        """What a message will say: its own words, and the template's for those that it does not have.

        Raises:
            Invalid: there is no such template, words are missing, or they cannot be filled or sent.
        """
        template = self._named(company_id, message.template_id) if message.template_id else None
        own = message.body is not None or message.html is not None
        subject = message.subject or (template.subject if template else None)
        body = message.body or (template.body if template and not own else None)
        page = message.html if own else (template.html if template else None)
        if not subject:
            raise Invalid.field("subject", "missing", "is needed, or a template that has one.")
        if not body:
            raise Invalid.field("body", "missing", "is needed, or a template that has one.")
        check_words(subject=subject, body=body, html=page)
        return Draft(subject, body, page)

    def _named(self, company_id: str, name: str) -> MailTemplate:
        stored = (
            self.store.find(company_id, TEMPLATE, name.lower())
            if is_id(name)
            else self.store.find_by(company_id, TEMPLATE, "key", name)
        )
        template = stored.entity if stored else BUILT_IN.get(name)
        if template is None:
            raise Invalid.field("template_id", "unknown", "there is no such template.")
        return template

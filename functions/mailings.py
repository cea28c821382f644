"""Mails that people write: templates, single and bulk mails, what became of them, and unsubscribing."""

import azure.functions as func

from shared.bootstrap import get_app
from shared.core.caller import Permission
from shared.core.errors import Conflict, Gone, TooMany
from shared.core.page import Page, PageQuery
from shared.http.access import PUBLIC, requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call, Raw
from shared.http.rates import RateClass
from shared.invitations.models import TokenQuery
from shared.mail.models import MailQuery, SentMail, Subscription
from shared.mailings.models import (
    BulkMail,
    BulkMailJob,
    MailTemplate,
    MailTemplateChanges,
    MailTemplateDraft,
    MailTemplates,
    Preview,
    PreviewRequest,
    QueuedBulk,
    QueuedSingle,
    SingleMail,
    SpreadMailing,
)

bp = Blueprint("E-mail", get_app)

SEND = requires(Permission.MAILS_SEND)


@bp.http("POST /api/v1/email/send", access=SEND, status=202)
def send_email(call: Call, body: SingleMail) -> QueuedSingle:
    """Write to a candidate or user of the company: own words, a template's, or both. Own words come first."""
    return call.app.mailings.send(call.caller, body)


@bp.http("POST /api/v1/candidates/bulk/send-email", access=SEND, status=202, rate=RateClass.BULK, raises=(TooMany,))
def send_bulk_email(call: Call, body: BulkMail) -> QueuedBulk:
    """Write to up to 500 candidates, to each with their own name. Who has unsubscribed is left out and counted."""
    return call.app.mailings.send_bulk(call.caller, body)


@bp.http("GET /api/v1/email/jobs/{mailing_id}", access=SEND)
def get_email_job(call: Call, mailing_id: str) -> BulkMailJob:
    """Read how far a bulk mail has come, and how many arrived, failed or were left out."""
    return call.app.mailings.job(call.caller, mailing_id)


@bp.http("GET /api/v1/email/messages", access=SEND)
def list_emails(call: Call, query: MailQuery) -> Page[SentMail]:
    """List mails and what became of them, newest first: all, to a candidate's address, or of a bulk mail; by status."""
    return call.app.mailings.messages(call.caller, query)


@bp.http("POST /api/v1/email-templates", access=SEND, status=201, raises=(Conflict,))
def create_email_template(call: Call, body: MailTemplateDraft) -> MailTemplate:
    """Make a template. With the key of a built-in one it takes its place."""
    return call.app.mail_templates.create(call.caller, body)


@bp.http("GET /api/v1/email-templates", access=SEND)
def list_email_templates(call: Call, query: PageQuery) -> Page[MailTemplate]:
    """List the company's own templates, newest first, without their HTML."""
    return call.app.mail_templates.page(call.caller, query)


@bp.http("GET /api/v1/email-templates/built-in", access=SEND)
def list_built_in_email_templates(call: Call) -> MailTemplates:
    """List the templates that every company has."""
    return call.app.mail_templates.built_in()


@bp.http("POST /api/v1/email-templates/preview", access=SEND)
def preview_email(call: Call, body: PreviewRequest) -> Preview:
    """Look at a mail as it would be sent, to a candidate if one is named. Nothing is sent."""
    return call.app.mailings.preview(call.caller, body)


@bp.http("GET /api/v1/email-templates/{template_id:guid}", access=SEND)
def get_email_template(call: Call, template_id: str) -> MailTemplate:
    """Read a template."""
    return call.app.mail_templates.get(call.caller, template_id)


@bp.http("PATCH /api/v1/email-templates/{template_id:guid}", access=SEND, raises=(Conflict,))
def update_email_template(call: Call, template_id: str, body: MailTemplateChanges) -> MailTemplate:
    """Change a template; what is not sent stays. Mails on their way stay as they are."""
    return call.app.mail_templates.update(call.caller, template_id, body)


@bp.http("DELETE /api/v1/email-templates/{template_id:guid}", access=SEND, status=204, raises=(Conflict,))
def delete_email_template(call: Call, template_id: str) -> None:
    """Delete a template."""
    call.app.mail_templates.remove(call.caller, template_id)


@bp.http("GET /api/v1/email/unsubscribe", access=PUBLIC, raises=(Gone,))
def get_subscription(call: Call, query: TokenQuery) -> Subscription:
    """Read whose bulk mail a mailed link is about, and whether its bearer gets it."""
    return call.app.mailings.subscription(query.token)


@bp.http("POST /api/v1/email/unsubscribe", access=PUBLIC, raises=(Gone,))
def unsubscribe(call: Call, query: TokenQuery, body: Raw) -> Subscription:
    """Get no more bulk mail of a company. Mail programs post here for their user (RFC 8058), whatever the body."""
    return call.app.mailings.subscribe(query.token, wants_none=True)


@bp.http("POST /api/v1/email/resubscribe", access=PUBLIC, raises=(Gone,))
def resubscribe(call: Call, query: TokenQuery) -> Subscription:
    """Get the company's bulk mail again, after unsubscribing by mistake."""
    return call.app.mailings.subscribe(query.token, wants_none=False)


@bp.queue_trigger(SpreadMailing.queue)
def spread_mailing(message: func.QueueMessage) -> None:
    """Put the next mails of a bulk mail into the queue. Delivered at least once; nobody is written to twice."""
    get_app().mailings.spread(SpreadMailing.model_validate_json(message.get_body()))


@bp.queue_trigger(f"{SpreadMailing.queue}-poison")
def spread_mailing_failed(message: func.QueueMessage) -> None:
    """Mark a bulk mail as failed after five tries, where its company sees it and can run it again."""
    task = SpreadMailing.model_validate_json(message.get_body())
    get_app().mailings.fail(task, "The mail could not be queued in five tries.")

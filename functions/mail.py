"""Outgoing mail."""

import azure.functions as func

from shared.bootstrap import get_app
from shared.http.blueprint import Blueprint
from shared.mail.models import SendMail

bp = Blueprint("Mail", get_app)


@bp.function_name("send_mail")
@bp.queue_trigger(arg_name="message", queue_name=SendMail.queue, connection="AzureWebJobsStorage")
def send_mail(message: func.QueueMessage) -> None:
    """Deliver one message. Delivered at least once; nobody gets it twice."""
    get_app().mail.send(SendMail.model_validate_json(message.get_body()))


@bp.function_name("send_mail_failed")
@bp.queue_trigger(arg_name="message", queue_name=f"{SendMail.queue}-poison", connection="AzureWebJobsStorage")
def send_mail_failed(message: func.QueueMessage) -> None:
    """Mark a message as failed after five tries, where its company sees it."""
    task = SendMail.model_validate_json(message.get_body())
    get_app().mail.fail(task, "Sending failed five times.")

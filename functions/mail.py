"""Outgoing mail."""

import azure.functions as func

from shared.bootstrap import get_app
from shared.http.blueprint import Blueprint
from shared.mail.models import DeliveryReport, SendMail

bp = Blueprint("Mail", get_app)

DELIVERY_REPORTED = "Microsoft.Communication.EmailDeliveryReportReceived"


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


@bp.function_name("take_delivery_report")
@bp.event_grid_trigger(arg_name="event")
def take_delivery_report(event: func.EventGridEvent) -> None:
    """Note what became of a mail, as the mail service reports it. Other events are passed over."""
    if event.event_type == DELIVERY_REPORTED:
        get_app().mail.take_report(DeliveryReport.model_validate(event.get_json()))


@bp.function_name("purge_mail_deliveries")
@bp.timer_trigger(arg_name="timer", schedule="0 5 4 * * *")
def purge_mail_deliveries(timer: func.TimerRequest) -> None:
    """Every night: forget whose mails were sent more than 30 days ago, which nobody will report about."""
    get_app().mail.purge()

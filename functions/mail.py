"""Outgoing mail."""

import azure.functions as func

from shared.bootstrap import get_app
from shared.http.blueprint import Blueprint
from shared.mail.models import DeliveryReport, SendMail

bp = Blueprint("Mail", get_app)

DELIVERY_REPORTED = "Microsoft.Communication.EmailDeliveryReportReceived"


@bp.queue_trigger(SendMail.queue)
def send_mail(message: func.QueueMessage) -> None:
    """Deliver one message. Delivered at least once; nobody gets it twice."""
    get_app().mail.send(SendMail.model_validate_json(message.get_body()))


@bp.queue_trigger(f"{SendMail.queue}-poison")
def send_mail_failed(message: func.QueueMessage) -> None:
    """Mark a message as failed after five tries, where its company sees it."""
    task = SendMail.model_validate_json(message.get_body())
    get_app().mail.fail(task, "Sending failed five times.")


@bp.event_grid_trigger()
def take_delivery_report(event: func.EventGridEvent) -> None:
    """Note what became of a mail, as the mail service reports it. Other events are passed over."""
    if event.event_type == DELIVERY_REPORTED:
        get_app().mail.take_report(DeliveryReport.model_validate(event.get_json()))


@bp.timer_trigger("0 5 4 * * *")
def purge_mail_deliveries(timer: func.TimerRequest) -> None:
    """Every night: forget whose mails were sent more than 30 days ago, which nobody will report about."""
    get_app().mail.purge()

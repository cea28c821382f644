"""Work that failed, and the timers that keep things tidy."""

from typing import Literal

import azure.functions as func

from shared.bootstrap import get_app
from shared.core.caller import Permission
from shared.core.page import Page, PageQuery
from shared.core.resource import Value
from shared.http.access import requires
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.store.tasks import TaskRecord

bp = Blueprint("Tasks", get_app)


class TaskQuery(PageQuery):
    """Which tasks are wanted."""

    status: Literal["queued", "failed"] = "failed"


class Retried(Value):
    """A task that was queued again."""

    id: str
    status: str


@bp.http("GET /api/v1/tasks", access=requires(Permission.TASKS_MANAGE))
def list_tasks(call: Call, query: TaskQuery) -> Page[TaskRecord]:
    """List work that failed five times, or that is waiting."""
    return call.app.store.tasks(call.caller.company_id, query.status, query)


@bp.http("POST /api/v1/tasks/{task_id}/retry", access=requires(Permission.TASKS_MANAGE))
def retry_task(call: Call, task_id: str) -> Retried:
    """Queue failed work again."""
    call.app.store.retry(call.caller.company_id, task_id)
    return Retried(id=task_id, status="queued")


@bp.timer_trigger("0 * * * * *")
def sweep_tasks(timer: func.TimerRequest) -> None:
    """Every minute: send again what a crash left behind."""
    get_app().housekeeping.sweep_tasks()


@bp.timer_trigger("15 */5 * * * *")
def seal_audit_logs(timer: func.TimerRequest) -> None:
    """Every five minutes: seal what was written to the audit logs, and lock what is locked with the present key."""
    app = get_app()
    app.housekeeping.seal_audit_logs()
    app.housekeeping.each_company(app.mailboxes.renew)


@bp.timer_trigger("30 */5 * * * *")
def close_overdue_interviews(timer: func.TimerRequest) -> None:
    """Every five minutes: end the interviews whose time is up."""
    get_app().housekeeping.close_overdue_interviews()


@bp.timer_trigger("15 */5 * * * *")
def attend_to_rounds(timer: func.TimerRequest) -> None:
    """Every five minutes: remind people of rounds that are near, and mark those that were missed."""
    get_app().housekeeping.attend_to_rounds()


@bp.timer_trigger("0 15 3 * * *")
def apply_retention(timer: func.TimerRequest) -> None:
    """Every night: erase what is due by each company's policy, and what imports left behind 30 days ago."""
    app = get_app()
    app.housekeeping.apply_retention()
    app.housekeeping.each_company(app.deletions.attend)
    app.housekeeping.each_company(app.retention.tidy)
    app.housekeeping.each_company(app.imports.purge)
    app.housekeeping.each_company(app.deliveries.purge)


@bp.timer_trigger("0 45 4 * * *")
def tidy_accounts(timer: func.TimerRequest) -> None:
    """Every night: drop sessions and mailed links that have expired."""
    get_app().housekeeping.tidy_accounts()


@bp.timer_trigger("0 40 * * * *")
def tidy_up(timer: func.TimerRequest) -> None:
    """Every hour: fold counts, give up on lost files, forget what nobody needs: uploads, rates, idempotency keys."""
    app = get_app()
    app.housekeeping.give_up_on_files()
    app.housekeeping.fold_counts()
    app.housekeeping.each_company(app.answers.purge)
    app.rates.purge()
    app.housekeeping.each_company(app.idempotency.purge)

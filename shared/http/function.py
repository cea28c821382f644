"""A function as the host is told of it. What it does is declared in a `Blueprint`, and may be imported later."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import azure.functions as func

Run = Callable[..., Any]
"""Takes what the host calls a function with: what has set it off, and the context of the call."""


@dataclass(frozen=True, slots=True)
class Function:
    """One function: its name, which of Azure Functions' decorators binds it, and what to. All of it can be JSON."""

    name: str
    trigger: str
    binding: Mapping[str, Any]

    def register(self, functions: func.Blueprint, run: Run) -> None:
        """Let the host call `run` by this function's name."""
        parameter, shape = _TRIGGERS[self.trigger]
        bind = getattr(functions, self.trigger)(**parameter, **self.binding)
        functions.function_name(self.name)(bind(shape(run)))


# The host reads names and types of a function's parameters, so each kind of trigger needs a function of its own shape.


def _of_request(run: Run) -> Callable[[func.HttpRequest, func.Context], func.HttpResponse]:
    def invoke(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
        answer: func.HttpResponse = run(req, context)
        return answer

    return invoke


def _of_message(run: Run) -> Callable[[func.QueueMessage, func.Context], None]:
    def invoke(message: func.QueueMessage, context: func.Context) -> None:
        run(message, context)

    return invoke


def _of_timer(run: Run) -> Callable[[func.TimerRequest, func.Context], None]:
    def invoke(timer: func.TimerRequest, context: func.Context) -> None:
        run(timer, context)

    return invoke


def _of_file(run: Run) -> Callable[[func.InputStream, func.Context], None]:
    def invoke(file: func.InputStream, context: func.Context) -> None:
        run(file, context)

    return invoke


def _of_event(run: Run) -> Callable[[func.EventGridEvent, func.Context], None]:
    def invoke(event: func.EventGridEvent, context: func.Context) -> None:
        run(event, context)

    return invoke


_TRIGGERS: Mapping[str, tuple[dict[str, str], Callable[[Run], Callable[..., Any]]]] = {
    "route": ({"trigger_arg_name": "req"}, _of_request),
    "queue_trigger": ({"arg_name": "message"}, _of_message),
    "timer_trigger": ({"arg_name": "timer"}, _of_timer),
    "blob_trigger": ({"arg_name": "file"}, _of_file),
    "event_grid_trigger": ({"arg_name": "event"}, _of_event),
}
"""By the decorator's name: the parameter that it binds, and the shape of what it is put on."""

"""The functions of an application: loaded once from its `function_app.py`."""

import importlib
import inspect
import json
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import azure.functions as func

from devhost.errors import HostError

Binding = Mapping[str, Any]
"""One binding in the form of function.json."""

TRIGGERS = ("httpTrigger", "queueTrigger", "blobTrigger", "timerTrigger", "eventGridTrigger")
OUTPUTS = ("http", "queue", "blob")


@dataclass(frozen=True, slots=True)
class HostedFunction:
    """One function and what it is bound to."""

    name: str
    call: Callable[..., Any]
    trigger: Binding
    outputs: tuple[Binding, ...]
    takes_context: bool

    @property
    def is_async(self) -> bool:
        """Whether it runs on the event loop rather than in the thread pool."""
        return inspect.iscoroutinefunction(self.call)

    @property
    def returns(self) -> Binding | None:
        """The binding of the return value, if there is one."""
        return next((binding for binding in self.outputs if binding["name"] == "$return"), None)


def load_functions(root: Path) -> list[HostedFunction]:
    """Import `function_app.py` of the folder and index its functions, in the order of their names.

    Raises:
        HostError: the module is missing, cannot be imported, or declares something that cannot be hosted.
    """
    if not (root / "function_app.py").exists():
        raise HostError(f"There is no function_app.py in {root}.")
    sys.path.insert(0, str(root))
    try:
        module = importlib.import_module("function_app")
        apps = [value for value in vars(module).values() if isinstance(value, func.FunctionRegister)]
        if len(apps) != 1:
            raise HostError(f"function_app.py must hold one FunctionApp, it holds {len(apps)}.")
        declared = apps[0].get_functions()
    except HostError:
        raise
    except Exception as error:
        raise HostError(f"function_app.py cannot be loaded: {_last_line(error)} ({_place(error, root)}).") from error
    functions = [_index(function) for function in declared]
    return sorted(functions, key=lambda function: function.name.lower())


def _last_line(error: BaseException) -> str:
    return "".join(traceback.format_exception_only(error)).strip().splitlines()[-1].rstrip(".")


def _place(error: BaseException, root: Path) -> str:
    """The innermost line of the application's own code that the error went through."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}, line {error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        frame
        for frame in frames
        if Path(frame.filename).is_relative_to(root)
        and not {"site-packages", "devhost"} & set(Path(frame.filename).parts)
    ]
    frame = (own or list(frames))[-1]
    return f"{frame.filename}, line {frame.lineno}"


def _index(function: Any) -> HostedFunction:
    name = str(function.get_function_name())
    bindings: list[dict[str, Any]] = json.loads(function.get_function_json())["bindings"]
    triggers = [binding for binding in bindings if binding["type"] in TRIGGERS]
    others = [binding for binding in bindings if binding["type"] not in TRIGGERS]
    for binding in others:
        if binding["type"] not in OUTPUTS or binding["direction"] != "OUT":
            raise HostError(f"Function {name}: the local host has no binding of the kind '{binding['type']}'.")
    if len(triggers) != 1:
        raise HostError(f"Function {name} must have one trigger, it has {len(triggers)}.")
    parameters = set(inspect.signature(function.get_user_function()).parameters)
    expected = {str(binding["name"]) for binding in bindings} - {"$return"}
    if unbound := (parameters - expected - {"context"}) | (expected - parameters):
        raise HostError(f"Function {name}: parameters and bindings differ: {', '.join(sorted(unbound))}.")
    return HostedFunction(
        name=name,
        call=function.get_user_function(),
        trigger=triggers[0],
        outputs=tuple(others),
        takes_context="context" in parameters - expected,
    )

"""The index of all functions: by it the host learns of them before the modules that declare them are imported.

`index.json` is made of the declarations by `make index`: of each module the functions, and what they are bound to.
"""

import gc
import json
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import azure.functions as func

from shared.core.made_once import MAKING
from shared.http.function import Function, Run

if TYPE_CHECKING:
    from shared.http.blueprint import Blueprint

INDEX = Path(__file__).with_name("index.json")


def blueprints() -> Iterator[func.Blueprint]:
    """Each capability's functions, for the host. The first call of one imports its module."""
    for module, functions in json.loads(INDEX.read_bytes()).items():
        blueprint = func.Blueprint()  # type: ignore[no-untyped-call]  # untyped in azure.functions
        for written in functions:
            function = Function(**written)
            function.register(blueprint, _late(module, function.name))
        yield blueprint


def _late(module: str, name: str) -> Run:
    def run(trigger: object, context: func.Context) -> Any:
        return _declared(module).run(name, trigger, context)

    return run


@cache
def _declared(module: str) -> "Blueprint":
    with MAKING:  # Two threads that enter a circle of imports at two places would find modules that are not complete.
        gc.disable()  # Importing makes things that stay. Looking for garbage among them takes a tenth of the time.
        try:
            blueprint: Blueprint = import_module(f"functions.{module}").bp
        finally:
            gc.enable()
        return blueprint

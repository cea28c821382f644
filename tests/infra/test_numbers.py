"""Numbers that stand in different files fit each other."""

import json
from typing import Any

from tools.bicep.check import Infrastructure
from tools.bicep.source import Source, literal, properties, text, walk
from tools.package import PROJECT

QUEUES: dict[str, Any] = json.loads((PROJECT / "host.json").read_text())["extensions"]["queues"]
MAIN = Source.read(Infrastructure.folder / "main.bicep").declarations
FUNCTIONS = Source.read(Infrastructure.folder / "modules" / "functions.bicep")


def test_there_is_a_thread_for_all_that_an_instance_may_work_on_at_once() -> None:
    """Handlers wait for storage and models in threads of their own; what finds none waits for another to end."""
    threads = int(_setting("PYTHON_THREADPOOL_THREAD_COUNT"))
    assert threads >= QUEUES["batchSize"] + QUEUES["newBatchThreshold"]
    assert threads >= int(text(MAIN["requestsPerInstance"].decorators["maxValue"].named_children[-1])[1:-1])


def test_requests_share_an_instance() -> None:
    """Without the number Python gets one request an instance, and every second person a cold start."""
    assert "perInstanceConcurrency: requestsPerInstance" in text(FUNCTIONS.root)
    value = MAIN["requestsPerInstance"].value
    assert value is not None
    assert int(text(value)) > 1


def test_the_libraries_of_the_application_come_before_those_of_the_worker() -> None:
    assert _setting("PYTHON_ISOLATE_WORKER_DEPENDENCIES") == "1"


def _setting(name: str) -> str:
    """Value of an application setting that the Bicep states itself."""
    objects = [properties(node) for node in walk(FUNCTIONS.root) if node.type == "object"]
    (value,) = [literal(found[name][1]) for found in objects if name in found]
    assert value is not None
    return value

"""Which engine made a result: every judgement says so."""

from shared.core.resource import Value


class Engine(Value):
    """An adapter of the intelligence ports. `name` is `embedded` or `azure`; `version` changes with its results."""

    name: str
    version: str

"""Which engine made a result: every judgement says so."""

from shared.core.resource import Value


class Engine(Value):
    """An adapter of the intelligence ports. `name` is `embedded` or `azure`; `version` changes with its results.

    `degraded` says why this engine answered in place of the one that is configured, in one stable word
    (`rate_limited`, `over_budget`, `timeout`, …); None if it is the one.
    """

    name: str
    version: str
    degraded: str | None = None

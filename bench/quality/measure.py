"""A measure with its target."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Measure:
    """What was found and what it has to be. `count` says of how many (`91 of 92`); `timed` that it depends on the
    machine. A measure without target is for information."""

    name: str
    value: float
    target: float | None
    better: Literal["higher", "lower"] = "higher"
    count: str = ""
    timed: bool = False

    @property
    def holds(self) -> bool:
        """Whether the target is reached."""
        if self.target is None:
            return True
        return self.value >= self.target if self.better == "higher" else self.value <= self.target


def share(name: str, right: int, of: int, target: float | None) -> Measure:
    """How many of a number are right, from 0 to 1."""
    return Measure(name, right / of if of else 1.0, target, count=f"{right} of {of}")

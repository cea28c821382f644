"""Parts of a whole that are made when they are first used."""

from collections.abc import Callable
from threading import RLock
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

T = TypeVar("T")

MAKING = RLock()
"""Held by who makes a part, with what it is made of, or imports what was not imported at the start.

It is one for all of that: of several locks, each of two threads could hold one and wait for the other.
"""


class made_once(Generic[T]):
    """A property that is computed by its first use and then kept. Two threads that ask at once get the same part.

    It may be set before its first use, to put something else in the part's place.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, whole: None, owner: type) -> "made_once[T]": ...
    @overload
    def __get__(self, whole: object, owner: type | None = None) -> T: ...
    def __get__(self, whole: object, owner: type | None = None) -> "T | made_once[T]":
        """The part. Once it is there, Python finds it without asking here."""
        if whole is None:
            return self
        with MAKING:
            parts = vars(whole)
            if self._name not in parts:
                parts[self._name] = self._make(whole)
            part: T = parts[self._name]
            return part

    if TYPE_CHECKING:

        def __set__(self, whole: object, part: T) -> None:
            """Without it at run time, so that a part that is there is found at once."""

"""What a fork must not cut in two.

A child of ``fork`` has one thread, and the locks as they were: one that another thread held at that moment is never
given back. SQLite and torch have such locks of their own. So a fork waits until no other thread is inside either, which
is a matter of milliseconds, and nobody goes in meanwhile.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from types import TracebackType
from weakref import WeakMethod

__all__ = ["NATIVE", "Lock", "after_fork"]


class _Native:
    """A section of native code that a fork waits for: ``with NATIVE: …``; it may be entered again inside itself."""

    def __init__(self) -> None:
        self._condition = threading.Condition(threading.Lock())
        self._inside = 0
        self._forking = 0
        self._own = threading.local()

    def __enter__(self) -> None:
        depth: int = getattr(self._own, "depth", 0)
        if depth == 0:
            with self._condition:
                while self._forking:
                    self._condition.wait()
                self._inside += 1
        self._own.depth = depth + 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._own.depth -= 1
        if self._own.depth == 0:
            with self._condition:
                self._inside -= 1
                if self._forking:
                    self._condition.notify_all()

    def before_fork(self) -> None:
        """Wait until all other threads have left."""
        with self._condition:
            self._forking += 1
            while self._inside > self._mine:
                self._condition.wait()

    def after_fork_in_parent(self) -> None:
        """Let them in again."""
        with self._condition:
            self._forking -= 1
            self._condition.notify_all()

    def after_fork_in_child(self) -> None:
        """Begin anew: no other thread is left, and the old lock may be held by one that is not."""
        self._condition = threading.Condition(threading.Lock())
        self._inside = self._mine
        self._forking = 0

    @property
    def _mine(self) -> int:
        """1 if this thread is inside itself, which then would wait for itself."""
        return int(getattr(self._own, "depth", 0) > 0)


NATIVE = _Native()
_actions: list[WeakMethod[Callable[[], None]]] = []


def after_fork(action: Callable[[], None]) -> None:
    """Have a method called in the child after each fork, for as long as its object lives."""
    _actions[:] = [known for known in _actions if known() is not None]
    _actions.append(WeakMethod(action))


class Lock:
    """A lock that a child of ``fork`` finds free, whoever held it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        after_fork(self._free)

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()

    def _free(self) -> None:
        self._lock = threading.Lock()


def _begin_anew() -> None:
    NATIVE.after_fork_in_child()
    for known in _actions:
        action = known()
        if action is not None:
            action()


# Not on Windows, which does not fork.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=NATIVE.before_fork,
        after_in_parent=NATIVE.after_fork_in_parent,
        after_in_child=_begin_anew,
    )

"""Being stopped in good order: a signal unwinds what is under way, so that nothing half-written is left behind."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

__all__ = ["Stopped", "stopping_in_order"]

#: What ends a process without a word if nothing is done; there is no SIGHUP on Windows.
_SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class Stopped(KeyboardInterrupt):
    """The process was told to stop by a signal other than that of Ctrl-C.

    Attributes
    ----------
    number
        Of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


@contextmanager
def stopping_in_order() -> Iterator[None]:
    """Raise :class:`Stopped` where SIGTERM or SIGHUP arrives; a second one ends the process at once.

    A signal that is ignored (``nohup``), or that others handle already, is left alone.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        for each in ours:
            signal.signal(each, signal.SIG_DFL)
        raise Stopped(number)

    ours = [number for number in _SIGNALS if signal.getsignal(number) is signal.SIG_DFL]
    try:
        for number in ours:
            signal.signal(number, stop)
    except ValueError:
        # Not in the main thread, where no signal arrives.
        yield
        return
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)

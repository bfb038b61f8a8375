"""Being stopped in good order: a signal unwinds what is under way, so that nothing half-written is left behind."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from types import FrameType
from typing import Any, Final

__all__ = ["Stopped", "stopping_in_order"]

#: What ends a process, and what Python does at it if nobody says otherwise; there is no SIGHUP on Windows.
_SIGNALS: Final[dict[int, Any]] = {signal.SIGINT: signal.default_int_handler} | {
    getattr(signal, name): signal.SIG_DFL for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)
}
#: Seconds until a signal is sent again that arrived during an import.
_PAUSE: Final = 0.05


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

    A signal that is ignored (``nohup``), or that others handle already, is left alone. One that arrives during an
    import, Ctrl-C included, is taken when that is over: compiled modules print what is raised in them, and go on with
    another error.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        if _is_importing(frame):
            again = Timer(_PAUSE, _send, (number,))
            again.daemon = True
            again.start()
            return
        for each in ours:
            signal.signal(each, _SIGNALS[each])
        raise KeyboardInterrupt if number == signal.SIGINT else Stopped(number)

    ours = [number for number, default in _SIGNALS.items() if signal.getsignal(number) is default]
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
            signal.signal(number, _SIGNALS[number])


def _send(number: int) -> None:
    """Send this process a signal; on Windows os.kill would end it at once."""
    if os.name == "nt":
        signal.raise_signal(number)
    else:
        os.kill(os.getpid(), number)


def _is_importing(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False

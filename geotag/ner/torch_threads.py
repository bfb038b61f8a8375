"""How many threads torch computes with while geotag tags, whatever its caller has set for itself.

The products of tagging are too small to be shared out: a second thread saves little on an idle machine, and on a busy
one all wait, spinning, for the one that was put off the processor. And a child of ``fork`` inherits torch's pool of
threads without its threads, and would wait for them forever. So torch computes with one thread here, unless told
otherwise.

torch has a number for each thread of the program, and one that threads start from at their first use of torch; setting
the one sets the other. Both are put back.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import torch

__all__ = ["torch_threads"]

_lock = threading.Lock()
_known = threading.local()
#: Threads that are inside :func:`torch_threads` with another number than theirs, and the number that is to be put back.
_inside = 0
_outside = 0
#: Whether this is a child of ``fork``, where torch has no other threads.
_forked = False


@contextmanager
def torch_threads(count: int) -> Iterator[None]:
    """Have torch compute with `count` threads in this thread of the program; with one in a child of ``fork``."""
    before = _set(1 if _forked else count)
    try:
        yield
    finally:
        if before is not None:
            _put_back(before)


def _set(count: int) -> int | None:
    """Set the number; what it was, or None if that is the same."""
    global _inside, _outside
    with _lock:
        before = torch.get_num_threads()
        if _inside and not hasattr(_known, "met"):
            # The first use of torch in this thread: it started from what another thread has set for a moment.
            before = _outside
        _known.met = True
        if before == count == torch.get_num_threads():
            return None
        if not _inside:
            _outside = before
        _inside += 1
        torch.set_num_threads(count)
        return before


def _put_back(before: int) -> None:
    global _inside
    with _lock:
        torch.set_num_threads(before)
        _inside -= 1


def _begin_anew() -> None:
    global _lock, _inside, _forked
    _lock = threading.Lock()
    _inside = 0
    _forked = True


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)

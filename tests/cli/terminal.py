"""Commands with their stderr on a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ["on_a_terminal"]


def on_a_terminal(
    command: Sequence[str | Path], environment: Mapping[str, str], *, stdout_too: bool = False
) -> tuple[int, str]:
    """The exit code of a command, and what a terminal got of it."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 100))
    stdout = theirs if stdout_too else subprocess.DEVNULL
    process = subprocess.Popen(list(map(str, command)), env=dict(environment), stdout=stdout, stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            data = os.read(ours, 4096)
        except OSError:
            # What Linux says of a terminal whose other end was closed.
            break
        if not data:
            break
        shown += data
    os.close(ours)
    return process.wait(60), shown.decode()

"""How much memory a script or a process takes at most, in kilobytes.

The kernel's own record of the running program: ``ru_maxrss`` begins at what the parent had, which tests have much of.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

__all__ = ["peak_memory", "peak_memory_of"]

_TELL = "\nprint(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))\n"


def peak_memory_of(script: str, *arguments: str) -> int:
    """Run a Python script to its end."""
    command = [sys.executable, "-c", script + _TELL, *arguments]
    return int(subprocess.run(command, capture_output=True, check=True).stdout)


def peak_memory(pid: int) -> int:
    """Of a process so far; 0 of one that is gone."""
    try:
        found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    except FileNotFoundError:
        return 0
    return int(found[1]) if found else 0

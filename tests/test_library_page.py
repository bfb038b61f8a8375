"""The Python of docs/library.md runs as printed: a tagger of a user's own parts, without torch."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "library.md").read_text(encoding="utf-8"), re.DOTALL)
ENDING = '\nimport sys\nprint(sorted({"torch", "stanza"} & sys.modules.keys()))\n'


def test_parts_of_ones_own_serve_without_torch() -> None:
    # A process of its own, since others have imported torch here.
    command = [
        sys.executable,
        "-W",
        "error",
        "-c",
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n" + BLOCKS[0] + ENDING,
    ]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["[('Al Aziziyah', 1)]", "[]"]

"""What names a file or a directory wherever users may give one."""

from __future__ import annotations

import os
from typing import TypeAlias

__all__ = ["StrPath"]

#: A path as text, or any object that stands for one, as :class:`pathlib.Path` does.
StrPath: TypeAlias = str | os.PathLike[str]

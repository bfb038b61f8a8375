"""Reading articles from files, and runs over many of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geotag.corpus.input_failures import InputFailure

if TYPE_CHECKING:
    from geotag.corpus.reading import read_inputs

__all__ = ["InputFailure", "read_inputs"]


def __getattr__(name: str) -> Any:
    # The command line knows the formats before it reads: all else would cost every command its time.
    if name == "read_inputs":
        from geotag.corpus.reading import read_inputs

        return read_inputs
    raise AttributeError(f"module 'geotag.corpus' has no attribute {name!r}")

"""Reading articles from files, and runs over many of them."""

from __future__ import annotations

from geotag.corpus.reading import InputFailure, read_inputs

__all__ = ["InputFailure", "read_inputs"]

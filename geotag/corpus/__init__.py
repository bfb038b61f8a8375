"""Reading articles from files."""

from __future__ import annotations

from geotag.corpus.reading import InputFailure, read_inputs

__all__ = ["InputFailure", "read_inputs"]

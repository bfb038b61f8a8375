"""A finished gazetteer put in the place of the old one, so that a reader finds one of the two whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geotag.gazetteer.schema import DATABASE_NAME, MANIFEST_NAME, REPLACES, settled
from geotag.paths import StrPath

__all__ = ["publish"]


def publish(draft: StrPath, manifest: Mapping[str, Any], directory: StrPath) -> Path:
    """Put a finished database and its manifest in the place of the old ones, and return the database's path.

    The draft lies on the same file system as the directory, so that each file is replaced at once or not at all. Two
    files cannot be replaced at once: in between, the manifest describes both databases (:func:`settled`).
    """
    draft = Path(draft)
    directory = Path(directory)
    database, described = directory / DATABASE_NAME, directory / MANIFEST_NAME
    draft_of_manifest = draft.with_name(f"{MANIFEST_NAME}.draft")

    def describe(content: Mapping[str, Any]) -> None:
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        draft_of_manifest.write_text(text, encoding="utf-8")
        draft_of_manifest.replace(described)

    if database.exists() and described.exists():
        try:
            describe({**manifest, REPLACES: settled(json.loads(described.read_text(encoding="utf-8")), database)})
        except (ValueError, TypeError):
            # What is there is no gazetteer any more: there is nothing to keep.
            describe(manifest)
    draft.replace(database)
    describe(manifest)
    return database

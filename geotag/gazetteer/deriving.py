"""A new gazetteer made from another one: the base is copied and changed, and described by a manifest of its own."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from geotag.errors import GazetteerSourceError
from geotag.gazetteer.building import DATABASE_NAME, MANIFEST_NAME
from geotag.gazetteer.sources import SourceInfo
from geotag.gazetteer.store import Store

__all__ = ["derive"]


def derive(
    base: Path,
    directory: Path,
    change: Callable[[sqlite3.Connection], None],
    *,
    version: str,
    before: Sequence[SourceInfo] = (),
    behind: Sequence[SourceInfo] = (),
) -> Path:
    """Write `base` as changed by `change` into `directory`, and return the new database's path.

    The base is not touched. If `change` fails, what is in `directory` stays as it was.

    Parameters
    ----------
    version
        What is added to the base's version.
    before, behind
        Sources that provenance names before and behind those of the base.

    Raises
    ------
    GazetteerError
        If the base is missing or damaged, or lies in `directory` itself.
    """
    with closing(Store(base, verify=True)) as store:
        manifest = dict(store.manifest)
    directory.mkdir(parents=True, exist_ok=True)
    if base.resolve() == (directory / DATABASE_NAME).resolve():
        raise GazetteerSourceError(f"{directory} holds the base gazetteer itself; name another directory")
    with tempfile.TemporaryDirectory(dir=directory, prefix=".draft-") as work:
        draft = Path(work) / DATABASE_NAME
        shutil.copyfile(base, draft)
        with closing(sqlite3.connect(draft)) as database:
            change(database)
            records = [source.record() for source in before], [source.record() for source in behind]
            manifest |= {
                "version": f"{manifest['version']}+{version}",
                "sources": [*records[0], *manifest["sources"], *records[1]],
            }
            manifest |= _describe(database, manifest)
        with draft.open("rb") as stream:
            manifest["sha256"] = hashlib.file_digest(stream, "sha256").hexdigest()
        draft.replace(directory / DATABASE_NAME)
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (directory / MANIFEST_NAME).write_text(text, encoding="utf-8")
    return directory / DATABASE_NAME


def _describe(database: sqlite3.Connection, manifest: dict[str, Any]) -> dict[str, int]:
    """Write version, sources and counts into the database itself, and return the counts."""
    counts = {
        f"{table}s": int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - constants
        for table in ("place", "name")
    }
    meta = {
        "version": manifest["version"],
        "sources": json.dumps(manifest["sources"], ensure_ascii=False),
        **{key: str(value) for key, value in counts.items()},
    }
    database.executemany("UPDATE meta SET value = ? WHERE key = ?", [(value, key) for key, value in meta.items()])
    database.execute(
        "INSERT OR IGNORE INTO country SELECT country, name, name_en FROM place "
        "WHERE kind = 'country' AND country IS NOT NULL ORDER BY prominence DESC, id"
    )
    database.commit()
    return counts

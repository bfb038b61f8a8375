"""A new gazetteer made from another one: the base is copied and changed, and described by a manifest of its own.

It is made in a directory ``.building`` inside the one that it goes to, by one process at a time. A build that is killed
leaves the old gazetteer as it was, and what it left in ``.building`` is overwritten, or gone on with, by the next one.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from geotag.errors import GazetteerSourceError
from geotag.gazetteer.build.publishing import publish
from geotag.gazetteer.build.sources import SourceInfo
from geotag.gazetteer.lookup.store import Store
from geotag.gazetteer.schema import DATABASE_NAME, MANIFEST_NAME
from geotag.paths import StrPath

__all__ = ["derive", "staging"]

_STAGING: Final = ".building"
_LOCK: Final = "lock"


def derive(
    base: StrPath,
    directory: StrPath,
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
    base = Path(base)
    directory = Path(directory)
    with closing(Store(base, verify=True)) as store:
        manifest = dict(store.manifest)
    if base.resolve() == (directory / DATABASE_NAME).resolve():
        raise GazetteerSourceError(f"{directory} holds the base gazetteer itself; name another directory")
    with staging(directory) as work:
        draft = work / DATABASE_NAME
        try:
            _remove(draft)
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
            return publish(draft, manifest, directory)
        finally:
            _remove(draft)


@contextmanager
def staging(directory: StrPath) -> Iterator[Path]:
    """Where a gazetteer for `directory` is made, until it is finished; it goes when there is nothing left in it.

    Raises
    ------
    GazetteerSourceError
        If another process makes one there.
    """
    directory = Path(directory)
    work = directory / _STAGING
    work.mkdir(parents=True, exist_ok=True)
    lock = FileLock(work / _LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise GazetteerSourceError(
            f"another build writes to {directory}; wait until it is finished, or name another directory"
        ) from error
    try:
        yield work
    finally:
        lock.release()
        (work / _LOCK).unlink(missing_ok=True)
        if not any(work.iterdir()):
            work.rmdir()


def _remove(draft: Path) -> None:
    """Remove a draft, and the journal that a killed build left beside it."""
    for path in (draft, draft.with_name(f"{draft.name}-journal"), draft.with_name(f"{MANIFEST_NAME}.draft")):
        path.unlink(missing_ok=True)


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

"""Other sources merged into a gazetteer one after the other, each with its licence and attribution.

Each source is a step, whose result is kept in the directory of the new gazetteer until that is finished: a build that
was cut short goes on behind the last step that it finished, if base, sources and geotag are still the same.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from geotag._version import __version__
from geotag.errors import GazetteerDamagedError, GazetteerNotFoundError, GazetteerSourceError
from geotag.gazetteer.build.download import (
    ADMIN1,
    ADMIN2,
    ALTERNATE_NAMES,
    HIERARCHY,
    NATURAL_EARTH_LAYERS,
    RemoteSource,
)
from geotag.gazetteer.build.overlay import OverlayFile, add_overlay
from geotag.gazetteer.build.publishing import publish
from geotag.gazetteer.build.revision import staging
from geotag.gazetteer.build.sources import SourceInfo, SourcePlace, geonames_dump, natural_earth, whosonfirst
from geotag.gazetteer.build.sources.geonames_divisions import Divisions, read_divisions
from geotag.gazetteer.build.sources.plausibility import each_once, in_order
from geotag.gazetteer.build.supplement import extend
from geotag.gazetteer.build.user_files import OWN_ENDINGS, ending_of
from geotag.gazetteer.lookup.store import Store
from geotag.gazetteer.schema import DATABASE_NAME, DATABASE_SCHEMA, MANIFEST_NAME
from geotag.paths import StrPath

__all__ = ["SOURCES", "LocalSource", "add_sources", "parse_source"]

#: Trusted less than all that the bundled gazetteer is made of.
_LEAST_TRUSTED: Final = 10
#: Title, licence and attribution by the name that the user gives.
SOURCES: Final = {
    "geonames": ("GeoNames", "CC-BY-4.0", "GeoNames (geonames.org)"),
    "natural-earth": ("Natural Earth", "Public domain", "Made with Natural Earth (naturalearthdata.com)"),
    "whosonfirst": (
        "Who's On First",
        "CC-BY-4.0 and others (whosonfirst.org/docs/licenses)",
        "Who's On First (whosonfirst.org)",
    ),
}
_DIRECTORIES: Final = frozenset({"whosonfirst"})
_OWN: Final = "own"

Watch: TypeAlias = Callable[[Iterable[SourcePlace], str], Iterator[SourcePlace]]


@dataclass(frozen=True, slots=True)
class LocalSource:
    """A file (or directory) of a source; `kind` is a key of :data:`SOURCES`, or ``own`` for the user's own places.

    Attributes
    ----------
    alternate_names
        For GeoNames, a file of alternate names; by default what lies beside the dump.
    own
        For the user's own places, how to read them.
    """

    kind: str
    path: Path
    alternate_names: Path | None = None
    own: OverlayFile | None = None

    def info(self) -> SourceInfo:
        """What provenance says of it."""
        if self.own is not None:
            return self.own.info()
        title, licence, attribution = SOURCES[self.kind]
        name = "geonames-dump" if self.kind == "geonames" else self.kind
        return SourceInfo(name, self.kind, f"{title} {self.path.stem}", licence, attribution, _LEAST_TRUSTED)

    def tables(self) -> dict[str, Path]:
        """The files that are read beside it, by their names at GeoNames."""
        if self.kind != "geonames":
            return {}
        home = self.path.parent
        found = {name: home / name for name in (ADMIN1, ADMIN2, HIERARCHY)}
        found[ALTERNATE_NAMES] = self.alternate_names or next(
            (path for path in (home / "alternatenames" / self.path.name, home / ALTERNATE_NAMES) if path.exists()),
            home / ALTERNATE_NAMES,
        )
        return {name: path for name, path in found.items() if path.exists()}


def parse_source(text: str) -> LocalSource | RemoteSource:
    """The source that ``[SOURCE:]FILE`` or ``SOURCE[:WHAT]`` names: a file that is there, or what is to be fetched.

    Raises
    ------
    GazetteerSourceError
        If it is neither.

    Examples
    --------
    >>> parse_source("geonames:AZ,AM").files
    ('AZ.zip', 'AM.zip')
    """
    kind, _, what = text.partition(":")
    if kind in SOURCES:
        remote = RemoteSource.named(kind, what)
        if remote is not None:
            return remote
    else:
        kind, what = (_OWN if ending_of(Path(text)) in OWN_ENDINGS else "geonames"), text
    path = Path(what)
    if not (path.is_file() or (kind in _DIRECTORIES and path.is_dir())):
        raise GazetteerSourceError(
            f"there is no file {what or text!r}; name one that is here as [SOURCE:]FILE, where SOURCE is one of "
            f"{', '.join(SOURCES)}, or what to fetch: geonames:AZ,AM (country codes) or geonames:allCountries, "
            f"whosonfirst:IQ, natural-earth or natural-earth:LAYER,LAYER (of {', '.join(NATURAL_EARTH_LAYERS)})"
        )
    return LocalSource(kind, path, own=OverlayFile(path) if kind == _OWN else None)


def add_sources(
    base: StrPath,
    sources: Sequence[LocalSource],
    directory: StrPath,
    *,
    watch: Watch = lambda rows, _label: iter(rows),
) -> Path:
    """Write `base` with all `sources` merged in, in their order, into `directory`, and return the database's path.

    If one of them cannot be used, what is in `directory` stays as it was, and the steps before it are not repeated by
    the next call.

    Parameters
    ----------
    watch
        Passes the rows of a source on, given its label; for progress.

    Raises
    ------
    GazetteerSourceError
        Naming the file, the line and the reason of what cannot be used.
    """
    base = Path(base)
    directory = Path(directory)
    if not sources:
        raise GazetteerSourceError("there is no source to merge in")
    if base.resolve() == (directory / DATABASE_NAME).resolve():
        raise GazetteerSourceError(f"{directory} holds the base gazetteer itself; name another directory")
    with staging(directory) as work:
        steps = [work / name for name in _step_names(base, sources)]
        finished = next((number for number in range(len(steps), 0, -1) if _is_finished(steps[number - 1])), 0)
        for number, source in enumerate(sources[finished:], finished):
            _take_step(steps[number - 1] / DATABASE_NAME if number else base, source, steps[number], watch)
            if number:
                shutil.rmtree(steps[number - 1])
        manifest = json.loads((steps[-1] / MANIFEST_NAME).read_text(encoding="utf-8"))
        publish(steps[-1] / DATABASE_NAME, manifest, directory)
        for left in filter(Path.is_dir, work.iterdir()):
            shutil.rmtree(left)
    return directory / DATABASE_NAME


def _step_names(base: Path, sources: Sequence[LocalSource]) -> Iterator[str]:
    """For each source a name that only the same sources on the same base give."""
    with closing(Store(base)) as store:
        state = f"{__version__} {DATABASE_SCHEMA} {store.manifest['sha256']}"
    for source in sources:
        state = hashlib.sha256(f"{state} {_fingerprint(source)}".encode()).hexdigest()
        yield state[:16]


def _take_step(base: Path, source: LocalSource, step: Path, watch: Watch) -> None:
    info = source.info()
    if source.own is not None:
        add_overlay(base, source.own.changes(), info, step)
    else:
        shown = watch(in_order(_rows(source, info)), source.path.name)
        extend(base, shown, info, step, version=f"{source.kind}.{source.path.stem}")


def _is_finished(step: Path) -> bool:
    try:
        Store(step / DATABASE_NAME, verify=True).close()
    except (GazetteerNotFoundError, GazetteerDamagedError):
        return False
    return True


def _fingerprint(source: LocalSource) -> str:
    """What the result of a step depends on, besides its base."""
    files = sorted(path for path in source.path.rglob("*") if path.is_file()) if source.path.is_dir() else [source.path]
    digests = []
    for path in (*files, *source.tables().values()):
        with path.open("rb") as stream:
            digests.append(hashlib.file_digest(stream, "sha256").hexdigest())
    return f"{source} {digests}"


def _rows(source: LocalSource, info: SourceInfo) -> Iterator[SourcePlace]:
    if source.kind == "natural-earth":
        return natural_earth.read(source.path, info)
    if source.kind == "whosonfirst":
        return each_once(whosonfirst.read(source.path, info))
    tables = source.tables()
    alternates = geonames_dump.read_alternate_names(tables[ALTERNATE_NAMES]) if ALTERNATE_NAMES in tables else None
    divisions: Divisions = read_divisions(tables.get(ADMIN1), tables.get(ADMIN2), tables.get(HIERARCHY))
    return each_once(geonames_dump.read(source.path, info, alternates, divisions))

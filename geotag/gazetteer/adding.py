"""Other sources merged into a gazetteer one after the other, each with its licence and attribution."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from geotag.errors import GazetteerSourceError
from geotag.gazetteer.extending import extend
from geotag.gazetteer.sources import SourceInfo, SourcePlace, geonames_dump, natural_earth, whosonfirst

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

Watch: TypeAlias = Callable[[Iterable[SourcePlace], str], Iterator[SourcePlace]]


@dataclass(frozen=True, slots=True)
class LocalSource:
    """A file (or directory) of a source; `kind` is a key of :data:`SOURCES`."""

    kind: str
    path: Path

    def info(self) -> SourceInfo:
        """What provenance says of it."""
        title, licence, attribution = SOURCES[self.kind]
        name = "geonames-dump" if self.kind == "geonames" else self.kind
        return SourceInfo(name, self.kind, f"{title} {self.path.stem}", licence, attribution, _LEAST_TRUSTED)


def parse_source(text: str) -> LocalSource:
    """The source that ``[SOURCE:]FILE`` names.

    Raises
    ------
    GazetteerSourceError
        If there is no such file.
    """
    kind, colon, rest = text.partition(":")
    source = LocalSource(kind, Path(rest)) if colon and kind in SOURCES else LocalSource("geonames", Path(text))
    if not (source.path.is_file() or (source.kind in _DIRECTORIES and source.path.is_dir())):
        raise GazetteerSourceError(
            f"there is no file {source.path}; name one that you fetched as [SOURCE:]FILE, "
            f"where SOURCE is one of {', '.join(SOURCES)}"
        )
    return source


def add_sources(
    base: Path,
    sources: Sequence[LocalSource],
    directory: Path,
    *,
    alternate_names: Path | None = None,
    watch: Watch = lambda rows, label: iter(rows),
) -> Path:
    """Write `base` with all `sources` merged in, in their order, into `directory`, and return the database's path.

    If one of them cannot be used, what is in `directory` stays as it was.

    Parameters
    ----------
    alternate_names
        ``alternateNamesV2.zip`` of GeoNames, for the GeoNames dumps among the sources.
    watch
        Passes the rows of a source on, given its label; for progress.
    """
    alternates = geonames_dump.read_alternate_names(alternate_names) if alternate_names else None
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=directory, prefix=".steps-") as steps:
        for number, source in enumerate(sources, 1):
            info = source.info()
            rows = _rows(source, info, alternates)
            target = directory if number == len(sources) else Path(steps) / str(number)
            shown = watch(rows, source.path.name)
            base = extend(base, shown, info, target, version=f"{source.kind}.{source.path.stem}")
    return base


def _rows(
    source: LocalSource, info: SourceInfo, alternates: geonames_dump.AlternateNames | None
) -> Iterator[SourcePlace]:
    if source.kind == "natural-earth":
        return natural_earth.read(source.path, info)
    if source.kind == "whosonfirst":
        return whosonfirst.read(source.path, info)
    return geonames_dump.read(source.path, info, alternates)

"""What a tagger was loaded from: that is what it is pickled as, and what another process loads it from again."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from geotag.errors import GeotagError
from geotag.forking import Lock
from geotag.readonly import plain

if TYPE_CHECKING:
    from geotag.tagger import Tagger

__all__ = ["Recipe", "loaded_again"]

#: Taggers that a process keeps of those that it was sent; each takes about 400 MB.
_KEPT: Final = 2


@dataclass(frozen=True, slots=True)
class Recipe:
    """The arguments of :func:`geotag.load`, as another process on this machine, or one like it, can use them.

    Attributes
    ----------
    model
        Name of an installed model, or absolute path of a model directory; None for the bundled one.
    gazetteer, corrections
        Absolute paths of files, or None.
    threads
        How many threads torch computes with.
    """

    model: str | None
    gazetteer: str | None
    corrections: str | None
    threads: int

    @classmethod
    def of(
        cls,
        model: str | os.PathLike[str] | None,
        gazetteer: str | os.PathLike[str] | None,
        corrections: str | os.PathLike[str] | None,
        threads: int,
    ) -> Self:
        """The recipe of these arguments, whatever directory is the current one later."""
        from geotag.ner.resources import find

        if model is not None:
            directory = find(Path(model) if isinstance(model, os.PathLike) else model)
            # A name is found among the installed models of the other process; a directory is where it is.
            model = str(model) if directory != Path(model) else str(directory.absolute())
        database, rows = (None if path is None else str(Path(path).absolute()) for path in (gazetteer, corrections))
        return cls(model, database, rows, threads)

    def load(self) -> Tagger:
        """The tagger that these files and settings give."""
        from geotag import load

        gazetteer, corrections = (None if path is None else Path(path) for path in (self.gazetteer, self.corrections))
        return load(self.model, gazetteer, corrections=corrections, threads=self.threads)


_lock = Lock()
_taggers: OrderedDict[Recipe, Tagger] = OrderedDict()


def loaded_again(recipe: Recipe, provenance: Mapping[str, Any]) -> Tagger:
    """The tagger of a recipe: one for all that this process is sent, however often and in however many threads.

    Raises
    ------
    GeotagError
        If what the recipe names is another model, gazetteer or geotag here than where it was written.
    """
    with _lock:
        if recipe not in _taggers:
            _taggers[recipe] = recipe.load()
            while len(_taggers) > _KEPT:
                _taggers.popitem(last=False)
        _taggers.move_to_end(recipe)
        tagger = _taggers[recipe]
    changed = [key for key in dict.fromkeys([*provenance, *tagger.provenance]) if not _same(key, provenance, tagger)]
    if changed:
        raise GeotagError(
            f"the tagger was sent by a process with another {', '.join(changed)}; install the same version, model and "
            "gazetteer wherever it is used"
        )
    return tagger


def _same(key: str, provenance: Mapping[str, Any], tagger: Tagger) -> bool:
    return bool(provenance.get(key) == plain(tagger.provenance.get(key)))

"""The boundary round each article of a file: whatever is raised while it is made, the others are read."""

from __future__ import annotations

from collections.abc import Callable

from geotag.corpus.input_failures import failure_of
from geotag.corpus.readers.fields import require_sound
from geotag.corpus.readers.source import Item
from geotag.errors import MissingExtraError, OutputError
from geotag.files.unpacking import DamagedStreamError
from geotag.model import Article

__all__ = ["attempt"]


def attempt(name: str, make: Callable[[], Article]) -> Item:
    """The article that `make` gives, or why it does not.

    Raises
    ------
    DamagedStreamError
        If the file itself cannot be read any further.
    MissingExtraError, OutputError
        What no other input would fare better with.
    """
    try:
        article = make()
        require_sound(article, name)
    except (DamagedStreamError, MissingExtraError, OutputError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever one article makes a reader raise, the others are read
        return failure_of(name, error)
    return article

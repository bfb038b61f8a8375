"""geotag: the geoparser for Arabic news.

    >>> import geotag
    >>> tagged = geotag.load().tag("انسحبت القوات من آغدام وفضولي")   # doctest: +SKIP

Importing this package is cheap; the recogniser (and with it torch) is imported by :func:`load`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geotag._version import __version__
from geotag.errors import (
    ArticleTooLargeError,
    CorrectionsError,
    DownloadError,
    EmptyArticleError,
    EncodingError,
    GazetteerDamagedError,
    GazetteerError,
    GazetteerNotFoundError,
    GazetteerSourceError,
    GeotagError,
    GoldError,
    InputError,
    LanguageError,
    MissingExtraError,
    ModelDamagedError,
    ModelDownloadError,
    ModelError,
    ModelNotFoundError,
    OutputError,
    ResultsError,
    RunError,
    RunMismatchError,
    TimeLimitError,
    UnknownTagsetError,
    UnsupportedNetworkError,
    WorkerCrashError,
)
from geotag.model import (
    Article,
    Candidate,
    Focus,
    Match,
    Mention,
    Person,
    Place,
    Resolution,
    TaggedArticle,
    TaggedPlace,
)
from geotag.outcomes import TaggingFailure
from geotag.paths import StrPath

if TYPE_CHECKING:
    from geotag.corrections import Corrections
    from geotag.gazetteer import Gazetteer
    from geotag.tagger import Tagger

__all__ = [
    "Article",
    "ArticleTooLargeError",
    "Candidate",
    "Corrections",
    "CorrectionsError",
    "DownloadError",
    "EmptyArticleError",
    "EncodingError",
    "Focus",
    "Gazetteer",
    "GazetteerDamagedError",
    "GazetteerError",
    "GazetteerNotFoundError",
    "GazetteerSourceError",
    "GeotagError",
    "GoldError",
    "InputError",
    "LanguageError",
    "Match",
    "Mention",
    "MissingExtraError",
    "ModelDamagedError",
    "ModelDownloadError",
    "ModelError",
    "ModelNotFoundError",
    "OutputError",
    "Person",
    "Place",
    "Resolution",
    "ResultsError",
    "RunError",
    "RunMismatchError",
    "TaggedArticle",
    "TaggedPlace",
    "Tagger",
    "TaggingFailure",
    "TimeLimitError",
    "UnknownTagsetError",
    "UnsupportedNetworkError",
    "WorkerCrashError",
    "__version__",
    "load",
]


def load(
    model: StrPath | None = None,
    gazetteer: StrPath | None = None,
    *,
    corrections: StrPath | None = None,
    threads: int = 1,
) -> Tagger:
    """Load the recogniser and open the gazetteer; both are checked against their hashes.

    Parameters
    ----------
    model
        A model directory, or the name of an installed model (``stanza`` is Stanza's own, once downloaded); the bundled
        one by default.
    gazetteer
        A gazetteer database; the bundled one by default.
    corrections
        A file of corrections (:mod:`geotag.corrections`), none by default.
    threads
        How many threads torch computes with while this tagger tags; what is set for torch otherwise does not matter,
        and stays. A program that tags in several threads of its own needs no more than one.

    Raises
    ------
    ModelNotFoundError, ModelDamagedError, GazetteerNotFoundError, GazetteerDamagedError
        If a file is missing, cut short or altered.
    CorrectionsError
        If the corrections cannot be applied.
    """
    from geotag.corrections import Corrections
    from geotag.gazetteer import Gazetteer
    from geotag.ner.recogniser import Recogniser
    from geotag.recipe import Recipe
    from geotag.tagger import Tagger

    places = Gazetteer(gazetteer, verify=True)
    corrected = None if corrections is None else Corrections.read(corrections, places)
    tagger = Tagger(Recogniser(model, threads=threads), places, corrections=corrected)
    return tagger.loaded_from(Recipe.of(model, gazetteer, corrections, threads))


def __getattr__(name: str) -> Any:
    if name == "Tagger":
        from geotag.tagger import Tagger

        return Tagger
    if name == "Gazetteer":
        from geotag.gazetteer import Gazetteer

        return Gazetteer
    if name == "Corrections":
        from geotag.corrections import Corrections

        return Corrections
    raise AttributeError(f"module 'geotag' has no attribute {name!r}")

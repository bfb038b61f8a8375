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
from geotag.paths import StrPath

if TYPE_CHECKING:
    from geotag.corrections import Corrections
    from geotag.gazetteer.search import Gazetteer
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
    "TimeLimitError",
    "UnknownTagsetError",
    "UnsupportedNetworkError",
    "WorkerCrashError",
    "__version__",
    "load",
]


def load(
    model: StrPath | None = None, gazetteer: StrPath | None = None, *, corrections: StrPath | None = None
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

    Raises
    ------
    ModelNotFoundError, ModelDamagedError, GazetteerNotFoundError, GazetteerDamagedError
        If a file is missing, cut short or altered.
    CorrectionsError
        If the corrections cannot be applied.
    """
    from geotag.corrections import Corrections
    from geotag.gazetteer.search import Gazetteer
    from geotag.ner.recogniser import Recogniser
    from geotag.tagger import Tagger

    places = Gazetteer(gazetteer, verify=True)
    corrected = None if corrections is None else Corrections.read(corrections, places)
    return Tagger(Recogniser(model), places, corrections=corrected)


def __getattr__(name: str) -> Any:
    if name == "Tagger":
        from geotag.tagger import Tagger

        return Tagger
    if name == "Gazetteer":
        from geotag.gazetteer.search import Gazetteer

        return Gazetteer
    if name == "Corrections":
        from geotag.corrections import Corrections

        return Corrections
    raise AttributeError(f"module 'geotag' has no attribute {name!r}")

"""Errors that geotag raises. One root; each child also inherits the builtin that fits.

    GeotagError
    ├── InputError (ValueError)                an article that cannot be tagged
    │   ├── EncodingError (UnicodeError)       its bytes are not in the encoding they should be in
    │   ├── EmptyArticleError                  it holds no text
    │   ├── LanguageError                      it is not Arabic
    │   ├── ArticleTooLargeError               it is longer than an article can be
    │   ├── TimeLimitError (TimeoutError)      tagging it took longer than it may
    │   └── WorkerCrashError                   the process that tagged it ended, each time anew
    ├── ModelError (RuntimeError)              the recogniser's files
    │   ├── ModelNotFoundError (FileNotFoundError)
    │   ├── ModelDamagedError                  cut short or altered
    │   ├── ModelDownloadError (DownloadError)     it could not be fetched
    │   ├── UnknownTagsetError (ValueError)    it has no tag set of that name
    │   └── UnsupportedNetworkError (ValueError)   its network is of a kind that is not computed
    ├── GazetteerError (RuntimeError)          the gazetteer's file or its sources
    │   ├── GazetteerNotFoundError (FileNotFoundError)
    │   ├── GazetteerDamagedError              cut short, altered, or no gazetteer at all
    │   └── GazetteerSourceError (ValueError)  a row of a source that cannot be used
    ├── DownloadError (ConnectionError)        a file could not be fetched, or is not the one that it should be
    ├── RunError (RuntimeError)                a run over a corpus cannot begin or go on
    │   ├── RunMismatchError                   it was begun with another model, gazetteer, parameters or inputs
    │   └── OutputError (OSError)              its directory cannot be used, or written any further
    ├── CorrectionsError (ValueError)          a file of corrections that cannot be applied
    ├── GoldError (ValueError)                 annotated articles that cannot be learned from or measured with
    ├── ResultsError (ValueError)              what should be the results of a run is not
    └── MissingExtraError (ImportError)        an optional package that something needs

All are names of :mod:`geotag` too (``geotag.InputError``). Their messages are for users: they name the file, the line
or the field, and say what to do. ``docs/library.md`` has a table of them.
"""

from __future__ import annotations

__all__ = [
    "ArticleTooLargeError",
    "CorrectionsError",
    "DownloadError",
    "EmptyArticleError",
    "EncodingError",
    "GazetteerDamagedError",
    "GazetteerError",
    "GazetteerNotFoundError",
    "GazetteerSourceError",
    "GeotagError",
    "GoldError",
    "InputError",
    "LanguageError",
    "MissingExtraError",
    "ModelDamagedError",
    "ModelDownloadError",
    "ModelError",
    "ModelNotFoundError",
    "OutputError",
    "ResultsError",
    "RunError",
    "RunMismatchError",
    "TimeLimitError",
    "UnknownTagsetError",
    "UnsupportedNetworkError",
    "WorkerCrashError",
]


class GeotagError(Exception):
    """Root of every error that geotag raises on purpose."""


class InputError(GeotagError, ValueError):
    """An article cannot be tagged; the message names it and says what to do."""


class EncodingError(InputError, UnicodeError):
    """The bytes of an article are not in the encoding they should be in."""


class EmptyArticleError(InputError):
    """An article holds no text."""


class LanguageError(InputError):
    """An article is not written in Arabic."""


class ArticleTooLargeError(InputError):
    """An article is longer than an article can be."""


class TimeLimitError(InputError, TimeoutError):
    """Tagging an article took longer than it may."""


class WorkerCrashError(InputError):
    """The process that tagged an article ended, each time that it was tried."""


class DownloadError(GeotagError, ConnectionError):
    """A file could not be fetched over the network, or is not the one that it should be."""


class ModelError(GeotagError, RuntimeError):
    """The recogniser's model cannot be used."""


class ModelNotFoundError(ModelError, FileNotFoundError):
    """A file of the recogniser's model is missing."""


class ModelDamagedError(ModelError):
    """A file of the recogniser's model is cut short or altered."""


class ModelDownloadError(ModelError, DownloadError):
    """A model could not be fetched over the network."""


class UnknownTagsetError(ModelError, ValueError):
    """A model has no tag set of the name that was asked for; the message lists those that it has."""


class UnsupportedNetworkError(ModelError, ValueError):
    """A model's weights are of a network with parts that are not computed."""


class GazetteerError(GeotagError, RuntimeError):
    """The gazetteer cannot be used or built."""


class GazetteerNotFoundError(GazetteerError, FileNotFoundError):
    """The gazetteer's file is missing."""


class GazetteerDamagedError(GazetteerError):
    """The gazetteer's file is cut short, altered, or no gazetteer."""


class GazetteerSourceError(GazetteerError, ValueError):
    """A row of a gazetteer source cannot be used; the message names file, line and field."""


class CorrectionsError(GeotagError, ValueError):
    """Corrections cannot be applied; the message names the file, each faulty line, the column and the reason."""


class GoldError(GeotagError, ValueError):
    """Annotated articles cannot be used; the message names the file, the line and the field."""


class ResultsError(GeotagError, ValueError):
    """What should be the results of a run is something else; the message names the file and the line."""


class RunError(GeotagError, RuntimeError):
    """A run over a corpus cannot begin or go on; the message says why."""


class RunMismatchError(RunError):
    """A run was begun with another model, gazetteer, parameters or inputs, and cannot go on with these."""


class OutputError(RunError, OSError):
    """The directory of a run cannot be used, or cannot be written any further."""


class MissingExtraError(GeotagError, ImportError):
    """What was asked for needs an optional package that is not installed; the message says which."""

"""The one writer of the record: from what was found in an article to what JSON can hold, by the table of fields."""

from __future__ import annotations

from typing import Any, Final

from geotag.model import Candidate, TaggedArticle
from geotag.records.compiled import writer_of
from geotag.records.field_table import CANDIDATE, RECORD

__all__ = ["article_record", "candidate_record"]

_ARTICLE: Final = writer_of(RECORD)
_CANDIDATE: Final = writer_of(CANDIDATE)


def article_record(tagged: TaggedArticle) -> dict[str, Any]:
    """The JSON record of an article; :meth:`geotag.TaggedArticle.to_dict` gives it."""
    return _ARTICLE(tagged)


def candidate_record(candidate: Candidate) -> dict[str, Any]:
    """The JSON record of a candidate, as in a mention and in ``geotag gazetteer search``."""
    return _CANDIDATE(candidate)

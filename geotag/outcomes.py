"""What became of each article that was to be tagged, where one that fails is not the end of the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

from geotag.errors import GeotagError
from geotag.model import Article, TaggedArticle

__all__ = ["BATCH_CHARACTERS", "TaggingFailure", "outcomes"]

#: Articles are tagged together until they have so many characters: more gain no speed, and take memory.
BATCH_CHARACTERS: Final = 40_000


@dataclass(frozen=True, slots=True)
class TaggingFailure:
    """An article that could not be tagged.

    Attributes
    ----------
    article
        The article, or what of it there was.
    error
        Why: an :class:`~geotag.errors.EmptyArticleError` for a text without a letter or digit, or whatever was raised.
    """

    article: Article
    error: Exception

    @property
    def id(self) -> str:
        """The id of the article that could not be tagged."""
        return self.article.id

    @property
    def kind(self) -> str:
        """Name of the error's class."""
        return type(self.error).__name__

    @property
    def message(self) -> str:
        """What to tell of it; it names the article."""
        if isinstance(self.error, GeotagError):
            return str(self.error)
        return f"{self.id}: it cannot be tagged ({self.kind}: {self.error})"


def outcomes(tagger: Any, articles: Iterable[Article]) -> Iterator[TaggedArticle | TaggingFailure]:
    """As :meth:`geotag.tagger.Tagger.tag_each`, also of taggers that can do no more than ``tag_many``."""
    each = getattr(tagger, "tag_each", None)
    if each is not None:
        yield from each(articles)
        return
    rest = list(articles)
    while rest:
        done = 0
        try:
            for tagged in tagger.tag_many(rest):
                yield tagged
                done += 1
            return
        except Exception:  # noqa: BLE001 - the article that raised is tagged by itself, to name it
            yield _alone(tagger, rest[done])
        rest = rest[done + 1 :]


def _alone(tagger: Any, article: Article) -> TaggedArticle | TaggingFailure:
    try:
        (tagged,) = tagger.tag_many([article])
    except Exception as error:  # noqa: BLE001 - an article that fails is not the end of the others
        return TaggingFailure(article, error)
    return cast("TaggedArticle", tagged)

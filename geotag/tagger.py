"""The tagger: recogniser, gazetteer and resolver as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any, Final, Self

from geotag._version import __version__
from geotag.arabic.tokens import Token
from geotag.corrections import AppliedCorrections
from geotag.errors import EmptyArticleError
from geotag.extraction.extractor import Extraction, extract
from geotag.extraction.mentions import FoundMention, Refusal, place_mentions
from geotag.model import PLACE_LABELS, Article, Mention, Resolution, TaggedArticle
from geotag.ner.people import PersonMention, link_people
from geotag.outcomes import BATCH_CHARACTERS, TaggingFailure
from geotag.protocols import (
    CorrectionsProtocol,
    GazetteerProtocol,
    RecogniserProtocol,
    RecognitionProtocol,
    ResolverProtocol,
)
from geotag.readonly import plain, read_only
from geotag.recipe import Recipe, loaded_again
from geotag.records import SCHEMA_VERSION
from geotag.resolve.focus import find_focus
from geotag.resolve.resolver import AMBIGUOUS_BELOW, UNRESOLVED_BELOW, Resolver
from geotag.resolve.roles import is_metonym
from geotag.resolve.selection import distinct_places

__all__ = ["Tagger"]

#: Characters that an article which cannot be tagged stands for there.
_FAILURE_SIZE: Final = 100


class Tagger:
    """Tags articles: finds names, resolves places, links people.

    Any number of threads may use one tagger at the same time. It can be pickled: as what it was loaded from.

    Parameters
    ----------
    recogniser, gazetteer, resolver
        Each may be replaced by an object with the methods of its protocol (:mod:`geotag.protocols`).
    corrections
        Go before what the resolver decides; none by default.

    Attributes
    ----------
    provenance
        What made the records: versions, model, gazetteer, parameters. Read-only.

    Examples
    --------
    >>> tagger = geotag.load()                                        # doctest: +SKIP
    >>> tagger.tag("انسحبت القوات من آغدام وفضولي").places[0].place.country   # doctest: +SKIP
    'AZ'
    """

    def __init__(
        self,
        recogniser: RecogniserProtocol,
        gazetteer: GazetteerProtocol,
        resolver: ResolverProtocol | None = None,
        corrections: CorrectionsProtocol | None = None,
    ) -> None:
        self.recogniser = recogniser
        self.gazetteer = gazetteer
        self.resolver: ResolverProtocol = resolver or Resolver(gazetteer)
        self.corrections = corrections
        self._loaded: tuple[Recipe, tuple[Any, ...]] | None = None
        self.provenance: Mapping[str, Any] = read_only(self._own_provenance())

    def _own_provenance(self) -> dict[str, Any]:
        provenance: dict[str, Any] = {
            "geotag": __version__,
            "schema": SCHEMA_VERSION,
            "model": {"name": self.recogniser.info.name, "sha256": self.recogniser.info.sha256},
            "gazetteer": {key: self.gazetteer.info[key] for key in ("version", "sha256", "sources")},
            "parameters": {"ambiguous_below": AMBIGUOUS_BELOW, "unresolved_below": UNRESOLVED_BELOW},
        }
        if self.corrections is not None:
            provenance["parameters"]["corrections"] = dict(self.corrections.provenance)
        return provenance

    def __reduce__(self) -> tuple[Any, ...]:
        """It is pickled as what it was loaded from; one that was put together from parts, as its parts."""
        parts = (self.recogniser, self.gazetteer, self.resolver, self.corrections)
        loaded = self._loaded
        if loaded is not None and all(part is own for part, own in zip(parts, loaded[1], strict=True)):
            return loaded_again, (loaded[0], plain(self._own_provenance()))
        return type(self), parts

    def loaded_from(self, recipe: Recipe) -> Self:
        """Have it pickled as `recipe`, for as long as its parts are not replaced."""
        self._loaded = recipe, (self.recogniser, self.gazetteer, self.resolver, self.corrections)
        return self

    def tag(self, article: Article | str) -> TaggedArticle:
        """Tag one article.

        Parameters
        ----------
        article
            An article, or just its text (its id is then ``text``).

        Raises
        ------
        EmptyArticleError
            If there is no letter or digit in the text.
        """
        return next(self.tag_many([Article("text", article) if isinstance(article, str) else article]))

    def tag_many(self, articles: Iterable[Article | str]) -> Iterator[TaggedArticle]:
        """Tag articles as they come, some at a time: faster than one by one, with the same result.

        Parameters
        ----------
        articles
            Articles, or just their texts; the ids of these are ``text-1``, ``text-2`` and so on, by their place among
            all of them.

        Raises
        ------
        EmptyArticleError
            As :meth:`tag`, after all articles before that one were given. :meth:`tag_each` goes on instead.
        """
        for outcome in self.tag_each(articles):
            if isinstance(outcome, TaggingFailure):
                raise outcome.error
            yield outcome

    def tag_each(self, articles: Iterable[Article | str]) -> Iterator[TaggedArticle | TaggingFailure]:
        """As :meth:`tag_many`, with an outcome for each article: what was found, or why it could not be tagged.

        Yields
        ------
        TaggedArticle or TaggingFailure
            In the order of the articles.

        Examples
        --------
        >>> [getattr(outcome, "error", None) for outcome in tagger.tag_each(["بغداد", " "])]   # doctest: +SKIP
        [None, EmptyArticleError('text-2 holds no text')]
        """
        for window in _windows(map(_checked, count(1), articles)):
            taggable = [item for item in window if isinstance(item, Article)]
            recognised = iter(self._recognised(taggable))
            for item in window:
                yield item if isinstance(item, TaggingFailure) else self._outcome(item, next(recognised))

    def _recognised(self, articles: Sequence[Article]) -> list[RecognitionProtocol | Exception]:
        """What was recognised in each article; all at once, but where that fails."""
        try:
            return [*self.recogniser.recognise_many([article.text for article in articles])]
        except Exception as error:  # noqa: BLE001 - an article that fails is not the end of the others
            if len(articles) == 1:
                return [error]
            return [found for article in articles for found in self._recognised([article])]

    def _outcome(self, article: Article, found: RecognitionProtocol | Exception) -> TaggedArticle | TaggingFailure:
        if isinstance(found, Exception):
            return TaggingFailure(article, found)
        try:
            return self.tag_recognised(article, found)
        except Exception as error:  # noqa: BLE001 - an article that fails is not the end of the others
            return TaggingFailure(article, error)

    def find(self, article: Article, recognition: RecognitionProtocol) -> tuple[list[FoundMention], Sequence[Token]]:
        """The mentions of an article with their candidates, before any is resolved, and its tokens.

        Parameters
        ----------
        recognition
            What the recogniser gave for its text.
        """
        extraction = self._extracted(article, recognition)
        return extraction.found, extraction.text.tokens

    def refused(self, article: Article | str) -> Sequence[Refusal]:
        """What the recogniser took for places and a rule refused, in text order, with the rule's reason in words.

        Examples
        --------
        >>> [(item.text, item.rule.reason) for item in tagger.refused("رفع الأذان المغرب")]   # doctest: +SKIP
        [('المغرب', 'it is a time of prayer')]
        """
        if isinstance(article, str):
            article = Article("text", article)
        (recognition,) = self.recogniser.recognise_many([article.text])
        return self._extracted(article, recognition).refused

    def _extracted(self, article: Article, recognition: RecognitionProtocol) -> Extraction:
        return extract(article, recognition, self.gazetteer, self.recogniser.lexicon, self.resolver)

    def tag_recognised(self, article: Article, recognition: RecognitionProtocol) -> TaggedArticle:
        """Tag an article whose names are recognised already.

        Parameters
        ----------
        recognition
            What a recogniser gave for the article's text.
        """
        extraction = self._extracted(article, recognition)
        tokens, starts = extraction.text.tokens, extraction.text.starts
        found, resolutions, provenance = self._decided(article, extraction.found, tokens)
        mentions = [
            _resolved(f.mention, next(resolutions), article.text, tokens, starts)
            if f.mention.label in PLACE_LABELS
            else f.mention
            for f in found
        ]
        people = link_people(
            [PersonMention(i, m.text, m.start, m.name) for i, m in enumerate(mentions) if m.label == "PER"],
            article.text,
        )
        for person in people:
            for index in person.mentions:
                mentions[index] = replace(mentions[index], person=person.id)
        return TaggedArticle(
            article=article,
            mentions=tuple(mentions),
            places=distinct_places(mentions),
            people=people,
            focus=find_focus(mentions),
            provenance=provenance,
        )

    def _decided(
        self, article: Article, found: list[FoundMention], tokens: Sequence[Token]
    ) -> tuple[list[FoundMention], Iterator[Resolution], Mapping[str, Any]]:
        """The mentions, what is decided of those that are places, and the provenance; corrections go first."""
        if self.corrections is None:
            return found, iter(self.resolver.resolve(article, place_mentions(found), tokens)), self.provenance
        applied = self.corrections.apply(article, found)
        resolutions = applied.decided(self.resolver.resolve(article, place_mentions(applied.found), tokens))
        return applied.found, iter(resolutions), _counted(self.provenance, applied)


def _checked(number: int, article: Article | str) -> Article | TaggingFailure:
    if isinstance(article, str):
        article = Article(f"text-{number}", article)
    if not isinstance(article, Article):
        wrong = TypeError(f"an Article or a str is needed, not {type(article).__name__}")
        return TaggingFailure(Article(f"text-{number}", ""), wrong)
    if not isinstance(article.text, str):
        return TaggingFailure(article, TypeError(f"its text is {type(article.text).__name__}, not str"))
    if not any(character.isalnum() for character in article.text):
        return TaggingFailure(article, EmptyArticleError(f"{article.id} holds no text"))
    return article


def _windows(items: Iterable[Article | TaggingFailure]) -> Iterator[list[Article | TaggingFailure]]:
    """The articles in batches by their characters. If their source fails, those before come first."""
    window: list[Article | TaggingFailure] = []
    size = 0
    try:
        for item in items:
            window.append(item)
            # One that failed counts a little too, so that a thousand of them do not wait for others.
            size += len(item.text) if isinstance(item, Article) else _FAILURE_SIZE
            if size >= BATCH_CHARACTERS:
                yield window
                window, size = [], 0
    except Exception:
        yield window
        raise
    yield window


def _resolved(
    mention: Mention, resolution: Resolution, text: str, tokens: Sequence[Token], starts: Sequence[int]
) -> Mention:
    place = resolution.place
    metonym = mention.role == "literal" and place is not None and is_metonym(mention, place, text, tokens, starts)
    return replace(mention, resolution=resolution, role="metonym" if metonym else mention.role)


def _counted(provenance: Mapping[str, Any], applied: AppliedCorrections) -> Mapping[str, Any]:
    """The provenance, with how many mentions were corrected where any was."""
    if not applied.count and not applied.not_places:
        return provenance
    parameters = provenance["parameters"]
    counts = {"corrected": applied.count, "not_places": applied.not_places}
    return {**provenance, "parameters": {**parameters, "corrections": {**parameters["corrections"], **counts}}}

"""The tagger: recogniser, gazetteer and resolver as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from geotag._version import __version__
from geotag.arabic.tokens import Token
from geotag.corrections import AppliedCorrections
from geotag.errors import EmptyArticleError
from geotag.mentions import PLACE_LABELS, FoundMention, MentionBuilder, place_mentions
from geotag.model import SCHEMA_VERSION, Article, Mention, Resolution, TaggedArticle
from geotag.ner.people import PersonMention, link_people
from geotag.nested import nested_places
from geotag.protocols import (
    CorrectionsProtocol,
    GazetteerProtocol,
    RecogniserProtocol,
    RecognitionProtocol,
    ResolverProtocol,
)
from geotag.resolve.focus import find_focus
from geotag.resolve.resolver import AMBIGUOUS_BELOW, UNRESOLVED_BELOW, Resolver
from geotag.resolve.roles import is_metonym
from geotag.second_look import second_look
from geotag.selection import distinct_places

__all__ = ["Tagger"]

#: Characters of the articles that are recognised together.
_WINDOW: Final = 40_000


class Tagger:
    """Tags articles: finds names, resolves places, links people.

    Parameters
    ----------
    recogniser, gazetteer, resolver
        Each may be replaced by an object with the methods of its protocol (:mod:`geotag.protocols`).
    corrections
        Go before what the resolver decides; none by default.

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
        self.provenance: dict[str, Any] = {
            "geotag": __version__,
            "schema": SCHEMA_VERSION,
            "model": {"name": recogniser.info.name, "sha256": recogniser.info.sha256},
            "gazetteer": {key: gazetteer.info[key] for key in ("version", "sha256", "sources")},
            "parameters": {"ambiguous_below": AMBIGUOUS_BELOW, "unresolved_below": UNRESOLVED_BELOW},
        }
        if corrections is not None:
            self.provenance["parameters"]["corrections"] = dict(corrections.provenance)

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
        return next(self.tag_many([article]))

    def tag_many(self, articles: Iterable[Article | str]) -> Iterator[TaggedArticle]:
        """Tag articles as they come, some at a time: faster than one by one, with the same result.

        Raises
        ------
        EmptyArticleError
            As :meth:`tag`, after all articles before that one were given.
        """
        for window in _windows(map(_checked, articles)):
            recognitions = self.recogniser.recognise_many([article.text for article in window])
            yield from map(self.tag_recognised, window, recognitions)

    def find(self, article: Article, recognition: RecognitionProtocol) -> tuple[list[FoundMention], Sequence[Token]]:
        """The mentions of an article with their candidates, before any is resolved, and its tokens.

        Parameters
        ----------
        recognition
            What the recogniser gave for its text.
        """
        lexicon = self.recogniser.lexicon
        builder = MentionBuilder(article.text, self.gazetteer, lexicon, self.resolver.demonyms)
        found = builder.build(recognition.spans)
        context = self.resolver.context(article, place_mentions(found), builder.tokens)
        found = second_look(found, builder, recognition, context, lexicon.ranks)
        return nested_places(found, builder, recognition, lexicon, self.resolver.demonyms), builder.tokens

    def tag_recognised(self, article: Article, recognition: RecognitionProtocol) -> TaggedArticle:
        """Tag an article whose names are recognised already.

        Parameters
        ----------
        recognition
            What a recogniser gave for the article's text.
        """
        found, tokens = self.find(article, recognition)
        found, resolutions, provenance = self._decided(article, found, tokens)
        starts = [token.start for token in tokens]
        mentions = [
            _resolved(f.mention, next(resolutions), article.text, tokens, starts)
            if f.mention.label in PLACE_LABELS
            else f.mention
            for f in found
        ]
        people = link_people(
            [PersonMention(i, m.text, m.start) for i, m in enumerate(mentions) if m.label == "PER"], article.text
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


def _checked(article: Article | str) -> Article:
    if isinstance(article, str):
        article = Article("text", article)
    if not any(character.isalnum() for character in article.text):
        raise EmptyArticleError(f"{article.id} holds no text")
    return article


def _windows(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """The articles in lists of about :data:`_WINDOW` characters. If their source fails, those before come first."""
    window: list[Article] = []
    size = 0
    try:
        for article in articles:
            window.append(article)
            size += len(article.text)
            if size >= _WINDOW:
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

"""Training of the resolver's weights on annotated articles, annotated tweets and raw news."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from geotag.evaluation.gold import GoldArticle, GoldFormat
from geotag.extraction.mentions import place_mentions
from geotag.model import Article
from geotag.resolve.learning.qualified import qualified_examples
from geotag.resolve.learning.weights import Example, Fit, examples, fit
from geotag.resolve.ranking import Weights
from geotag.resolve.resolver import Resolver

if TYPE_CHECKING:
    from geotag.protocols import RecognitionProtocol, ResolverProtocol
    from geotag.tagger import Tagger

__all__ = ["GOLD_OF_ARTICLES", "annotated_examples", "train_resolver"]

#: Forms of gold files that weights can be learned from, and whether all places of a text are annotated there.
GOLD_OF_ARTICLES: Final[Mapping[GoldFormat, bool]] = {"news": True, "cases": True, "idrisi": False}
#: How much a name counts: tweets are short and are no news; what raw news gives by itself is no annotation.
_WEIGHTS: Final[Mapping[GoldFormat, float]] = {"news": 1.0, "cases": 1.0, "idrisi": 0.2}
_QUALIFIED_WEIGHT: Final = 0.3


def train_resolver(
    tagger: Tagger,
    gold: Sequence[tuple[GoldArticle, GoldFormat]],
    raw: Sequence[Article],
    start: Weights,
    *,
    strength: float,
    rounds: int,
) -> Iterator[Fit]:
    """Learn weights round by round: the evidence depends on the other names' places, which the weights choose.

    Parameters
    ----------
    tagger
        Its resolver gets the weights of each round.
    gold
        Annotated articles, and the form of the file of each.
    raw
        Articles without annotations; see :mod:`geotag.resolve.learning.qualified`.
    start
        Weights of the first round, and those to stay near.
    strength
        Of the prior: 1 over its variance.

    Yields
    ------
    Fit
        After each round.

    Raises
    ------
    GoldError
        If there are too few articles with names that have candidates.
    """
    recognised = tagger.recogniser.recognise_many([article.text for article, _ in gold])
    raw_recognised = tagger.recogniser.recognise_many([article.text for article in raw])
    weights = start
    for _ in range(rounds):
        tagger.resolver = Resolver(tagger.gazetteer, weights)
        found = [
            annotated_examples(tagger, article, form, recognition)
            for (article, form), recognition in zip(gold, recognised, strict=True)
        ]
        found += [
            _qualified(tagger, article, recognition) for article, recognition in zip(raw, raw_recognised, strict=True)
        ]
        result = fit(found, start, strength)
        weights = result.weights
        yield result


def annotated_examples(
    tagger: Tagger, gold: GoldArticle, form: GoldFormat, recognition: RecognitionProtocol
) -> list[Example]:
    """Examples of an annotated article, as its names were recognised."""
    article = Article(gold.id, gold.text, source=gold.source, date=gold.date)
    found, tokens = tagger.find(article, recognition)
    named = place_mentions(found)
    evidence = _own(tagger.resolver).evidence(article, named, tokens)
    mentions = [item.mention for item in named]
    return examples(evidence, mentions, gold, complete=GOLD_OF_ARTICLES[form], weight=_WEIGHTS[form])


def _qualified(tagger: Tagger, article: Article, recognition: RecognitionProtocol) -> list[Example]:
    found, tokens = tagger.find(article, recognition)
    return qualified_examples(_own(tagger.resolver), article, place_mentions(found), tokens, weight=_QUALIFIED_WEIGHT)


def _own(resolver: ResolverProtocol) -> Resolver:
    if not isinstance(resolver, Resolver):
        raise TypeError(f"weights are learned for geotag's own resolver, not for a {type(resolver).__name__}")
    return resolver

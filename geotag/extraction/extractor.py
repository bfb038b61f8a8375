"""The way of an article to its mentions: annotated tokens, spans, mentions, a second look, nested places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geotag.extraction.annotation import AnnotatedText, annotate
from geotag.extraction.mentions import FoundMention, MentionBuilder, Refusal, place_mentions
from geotag.extraction.nested import nested_places
from geotag.extraction.second_look import second_look
from geotag.model import Article
from geotag.ner.lexicon import NameLexicon
from geotag.protocols import GazetteerProtocol, RecognitionProtocol, ResolverProtocol

__all__ = ["Extraction", "extract"]


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found in an article.

    Attributes
    ----------
    text
        Its tokens with what is known of each.
    found
        Its mentions with their candidates, before any is resolved, in text order.
    refused
        What was recognised as a place and is none, in text order.
    """

    text: AnnotatedText
    found: list[FoundMention]
    refused: Sequence[Refusal]


def extract(
    article: Article,
    recognition: RecognitionProtocol,
    gazetteer: GazetteerProtocol,
    lexicon: NameLexicon,
    resolver: ResolverProtocol,
) -> Extraction:
    """Find the mentions of an article.

    Parameters
    ----------
    recognition
        What the recogniser gave for its text.
    gazetteer, lexicon
        What knows place names, and how names begin.
    resolver
        Knows the adjectives of countries, and weighs which countries the article is about.
    """
    text = annotate(article.text, resolver.demonyms)
    builder = MentionBuilder(text, gazetteer, lexicon)
    found = builder.build(recognition.spans)
    context = resolver.context(article, place_mentions(found), text.tokens)
    found = second_look(found, builder, recognition, context, lexicon.ranks)
    found = nested_places(found, builder, recognition, lexicon)
    return Extraction(text, found, builder.refused)

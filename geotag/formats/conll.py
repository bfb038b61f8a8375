"""CoNLL-U Plus with IOB2 tags: a token a line, an empty line after each sentence.

Tokens are cut where a name begins or ends, so a proclitic is a token of its own. The last column tags the longest
names, ``INNER`` those within them. Comments before an article name its places with their coordinates (``place.1``,
``place.2`` …), its people (``person.1`` …), and the provenance.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TextIO

from geotag.arabic.tokens import Token, sentences
from geotag.formats.attribution import attribution
from geotag.model import Mention, TaggedArticle
from geotag.records.serialising import to_json

__all__ = ["write"]

_COLUMNS: Final = "FORM GEOTAG:START GEOTAG:END GEOTAG:INNER GEOTAG:INNER_REF GEOTAG:REF GEOTAG:NE"
#: What would end a column, a line or an encoder's patience.
_UNWRITABLE: Final = re.compile("[\\s\0-\x1f\x7f-\x9f\ud800-\udfff]")


def write(articles: Iterable[TaggedArticle], stream: TextIO) -> None:
    """Write the articles as they come."""
    stream.write(f"# global.columns = {_COLUMNS}\n")
    for tagged in articles:
        outer, inner = _layers(tagged.mentions)
        cuts = sorted({edge for i in (*outer, *inner) for edge in (tagged.mentions[i].start, tagged.mentions[i].end)})
        comments = list(_comments(tagged))
        for number, sentence in enumerate(sentences(tagged.article.text), 1):
            stream.write("".join(f"{line}\n" for line in comments))
            comments = []
            stream.write(f"# sent_id = {_one_line(tagged.article.id)}-{number}\n")
            pieces = list(_cut(sentence, cuts))
            columns = (_tags(pieces, tagged.mentions, layer) for layer in (inner, outer))
            for token, (inner_tag, inner_reference), (tag, reference) in zip(pieces, *columns, strict=True):
                form = _UNWRITABLE.sub("\ufffd", token.text)
                fields = (form, token.start, token.end, inner_tag, inner_reference, reference, tag)
                stream.write("\t".join(map(str, fields)) + "\n")
            stream.write("\n")


def _comments(tagged: TaggedArticle) -> Iterator[str]:
    article = tagged.article
    yield f"# newdoc id = {_one_line(article.id)}"
    for key, value in (
        ("title", article.title),
        ("source", article.source),
        ("url", article.url),
        ("date", article.date),
    ):
        if value:
            yield f"# {key} = {_one_line(value)}"
    yield f"# attribution = {_one_line(attribution(tagged.provenance))}"
    yield f"# provenance = {to_json(dict(tagged.provenance))}"
    # Numbered, as readers that hold comments in a mapping keep one of each key.
    for number, item in enumerate(tagged.places, 1):
        place = item.place
        where = f"{round(place.lat, 7)}\t{round(place.lon, 7)}\t{place.kind}\t{place.country or '_'}"
        yield f"# place.{number} = {_one_line(place.id)}\t{where}\t{_one_line(place.name)}\t{_one_line(place.name_en)}"
    for number, person in enumerate(tagged.people, 1):
        yield f"# person.{number} = {_one_line(person.id)}\t{_one_line(person.name)}"


def _layers(mentions: Sequence[Mention]) -> tuple[list[int], list[int]]:
    """Indices of the longest names, none of which overlap, and of those within them, none of which overlap."""
    layers: tuple[list[int], list[int]] = ([], [])
    order = sorted(range(len(mentions)), key=lambda i: (mentions[i].start, -mentions[i].end, i))
    for i in order:
        for layer in layers:
            if not layer or mentions[layer[-1]].end <= mentions[i].start:
                layer.append(i)
                break
    return layers


def _cut(sentence: Sequence[Token], cuts: Sequence[int]) -> Iterator[Token]:
    """The tokens, cut further at the offsets in `cuts`."""
    upcoming = bisect_right(cuts, sentence[0].start)
    for token in sentence:
        start = token.start
        while upcoming < len(cuts) and cuts[upcoming] < token.end:
            if cuts[upcoming] > start:
                yield Token(token.text[start - token.start : cuts[upcoming] - token.start], start, cuts[upcoming])
                start = cuts[upcoming]
            upcoming += 1
        yield Token(token.text[start - token.start :], start, token.end)


def _tags(pieces: Sequence[Token], mentions: Sequence[Mention], layer: Sequence[int]) -> Iterator[tuple[str, str]]:
    """IOB2 tag of each token of a sentence, and the place or person that its name means."""
    starts = [mentions[i].start for i in layer]
    begun = -1
    for token in pieces:
        at = bisect_right(starts, token.start) - 1
        if at < 0 or mentions[layer[at]].end < token.end:
            yield "O", "_"
            continue
        mention = mentions[layer[at]]
        place = mention.resolution.place if mention.resolution else None
        reference = place.id if place else mention.person
        yield (
            f"{'I' if at == begun else 'B'}-{mention.label}",
            _UNWRITABLE.sub("\ufffd", reference) if reference else "_",
        )
        begun = at


def _one_line(text: str) -> str:
    return re.sub("[\ud800-\udfff\0]", "\ufffd", " ".join(text.split()))

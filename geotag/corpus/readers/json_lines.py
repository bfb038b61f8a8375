"""JSON Lines: an object with an article on each line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from geotag.corpus.readers.attempts import attempt
from geotag.corpus.readers.fields import row_article
from geotag.corpus.readers.lines import DecodedStream, Line
from geotag.corpus.readers.source import Item, ReadOptions, Source
from geotag.errors import InputError
from geotag.model import ARTICLE_FIELDS, Article

__all__ = ["read"]

_ABSENT: Final = object()


class _Object(dict[str, Any]):
    """An object, and which of its keys it has more than once."""

    repeated: frozenset[str] = frozenset()


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    found = _Object(pairs)
    if len(found) < len(pairs):
        found.repeated = frozenset(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
    return found


def read(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Read the articles of a JSON Lines file; a line that is none does not stop the others."""
    stream = DecodedStream(source, options)
    for line in stream.lines():
        if line.text.isspace() and line.size <= options.max_bytes:
            continue
        name = f"{source.name}, line {line.number}"
        yield attempt(name, partial(_article, line, stream, name, f"{source.stem}-{line.number}", options))


def _article(line: Line, stream: DecodedStream, name: str, default_id: str, options: ReadOptions) -> Article:
    stream.require_size(line.size, name)
    stream.require_decoded(line.text, name)
    try:
        found = json.loads(line.text, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name}: this is no JSON ({error})") from None
    if not isinstance(found, _Object):
        raise InputError(f"{name}: one JSON object with id and text is needed on each line")
    for each in ARTICLE_FIELDS:
        for key in {options.fields[each], options.fields[each].partition(".")[0]}:
            if key in found.repeated:
                raise InputError(f"{name}, field {key}: this object has it more than once; leave only one")
    values = {each: value for each in ARTICLE_FIELDS if (value := _value(found, options.fields[each])) is not _ABSENT}
    return row_article(values, name, default_id, options.fields, "field", options.dates)


def _value(found: Mapping[str, Any], name: str) -> Any:
    """The value of a field, or ``_ABSENT``; ``a.b`` is also the field ``b`` of the object in the field ``a``."""
    if name in found:
        return found[name]
    first, dot, rest = name.partition(".")
    inner = found.get(first) if dot else None
    return _value(inner, rest) if isinstance(inner, dict) else _ABSENT

"""Fixed phrases in which the name of a place is an ordinary word (مسقط رأسه) or another's name (شارع بغداد).

They stand in ``phrases.tsv`` beside this file, which says what its columns mean.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Final, TypeAlias

from geotag.arabic.orthography import model_form
from geotag.arabic.proclitics import readings
from geotag.arabic.tokens import Token

__all__ = ["is_in_phrase"]

_ANY: Final = "*"
_NOTHING: Final = "-"
_ARTICLE: Final = "ال"
_DEFINITE: Final = f"{_ARTICLE}*"
_Phrase: TypeAlias = tuple[frozenset[str], frozenset[str]]


def is_in_phrase(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether the name is part of a fixed phrase, in which it is no place."""
    before = _forms(tokens[first - 1]) if first else frozenset[str]()
    after = _forms(tokens[last + 1]) if last + 1 < len(tokens) else frozenset[str]()
    phrases = list(_phrases().get(_ANY, ()))
    if first == last:
        for form in _forms(tokens[first]):
            phrases += _phrases().get(form, ())
    return any(_holds(left, before) and _holds(right, after) for left, right in phrases)


def _holds(wanted: frozenset[str], found: frozenset[str]) -> bool:
    return not wanted or not wanted.isdisjoint(found)


def _forms(token: Token) -> frozenset[str]:
    forms = {reading.rest for reading in readings(model_form(token.text))}
    return frozenset(forms | {_DEFINITE} if any(form.startswith(_ARTICLE) for form in forms) else forms)


@cache
def _phrases() -> Mapping[str, Sequence[_Phrase]]:
    table: defaultdict[str, list[_Phrase]] = defaultdict(list)
    text = resources.files("geotag.extraction").joinpath("phrases.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            word, before, after = (frozenset(column.split()) - {_NOTHING} for column in line.split("\t"))
            for form in word:
                table[form].append((before, after))
    return table

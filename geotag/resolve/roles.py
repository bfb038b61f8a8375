"""Metonymy: a country or a capital named for those who govern it (واشنطن ترفض, قالت موسكو إن).

Only who acts or is addressed is told, by the words right beside the name [1]_; a name behind a preposition of place is
a place.

References
----------
.. [1] K. Markert, M. Nissim: SemEval-2007 Task 08: Metonymy Resolution at SemEval-2007.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

from geotag.arabic.orthography import model_form
from geotag.arabic.proclitics import readings
from geotag.arabic.signs import QUOTES
from geotag.arabic.tokens import Token
from geotag.arabic.words import forms
from geotag.model import Mention, Place

__all__ = ["is_metonym"]

#: Cities less prominent than this do not stand for a government.
_CAPITAL_PROMINENCE: Final = 6.5
_CONJUNCTIONS: Final = forms("proclitics.conjunctions") | {""}
_KINDS: Final = frozenset({"country", "city", "continent", "region"})
#: Feminine verbs of the present, as places take them, begin so.
_FEMININE_PRESENT: Final = "ت"
_SHORTEST_PRESENT: Final = 3
#: Ends of feminine verbs of the past; nouns in the construct state end in ة, which is another letter.
_FEMININE_PAST: Final = "ت"
_SHORTEST_PAST: Final = 4
#: What stands beside governments and not beside places, in model form; ``metonymy.toml`` says where.
_ACTS: Final = forms("metonymy.acts")
_OF_GOVERNMENTS: Final = forms("metonymy.of_governments")
_SUPPORT: Final = forms("metonymy.support")
_COMPLEMENTIZERS: Final = forms("metonymy.complementizers")
_PARTICLES: Final = forms("metonymy.particles")
_FOR: Final = "ل"
#: Lands, not governments, have these with a land.
_BORDERS: Final = forms("metonymy.borders")


def is_metonym(mention: Mention, place: Place, text: str, tokens: Sequence[Token], starts: Sequence[int]) -> bool:
    """Whether the mention of `place` means those who govern it.

    Parameters
    ----------
    text
        The article's.
    tokens, starts
        Its tokens, and their offsets.
    """
    if place.kind not in _KINDS or mention.head is not None:
        return False
    if place.kind == "city" and place.prominence < _CAPITAL_PROMINENCE:
        return False
    first, after = bisect_right(starts, mention.start) - 1, bisect_left(starts, mention.end)
    if first and after < len(tokens) and tokens[first - 1].text in QUOTES and tokens[after].text in QUOTES:
        first, after = first - 1, after + 1
    if mention.proclitics == _FOR:
        return first > 0 and model_form(tokens[first - 1].text) in _SUPPORT
    if mention.proclitics not in _CONJUNCTIONS:
        return False
    before = model_form(tokens[first - 1].text) if first else ""
    following = model_form(tokens[after].text) if after < len(tokens) else ""
    if not mention.proclitics and _is_one_of(before, _OF_GOVERNMENTS):
        return True
    if _is_one_of(before, _ACTS):
        return first < 2 or model_form(tokens[first - 2].text) not in _BORDERS
    acts = following in _PARTICLES or _is_feminine_verb(following)
    starts_clause = first == 0 or not before[0].isalnum() or "\n" in text[tokens[first - 1].end : tokens[first].start]
    return acts and (starts_clause or _is_one_of(before, _COMPLEMENTIZERS))


def _is_one_of(word: str, words: frozenset[str]) -> bool:
    return any(reading.rest in words for reading in readings(word)) if word else False


def _is_feminine_verb(word: str) -> bool:
    if word.startswith("ال") or word.endswith(("ة", "ات")):
        return False
    present = word.startswith(_FEMININE_PRESENT) and len(word) >= _SHORTEST_PRESENT
    return present or (word.endswith(_FEMININE_PAST) and len(word) >= _SHORTEST_PAST)

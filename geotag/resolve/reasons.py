"""Reasons for and against candidates: codes with arguments, and the words for them in English and Arabic.

A record keeps the English words (``Candidate.reasons``); :meth:`Reason.parse` gives back the reason that they state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, get_args

from geotag.resolve.features import FEATURES

__all__ = ["REASON_CODES", "Reason", "ReasonCode"]

ReasonCode = Literal[
    "head",
    "other head",
    "described",
    "described otherwise",
    "beside",
    "co-mentioned",
    "spelling",
    "known in news",
    "population",
    "lost",
    "corrected",
    "overruled",
    "unknown",
]
REASON_CODES: Final[tuple[ReasonCode, ...]] = get_args(ReasonCode)


class _Wording(NamedTuple):
    """What a code is called in both languages; its first argument stands behind a colon, its second in brackets."""

    en: str
    ar: str
    arguments: int


_WORDINGS: Final[dict[ReasonCode, _Wording]] = {
    "head": _Wording("head", "تسبقه كلمة", 1),
    "other head": _Wording("head does not fit", "لا تناسبه الكلمة التي قبله", 1),
    "described": _Wording("described as", "يوصف بأنه في", 1),
    "described otherwise": _Wording("described as another country's", "يوصف بأنه في دولة أخرى", 0),
    "beside": _Wording("beside it", "يجاوره في النص", 1),
    "co-mentioned": _Wording("co-mentioned", "يرد معه في النص", 1),
    "spelling": _Wording("spelling", "كُتب في المعجم", 2),
    "known in news": _Wording("known in news", "معروف في الأخبار", 0),
    "population": _Wording("population", "عدد السكان", 1),
    "lost": _Wording("lost", "رُجّح عليه غيره", 1),
    "corrected": _Wording("corrected", "صحّحه مستخدم", 1),
    "overruled": _Wording("overruled by a correction", "استُبعد بتصحيح", 0),
}
_CODES: Final[dict[str, ReasonCode]] = {wording.en: code for code, wording in _WORDINGS.items()}
_FEATURES: Final = {feature.name: feature for feature in FEATURES}
#: A feature that has these words; of several, which say the same, the first.
_FEATURE_OF_WORDS: Final = {feature.lost_en: feature.name for feature in reversed(FEATURES)}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a candidate was chosen or not.

    Attributes
    ----------
    code
        What kind of reason.
    arguments
        ``head``, ``other head``: the head word. ``described``, ``beside``, ``co-mentioned``: the Arabic name of the
        country. ``spelling``: the gazetteer's name and the level that met it. ``population``: of the place.
        ``lost``: the name of a feature. ``corrected``: where the correction counts, with its note. ``unknown``: the
        words of a reason that this version does not know.

    Examples
    --------
    >>> reason = Reason("spelling", ("قره باغ", "spacing"))
    >>> reason.english, reason.arabic
    ('spelling: قره باغ (spacing)', 'كُتب في المعجم: قره باغ')
    >>> Reason.parse(reason.english) == reason
    True
    """

    code: ReasonCode
    arguments: tuple[str, ...] = ()

    @property
    def english(self) -> str:
        """The words that the record has."""
        if self.code == "unknown":
            return self.arguments[0]
        words = _WORDINGS[self.code].en
        if not self.arguments:
            return words
        first, *others = self.arguments
        argument = _FEATURES[first].lost_en if self.code == "lost" else first
        return f"{words}: {argument}" + "".join(f" ({other})" for other in others)

    @property
    def arabic(self) -> str:
        """The Arabic words; levels of the gazetteer, which have none, are left out."""
        if self.code == "unknown":
            return self.arguments[0]
        words = _WORDINGS[self.code].ar
        if not self.arguments:
            return words
        first = self.arguments[0]
        return f"{words}: {_FEATURES[first].lost_ar if self.code == 'lost' else first}"

    @classmethod
    def parse(cls, words: str) -> Reason:
        """The reason that a record states in English; ``unknown`` if it is not one of this version's.

        ``Reason.parse(words).english`` is always `words`.
        """
        start, _, rest = words.partition(": ")
        code = _CODES.get(start)
        reason = None if code is None else _parsed(code, rest)
        return reason if reason is not None and reason.english == words else cls("unknown", (words,))


def _parsed(code: ReasonCode, rest: str) -> Reason | None:
    """The reason of that code with what stands behind the colon as its arguments; None if they cannot be its."""
    if code == "lost":
        feature = _FEATURE_OF_WORDS.get(rest)
        return None if feature is None else Reason(code, (feature,))
    if code == "spelling":
        form, _, level = rest.rpartition(" (")
        return Reason(code, (form, level.removesuffix(")")))
    return Reason(code, (rest,) if _WORDINGS[code].arguments else ())

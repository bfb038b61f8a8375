"""Where a name begins: telling proclitics from the name's own letters.

The recogniser marks whole tokens (وفضولي); the و may be "and" or part of the name (وليد). A log-linear model weighs
the readings: how often names begin that way in the training corpora, how frequent each form is in news, whether the
article has the form without the proclitic, and, for places, whether the gazetteer knows it.
"""

from __future__ import annotations

import csv
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from geotag.arabic.orthography import model_form
from geotag.arabic.proclitics import Reading, readings
from geotag.paths import StrPath

__all__ = ["UNSEEN_RANK", "NameLexicon", "Prominence"]

#: Given a name, how prominent its best place in the gazetteer is; 0 where it has none.
Prominence = Callable[[str], float]

#: Stands for the rank of words that the training texts do not have.
UNSEEN_RANK: Final = 200_000
_OTHER_LABELS_SHARE: Final = 0.3

#: Running words of news per name.
_WORDS_PER_NAME: Final = 13
#: Share of running words that the most frequent form has; the form of rank r has about this over r (Zipf's law).
_ZIPF_SHARE: Final = 0.08

# Weights fitted by conditional likelihood on two thirds of the entities of news_labelled/train (character spans
# without proclitics), counts taken from other corpora. On the last third 0.996 of the readings were right.
_NAME_COUNT: Final = 0.44
_PROMINENCE: Final = 0.69
_IN_GAZETTEER: Final = 0.17
_FORM_RANK: Final = -0.92
_ARTICLE_FOLLOWS: Final = 0.28
_ELSEWHERE_IN_TEXT: Final = 0.52
_PRIOR: Final = {"": 0.19, "و": 0.76, "ب": -0.48, "ل": 0.16, "لل": 0.66, "ف": -1.0, "ك": -1.0}
_PRIOR_OF_SEQUENCE: Final = -2.0
_RARE_LETTERS: Final = -1.0


class NameLexicon:
    """Counts of how names begin, and the choice of a reading by them.

    Parameters
    ----------
    counts
        For each label, how often a name of it begins with a token (in :func:`~geotag.arabic.orthography.model_form`).
    ranks
        Frequency rank of each form in news, 0 the most frequent.
    """

    def __init__(self, counts: Mapping[str, Mapping[str, int]], ranks: Mapping[str, int]) -> None:
        self._counts = {label: dict(forms) for label, forms in counts.items()}
        self.ranks = ranks
        self._running_words = _WORDS_PER_NAME * sum(sum(forms.values()) for forms in self._counts.values())

    @classmethod
    def from_sentences(
        cls, sentences: Iterable[Iterable[tuple[str, str]]], ranks: Mapping[str, int] | None = None
    ) -> NameLexicon:
        """Count the tokens that begin names in BIO sentences."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for sentence in sentences:
            for token, tag in sentence:
                if tag.startswith("B-"):
                    counts[tag[2:]][model_form(token)] += 1
        return cls(counts, ranks or {})

    @classmethod
    def read(cls, path: StrPath, ranks: Mapping[str, int]) -> NameLexicon:
        """Read what :meth:`write` wrote."""
        path = Path(path)
        counts: dict[str, dict[str, int]] = defaultdict(dict)
        with path.open(encoding="utf-8", newline="") as lines:
            for label, form, count in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                counts[label][form] = int(count)
        return cls(counts, ranks)

    def write(self, path: StrPath) -> None:
        """Write the counts as a table: label, form, count."""
        path = Path(path)
        with path.open("w", encoding="utf-8", newline="") as lines:
            for label, forms in sorted(self._counts.items()):
                for form, count in sorted(forms.items(), key=lambda item: (-item[1], item[0])):
                    lines.write(f"{label}\t{form}\t{count}\n")

    def name_share(self, form: str, label: str) -> float:
        """Estimate the share of a form's occurrences in news that begin a name of `label`, 0 to 1; rare forms give 1.

        Parameters
        ----------
        form
            In :func:`~geotag.arabic.orthography.model_form`.
        """
        expected = self._running_words * _ZIPF_SHARE / (self.ranks.get(form, UNSEEN_RANK) + 1)
        return min(1.0, self._counts.get(label, {}).get(form, 0) / expected) if expected >= 1 else 1.0

    def read_name(
        self,
        word: str,
        rest: str,
        label: str,
        text_forms: Mapping[str, int],
        prominence: Prominence | None = None,
    ) -> Reading:
        """Choose the reading of the first word of a name.

        Parameters
        ----------
        word
            The first token of the recognised span.
        rest
            What follows it in the span ("" or from the space on).
        label
            What the recogniser takes the span for.
        text_forms
            How often each token form occurs in the article.
        prominence
            For places: asks the gazetteer.
        """
        return max(
            readings(word),
            key=lambda reading: self._score(reading, rest, label, text_forms, prominence),
        )

    def _score(
        self,
        reading: Reading,
        rest: str,
        label: str,
        text_forms: Mapping[str, int],
        prominence: Prominence | None,
    ) -> float:
        article = reading.article
        form = article + model_form(reading.rest)
        own = self._counts.get(label, {}).get(form, 0)
        everywhere = sum(forms.get(form, 0) for forms in self._counts.values())
        elsewhere = text_forms.get(form, 0) - (not reading.proclitics)
        score = (
            _NAME_COUNT * math.log(own + _OTHER_LABELS_SHARE * everywhere + 0.1)
            + _FORM_RANK * math.log(self.ranks.get(form, UNSEEN_RANK) + 100)
            + _ELSEWHERE_IN_TEXT * math.log(max(elsewhere, 0) + 0.3)
        )
        if prominence is not None:
            found = prominence(article + reading.rest + rest)
            score += _PROMINENCE * found + _IN_GAZETTEER * (found > 0)
        if len(reading.proclitics) > 1 and reading.proclitics != "لل":
            score += _PRIOR_OF_SEQUENCE + (_RARE_LETTERS if set("فك") & set(reading.proclitics) else 0.0)
        else:
            score += _PRIOR[reading.proclitics]
        if reading.proclitics and form.startswith("ال"):
            score += _ARTICLE_FOLLOWS
        return score

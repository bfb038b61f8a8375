"""Signs of Arabic news: quotation marks, brackets, commas, dashes, what ends a sentence, and what joins a list."""

from __future__ import annotations

from typing import Final

from geotag.arabic.words import forms

__all__ = [
    "BRACKETS",
    "CLAUSE_ENDS",
    "CLOSING",
    "COMMAS",
    "DASHES",
    "DOUBLE_QUOTES",
    "LIST_JOINERS",
    "OPENING",
    "QUOTES",
    "SENTENCE_ENDS",
]

#: Quotation marks of all kinds, and those of them that are no apostrophes.
QUOTES: Final = forms("signs.quotes")
DOUBLE_QUOTES: Final = forms("signs.quotes", kind=("double",))
BRACKETS: Final = forms("signs.brackets")
#: Quotation marks and brackets that may stand before what they hold, and behind it.
OPENING: Final = forms("signs.quotes", side=("opens", "both")) | forms("signs.brackets", side=("opens",))
CLOSING: Final = forms("signs.quotes", side=("closes", "both")) | forms("signs.brackets", side=("closes",))
#: A full stop may as well stand within a number or an abbreviation, which the readers of these look after.
SENTENCE_ENDS: Final = forms("signs.sentence_ends")
CLAUSE_ENDS: Final = SENTENCE_ENDS | forms("signs.clause_ends")
COMMAS: Final = forms("signs.commas")
DASHES: Final = forms("signs.dashes")
#: What stands between the fellows of a list, or between the ends of a range or a road (من حلب إلى حماة, بغداد - دمشق).
LIST_JOINERS: Final = forms("joiners.of_lists") | COMMAS | DASHES

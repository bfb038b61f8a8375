"""Whether a text is in the language that geotag reads."""

from __future__ import annotations

from typing import Final

from geotag.arabic.orthography import is_arabic
from geotag.errors import EmptyArticleError, LanguageError

__all__ = ["require_arabic"]

_LEAST_ARABIC_SHARE: Final = 0.2
_LEAST_ARABIC_LETTERS: Final = 10


def require_arabic(text: str, name: str) -> None:
    """Raise :class:`~geotag.errors.LanguageError` unless a fifth of the letters of `text` are Arabic."""
    letters = sum(map(str.isalpha, text))
    arabic = sum(map(is_arabic, text))
    if letters == 0:
        raise EmptyArticleError(f"{name}: there is no word in it")
    if arabic < _LEAST_ARABIC_SHARE * letters or arabic < min(_LEAST_ARABIC_LETTERS, letters):
        raise LanguageError(
            f"{name}: this is not Arabic ({arabic / letters:.0%} of its letters are); geotag reads Arabic only"
        )

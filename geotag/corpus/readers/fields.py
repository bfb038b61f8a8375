"""From the fields of a row or an object to an article: which field means what, and what may stand in it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from geotag.corpus.input_failures import too_large
from geotag.corpus.language import require_arabic
from geotag.dates import GivenDates
from geotag.errors import EmptyArticleError, InputError
from geotag.model import ARTICLE_FIELDS, Article

__all__ = ["FieldMap", "first_line", "require_sound", "require_text", "row_article", "with_headline"]

_SCALARS: Final = ("id", "title", "source", "url")
_LONGEST_TITLE: Final = 300


@dataclass(frozen=True, slots=True)
class FieldMap:
    """Which field of the input holds which field of an article.

    Attributes
    ----------
    names
        Names of the input's fields by those of the article's; those that are left out have the same name.
    """

    names: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, theirs in self.names.items():
            if name not in ARTICLE_FIELDS:
                raise InputError(f"there is no field {name!r} of an article; there are {', '.join(ARTICLE_FIELDS)}")
            if not theirs:
                raise InputError(f"field {name}: the name of the input's field is missing; write {name}=NAME")

    def __getitem__(self, name: str) -> str:
        return self.names.get(name, name)


def row_article(
    values: Mapping[str, Any], name: str, default_id: str, fields: FieldMap, what: str, dates: GivenDates
) -> Article:
    """Make an article of a row or an object.

    Parameters
    ----------
    values
        By the article's fields; what is not there is None, empty, no number (NaN) or left out.
    name
        What messages call it.
    default_id
        Its id if it has none of its own.
    what
        What messages call a field: ``field`` or ``column``.
    dates
        Reads its date; one that cannot be read is left out.

    Raises
    ------
    InputError
        If a value is no text, or the text empty or not Arabic.
    """
    text = values.get("text")
    label = f"{name}, {what} {fields['text']}"
    if not isinstance(text, str):
        raise InputError(f"{label}: a text is needed")
    if not text.strip():
        raise EmptyArticleError(f"{label}: it is empty")
    given = {each: _given(values.get(each), f"{name}, {what} {fields[each]}") for each in _SCALARS}
    for each, value in {"text": text, **given}.items():
        require_text(value or "", f"{name}, {what} {fields[each]}")
    require_arabic(text, name)
    return Article(
        given["id"] or default_id,
        text,
        title=given["title"] or first_line(text),
        source=given["source"],
        url=given["url"],
        date=dates.read(values.get("date")),
    )


def _given(value: object, label: str) -> str | None:
    """A text or a number as a text; None if there is nothing in it, whichever way a format says so."""
    if isinstance(value, float | Decimal) and math.isfinite(value):
        # Tables in which one number is missing have all of them as floats.
        value = int(value) if value == int(value) else str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and math.isnan(value):
        return None
    if not isinstance(value, str | None):
        raise InputError(f"{label}: a text or a number is needed, not {_kind(value)}")
    return value if value and not value.isspace() else None


def _kind(value: object) -> str:
    """What a value is, in the words of JSON where it has one."""
    known = {bool: "true or false", dict: "an object", list: "a list", bytes: "bytes"}
    return known.get(type(value), f"a value of the type {type(value).__name__}")


def require_text(text: str, name: str, max_bytes: int | None = None) -> None:
    """Refuse what no file of text can hold, and a text of more than `max_bytes`.

    Raises
    ------
    InputError
        If it holds NUL characters or halves of characters.
    ArticleTooLargeError
        If it is too long.
    """
    if "\x00" in text:
        raise InputError(f"{name}: this is no text (it holds NUL characters)")
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise InputError(f"{name}: this is no text (character {error.start:,} is half of a surrogate pair)") from None
    if max_bytes is not None and size > max_bytes:
        raise too_large(name, size, max_bytes)


def require_sound(article: Article, name: str) -> None:
    """Refuse an article one of whose fields no file of text can hold, wherever it came from.

    Raises
    ------
    InputError
        If one holds NUL characters or halves of characters.
    """
    for each in ARTICLE_FIELDS:
        require_text(getattr(article, each) or "", name if each == "text" else f"{name}, {each}")


def first_line(text: str) -> str | None:
    """The first line as a title, if more text follows it."""
    lines = iter(filter(None, map(str.strip, text.splitlines())))
    first = next(lines, None)
    return first[:_LONGEST_TITLE] if first and next(lines, None) else None


def with_headline(title: str | None, body: str) -> str:
    r"""The body under its headline, as a text file has it, unless it begins with it.

    Examples
    --------
    >>> with_headline("هدوء في باكو", "وصل الوفد.")
    'هدوء في باكو\n\nوصل الوفد.'
    """
    headline = " ".join((title or "").split())
    if not headline or " ".join(body[: 2 * len(headline) + 100].split()).startswith(headline):
        return body
    return f"{headline}\n\n{body}"

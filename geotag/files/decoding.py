"""From bytes to text: the encoding is found where it is certain, else it must be declared."""

from __future__ import annotations

import codecs
import re
from typing import Final

from geotag.arabic.orthography import is_arabic
from geotag.errors import EmptyArticleError, EncodingError, InputError

__all__ = [
    "advice",
    "believable",
    "decode",
    "encoding_of",
    "refuse_other_files",
    "require_encoding",
    "xml_encoding",
]

#: Byte-order marks, the longer ones first: UTF-32's begins with UTF-16's.
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OTHER_FILES: Final = {
    b"%PDF": "a PDF file; extract its text first",
    b"PK\x03\x04": "a ZIP archive (geotag reads it if its name ends in .zip) or an Office document; extract its text",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "gzip data; geotag reads it if its name ends in .gz",
    b"SQLite format 3": "a database",
}
_XML_DECLARATION: Final = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""")
#: What Python has as encodings, but no file of text is in.
_NO_TEXTS: Final = frozenset({"charmap", "idna", "mbcs", "oem", "punycode", "raw_unicode_escape", "unicode_escape"})
_WIDE: Final = ("utf16", "utf32", "ucs2", "ucs4", "iso10646ucs")
_SINGLE_BYTE: Final = ("windows-1256", "iso-8859-6")
_SAMPLE_BYTES: Final = 100_000


def decode(data: bytes, name: str, encoding: str | None = None, *, stated: str | None = None) -> str:
    """Decode the bytes of an article, without their byte-order mark.

    Parameters
    ----------
    name
        What messages call the article.
    encoding
        The declared encoding. Without it, a byte-order mark is believed, UTF-16 is recognised where it is certain,
        and all else must be in the stated encoding.
    stated
        The encoding that the article says it is in; by default UTF-8.

    Raises
    ------
    EncodingError
        If the bytes are not in that encoding; the message says which one they seem to be in.
    EmptyArticleError
        If there are none but white space.
    InputError
        If the file is no text.
    """
    if not data.strip():
        raise EmptyArticleError(f"{name}: the file is empty")
    refuse_other_files(data, name)
    chosen = encoding or encoding_of(data) or stated or "utf-8"
    require_encoding(chosen, name)
    try:
        text = data.decode(chosen).removeprefix("\ufeff")
    except UnicodeError as error:
        shown = chosen if encoding else chosen.upper()
        raise EncodingError(f"{name}: this is not {shown} ({_where(error)}); {advice(data)}") from None
    if not text.replace("\ufeff", "").strip():
        raise EmptyArticleError(f"{name}: the file is empty")
    if "\x00" in text:
        raise InputError(f"{name}: this is no text (it holds NUL characters)")
    return text


def refuse_other_files(head: bytes, name: str) -> None:
    """Raise :class:`~geotag.errors.InputError` if data that begins with `head` is a picture, an archive or the like."""
    for magic, what in _OTHER_FILES.items():
        if head.startswith(magic):
            raise InputError(f"{name}: this is no text but {what}")


def require_encoding(encoding: str, name: str) -> None:
    """Raise :class:`~geotag.errors.EncodingError` if there is no such encoding of text."""
    try:
        known = codecs.lookup(encoding).name
        " ".encode(encoding)
    except (LookupError, ValueError):
        raise EncodingError(f"{name}: there is no encoding called {encoding!r}") from None
    if known.replace("-", "_") in _NO_TEXTS:
        raise EncodingError(f"{name}: {encoding!r} is no encoding of texts; say which one it is with --encoding NAME")


def encoding_of(data: bytes) -> str | None:
    """The encoding that a byte-order mark or the bytes themselves make certain; the text keeps its mark."""
    mark = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    return mark or _certain_utf16(data)


def xml_encoding(head: bytes) -> str | None:
    """The encoding that the XML declaration at the beginning of data states."""
    found = _XML_DECLARATION.search(head)
    return believable(found[1].decode("ascii")) if found else None


def believable(stated: str) -> str:
    """The encoding that text states in letters of one byte each: never UTF-16 or UTF-32, whose letters have more.

    Examples
    --------
    >>> believable("UTF-16"), believable("windows-1256")
    ('utf-8', 'windows-1256')
    """
    return "utf-8" if re.sub(r"[^a-z0-9]", "", stated.lower()).startswith(_WIDE) else stated


def _where(error: UnicodeError) -> str:
    return f"byte {error.start:,}" if isinstance(error, UnicodeDecodeError) else "its bytes do not fit"


def _certain_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: half of the bytes are the high bytes 00 and 06 of Latin and Arabic letters."""
    sample = data[:_SAMPLE_BYTES]
    if len(sample) < 4 or len(data) % 2:
        return None
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        high = sample[offset::2]
        if (high.count(0) + high.count(6)) > 0.9 * len(high) and high.count(6) > 0.3 * len(high):
            return encoding
    return None


def advice(data: bytes) -> str:
    """What to do about data that is in no encoding that could be found."""
    seems = _seems(data[:_SAMPLE_BYTES])
    if seems is None:
        return "say which encoding it is in with --encoding NAME"
    return f"it seems to be {seems}: if so, add --encoding {seems}"


def _seems(sample: bytes) -> str | None:
    """Most likely encoding: a single-byte Arabic one if it makes Arabic of the high bytes, else a general guess."""
    high = sum(byte >= 0x80 for byte in sample)
    shares = {}
    for encoding in _SINGLE_BYTE:
        text = sample.decode(encoding, "replace")
        shares[encoding] = sum(map(is_arabic, text)) / high if high else 0.0
    best = max(shares, key=lambda encoding: shares[encoding])
    if shares[best] > 0.8:
        return best
    from charset_normalizer import from_bytes

    guess = from_bytes(sample).best()
    return guess.encoding.replace("_", "-") if guess else None

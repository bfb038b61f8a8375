"""What is said in a mail: the texts of its parts, and its headers, in the encodings that it states."""

from __future__ import annotations

import email.policy
from collections.abc import Iterator, Sequence
from email.message import Message
from typing import Final, cast

from geotag.arabic.orthography import is_arabic
from geotag.corpus.readers.markup_text import markup_text
from geotag.corpus.readers.source import ReadOptions
from geotag.errors import EmptyArticleError, EncodingError, InputError
from geotag.files.decoding import advice, decode

__all__ = ["Headers", "message_text"]

_TEXTS: Final = ("text/plain", "text/html")
_REPLACED: Final = "\ufffd"


def message_text(message: Message, name: str, options: ReadOptions) -> str | None:
    """The texts of a message, one below the other; None if it has none.

    Of parts that say the same in several ways, it is the plain one, unless only the page is written in Arabic.
    Attachments are left out; parts with names of files too, unless there is nothing else.

    Raises
    ------
    InputError
        If a text cannot be decoded.
    """
    for named in (False, True):
        texts = [text for text in _texts(message, name, options, named=named) if text.strip()]
        if texts:
            return "\n\n".join(texts)
    return None


def _texts(part: Message, name: str, options: ReadOptions, *, named: bool) -> Iterator[str]:
    kind = part.get_content_type()
    if part.get_content_disposition() == "attachment":
        return
    if part.is_multipart():
        parts = cast("Sequence[Message]", part.get_payload())
        if kind == "multipart/alternative":
            yield _preferred(["\n\n".join(_texts(each, name, options, named=named)) for each in _plain_first(parts)])
            return
        for each in parts:
            found = list(_texts(each, name, options, named=named))
            yield from found
            if kind == "multipart/related" and any(map(str.strip, found)):
                # The others are what the first one shows.
                return
    elif kind in _TEXTS and (named or not part.get_filename()):
        yield _content(part, name, options)


def _plain_first(parts: Sequence[Message]) -> list[Message]:
    """Plain texts before pages, and pages before what is of several parts."""
    ranks = {kind: rank for rank, kind in enumerate(_TEXTS)}
    return sorted(parts, key=lambda part: ranks.get(part.get_content_type(), len(ranks)))


def _preferred(texts: Sequence[str]) -> str:
    """The first text with an Arabic letter, else the first that is not empty."""
    return next((text for text in texts if any(map(is_arabic, text))), next(filter(str.strip, texts), ""))


def _content(part: Message, name: str, options: ReadOptions) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or not data.strip():
        return ""
    try:
        text = decode(data, name, options.encoding, stated=_charset(part))
    except EmptyArticleError:
        return ""
    return markup_text(text) if part.get_content_type() == "text/html" else text.strip()


def _charset(part: Message) -> str | None:
    charset = part.get_content_charset()
    # Mailers that know no better say US-ASCII, which is within UTF-8.
    return None if charset == "us-ascii" else charset


class Headers:
    """The headers of a message; what is not in ASCII is in the encoding of the message where it is not in UTF-8."""

    def __init__(self, message: Message, name: str, options: ReadOptions) -> None:
        self._message = message
        self._name = name
        stated = (_charset(part) for part in message.walk() if part.get_content_type() in _TEXTS)
        self._encodings = [options.encoding] if options.encoding else ["utf-8", *filter(None, stated)]

    def raw(self, header: str) -> str | None:
        """The first header of a name as it is written; bytes that are no ASCII come as halves of surrogate pairs."""
        return next((str(value) for each, value in self._message.raw_items() if each.lower() == header), None)

    def get(self, header: str) -> str | None:
        """The first header of a name as one reads it.

        Raises
        ------
        EncodingError
            If its bytes are in no encoding that is stated.
        """
        raw = self.raw(header)
        if raw is None:
            return None
        data = raw.encode("utf-8", "surrogateescape")
        text = self._decoded(data, header)
        try:
            value = " ".join(str(email.policy.default.header_fetch_parse(header, text)).split())
        except Exception as error:
            # What email raises for headers that are against every rule has no class in common.
            raise InputError(
                f"{self._name}, header {header}: it cannot be read ({error}); correct or remove it"
            ) from error
        if _REPLACED in value and _REPLACED not in text:
            raise EncodingError(
                f"{self._name}, header {header}: it is not in the encoding that it states; correct or remove it"
            )
        return value or None

    def _decoded(self, data: bytes, header: str) -> str:
        for encoding in self._encodings:
            try:
                return data.decode(encoding)
            except (LookupError, ValueError):
                continue
        raise EncodingError(
            f"{self._name}, header {header}: this is not {self._encodings[0].upper()}, and nothing says what it is; "
            f"{advice(data)}"
        )

"""mbox files: an article a message, such as a newsletter or an alert."""

from __future__ import annotations

import email
import email.policy
import email.utils
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage, MIMEPart
from typing import BinaryIO, Final

from geotag.corpus.decoding import decode, require_arabic
from geotag.corpus.failures import InputFailure, too_large
from geotag.corpus.readers.fields import require_text, with_headline
from geotag.corpus.readers.markup_text import markup_text
from geotag.corpus.readers.source import Item, ReadOptions, Source
from geotag.errors import EmptyArticleError, GeotagError, InputError
from geotag.model import Article

__all__ = ["read"]

_LINE: Final = 1 << 16
_QUOTED_FROM: Final = re.compile(rb"^>(?=>*From )")


def read(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Read the messages of a mailbox; attachments are passed over."""
    if not source.head.startswith(b"From "):
        raise InputError(f"{source.name}: this is no mbox file (its first line does not begin with From)")
    source.position = "message 1"
    for number, message in enumerate(_messages(source.stream, options.max_bytes), 1):
        name = source.place
        source.position = f"message {number + 1}"
        try:
            if message.size > options.max_bytes:
                raise too_large(name, message.size, options.max_bytes)
            yield _article(b"".join(message.lines), name, f"{source.stem}-{number}", options)
        except GeotagError as error:
            yield InputFailure(name, error)


@dataclass(slots=True)
class _Message:
    """A message: its lines, as far as they are not too many, and its size in bytes."""

    lines: list[bytes] = field(default_factory=list)
    size: int = 0


def _messages(stream: BinaryIO, max_bytes: int) -> Iterator[_Message]:
    """The messages: each begins with a line ``From …`` after an empty line."""
    message: _Message | None = None
    blank = begins = True
    while line := stream.readline(_LINE):
        if begins and blank and line.startswith(b"From "):
            if message is not None:
                yield message
            message = _Message()
        elif message is not None:
            message.size += len(line)
            if message.size <= max_bytes:
                message.lines.append(_QUOTED_FROM.sub(b"", line) if begins else line)
        blank = begins and not line.strip()
        begins = line.endswith(b"\n")
    if message is not None:
        yield message


def _article(data: bytes, name: str, default_id: str, options: ReadOptions) -> Article:
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        body = message.get_body(("plain", "html"))
        subject, sender = _header(message, "subject"), _header(message, "from")
        message_id = (_header(message, "message-id") or "").strip("<>")
    except Exception as error:
        # What email raises for headers that are against every rule has no class in common.
        raise InputError(f"{name}: this is no message ({type(error).__name__}: {error})") from error
    if body is None:
        raise EmptyArticleError(f"{name}: this message holds no text")
    text = with_headline(subject, _content(body, name, options))
    require_text(text, name, options.max_bytes)
    require_arabic(text, name)
    return Article(
        message_id or default_id,
        text,
        title=subject,
        source=_sender(sender),
        date=options.dates.read(_stated_date(message)),
    )


def _content(body: MIMEPart, name: str, options: ReadOptions) -> str:
    data = body.get_payload(decode=True)
    if not isinstance(data, bytes):
        raise InputError(f"{name}: this is no message (its text has parts of its own)")
    charset = body.get_content_charset()
    # Mailers that know no better say US-ASCII, which is within UTF-8.
    text = decode(data, name, options.encoding, stated=None if charset == "us-ascii" else charset)
    return markup_text(text) if body.get_content_type() == "text/html" else text.strip()


def _header(message: EmailMessage, name: str) -> str | None:
    value = message[name]
    return " ".join(str(value).split()) or None if value is not None else None


def _sender(sender: str | None) -> str | None:
    """The sender's name, else the address."""
    name, address = email.utils.parseaddr(sender or "")
    return name or address or None


def _stated_date(message: EmailMessage) -> str | None:
    """The date as it is written; what email makes of it has the offset that zones like AST have in America."""
    return next((value for name, value in message.raw_items() if name.lower() == "date"), None)

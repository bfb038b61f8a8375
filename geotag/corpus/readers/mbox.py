"""mbox files: an article a message, such as a newsletter or an alert."""

from __future__ import annotations

import email
import email.utils
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO, Final

from geotag.corpus.input_failures import too_large
from geotag.corpus.language import require_arabic
from geotag.corpus.readers.attempts import attempt
from geotag.corpus.readers.fields import require_text, with_headline
from geotag.corpus.readers.mail_parts import Headers, message_text
from geotag.corpus.readers.source import Item, ReadOptions, Source
from geotag.errors import EmptyArticleError, InputError
from geotag.model import Article

__all__ = ["read"]

_LINE: Final = 1 << 16
_QUOTED_FROM: Final = re.compile(rb"^>(?=>*From )")
#: The moment in a line that parts messages, as in "From a@b Tue Mar  5 10:00:00 2024".
_SENT: Final = re.compile(rb"\d{1,2}:\d{2}.*\b\d{4}\b")
_FIELD: Final = re.compile(rb"[!-9;-~]+[ \t]*:|>From ")


def read(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Read the messages of a mailbox; attachments are passed over."""
    if not source.head.startswith(b"From "):
        raise InputError(f"{source.name}: this is no mbox file (its first line does not begin with From)")
    source.position = "message 1"
    for number, message in enumerate(_messages(source.stream, options.max_bytes), 1):
        name = source.place
        source.position = f"message {number + 1}"
        yield attempt(name, partial(_article, message, name, f"{source.stem}-{number}", options))


@dataclass(slots=True)
class _Message:
    """A message: its lines, as far as they are not too many, and its size in bytes."""

    lines: list[bytes] = field(default_factory=list)
    size: int = 0


def _messages(stream: BinaryIO, max_bytes: int) -> Iterator[_Message]:
    """The messages: each begins with a line ``From …`` after an empty line, with a date or before a header."""
    message: _Message | None = None
    blank = begins = True
    line = stream.readline(_LINE)
    while line:
        following = stream.readline(_LINE)
        if begins and blank and line.startswith(b"From ") and (message is None or _is_separator(line, following)):
            if message is not None:
                yield message
            message = _Message()
        elif message is not None:
            message.size += len(line)
            if message.size <= max_bytes:
                message.lines.append(_QUOTED_FROM.sub(b"", line) if begins else line)
        blank = begins and not line.strip()
        begins = line.endswith(b"\n")
        line = following
    if message is not None:
        yield message


def _is_separator(line: bytes, following: bytes) -> bool:
    """Whether a line that begins with From is none of a text whose writer did not quote it."""
    return _SENT.search(line) is not None or _FIELD.match(following) is not None


def _article(read_message: _Message, name: str, default_id: str, options: ReadOptions) -> Article:
    if read_message.size > options.max_bytes:
        raise too_large(name, read_message.size, options.max_bytes)
    # The older policy leaves headers as they are until they are asked for.
    message = email.message_from_bytes(b"".join(read_message.lines))
    body = message_text(message, name, options)
    if body is None:
        raise EmptyArticleError(f"{name}: this message holds no text")
    headers = Headers(message, name, options)
    subject = headers.get("subject")
    text = with_headline(subject, body)
    require_text(text, name, options.max_bytes)
    require_arabic(text, name)
    return Article(
        (headers.get("message-id") or "").strip("<>") or default_id,
        text,
        title=subject,
        source=_sender(headers.get("from")),
        date=options.dates.read(headers.raw("date")),
    )


def _sender(sender: str | None) -> str | None:
    """The sender's name, else the address."""
    name, address = email.utils.parseaddr(sender or "")
    return name or address or None

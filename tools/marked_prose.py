#!/usr/bin/env python3
"""Training sentences with the names marked in place: checks them, and writes what ``geotag model train`` reads.

In ``training/prose/*.txt`` each line is a sentence or a short passage, each name stands in braces with its type behind
a bar, and lines that begin with ``#`` are comments::

    # حلب
    سافر {سالم العوني|PER} إلى {حلب|CITY} و{بيروت|CITY}.
    نظرت {محكمة جنايات {البصرة|ADMIN}|ORG} في القضية.

What is attached in front (و, ب, لل …) stays outside. Run from the repository's root::

    python -m tools.marked_prose                      # checks all files and counts
    python -m tools.marked_prose --bio prose.bio      # for: geotag model train --train prose.bio
    python -m tools.marked_prose --jsonl prose.jsonl  # offsets, with the nested names

BIO has geotag's tokens, to which proclitics stay attached: a token has the label of the name that begins in it. Names
nested in others are given up there. Every fault is printed as ``file:line: what is wrong``; any makes the command end
with 1 and write nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geotag.arabic.tokens import sentences, tokens

__all__ = ["TYPES", "Line", "Span", "check_line", "main", "parse_line", "read_lines", "to_bio", "to_record"]

TYPES: Final = ("COUNTRY", "CITY", "ADMIN", "REGION", "NATURAL", "FAC", "ORG", "PER")
PROSE: Final = Path("training/prose")
#: What may be attached in front of a name: conjunction, preposition, the ل of the article after ل, question, tatweel.
_PROCLITICS: Final = frozenset("وفبكلسأـ")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A marked name: ``text[start:end]``."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its marks; `outer` and `nested` are in the order of the text."""

    text: str
    outer: tuple[Span, ...]
    nested: tuple[Span, ...]


def parse_line(marked: str) -> Line:
    """Take the marks out of a line.

    Raises
    ------
    ValueError
        If braces and bars do not match or a type is unknown.

    Examples
    --------
    >>> line = parse_line("في {مطار {حلب|CITY}|FAC}")
    >>> line.text, line.outer, line.nested
    ('في مطار حلب', (Span(start=3, end=11, type='FAC'),), (Span(start=8, end=11, type='CITY'),))
    """
    text: list[str] = []
    opened: list[int] = []
    outer: list[Span] = []
    nested: list[Span] = []
    position = 0
    while position < len(marked):
        character = marked[position]
        position += 1
        if character == "{":
            opened.append(len(text))
        elif character == "}":
            raise ValueError("a } closes nothing, or no type stands before it: write {name|TYPE}")
        elif character == "|":
            closing = marked.find("}", position)
            if not opened or closing < 0:
                raise ValueError("a | without its braces: write {name|TYPE}")
            kind = marked[position:closing]
            if kind not in TYPES:
                raise ValueError(f"{kind[:20]!r} is no type; write one of {', '.join(TYPES)}")
            (nested if len(opened) > 1 else outer).append(Span(opened.pop(), len(text), kind))
            position = closing + 1
        else:
            text.append(character)
    if opened:
        raise ValueError("a { is never closed: write {name|TYPE}")
    return Line("".join(text), tuple(outer), tuple(sorted(nested)))


def check_line(line: Line) -> Iterator[str]:
    """Say what is wrong with a line that could be parsed."""
    if line.text != line.text.strip() or "  " in line.text:
        yield "spaces at the edge of the line, or two in a row"
    if not line.text.strip():
        yield "no text"
    for span in (*line.outer, *line.nested):
        yield from _check_span(line, span)
    for number, span in enumerate(line.nested):
        if any((span.start, span.end) == (other.start, other.end) for other in (*line.outer, *line.nested[:number])):
            yield f"{{{line.text[span.start : span.end]}}} is marked twice"


def _check_span(line: Line, span: Span) -> Iterator[str]:
    name = line.text[span.start : span.end]
    if not name:
        yield f"an empty name of type {span.type}"
        return
    shown = f"{{{name}|{span.type}}}"
    if not _is_letter(name[0]) or not (_is_letter(name[-1]) or unicodedata.combining(name[-1])):
        yield f"{shown} begins or ends with something else than a letter or a digit"
        return
    found = list(tokens(line.text))
    if span.end not in {token.end for token in found}:
        yield f"letters are glued to the end of {shown}"
    word = max(token.start for token in found if token.start <= span.start)
    attached = line.text[word : span.start]
    if not set(attached) <= _PROCLITICS or len(attached) > 3:
        yield f"{attached!r} before {shown} is no proclitic"
    if any(word < other.end <= span.start for other in line.outer):
        yield f"{shown} begins in the word in which another name ends"


def _is_letter(character: str) -> bool:
    return character.isalpha() or character.isdigit()


def read_lines(paths: Sequence[Path]) -> tuple[list[tuple[str, Line]], list[str]]:
    """Read and check files.

    Returns
    -------
    tuple
        The lines without fault, each with its ``file:line``, and the faults, each naming its own.
    """
    lines: list[tuple[str, Line]] = []
    faults: list[str] = []
    seen: dict[str, str] = {}
    for path in paths:
        try:
            content = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            faults.append(f"{path}:1: cannot be read: {error}")
            continue
        for number, marked in enumerate(content.removesuffix("\n").split("\n"), 1):
            if not marked or marked.startswith("#"):
                continue
            where = f"{path}:{number}"
            try:
                line = parse_line(marked)
            except ValueError as error:
                faults.append(f"{where}: {error}")
                continue
            found = list(check_line(line))
            first = seen.setdefault(line.text, where)
            if first != where:
                found.append(f"the same sentence as {first}")
            faults.extend(f"{where}: {fault}" for fault in found)
            if not found:
                lines.append((where, line))
    return lines, faults


def to_bio(line: Line) -> str:
    """A line's sentences as BIO: a token, a tab and its tag on each line, an empty line after each sentence.

    Examples
    --------
    >>> print(to_bio(parse_line("للأسف غادر {حلب|CITY} و{بيروت|CITY}")).replace(chr(9), " ").strip())
    للأسف O
    غادر O
    حلب B-CITY
    وبيروت B-CITY
    """
    written = []
    for sentence in sentences(line.text):
        for token in sentence:
            tag = "O"
            for span in line.outer:
                if token.start <= span.start < token.end:
                    tag = f"B-{span.type}"
                elif span.start < token.start < span.end:
                    tag = f"I-{span.type}"
            written.append(f"{token.text}\t{tag}\n")
        written.append("\n")
    return "".join(written)


def to_record(where: str, line: Line) -> dict[str, object]:
    """A line as a record of the labelled news: text, and spans as [start, end, type]."""
    path, _, number = where.rpartition(":")
    return {
        "id": f"{Path(path).stem}-{number}",
        "source": Path(path).name,
        "date": "",
        "text": line.text,
        "spans": [[span.start, span.end, span.type] for span in line.outer],
        "nested": [[span.start, span.end, span.type] for span in line.nested],
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Check, count and write; returns 1 if there are faults."""
    summary, _, details = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=summary, epilog=details, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, help=f"by default all of {PROSE}/*.txt")
    parser.add_argument("--bio", type=Path, metavar="FILE", help="write BIO there")
    parser.add_argument("--jsonl", type=Path, metavar="FILE", help="write records with offsets there")
    given = parser.parse_args(arguments)
    paths = given.files or sorted(PROSE.glob("*.txt"))
    if not paths:
        print(f"no files: name some, or run this where {PROSE} is", file=sys.stderr)
        return 1
    lines, faults = read_lines(paths)
    for fault in faults:
        print(fault, file=sys.stderr)
    counts = Counter(span.type for _, line in lines for span in line.outer)
    nested = sum(len(line.nested) for _, line in lines)
    by_type = ", ".join(f"{counts[kind]} {kind}" for kind in TYPES)
    print(f"{len(paths)} files, {len(lines)} lines, {len(faults)} faults; {by_type}; {nested} nested")
    if faults:
        return 1
    if given.bio:
        given.bio.write_text("".join(to_bio(line) for _, line in lines), encoding="utf-8", newline="\n")
    if given.jsonl:
        records = (json.dumps(to_record(where, line), ensure_ascii=False) + "\n" for where, line in lines)
        given.jsonl.write_text("".join(records), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

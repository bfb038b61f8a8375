"""Reading labelled corpora: BIO files and CoNLL files, whatever tagging scheme they use.

A sentence is a run of lines; its first column is the token, its last the tag. What lies between is not read. Blank
lines and ``-DOCSTART-`` lines end a sentence. Tags come out as IOB2: ``B-`` at every first token of a name, ``I-`` at
the others [1]_. Proclitics stay attached to their words, as the corpora have them.

References
----------
.. [1] E. F. Tjong Kim Sang, J. Veenstra: Representing Text Chunks. EACL 1999.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from geotag.paths import StrPath

__all__ = ["COARSE_LABELS", "Sentence", "read_bio"]

#: Labels of finer tag sets, and the label that the recogniser learns instead.
COARSE_LABELS: Final[Mapping[str, str]] = {
    "GPE": "LOC",
    "COUNTRY": "LOC",
    "CITY": "LOC",
    "ADMIN": "LOC",
    "REGION": "LOC",
    "NATURAL": "LOC",
    "FAC": "LOC",
    "PERS": "PER",
}

Sentence = list[tuple[str, str]]

#: IOB1, IOB2, BIOES and BILOU.
_TAG: Final = re.compile(r"O|[BIESLU]-[^\s-]\S*")
_STARTING: Final = frozenset("BSU")
_ENDING: Final = frozenset("ESLU")
_DOCUMENT_START: Final = "-DOCSTART-"


def read_bio(path: StrPath, labels: Mapping[str, str] = COARSE_LABELS) -> Iterator[Sentence]:
    """Sentences of a BIO or CoNLL file, each a list of tokens with their IOB2 tags.

    Columns are parted by tabs or, in lines without one, by spaces. A line that begins with ``#``, has no tab and does
    not end in a tag is a comment.

    Parameters
    ----------
    path
        UTF-8 file. Tags are ``O`` or a prefix of IOB1, IOB2, BIOES or BILOU, a hyphen and a label.
    labels
        Renames labels; those that it does not name stay.

    Raises
    ------
    ValueError
        Naming the file and the line that cannot be read, and what to do.
    """
    path = Path(path)
    sentence: Sentence = []
    before = "O"
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as lines:
            for number, line in enumerate(lines, 1):
                columns = _columns(line.rstrip("\r\n"))
                if not columns or columns[0] == _DOCUMENT_START:
                    if sentence:
                        yield sentence
                    sentence, before = [], "O"
                    continue
                tag = columns[-1]
                if len(columns) < 2 or not columns[0] or not _TAG.fullmatch(tag):
                    if line.startswith("#") and "\t" not in line:
                        continue
                    raise ValueError(_complaint(path, number, line, columns))
                sentence.append((columns[0], _iob2(tag, before, labels)))
                before = tag
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: not UTF-8 ({error.reason}); convert the file to UTF-8 first") from error
    if sentence:
        yield sentence


def _columns(line: str) -> list[str]:
    if not line.strip():
        return []
    if "\t" in line:
        return line.split("\t")
    # Not split(): a token may hold a no-break space.
    return [column for column in line.split(" ") if column]


def _iob2(tag: str, before: str, labels: Mapping[str, str]) -> str:
    """`tag` in IOB2 with its label renamed, given the tag before it as the file has it."""
    if tag == "O":
        return tag
    prefix, _, label = tag.partition("-")
    # In IOB1 a name begins with I- unless one of the same label ends just before.
    begins = prefix in _STARTING or before == "O" or before[0] in _ENDING or before.partition("-")[2] != label
    return f"{'B' if begins else 'I'}-{labels.get(label, label)}"


def _complaint(path: Path, number: int, line: str, columns: list[str]) -> str:
    where = f"{path}, line {number}"
    shown = repr(line.rstrip("\r\n")[:80])
    if len(columns) < 2:
        return f"{where}: {shown} has one column; put a token, a tab and its tag on each line"
    if not columns[0]:
        return f"{where}: {shown} has no token; put a token, a tab and its tag on each line"
    return f"{where}: {columns[-1][:40]!r} is not a tag; the last column must be O, or B- or I- and a label such as LOC"

from __future__ import annotations

from pathlib import Path

import pytest

from geotag.ner.corpora import read_bio


def read(tmp_path: Path, text: str | bytes) -> list[list[tuple[str, str]]]:
    path = tmp_path / "corpus.bio"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_bio(path))


def tags(tmp_path: Path, *given: str) -> list[str]:
    (sentence,) = read(tmp_path, "".join(f"ب\t{tag}\n" for tag in given))
    return [tag for _, tag in sentence]


def test_columns_between_token_and_tag_are_not_read(tmp_path: Path) -> None:
    text = "-DOCSTART- -X- -X- O\n\nزار NNP I-NP O\nباريس NNP I-NP B-LOC\n\n\n-DOCSTART-\nعاد\tVB\tO\r\n"
    assert read(tmp_path, text) == [[("زار", "O"), ("باريس", "B-LOC")], [("عاد", "O")]]


def test_comments_are_told_from_tokens(tmp_path: Path) -> None:
    text = "# sent_id = 1\n#\tO\n# O\n#global.columns\nبيروت\tB-LOC\n"
    assert read(tmp_path, text) == [[("#", "O"), ("#", "O"), ("بيروت", "B-LOC")]]


def test_tokens_may_hold_spaces(tmp_path: Path) -> None:
    text = "نيو يورك\tB-LOC\nنيو\u00a0يورك B-LOC\n\u00a0\tO\n"
    assert read(tmp_path, text) == [[("نيو يورك", "B-LOC"), ("نيو\u00a0يورك", "B-LOC"), ("\u00a0", "O")]]


def test_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufeffباكو\tB-LOC\r\n\r\nعاد\tO") == [[("باكو", "B-LOC")], [("عاد", "O")]]


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        # IOB1: B- only where a name of the same label ends just before.
        ("O I-PER I-PER B-PER I-LOC O I-LOC", "O B-PER I-PER B-PER B-LOC O B-LOC"),
        ("B-PER I-PER B-PER B-LOC O", "B-PER I-PER B-PER B-LOC O"),
        ("B-PER I-PER E-PER S-PER S-LOC B-LOC E-LOC", "B-PER I-PER I-PER B-PER B-LOC B-LOC I-LOC"),
        ("B-PER L-PER U-PER U-LOC O", "B-PER I-PER B-PER B-LOC O"),
        # Two places of different kinds are two names.
        ("B-CITY I-CITY I-COUNTRY O", "B-LOC I-LOC B-LOC O"),
        ("B-PERS I-PERS B-MISC", "B-PER I-PER B-MISC"),
    ],
)
def test_every_scheme_becomes_iob2(tmp_path: Path, scheme: str, expected: str) -> None:
    assert tags(tmp_path, *scheme.split()) == expected.split()


def test_a_sentence_begins_a_name_afresh(tmp_path: Path) -> None:
    assert read(tmp_path, "أ\tI-LOC\n\nب\tI-LOC\n") == [[("أ", "B-LOC")], [("ب", "B-LOC")]]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("حلب", "'حلب' has one column; put a token, a tab and its tag on each line"),
        ("حلب\tX-LOC", "'X-LOC' is not a tag; the last column must be O, or B- or I- and a label"),
        ("حلب\tB-", "'B-' is not a tag"),
        ("حلب\t", "'' is not a tag"),
        ("\tO", "has no token"),
        ("حلب\tO-LOC", "'O-LOC' is not a tag"),
        ("حلب B--LOC", "'B--LOC' is not a tag"),
        ("#\tX-LOC", "'X-LOC' is not a tag"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=r"corpus\.bio, line 2: ") as caught:
        read(tmp_path, f"في\tO\n{line}\n")
    assert complaint in str(caught.value)


def test_another_encoding_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"corpus\.bio: not UTF-8"):
        read(tmp_path, "باكو\tB-LOC\n".encode("windows-1256"))

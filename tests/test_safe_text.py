from __future__ import annotations

import unicodedata

import pytest

from geotag.safe_text import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("news/حلب – ٢٠٢٤ \\ قرهٔ باغ.txt", "news/حلب – ٢٠٢٤ \\ قرهٔ باغ.txt"),
        ("a\nb\rc\td", r"a\nb\rc\td"),
        ("\x1b[31m\x07\x9b31m\x7f\x00", r"\x1b[31m\x07\x9b31m\x7f\x00"),
        ("\u202egpj.txt\u2066\u200f\ufeff", r"\u202egpj.txt\u2066\u200f\ufeff"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\ud800\udcff", r"\ud800\udcff"),
        ("\u2028\u2029\u0085", r"\u2028\u2029\x85"),
        ("\U000e0041\ue000", r"\U000e0041\ue000"),
    ],
)
def test_what_a_terminal_would_obey_is_escaped(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_every_character_is_left_or_escaped_and_none_is_obeyed() -> None:
    for code in range(0x110000):
        shown = printable(chr(code))
        assert len(shown) == 1 or shown.isascii()
        assert unicodedata.category(shown[0]) not in ("Cc", "Cs", "Zl", "Zp")

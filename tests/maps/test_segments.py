from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from geotag.maps.segments import breakable, cut
from geotag.model import Mention
from tests.maps.factory import mention


def span(start: int, end: int, text: str = "") -> Mention:
    return Mention(start, end, text[start:end], "LOC", 0.9)


def test_a_name_inside_a_name_gives_flat_pieces_that_know_both() -> None:
    text = "هبطت في مطار فضولي الدولي أمس"
    outer, inner = mention(text, "مطار فضولي الدولي", "FAC"), mention(text, "فضولي", role="nested")
    marked = [(s.text, s.mentions) for s in cut(text, [outer, inner]) if s.mentions]
    assert marked == [("مطار ", (0,)), ("فضولي", (1, 0)), (" الدولي", (0,))]


def test_names_that_overlap_share_the_piece_between() -> None:
    text = "وزارة دفاع أذربيجان الغربية"
    pieces = cut(text, [span(0, 19), span(11, 27)])
    assert [(s.text, s.mentions) for s in pieces] == [
        ("وزارة دفاع ", (0,)),
        ("أذربيجان", (1, 0)),
        (" الغربية", (1,)),
    ]


def test_two_names_over_the_same_text_are_both_kept() -> None:
    assert cut("حلب", [span(0, 3), span(0, 3)])[0].mentions == (0, 1)


def test_characters_beyond_the_basic_plane_count_as_one() -> None:
    text = "🇦🇿🔥 في باكو 🎉"
    assert [s.text for s in cut(text, [mention(text, "باكو")]) if s.mentions] == ["باكو"]


def test_no_cut_parts_a_mark_from_its_letter() -> None:
    text = "في حلبَ اليوم"
    assert [s.text for s in cut(text, [mention(text, "حلب")])] == ["في ", "حلبَ", " اليوم"]


def test_offsets_outside_the_text_do_no_harm() -> None:
    assert [s.text for s in cut("حلب", [span(-2, 99), span(5, 9), span(2, 2)])] == ["حلب"]
    assert cut("", []) == []


@given(
    st.text("حلبَ \U0001f525\u200d\ufe0f\nab", max_size=20),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=6),
)
def test_the_pieces_are_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    pieces = cut(text, [span(min(pair), max(pair), text) for pair in spans])
    assert "".join(s.text for s in pieces) == text
    assert all(text.startswith(s.text, s.start) for s in pieces)


def test_only_words_without_end_can_be_broken_and_no_mark_leaves_its_letter() -> None:
    assert str(breakable("كلمة " * 1000)) == "كلمة " * 1000
    assert str(breakable("ب" * 1000)) == "<wbr>".join(["ب" * 400, "ب" * 400, "ب" * 200])
    assert "<wbr>" not in breakable("ب" * 400 + "َ" + "ب" * 100)
    assert breakable("َ" * 1000).count("<wbr>") == 2


@given(st.text(st.sampled_from("بَ<& \n"), max_size=1500))
def test_what_can_be_broken_is_still_the_text(text: str) -> None:
    assert breakable(text).replace("<wbr>", "") == escape(text)

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geotag.ner.corpora import read_bio
from tools.marked_prose import Span, check_line, main, parse_line, read_lines, to_bio

ROOT = Path(__file__).parents[2]


def faults_of(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "prose.txt"
    path.write_text(text, encoding="utf-8")
    return [fault.removeprefix(f"{tmp_path}/") for fault in read_lines([path])[1]]


def test_nested_names_are_kept_apart() -> None:
    line = parse_line("نظرت {محكمة {البصرة|ADMIN} في {العراق|COUNTRY}|ORG} و{حلب|CITY}")
    assert line.text == "نظرت محكمة البصرة في العراق وحلب"
    assert [line.text[s.start : s.end] for s in line.outer] == ["محكمة البصرة في العراق", "حلب"]
    assert [(line.text[s.start : s.end], s.type) for s in line.nested] == [("البصرة", "ADMIN"), ("العراق", "COUNTRY")]
    assert not list(check_line(line))


def test_doubly_nested_names_are_in_the_order_of_the_text() -> None:
    line = parse_line("{بلدية {نهر {عمان|CITY}|NATURAL}|ORG}")
    assert line.nested == (Span(6, 14, "NATURAL"), Span(10, 14, "CITY"))


@pytest.mark.parametrize(
    ("marked", "complaint"),
    [
        ("في {حلب|CITY", "a | without its braces"),
        ("في {حلب", "a { is never closed"),
        ("في حلب|CITY}", "a | without its braces"),
        ("في {حلب}", "a } closes nothing, or no type"),
        ("في {حلب|TOWN}", "'TOWN' is no type; write one of COUNTRY,"),
        ("في {حلب|}", "'' is no type"),
        ("في {|CITY} اليوم", "an empty name of type CITY"),
        ("في {حلب |CITY}اليوم", "begins or ends with something else"),
        ("في {(حلب)|CITY}", "begins or ends with something else"),
        ("في ال{حلب|CITY}", "'ال' before {حلب|CITY} is no proclitic"),
        ("في {حلب|CITY}ية", "letters are glued to the end of {حلب|CITY}"),
        ("في {حلب|CITY}{دمشق|CITY}", "letters are glued to the end of {حلب|CITY}"),
        ("في  {حلب|CITY}", "two in a row"),
        (" في {حلب|CITY}", "spaces at the edge"),
        ("في {{حلب|CITY}|CITY}", "{حلب} is marked twice"),
    ],
)
def test_faults_name_file_and_line(tmp_path: Path, marked: str, complaint: str) -> None:
    faults = faults_of(tmp_path, f"# حلب\n\n{marked}\n")
    assert faults
    assert all(fault.startswith("prose.txt:3: ") for fault in faults)
    assert any(complaint in fault for fault in faults)


@pytest.mark.parametrize(
    "marked",
    ["لل{جزائر|COUNTRY}", "وب{حلب|CITY}", "زار {عُمانَ|COUNTRY}.", "{ليبيا|COUNTRY}-{تونس|COUNTRY}", "{G20|ORG}"],
)
def test_good_lines_have_no_fault(tmp_path: Path, marked: str) -> None:
    assert not faults_of(tmp_path, marked)


def test_the_same_sentence_twice_is_a_fault_whatever_its_marks(tmp_path: Path) -> None:
    assert faults_of(tmp_path, "زار حلب\nعاد\nزار {حلب|CITY}\n") == [
        f"prose.txt:3: the same sentence as {tmp_path}/prose.txt:1"
    ]


def test_a_file_that_is_not_utf8_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "prose.txt"
    path.write_bytes("حلب".encode("cp1256"))
    (fault,) = read_lines([path])[1]
    assert fault.startswith(f"{path}:1: cannot be read")


def test_tokens_take_the_label_of_the_name_that_begins_in_them(tmp_path: Path) -> None:
    path = tmp_path / "prose.bio"
    path.write_text(to_bio(parse_line("عاد لل{جزائر|COUNTRY}. و{نادي {بني سويف|CITY}|ORG} فاز؟")), encoding="utf-8")
    assert list(read_bio(path, {})) == [
        [("عاد", "O"), ("للجزائر", "B-COUNTRY"), (".", "O")],
        [("ونادي", "B-ORG"), ("بني", "I-ORG"), ("سويف", "I-ORG"), ("فاز", "O"), ("؟", "O")],
    ]


def test_two_names_side_by_side_are_two(tmp_path: Path) -> None:
    path = tmp_path / "prose.bio"
    path.write_text(to_bio(parse_line("{حلب|CITY} {دمشق|CITY}-{درعا|CITY}")), encoding="utf-8")
    ((_, *tags), *_) = [[tag for _, tag in sentence] for sentence in read_bio(path, {})]
    assert tags == ["B-CITY", "O", "B-CITY"]


def test_command_writes_both_forms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prose, bio, jsonl = tmp_path / "a.txt", tmp_path / "a.bio", tmp_path / "a.jsonl"
    prose.write_text("# حلب\nفي {مطار {حلب|CITY}|FAC} مساء\n", encoding="utf-8")
    assert main([str(prose), "--bio", str(bio), "--jsonl", str(jsonl)]) == 0
    assert "1 lines, 0 faults; 0 COUNTRY, 0 CITY" in capsys.readouterr().out
    assert bio.read_text(encoding="utf-8").splitlines()[:3] == ["في\tO", "مطار\tB-FAC", "حلب\tI-FAC"]
    assert json.loads(jsonl.read_text(encoding="utf-8")) == {
        "id": "a-2",
        "source": "a.txt",
        "date": "",
        "text": "في مطار حلب مساء",
        "spans": [[3, 11, "FAC"]],
        "nested": [[8, 11, "CITY"]],
    }


def test_command_writes_nothing_where_there_are_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prose, bio = tmp_path / "a.txt", tmp_path / "a.bio"
    prose.write_text("في {حلب\nعاد\n", encoding="utf-8")
    assert main([str(prose), "--bio", str(bio)]) == 1
    assert f"{prose}:1: a {{ is never closed" in capsys.readouterr().err
    assert not bio.exists()


def test_no_files_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([]) == 1
    assert "no files" in capsys.readouterr().err


def test_the_sentences_of_the_repository_have_no_fault() -> None:
    assert not read_lines(sorted((ROOT / "training" / "prose").glob("*.txt")))[1]

"""Labels of articles that are kept as offsets: corrections change marks alone, and find their text again."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from tools import raw_labels
from tools.marked_prose import to_bio

TEXT = "افتتح الوالي سوقا في تطاوين\nوحضر وفد من بلدية مدنين مساء"
MARKED = "افتتح الوالي سوقا في تطاوين\nوحضر {وفد|ORG} من بلدية {مدنين|CITY} مساء"


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    path = tmp_path / "batch-01.txt"
    path.write_text(f"=== 1 {raw_labels.digest(TEXT)}\n{MARKED}\n", encoding="utf-8")
    return path


def corrections(tmp_path: Path, *lines: tuple[str, str, str]) -> Path:
    path = tmp_path / "corrections.tsv"
    path.write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_corrections_become_offsets(batch: Path, tmp_path: Path) -> None:
    file = corrections(
        tmp_path,
        ("1", "في تطاوين", "في {تطاوين|CITY}"),
        ("1", "{وفد|ORG} من", "وفد من"),
        ("1", "بلدية {مدنين|CITY}", "{بلدية {مدنين|CITY}|ORG}"),
    )
    (record,), faults = raw_labels.apply(batch, file)
    assert faults == []
    names = [(TEXT[start:end], kind) for start, end, kind in record["spans"]]  # type: ignore[attr-defined]
    assert names == [("تطاوين", "CITY"), ("بلدية مدنين", "ORG")]
    assert [TEXT[start:end] for start, end, _ in record["nested"]] == ["مدنين"]  # type: ignore[attr-defined]
    assert record["corrections"] == 3
    assert "تطاوين" not in json.dumps(record, ensure_ascii=False)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("في قابس", "في {قابس|CITY}", "occurs 0 times in article 1"),
        ("و", "و", "occurs"),
        ("في تطاوين", "في {تطاون|CITY}", "more than marks would change"),
        ("{وفد|ORG", "وفد", "take whole marks into the passage"),
        ("في تطاوين", "في {تطاوين|TOWN}", "'TOWN' is no type"),
    ],
)
def test_faults_name_file_and_line(batch: Path, tmp_path: Path, old: str, new: str, complaint: str) -> None:
    file = corrections(tmp_path, ("1", old, new))
    _, (fault,) = raw_labels.apply(batch, file)
    assert fault.startswith(f"{file}:1: ")
    assert complaint in fault


def test_a_line_that_is_repeated_is_marked_wherever_it_stands(tmp_path: Path) -> None:
    batch, text = tmp_path / "batch-01.txt", "سوق تطاوين\nخبر\nسوق تطاوين"
    batch.write_text(f"=== 1 {raw_labels.digest(text)}\n{text}\n", encoding="utf-8")
    assert raw_labels.apply(batch, corrections(tmp_path, ("1", "سوق تطاوين", "سوق {تطاوين|CITY}")))[1] != []
    (record,), faults = raw_labels.apply(batch, corrections(tmp_path, ("1*", "سوق تطاوين", "سوق {تطاوين|CITY}")))
    assert (faults, record["spans"]) == ([], [[4, 10, "CITY"], [19, 25, "CITY"]])


def test_an_article_that_is_not_the_one_that_was_drawn_is_named(batch: Path, tmp_path: Path) -> None:
    batch.write_text(batch.read_text(encoding="utf-8").replace("مساء", "صباحا"), encoding="utf-8")
    _, faults = raw_labels.apply(batch, corrections(tmp_path))
    assert faults == [f"{batch}, article 1: its text is not the one that was drawn"]


def test_the_labels_find_their_text_in_the_corpus_again(batch: Path, tmp_path: Path) -> None:
    records, _ = raw_labels.apply(batch, corrections(tmp_path, ("1", "في تطاوين", "في {تطاوين|CITY}")))
    corpus = tmp_path / "corpus.xz"
    corpus.write_bytes(lzma.compress(f"خبر آخر في حلب\n\n  {TEXT} \n\n".encode()))
    lines = list(raw_labels.labelled(raw_labels.read_corpus(corpus), records))
    assert [line.text for line in lines] == TEXT.split("\n")
    assert "تطاوين\tB-CITY\n" in to_bio(lines[0])
    assert "مدنين\tB-CITY\n" in to_bio(lines[1])


def test_a_batch_has_the_least_sure_articles_of_every_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_labels, "_PARTS", 2)
    monkeypatch.setattr(raw_labels, "_STEP", 1)
    sure = "وصل الوفد إلى بغداد صباح اليوم وعقد اجتماعا مع الوزير. " * 6
    unsure = "تصدر نادي العين ترتيب دوري الشارقة بعد فوز الوحدة على النصر. " * 6
    corpus = [f"{part} {text}" for part in ("الأول", "الثاني") for text in (sure, sure + ".", sure + "!", unsure)]
    chosen = raw_labels.choose(corpus, 4, {raw_labels.digest(corpus[0])}, seed=0)
    assert len(chosen) == 4
    assert corpus[0] not in chosen
    assert {corpus[3], corpus[7]} <= set(chosen)

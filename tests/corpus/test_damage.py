"""A directory of a run that was damaged: it is read rightly or refused by name, and nothing of it is lost."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from geotag.cli import main
from geotag.corpus import InputFailure
from geotag.corpus.duplicates import link_duplicates
from geotag.corpus.run_store import read_records
from geotag.corpus.running import run_corpus
from geotag.corpus.tagging_results import TaggingResult
from geotag.errors import InputError, OutputError, ResultsError, RunError, RunMismatchError
from geotag.model import Article, TaggedArticle
from geotag.records.serialising import to_json
from tests.corpus.test_running import FewAtATime, not_finished

FILES = ("run.json", "index.jsonl", "articles-00000.jsonl", "articles-00001.jsonl", "errors.jsonl", "duplicates.jsonl")


class Substitute(FewAtATime):
    """An engine that gives whole records, of articles without names."""

    def tag(self, batches: Iterator[Sequence[Article]]) -> Iterator[list[TaggingResult]]:
        for batch in batches:
            if any(article.id == self.until for article in batch):
                raise InterruptedError
            tagged = [TaggedArticle(article, (), (), (), None, self.provenance) for article in batch]
            yield [TaggingResult(to_json(each.to_dict())) for each in tagged]


def items(count: int = 14) -> list[Article | InputFailure]:
    found: list[Article | InputFailure] = [
        Article(f"a/{n}", f"مقال رقم {n} عن حلب", f"عنوان {n}", "وكالة", f"https://x.example/{n}", "2024-03-05")
        for n in range(count)
    ]
    found.insert(3, InputFailure("bad", InputError("bad: cannot be read")))
    found.insert(9, replace(found[0], id="copy"))  # type: ignore[type-var]
    return found


@pytest.fixture
def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("geotag.records.run_index._PART_ARTICLES", 8)
    resume(tmp_path / "whole")
    return tmp_path / "whole"


def resume(directory: Path, given: Iterable[Article | InputFailure] | None = None) -> None:
    run_corpus(link_duplicates(items() if given is None else given), directory, Substitute(), resume=True)


def content(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(directory.glob("[!.]*"))}


def ids(directory: Path) -> list[str]:
    return [record["id"] for record in read_records(directory)]


def lines(change: Callable[[list[bytes], random.Random], object]) -> Callable[[bytes, random.Random], bytes]:
    def damaged(data: bytes, draw: random.Random) -> bytes:
        found = data.splitlines(keepends=True)
        change(found, draw)
        return b"".join(found)

    return damaged


def altered(data: bytes, draw: random.Random) -> bytes:
    position = draw.randrange(len(data))
    return data[:position] + bytes([draw.randrange(256)]) + data[position + 1 :]


def without_a_key(data: bytes, draw: random.Random) -> bytes:
    found = data.splitlines(keepends=True)
    number = draw.randrange(len(found))
    try:
        row = json.loads(found[number])
        key = draw.choice(list(row))
    except (ValueError, TypeError):
        return data
    row[key] = draw.choice([None, -1, "x", [], {}, 10**30])
    if draw.random() < 0.5:
        del row[key]
    found[number] = json.dumps(row, ensure_ascii=False).encode() + b"\n"
    return b"".join(found)


DAMAGE: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "emptied": lambda data, draw: b"",
    "cut": lambda data, draw: data[: draw.randrange(len(data))],
    "cut in front": lambda data, draw: data[draw.randrange(1, len(data)) :],
    "altered": altered,
    "altered often": lambda data, draw: altered(altered(altered(data, draw), draw), draw),
    "line lost": lines(lambda found, draw: found.pop(draw.randrange(len(found)))),
    "line twice": lines(lambda found, draw: found.insert(draw.randrange(len(found)), draw.choice(found))),
    "lines shuffled": lines(lambda found, draw: draw.shuffle(found)),
    "appended": lambda data, draw: data + draw.choice([b"{", b'{"id": "half', b"\xff\n", data]),
    "zeroed": lambda data, draw: bytes(len(data)),
    "other value": without_a_key,
}


@pytest.mark.parametrize("finished", [True, False])
@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("kind", DAMAGE)
def test_whatever_is_damaged_is_read_rightly_or_refused(whole: Path, file: str, kind: str, finished: bool) -> None:
    draw = random.Random(f"{file} {kind}")
    if not finished:
        not_finished(whole)
    before, records = content(whole), ids(whole)
    for _ in range(4):
        data = DAMAGE[kind](before[file], draw)
        (whole / file).write_bytes(data)
        found, refused = records_or_refusal(whole)
        # Of a run that was killed, what its index does not name is not certain.
        cut = not finished and file == "index.jsonl" and found == records[: len(found)]
        assert str(whole) in refused if refused else (found == records or cut)
        resumed_or_refused(whole, before, {**before, file: data})
        restore(whole, before)


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_lost_or_of_another_place_is_named(whole: Path, file: str) -> None:
    before, records = content(whole), ids(whole)
    for other in (None, *FILES):
        if other == file:
            continue
        changed = dict(before)
        if other is None:
            del changed[file]
        else:
            changed[file], changed[other] = before[other], before[file]
        restore(whole, changed)
        found, refused = records_or_refusal(whole)
        if refused:
            assert any(name in refused for name in (file, other, "index.jsonl") if name), refused
        else:
            assert found == records
        resumed_or_refused(whole, before, changed)
        restore(whole, before)


def records_or_refusal(directory: Path) -> tuple[list[str], str]:
    try:
        return ids(directory), ""
    except ResultsError as error:
        return [], str(error)


def resumed_or_refused(directory: Path, before: dict[str, bytes], damaged: dict[str, bytes]) -> None:
    refused = ""
    try:
        resume(directory)
    except RunError as error:
        refused = str(error)
    if refused:
        assert str(directory) in refused
        assert re.search("put (it )?back|another directory", refused), refused
        assert content(directory) == damaged
    else:
        assert {**content(directory), "run.json": b""} == {**before, "run.json": b""}


def restore(directory: Path, files: dict[str, bytes]) -> None:
    for path in directory.glob("[!.]*"):
        path.unlink()
    for name, data in files.items():
        (directory / name).write_bytes(data)


def test_a_lost_index_deletes_nothing(whole: Path) -> None:
    (whole / "index.jsonl").unlink()
    before = content(whole)
    with pytest.raises(
        OutputError, match=r"index\.jsonl is missing; this run cannot go on, and nothing of it was touch"
    ):
        resume(whole)
    assert content(whole) == before


def test_an_index_that_leaves_too_much_unnamed_was_cut_short(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    not_finished(whole)
    monkeypatch.setattr("geotag.records.run_index._MOST_EXCESS", 100)
    (whole / "index.jsonl").write_bytes(b"")
    before = content(whole)
    with pytest.raises(
        OutputError, match=r"index\.jsonl was cut short or changed \([\d,]+ bytes of the other files are"
    ):
        resume(whole)
    with pytest.raises(ResultsError, match=r"index\.jsonl was cut short or changed"):
        ids(whole)
    assert content(whole) == before


def test_a_part_that_was_overwritten_in_place_is_named(whole: Path) -> None:
    part = whole / "articles-00001.jsonl"
    part.write_bytes(part.read_bytes().replace("عنوان 9".encode(), "عنوان 8".encode()))
    told = r"articles-00001\.jsonl, byte [\d,]+: this is not what was written there, or index\.jsonl, line \d+"
    with pytest.raises(OutputError, match=told):
        resume(whole)
    with pytest.raises(ResultsError, match=told):
        ids(whole)
    for command in ("review", "summary"):
        result = CliRunner().invoke(main, [command, str(whole)])
        assert result.exit_code == 2
        assert re.search(told, result.stderr)
        assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("key", ["file", "offset", "bytes", "hash"])
def test_a_row_without_a_key_is_named(whole: Path, key: str) -> None:
    index = whole / "index.jsonl"
    rows = [json.loads(line) for line in index.read_text(encoding="utf-8").splitlines()]
    del rows[4][key]
    index.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    with pytest.raises(OutputError, match=rf"index\.jsonl, line 5: its '{key}' is missing.*; this run cannot go on"):
        resume(whole)
    if key != "hash":
        for command in ("review", "summary"):
            result = CliRunner().invoke(main, [command, str(whole)])
            assert (result.exit_code, result.stdout) == (2, "")
            assert f"index.jsonl, line 5: its '{key}' is missing; put back what geotag run wrote" in result.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": "عنوان آخر"}, "a/5 has another title;"),
        ({"date": "2024-03-06"}, "a/5 has another date;"),
        ({"source": None}, "a/5 has another source;"),
        ({"url": "https://x.example/other", "title": None}, "a/5 has another title and url;"),
        ({"text": "نص آخر عن حلب"}, "a/5 has another content;"),
    ],
)
def test_what_changed_of_an_article_is_named_and_refused(whole: Path, change: dict[str, Any], said: str) -> None:
    before = content(whole)
    changed = [replace(each, **change) if isinstance(each, Article) and each.id == "a/5" else each for each in items()]
    with pytest.raises(RunMismatchError, match=said):
        resume(whole, changed)
    assert content(whole) == before


def test_what_changed_of_a_link_or_a_failed_article_is_named_too(whole: Path) -> None:
    changed = [
        replace(each, title="آخر") if isinstance(each, Article) and each.id == "copy" else each for each in items()
    ]
    with pytest.raises(RunMismatchError, match="copy has another title;"):
        resume(whole, changed)


def test_what_a_killed_run_left_is_kept_until_the_inputs_are_found_to_be_the_same(whole: Path) -> None:
    not_finished(whole)
    for name in ("articles-00001.jsonl", "errors.jsonl", "index.jsonl"):
        with (whole / name).open("ab") as stream:
            stream.write(b'{"half')
    before = content(whole)
    with pytest.raises(RunMismatchError):
        resume(whole, items()[1:])
    assert content(whole) == before
    resume(whole)
    assert all(not data.endswith(b'{"half') for data in content(whole).values())


def test_more_inputs_are_added_to_a_finished_run(whole: Path, tmp_path: Path) -> None:
    resume(whole, items(20))
    resume(tmp_path / "at once", items(20))
    assert content(whole) == content(tmp_path / "at once")


def test_a_run_of_an_earlier_version_is_read_but_does_not_go_on(whole: Path) -> None:
    index = whole / "index.jsonl"
    rows = [json.loads(line) for line in index.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        del row["hash"], row["fields"]
    index.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    assert len(ids(whole)) == 14
    with pytest.raises(OutputError, match="earlier versions of geotag wrote none"):
        resume(whole)


def test_an_id_that_no_encoding_can_carry_is_the_same_again(tmp_path: Path) -> None:
    given = [Article("a\udc00", "نص عن حلب", "عنوان\ud800"), Article("b", "نص آخر")]
    resume(tmp_path / "out", given[:1])
    resume(tmp_path / "out", given)
    assert len(ids(tmp_path / "out")) == 2
    shutil.rmtree(tmp_path / "out")

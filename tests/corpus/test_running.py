from __future__ import annotations

import hashlib
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from geotag.corpus import InputFailure, read_inputs
from geotag.corpus.run_store import RunCounts, read_records, require_usable
from geotag.corpus.running import run_corpus
from geotag.corpus.tagging_results import TaggingResult
from geotag.corpus.workers import LocalEngine, TaggerSettings
from geotag.errors import ModelNotFoundError, OutputError, RunMismatchError
from geotag.model import Article
from tests.corpus.killing import children
from tests.corpus.substitute_tagger import DIE, FAIL, HANG

SETTINGS = TaggerSettings(factory="tests.corpus.substitute_tagger:load")
#: A run in a process of its own, to be killed: inputs, directory, whether to go on.
RUN = """
import sys
from pathlib import Path
from geotag.corpus import read_inputs
from geotag.corpus.running import run_corpus
from geotag.corpus.workers import LocalEngine, TaggerSettings
with LocalEngine(TaggerSettings(factory="tests.corpus.substitute_tagger:load"), 20, 2) as engine:
    run_corpus(read_inputs([sys.argv[1]]), Path(sys.argv[2]), engine, inputs=["corpus"], resume=True)
"""


class FewAtATime:
    """An engine of this process; it breaks off before a batch that holds a given article."""

    def __init__(self, until: str = "", name: str = "none") -> None:
        self.provenance = {"model": {"name": name}}
        self.until = until

    def tag(self, batches: Iterator[Sequence[Article]]) -> Iterator[list[TaggingResult]]:
        for batch in batches:
            if any(article.id == self.until for article in batch):
                raise InterruptedError
            yield [TaggingResult(json.dumps({"id": article.id})) for article in batch]

    def __enter__(self) -> FewAtATime:
        return self

    def __exit__(self, *_: object) -> None:
        return


def corpus(path: Path, count: int, word: str = "", length: int = 1) -> Path:
    with path.open("w", encoding="utf-8") as stream:
        for number in range(count):
            text = f"مقال رقم {number} عن مدينة آغدام في أذربيجان {word} " * length
            stream.write(json.dumps({"id": f"n{number}", "text": text}, ensure_ascii=False) + "\n")
    return path


def run(source: Path | list[Path], directory: Path, resume: bool = False, seconds: float = 20) -> RunCounts:
    paths = source if isinstance(source, list) else [source]
    with LocalEngine(SETTINGS, seconds, 2) as engine:
        return run_corpus(read_inputs(paths), directory, engine, inputs=["corpus"], resume=resume)


def content(directory: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(directory.glob("[!.]*"))}


def not_finished(directory: Path) -> None:
    """Let a run be one that was killed before it was finished."""
    path = directory / "run.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"complete"', '"running"'), encoding="utf-8")


def errors(directory: Path) -> dict[str, tuple[str, str]]:
    rows = map(json.loads, (directory / "errors.jsonl").read_text(encoding="utf-8").splitlines())
    return {row["input"]: (row["error"], row["message"]) for row in rows}


def test_every_input_is_stored_in_its_order(tmp_path: Path) -> None:
    source = corpus(tmp_path / "c.jsonl", 2_500)
    counts = run(source, tmp_path / "out")
    assert (counts.tagged, counts.failed) == (2_500, 0)
    assert [record["id"] for record in read_records(tmp_path / "out")] == [f"n{n}" for n in range(2_500)]
    assert sorted(content(tmp_path / "out")) == [
        *(f"articles-0000{n}.jsonl" for n in range(3)),
        "index.jsonl",
        "run.json",
    ]
    about = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert about["status"] == "complete"
    assert about["counts"] == {"inputs": 2_500, "tagged": 2_500, "failed": 0, "duplicates": 0}
    assert about["provenance"] == {"model": {"name": "none"}}


def test_articles_that_hang_fail_or_kill_are_set_aside_and_the_rest_done(tmp_path: Path) -> None:
    source = tmp_path / "c.jsonl"
    words = {3: HANG, 7: FAIL, 11: DIE}
    lines = [{"id": f"n{n}", "text": f"مدينة آغدام في أذربيجان {words.get(n, '')}"} for n in range(20)]
    source.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    counts = run(source, tmp_path / "out", seconds=1.5)
    assert (counts.tagged, counts.failed) == (17, 3)
    assert [record["id"] for record in read_records(tmp_path / "out")] == [f"n{n}" for n in range(20) if n not in words]
    found = errors(tmp_path / "out")
    assert {name: kind for name, (kind, _) in found.items()} == {
        "n3": "TimeLimitError",
        "n7": "ZeroDivisionError",
        "n11": "WorkerCrashError",
    }
    assert "n3: tagging took longer than 1.5 s" in found["n3"][1]
    assert "by hand" in found["n7"][1]
    assert "ended 3 times" in found["n11"][1]


def test_bad_inputs_are_named_and_the_rest_done(tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    inputs.mkdir()
    for number in range(1_000):
        (inputs / f"empty-{number:04}.txt").write_text("")
    with (inputs / "huge.txt").open("wb") as stream:
        stream.truncate(200_000_000)
    (inputs / "cut.jsonl").write_text('{"id": "x/../y", "text": "مدينة آغدام في أذربيجان"}\n{"id": "z", "te')
    (inputs / "same.jsonl").write_text('{"id": "x/../y", "text": "مدينة فضولي في أذربيجان"}\n')
    counts = run([inputs, tmp_path / "nothing.txt"], tmp_path / "out")
    assert (counts.tagged, counts.failed) == (2, 1_003)
    assert [record["id"] for record in read_records(tmp_path / "out")] == ["x/../y", "x/../y-2"]
    kinds = {name: kind for name, (kind, _) in errors(tmp_path / "out").items()}
    assert kinds[str(inputs / "huge.txt")] == "ArticleTooLargeError"
    assert kinds[f"{inputs / 'cut.jsonl'}, line 2"] == "InputError"
    assert kinds[str(tmp_path / "nothing.txt")] == "InputError"
    assert sum(kind == "EmptyArticleError" for kind in kinds.values()) == 1_000


def test_a_run_goes_on_from_any_byte(tmp_path: Path) -> None:
    source = corpus(tmp_path / "c.jsonl", 40, length=100)
    items = list(read_inputs([source]))
    items.insert(5, InputFailure("bad", OutputError("bad")))
    run_corpus(items, tmp_path / "whole", FewAtATime())
    expected = content(tmp_path / "whole")
    draw = random.Random(7)
    for number in range(20):
        directory = tmp_path / f"out{number}"
        with pytest.raises(InterruptedError):
            run_corpus(items, directory, FewAtATime(until=f"n{draw.randrange(12, 40)}"))
        # As a kill leaves it: an index cut within a line, and records that no index names.
        index = directory / "index.jsonl"
        os.truncate(index, draw.randrange(index.stat().st_size))
        with (directory / "articles-00000.jsonl").open("a") as stream:
            stream.write('{"half a rec')
        (directory / "articles-00001.jsonl").write_text('{"half a rec')
        run_corpus(items, directory, FewAtATime(), resume=True)
        assert content(directory) == expected


def test_workers_end_with_their_parent_even_when_they_hang(tmp_path: Path) -> None:
    source = corpus(tmp_path / "c.jsonl", 2, HANG)
    process = subprocess.Popen([sys.executable, "-c", RUN, source, tmp_path / "out"])
    while not (tmp_path / "out" / "run.json").exists():
        time.sleep(0.02)
    time.sleep(0.5)
    workers = children(process.pid)
    assert len(workers) == 2
    process.kill()
    process.wait()
    for _ in range(100):
        alive = [pid for pid in workers if _runs(pid)]
        if not alive:
            return
        time.sleep(0.1)
    pytest.fail(f"{alive} go on")


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_what_changed_is_named_and_refused(tmp_path: Path) -> None:
    items = list(read_inputs([corpus(tmp_path / "c.jsonl", 5)]))
    out = tmp_path / "out"
    run_corpus(items, out, FewAtATime(), parameters={"max_bytes": 5})
    before = content(out)
    with pytest.raises(OutputError, match="holds a run already; go on with --resume"):
        run_corpus(items, out, FewAtATime(), parameters={"max_bytes": 5})
    with pytest.raises(RunMismatchError, match=r'provenance.model.name was "none", is "other"'):
        run_corpus(items, out, FewAtATime(name="other"), parameters={"max_bytes": 5}, resume=True)
    with pytest.raises(RunMismatchError, match=r"parameters.max_bytes was 5, is 6"):
        run_corpus(items, out, FewAtATime(), parameters={"max_bytes": 6}, resume=True)
    with pytest.raises(RunMismatchError, match=r"n2 is n3 now"):
        run_corpus([*items[:2], *items[3:]], out, FewAtATime(), parameters={"max_bytes": 5}, resume=True)
    with pytest.raises(RunMismatchError, match=r"n0 has another content"):
        run_corpus([Article("n0", "x")], out, FewAtATime(), parameters={"max_bytes": 5}, resume=True)
    assert content(out) == before
    assert run_corpus(items, out, FewAtATime(), parameters={"max_bytes": 5}, resume=True).tagged == 5
    assert content(out) == before


def test_directories_that_are_no_run_are_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(OutputError, match="holds other files"):
        run_corpus([], tmp_path, FewAtATime())
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    (tmp_path / "run.json").write_text('{"a": 1}')
    with pytest.raises(OutputError, match="describes no run of geotag"):
        run_corpus([], tmp_path, FewAtATime(), resume=True)
    with pytest.raises(OutputError, match="cannot be written"):
        run_corpus([], tmp_path / "mine.txt" / "out", FewAtATime())
    with pytest.raises(OutputError, match="cannot be written"):
        run_corpus([], Path("/proc/geotag-out"), FewAtATime())


def test_a_store_that_lost_bytes_is_refused(tmp_path: Path) -> None:
    items = list(read_inputs([corpus(tmp_path / "c.jsonl", 5)]))
    run_corpus(items, tmp_path / "out", FewAtATime())
    os.truncate(tmp_path / "out" / "articles-00000.jsonl", 20)
    with pytest.raises(OutputError, match=r"articles-00000.jsonl was cut short"):
        run_corpus(items, tmp_path / "out", FewAtATime(), resume=True)


def test_two_runs_do_not_share_a_directory(tmp_path: Path) -> None:
    items = list(read_inputs([corpus(tmp_path / "c.jsonl", 5)]))

    def read() -> Iterator[Article | InputFailure]:
        with pytest.raises(OutputError, match="is being written by another run"):
            run_corpus(items, tmp_path / "out", FewAtATime(), resume=True)
        yield from items

    assert run_corpus(read(), tmp_path / "out", FewAtATime()).tagged == 5


def test_a_full_disk_stops_the_run_which_goes_on_later(tmp_path: Path) -> None:
    source = corpus(tmp_path / "c.jsonl", 400, length=60)
    run(source, tmp_path / "whole")
    limited = subprocess.run(
        [sys.executable, "-c", RUN, source, tmp_path / "out"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert limited.returncode == 1
    assert "go on with --resume" in limited.stderr.splitlines()[-1]
    assert "articles-00000.jsonl cannot be written (File too large)" in limited.stderr.splitlines()[-1]
    run(source, tmp_path / "out", resume=True)
    assert content(tmp_path / "out") == content(tmp_path / "whole")


@pytest.mark.parametrize("most", [20_000, 3])
def test_a_hanging_article_does_not_hold_up_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr("geotag.corpus.workers._MOST_OUT_OF_TURN", most)
    source = corpus(tmp_path / "c.jsonl", 1_500, length=20)
    lines = source.read_text(encoding="utf-8").splitlines()
    lines[0] = json.dumps({"id": "hangs", "text": f"مدينة آغدام {HANG}"})
    source.write_text("\n".join(lines), encoding="utf-8")
    read = 0

    def items() -> Iterator[Article | InputFailure]:
        nonlocal read
        for item in read_inputs([source]):
            read += 1
            yield item

    seen: list[int] = []
    with LocalEngine(SETTINGS, 3, 2) as engine:
        counts = run_corpus(items(), tmp_path / "out", engine, progress=lambda _: seen.append(read))
    assert (counts.tagged, counts.failed) == (1_499, 1)
    # When the first batch was set aside, the other worker had long been through all that come after it, or as many
    # as it may.
    assert seen[0] == 1_500 if most > 3 else seen[0] < 300
    assert [record["id"] for record in read_records(tmp_path / "out")] == [f"n{n}" for n in range(1, 1_500)]


def test_ids_that_repeat_or_hold_slashes_are_named_and_tagged(tmp_path: Path) -> None:
    source = tmp_path / "c.jsonl"
    rows = [("x", 1), ("x", 2), ("a/b", 3), ("a/b", 4), ("x-2", 5), ("plain", 6)]
    source.write_text("".join(json.dumps({"id": i, "text": f"مدينة آغدام {n}"}) + "\n" for i, n in rows))

    def read() -> tuple[Iterator[Article | InputFailure], dict[str, str]]:
        renamed: dict[str, str] = {}
        return read_inputs([source], renamed=renamed), renamed

    items, renamed = read()
    counts = run_corpus(items, tmp_path / "whole", FewAtATime(), renamed=renamed)
    assert (counts.tagged, counts.failed) == (6, 0)
    assert renamed == {}
    rows_found = list(map(json.loads, (tmp_path / "whole" / "errors.jsonl").read_text(encoding="utf-8").splitlines()))
    assert [(row["input"], row["error"], row["tagged"]) for row in rows_found] == [
        ("x-2", "RepeatedId", True),
        ("a/b", "SlashInId", True),
        ("a/b-2", "RepeatedId", True),
        ("a/b-2", "SlashInId", True),
        ("x-2-2", "RepeatedId", True),
    ]
    assert "has the id x too; this one is called x-2" in rows_found[0]["message"]
    about = json.loads((tmp_path / "whole" / "run.json").read_text(encoding="utf-8"))
    assert about["notices"] == {"RepeatedId": 3, "SlashInId": 2}
    for end in range(0, (tmp_path / "whole" / "index.jsonl").stat().st_size, 90):
        out = tmp_path / f"out{end}"
        shutil.copytree(tmp_path / "whole", out)
        os.truncate(out / "index.jsonl", end)
        not_finished(out)
        items, renamed = read()
        run_corpus(items, out, FewAtATime(), renamed=renamed, resume=True)
        assert content(out) == content(tmp_path / "whole")


def test_of_a_kind_of_notice_a_thousand_are_written(tmp_path: Path) -> None:
    items = [Article(f"a/{n}", "آغدام") for n in range(1_500)]
    run_corpus(items, tmp_path / "out", FewAtATime())
    assert len((tmp_path / "out" / "errors.jsonl").read_text(encoding="utf-8").splitlines()) == 1_000
    assert run_corpus(items, tmp_path / "out", FewAtATime(), resume=True).tagged == 1_500
    assert len((tmp_path / "out" / "errors.jsonl").read_text(encoding="utf-8").splitlines()) == 1_000


def test_names_of_new_files_reach_the_disk_before_the_index_says_that_they_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        synced.append(Path(f"/proc/self/fd/{handle}").resolve().name)
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    run_corpus([Article("a", "آغدام"), InputFailure("b", OutputError("b"))], tmp_path / "out", FewAtATime())
    assert synced == [
        *("run.json.draft", "out"),
        *("index.jsonl", "out"),
        *("articles-00000.jsonl", "out"),
        *("errors.jsonl", "out"),
        "index.jsonl",
        *("run.json.draft", "out"),
    ]


@pytest.mark.parametrize("calls", range(1, 10))
def test_an_interruption_while_it_writes_leaves_the_store_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    items = [Article("a", "آغدام"), InputFailure("b", OutputError("b")), Article("c", "باكو")]
    run_corpus(items, tmp_path / "whole", FewAtATime())
    left = calls
    real = os.fsync

    def fsync(handle: int) -> None:
        nonlocal left
        left -= 1
        real(handle)
        if left == 0:
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(KeyboardInterrupt):
        run_corpus(items, tmp_path / "out", FewAtATime())
    monkeypatch.undo()
    run_corpus(items, tmp_path / "out", FewAtATime(), resume=True)
    assert content(tmp_path / "out") == content(tmp_path / "whole")


def test_a_worker_that_takes_the_place_of_another_must_have_the_same_model(tmp_path: Path) -> None:
    name = tmp_path / "model"
    name.write_text("first", encoding="utf-8")
    settings = TaggerSettings(f"file:{name}", factory=SETTINGS.factory)

    def items() -> Iterator[Article]:
        yield Article("a", "آغدام")
        name.write_text("second", encoding="utf-8")
        yield Article("b", f"مدينة باكو {DIE}")

    with LocalEngine(settings, 20, 1) as engine:
        assert engine.provenance == {"model": {"name": "first"}}
        with pytest.raises(RunMismatchError, match=r'another .* than the run: model.name was "first", is "second"'):
            run_corpus(items(), tmp_path / "out", engine)


def test_workers_that_differ_do_not_begin() -> None:
    with pytest.raises(RunMismatchError, match=r'model.name was "process \d+", is "process \d+"'):
        LocalEngine(TaggerSettings("own", factory=SETTINGS.factory), 20, 2)


def test_the_directory_is_refused_before_anything_is_loaded(tmp_path: Path) -> None:
    out = tmp_path / "out"
    require_usable(out, {"a": 1}, resume=False)
    assert not any(path.name != ".lock" for path in out.iterdir())
    run_corpus([], out, FewAtATime(), parameters={"a": 1})
    with pytest.raises(OutputError, match="holds a run already"):
        require_usable(out, {"a": 1}, resume=False)
    with pytest.raises(RunMismatchError, match=r"parameters.a was 1, is 2"):
        require_usable(out, {"a": 2}, resume=True)
    require_usable(out, {"a": 1}, resume=True)
    (tmp_path / "full" / ".probe.draft").parent.mkdir()
    (tmp_path / "full" / ".probe.draft").symlink_to("/dev/full")
    with pytest.raises(OutputError, match="No space left on device"):
        require_usable(tmp_path / "full", {}, resume=False)
    with pytest.raises(OutputError, match="cannot be written"):
        require_usable(Path("/proc/geotag-out"), {}, resume=False)


def test_a_model_that_cannot_be_loaded_is_said() -> None:
    with pytest.raises(ModelNotFoundError, match="model missing is not there"):
        LocalEngine(TaggerSettings("missing", factory=SETTINGS.factory), 5, 2)
    assert threading.active_count() < 20


def test_the_workers_apply_corrections_and_a_run_goes_on_only_with_the_same(tmp_path: Path) -> None:
    def tag(corrections: str | None, *, resume: bool) -> None:
        settings = TaggerSettings(corrections=corrections, factory=SETTINGS.factory)
        with LocalEngine(settings, 20, 1) as engine:
            run_corpus([Article("a", "حلب")], tmp_path / "out", engine, resume=resume)

    tag("one.csv", resume=False)
    (record,) = read_records(tmp_path / "out")
    assert record["provenance"]["corrections"] == "one.csv"
    tag("one.csv", resume=True)
    for other in ("two.csv", None):
        with pytest.raises(RunMismatchError, match="corrections"):
            tag(other, resume=True)


def test_inputs_are_read_no_further_ahead_than_a_bounded_number(tmp_path: Path) -> None:
    read = done = most = 0

    def items() -> Iterator[Article]:
        nonlocal read, most
        for number in range(3_000):
            read += 1
            most = max(most, read - done)
            yield Article(str(number), "آ" * 10_000)

    def progress(count: int) -> None:
        nonlocal done
        done += count

    with LocalEngine(SETTINGS, 20, 1) as engine:
        run_corpus(items(), tmp_path / "out", engine, progress=progress)
    # 40,000 characters a batch: 4 articles in each of the 16 batches ahead, and two under way.
    assert most <= 4 * 18
    assert done == 3_000

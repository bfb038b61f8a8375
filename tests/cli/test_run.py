"""``geotag run`` as a user meets it: on a terminal, stopped, refused, on a bad disk, with bad inputs."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.corpus.substitute_tagger import HANG, SLOW
from tests.corpus.test_running import content, corpus, errors
from tests.memory import peak_memory

GEOTAG = (sys.executable, "-m", "tests.cli.substituted")
REPOSITORY = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(REPOSITORY)}


def geotag(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [*GEOTAG, "run", *map(str, arguments)]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=120, check=False)


def begin(*arguments: str | Path, stderr: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
    command = [*GEOTAG, "run", *map(str, arguments)]
    return subprocess.Popen(command, env=ENVIRONMENT, stderr=stderr)


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} does not come"
        time.sleep(0.02)


def test_quiet_without_a_terminal(tmp_path: Path) -> None:
    done = geotag(corpus(tmp_path / "c.jsonl", 5), "-o", tmp_path / "out", "--workers", "1")
    assert done.returncode == 0
    assert done.stdout == ""
    assert done.stderr.replace("loud\n", "") == f"geotag: 5 articles tagged into {tmp_path / 'out'}\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_it_in_good_order(tmp_path: Path, number: signal.Signals) -> None:
    source = corpus(tmp_path / "c.jsonl", 400, SLOW, length=20)
    assert geotag(source, "-o", tmp_path / "whole", "--workers", "2").returncode == 0
    process = begin(source, "-o", tmp_path / "out", "--workers", "2")
    wait_for(tmp_path / "out" / "articles-00000.jsonl")
    process.send_signal(number)
    said = process.communicate(timeout=30)[1].decode()
    assert process.returncode == 130
    told = f"geotag: stopped; what is done is in {tmp_path / 'out'}, and --resume goes on from there\n"
    assert said.replace("loud\n", "") == told
    # Whatever was tagged is in the index.
    size = (tmp_path / "out" / "articles-00000.jsonl").stat().st_size
    row = json.loads((tmp_path / "out" / "index.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert row["offset"] + row["bytes"] == size
    resumed = geotag(source, "-o", tmp_path / "out", "--resume")
    assert resumed.returncode == 0
    assert resumed.stderr.replace("loud\n", "") == f"geotag: 400 articles tagged into {tmp_path / 'out'}\n"
    assert content(tmp_path / "out") == content(tmp_path / "whole")


def test_it_stops_even_while_an_article_hangs(tmp_path: Path) -> None:
    process = begin(corpus(tmp_path / "c.jsonl", 2, HANG), "-o", tmp_path / "out", "--workers", "1")
    wait_for(tmp_path / "out" / "run.json")
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    assert b"--resume goes on" in process.communicate(timeout=30)[1]
    assert process.returncode == 130


def test_resume_is_refused_with_the_reason(tmp_path: Path) -> None:
    source, out = corpus(tmp_path / "c.jsonl", 5), tmp_path / "out"
    assert geotag(source, "-o", out).returncode == 0
    for arguments, reason in [
        ([], "out holds a run already; go on with --resume, or name another directory"),
        (
            ["--resume", "--max-mb", "2"],
            "changed since the run was begun: parameters.max_bytes was 5000000, is 2000000",
        ),
        (["--resume", "--time-limit", "9"], "parameters.time_limit was 120.0, is 9.0"),
        (["--resume", "--model", "other"], 'provenance.model.name was "none", is "other"'),
    ]:
        refused = geotag(source, "-o", out, *arguments)
        assert refused.returncode == 2
        assert reason in refused.stderr
        assert len(refused.stderr.splitlines()) == 1
    source.write_text(source.read_text(encoding="utf-8").replace("آغدام", "باكو"), encoding="utf-8")
    refused = geotag(source, "-o", out, "--resume")
    assert refused.returncode == 2
    assert "the inputs are not those that this run was begun with: n0 has another content" in refused.stderr


def test_a_directory_that_cannot_be_used_is_refused_before_a_model_is_loaded(tmp_path: Path) -> None:
    source = corpus(tmp_path / "c.jsonl", 5)
    # A model that cannot be loaded would be said first.
    missing = ("--model", "missing")
    assert geotag(source, "-o", tmp_path / "new", *missing).returncode == 3
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / ".probe.draft").symlink_to("/dev/full")
    for directory, reason in [
        (tmp_path / "mine", "holds other files; name an empty or a new directory"),
        (tmp_path / "full", "cannot be written (No space left on device)"),
        (Path("/proc/tagged"), "cannot be written"),
        (source / "out", "cannot be written (Not a directory)"),
    ]:
        refused = geotag(source, "-o", directory, *missing)
        assert refused.returncode == 2
        assert reason in refused.stderr


@pytest.mark.model
def test_a_run_keeps_only_the_roles_that_are_asked_for(tmp_path: Path) -> None:
    text = "قالت وزارة الصحة في غزة إن المساعدات وصلت إلى مدينة حلب أمس."
    (tmp_path / "c.jsonl").write_text(json.dumps({"id": "a", "text": text}), encoding="utf-8")

    def command(*arguments: str) -> list[str]:
        return [sys.executable, "-m", "geotag", *arguments, str(tmp_path / "c.jsonl")]

    run = command("run", "-o", str(tmp_path / "out"), "--workers", "1", "--role", "literal", "--resume")
    for _ in range(2):
        subprocess.run(run, env=ENVIRONMENT, capture_output=True, check=True)
    tag = command("tag", "--format", "jsonl", "--role", "literal")
    tagged = subprocess.run(tag, env=ENVIRONMENT, capture_output=True, check=True)
    assert (tmp_path / "out" / "articles-00000.jsonl").read_bytes() == tagged.stdout
    assert {mention["role"] for mention in json.loads(tagged.stdout)["mentions"] if mention["candidates"]} == {
        "literal"
    }
    refused = subprocess.run([*run, "--role", "nested"], env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert 'parameters.roles was ["literal"], is ["literal", "nested"]' in refused.stderr


def in_namespace(script: str) -> subprocess.CompletedProcess[str]:
    """Run a script that may mount what it likes, without a trace."""
    if sys.platform != "linux" or shutil.which("unshare") is None:
        pytest.skip("needs Linux")
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    if subprocess.run([*command, "mount -t tmpfs none /mnt"], capture_output=True, check=False).returncode:
        pytest.skip("this system does not let users mount")
    return subprocess.run([*command, script], env=ENVIRONMENT, capture_output=True, text=True, timeout=120, check=False)


def shell(*arguments: str | Path) -> str:
    return " ".join(f"'{argument}'" for argument in (*GEOTAG, "run", *arguments))


def test_a_read_only_directory(tmp_path: Path) -> None:
    source, disk = corpus(tmp_path / "c.jsonl", 5), tmp_path / "disk"
    disk.mkdir()
    done = in_namespace(
        f"mount -t tmpfs none {disk}; mkdir {disk}/out; mount -o remount,ro {disk}; "
        f"{shell(source, '-o', disk / 'out', '--model', 'missing')}"
    )
    assert done.returncode == 2
    assert "cannot be written (Read-only file system)" in done.stderr


def test_a_disk_that_fills_up(tmp_path: Path) -> None:
    source, disk = corpus(tmp_path / "c.jsonl", 2_000), tmp_path / "disk"
    disk.mkdir()
    whole = geotag(source, "-o", tmp_path / "whole")
    assert whole.returncode == 0
    out = disk / "out"
    done = in_namespace(
        f"mount -t tmpfs -o size=400k none {disk}; {shell(source, '-o', out)}; echo stopped with $?; "
        f"mount -o remount,size=99m {disk}; {shell(source, '-o', out, '--resume')} && cp -r {out} {tmp_path}/copy"
    )
    assert "stopped with 2" in done.stdout
    assert "cannot be written (No space left on device)" in done.stderr
    assert "go on with --resume" in done.stderr
    assert content(tmp_path / "copy") == content(tmp_path / "whole")


def test_bad_inputs_are_named_and_the_rest_is_done_in_bounded_memory(tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    inputs.mkdir()
    for number in range(1_000):
        (inputs / f"empty-{number:04}.txt").touch()
    block = "مدينة آغدام في أذربيجان. ".encode() * 25_000
    with (inputs / "huge.txt").open("wb") as text, (inputs / "huge.jsonl").open("wb") as line:
        line.write(b'{"id": "huge", "text": "')
        for _ in range(200_000_000 // len(block)):
            text.write(block)
            line.write(block)
        line.write('"}\n{"id": "after", "text": "مدينة فضولي"}\n'.encode())
    (inputs / "cut.jsonl").write_text('{"id": "a/b", "text": "مدينة آغدام"}\n{"id": "z", "te', encoding="utf-8")
    (inputs / "same.jsonl").write_text('{"id": "a/b", "text": "مدينة باكو"}\n', encoding="utf-8")
    with (tmp_path / "said").open("wb") as stderr:
        process = begin(inputs, "-o", tmp_path / "out", "--workers", "1", stderr=stderr.fileno())
        peak = 0
        while process.poll() is None:
            peak = peak_memory(process.pid) or peak
            time.sleep(0.02)
    assert process.returncode == 1
    said = (tmp_path / "said").read_text(encoding="utf-8")
    assert "geotag: 3 articles tagged" in said
    assert f"1,003 of the inputs could not be tagged; {tmp_path / 'out' / 'errors.jsonl'} says why" in said
    found = errors(tmp_path / "out")
    kinds = {Path(name).name: kind for name, (kind, _) in found.items()}
    assert kinds["huge.txt"] == kinds["huge.jsonl, line 1"] == "ArticleTooLargeError"
    assert kinds["cut.jsonl, line 2"] == "InputError"
    assert list(kinds.values()).count("EmptyArticleError") == 1_000
    assert found["a/b-2"][0] == "SlashInId"
    assert 20_000 < peak < 250_000

"""Nothing that lies in the working directory is imported, by no command and by no process that it starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import geotag
from geotag.corpus.isolation import isolated_command, isolated_environment, search_path

HOME = Path(geotag.__file__).parents[1]
#: What the script ``geotag`` does; unlike ``python -c`` alone, a script has no working directory in its path.
SCRIPT = (sys.executable, "-P", "-c", "import sys; sys.argv[0] = 'geotag'; from geotag.cli import main; main()")
NAMES = ("stanza", "geotag", "json", "torch", "numpy", "filelock", "runpy", "tests", "sitecustomize")


@pytest.fixture
def trapped(tmp_path: Path) -> Path:
    """A directory with articles, and with modules that leave a trace when they are imported."""
    directory = tmp_path / "news"
    directory.mkdir()
    for name in NAMES:
        trap = f"import os\nos.close(os.open({str(tmp_path / 'imported')!r}, os.O_CREAT))\nraise SystemExit('{name}')\n"
        (directory / f"{name}.py").write_text(trap)
        (directory / name).mkdir()
        (directory / name / "__init__.py").write_text(trap)
    row = {"id": "a", "text": "وصل الوفد إلى مدينة حلب في سوريا أمس."}
    (directory / "news.jsonl").write_text(json.dumps(row), encoding="utf-8")
    return directory


def in_directory(directory: Path, *command: str, path: str = str(HOME)) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": path}
    environment.pop("PYTHONSAFEPATH", None)
    return subprocess.run(
        command, cwd=directory, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.model
def test_no_command_imports_from_the_working_directory(trapped: Path) -> None:
    for arguments in (
        ("run", "news.jsonl", "-o", "out", "--workers", "1"),
        ("review", "out"),
        ("summary", "out"),
        ("tag", "news.jsonl", "--format", "jsonl"),
    ):
        done = in_directory(trapped, *SCRIPT, *arguments)
        assert (done.returncode, done.stderr if arguments[0] != "run" else "") == (0, ""), done.stderr
    assert not (trapped.parent / "imported").exists()
    assert "geonames" in (trapped / "out" / "articles-00000.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize("beginning", [("-c",), ("-P", "-c")])
def test_a_worker_looks_where_its_parent_does_but_for_the_working_directory(
    trapped: Path, beginning: tuple[str, ...]
) -> None:
    (trapped.parent / "lib").mkdir()
    (trapped.parent / "lib" / "ours.py").write_text("")
    # The parent itself runs where it is safe, and gets the path of one that began among the traps.
    script = (
        "import os, subprocess, sys\n"
        "sys.path[:] = [entry for entry in sys.path if entry]\n"
        "import geotag.corpus.isolation as isolation\n"
        "sys.path.insert(0, ''); sys.path.append('../lib')\n"
        f"os.chdir({str(trapped)!r})\n"
        "command = isolation.isolated_command('geotag.corpus.worker_process')\n"
        "command[command.index('geotag.corpus.worker_process')] = 'geotag.corpus.unique_ids'\n"
        "code = command[command.index('-c') + 1]\n"
        "command[command.index('-c') + 1] = code + 'import geotag, ours, json; print(geotag.__file__, ours.__file__)'\n"
        "print(subprocess.run(command, env=isolation.isolated_environment(os.environ), check=True,"
        " capture_output=True, text=True).stdout)\n"
    )
    done = in_directory(trapped.parent, sys.executable, *beginning, script)
    found = [Path(line).resolve() for line in done.stdout.split()]
    assert found == [HOME / "geotag" / "__init__.py", trapped.parent / "lib" / "ours.py"], done.stderr
    assert not (trapped.parent / "imported").exists()


def test_the_working_directory_is_left_out_only_where_python_put_it() -> None:
    here = str(Path.cwd())
    if not sys.flags.safe_path:
        assert search_path(entries=[here, "/lib", here]) == ["/lib", here]
    assert search_path(entries=["/lib", "", here]) == ["/lib", here]
    assert search_path(everything=True, entries=["", "/lib"]) == [here, "/lib"]


def test_an_empty_entry_of_pythonpath_is_no_directory() -> None:
    assert isolated_environment({"PYTHONPATH": ":/lib:"}, OMP_NUM_THREADS="1") == {
        "PYTHONPATH": "/lib",
        "PYTHONSAFEPATH": "1",
        "OMP_NUM_THREADS": "1",
    }
    assert isolated_environment({}) == {"PYTHONSAFEPATH": "1"}


def test_the_flags_of_the_parent_are_kept() -> None:
    script = "from geotag.corpus.isolation import isolated_command; print(isolated_command('m')[1:4])"
    done = subprocess.run(
        [sys.executable, "-s", "-c", script],
        env={**os.environ, "PYTHONPATH": str(HOME)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "['-P', '-s', '-c']"
    assert isolated_command("m")[0] == sys.executable

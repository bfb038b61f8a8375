"""The wheel, as a user has it: what is in it, what it does in an environment of its own, and what a type checker sees.

The sdist is built from the sources and unpacked, and the wheel built from that. It is installed into a fresh
environment in a temporary directory, which sees the dependencies of the environment that runs this script, through a
directory of links to all that is installed there but geotag, and nothing of the sources.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = Path("geotag/gazetteer/data")
#: Documents whose blocks of Python are checked by mypy, each as one module.
DOCUMENTS = ("README.md", "docs/library.md")
ARTICLE = "سيطرت القوات على محافظتي آغدام وفضولي في أذربيجان."

IN_WHEEL = {
    "geotag/py.typed",
    "geotag/arabic/words/signs.toml",
    "geotag/gazetteer/data/gazetteer.sqlite",
    "geotag/gazetteer/data/gazetteer.json",
    "geotag/gazetteer/lookup/word-use.txt.xz",
    "geotag/records/record.schema.json",
    "geotag/boundaries/data/countries.json",
    "geotag/boundaries/data/divisions.jsonl",
    "geotag/maps/assets/page.html.j2",
    "geotag/ner/models/news/model.json",
    "geotag/ner/models/news/ar/ner/news.pt",
    "geotag/resolve/weights.json",
}
#: Beginnings of what users need from an sdist to build, test and study the package.
IN_SDIST = (
    "tests/conftest.py",
    "docs/inputs.md",
    "examples/karabakh-war.txt",
    "benchmarks/tagging.py",
    "training/homographs.bio",
    "gazetteer/sources.toml",
    "tools/check_wheel.py",
    "geotag/py.typed",
    "tools/outlines/derive_divisions.py",
    "Makefile",
    "constraints.txt",
    "constraints-lowest.txt",
    "hatch_build.py",
    "pyproject.toml",
    "LICENSE",
    "NOTICE",
)


def main() -> None:
    """Check all of it; the first thing that is wrong ends it."""
    with tempfile.TemporaryDirectory(prefix="geotag-wheel-") as directory:
        work = Path(directory).resolve()
        wheel = _built(work)
        _check_content(wheel)
        python = _installed(wheel, work)
        _check_use(python, work)
        _check_types(work)
    print("the wheel is well")


def _built(work: Path) -> Path:
    """The wheel, by way of the sdist; the sources build the same."""
    environment = os.environ | {"GEOTAG_KEEP_GAZETTEER": "1"}
    _run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", work, cwd=ROOT)
    (sdist,) = work.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        members = {name.partition("/")[2] for name in archive.getnames()}
        archive.extractall(work / "sources", filter="data")
    missing = [name for name in IN_SDIST if name not in members]
    _require(not missing, f"the sdist lacks {missing}")
    surplus = [name for name in members if name.startswith((".venv", ".git/", ".ci")) or name.endswith(".sqlite")]
    _require(not surplus, f"the sdist has {surplus}")
    (sources,) = (work / "sources").iterdir()
    (sources / DATA).mkdir(exist_ok=True)
    for name in ("gazetteer.sqlite", "gazetteer.json"):
        shutil.copy2(ROOT / DATA / name, sources / DATA)
    wheels = []
    for place, start in (("of-sdist", sources), ("of-tree", ROOT)):
        _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", work / place, cwd=start, env=environment)
        wheels += (work / place).glob("*.whl")
    with zipfile.ZipFile(wheels[0]) as one, zipfile.ZipFile(wheels[1]) as other:
        sums = [{entry.filename: entry.CRC for entry in archive.infolist()} for archive in (one, other)]
    _require(
        sums[0] == sums[1], f"the sdist builds another wheel: {sorted(set(sums[0].items()) ^ set(sums[1].items()))}"
    )
    shutil.rmtree(work / "sources")
    return wheels[0]


def _check_content(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        metadata = next(archive.read(name).decode() for name in names if name.endswith(".dist-info/METADATA"))
    tracked = _run("git", "ls-files", "geotag", cwd=ROOT).split() if (ROOT / ".git").exists() else []
    wanted = IN_WHEEL | {name for name in tracked if not Path(name).name.startswith("derive")}
    _require(wanted <= names, f"the wheel lacks {sorted(wanted - names)}")
    for name in ("LICENSE", "NOTICE"):
        _require(any(n.endswith(f".dist-info/licenses/{name}") for n in names), f"the wheel lacks {name}")
    surplus = [
        name
        for name in names
        if not name.startswith(("geotag/", "geotag-"))
        or re.search(r"(^|/)(tests?|derive[^/]*|__pycache__|\.mypy_cache)(/|$)|\.draft$", name)
    ]
    _require(not surplus, f"the wheel has {surplus}")
    _require("](docs/" not in metadata, "the long description links to files that no index has")
    _require("Requires-Dist: torch" in metadata, "the wheel does not say that it needs torch")


def _installed(wheel: Path, work: Path) -> Path:
    """The interpreter of a fresh environment with the wheel in it."""
    home = work / "environment"
    venv.create(home, symlinks=True, with_pip=False)
    python = home / "bin" / "python"
    packages = next(Path(path) for path in sys.path if path.endswith("site-packages"))
    shared = work / "dependencies"
    shared.mkdir()
    for entry in packages.iterdir():
        # geotag is left out, and so is the path file by which an editable install puts the sources in.
        if not re.match(r"geotag\b|_+editable_", entry.name) and entry.name != "__pycache__":
            (shared / entry.name).symlink_to(entry)
    own = home / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    # As addsitedir, so that the path files of the dependencies (namespaces) count too.
    (own / "dependencies.pth").write_text(f"import site; site.addsitedir({str(shared)!r})\n", encoding="utf-8")
    _run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel)
    found = _run(python, "-c", "import geotag, sys; print(geotag.__file__, *sys.path, sep='\\n')", cwd=work).split("\n")
    _require(found[0].startswith(str(own)), f"geotag comes from {found[0]}")
    _require(not any(Path(path) == ROOT for path in found[1:] if path), f"the sources are importable: {found}")
    return python


def _check_use(python: Path, work: Path) -> None:
    """``doctor``, ``map``, ``tag``, ``geojson`` and ``run``, as the installed command."""
    geotag = python.with_name("geotag")
    place = work / "user"
    place.mkdir()
    (place / "article.txt").write_text(ARTICLE, encoding="utf-8")
    told = _run(geotag, "doctor", cwd=place)
    _require("missing" not in told and "damaged" not in told, f"doctor finds fault:\n{told}")
    _run(geotag, "map", "article.txt", "-o", "map.html", cwd=place)
    _require("آغدام" in (place / "map.html").read_text(encoding="utf-8"), "the map does not name the place")
    record = json.loads(_run(geotag, "tag", "article.txt", cwd=place))
    _require([p["country"] for p in record["places"]].count("AZ") == 3, f"the places are {record['places']}")
    _run(geotag, "geojson", "article.txt", "-o", "places.geojson", cwd=place)
    _run(geotag, "run", "article.txt", "-o", "tagged", "--workers", "1", cwd=place)
    _run(geotag, "summary", "tagged", cwd=place)
    _require(any((place / "tagged").rglob("*.jsonl")), "the run left no records")


def _check_types(work: Path) -> None:
    """``mypy --strict`` over the Python of the documents, with the installed package and its ``py.typed``."""
    place = work / "typed"
    place.mkdir()
    for document in DOCUMENTS:
        blocks = re.findall(r"```python\n(.*?)```", (ROOT / document).read_text(encoding="utf-8"), re.DOTALL)
        _require(bool(blocks), f"{document} has no Python")
        module = place / f"{Path(document).stem.lower()}_blocks.py"
        module.write_text("\n".join(blocks), encoding="utf-8")
    settings = "[mypy]\nstrict = true\ndisable_error_code = import-untyped\n"
    (place / "mypy.ini").write_text(settings, encoding="utf-8")
    python = work / "environment" / "bin" / "python"
    _run(sys.executable, "-m", "mypy", "--python-executable", python, "--cache-dir", work / "cache", ".", cwd=place)


def _run(*command: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    # Nothing of this environment may find its way into the other: not its modules, not this user's.
    environment = {k: v for k, v in (env or dict(os.environ)).items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, text=True, capture_output=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def _require(right: bool, complaint: str) -> None:
    if not right:
        sys.exit(complaint)


if __name__ == "__main__":
    main()

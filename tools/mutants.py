"""Which constants and word lists of the rules no test holds: each is emptied or moved in turn, and the tests are run.

A mutant is a class of words (``geotag/arabic/words/*.toml``) that is emptied, or that loses every other word; or a
constant of a rule's module: a number that is doubled or halved, a text or a pattern that meets nothing, a collection
that is emptied. A constant that is a class of words and nothing more is not mutated again.

Each mutant has a process of its own, which begins with all libraries loaded, imports geotag with the mutant in it, and
runs the fast tests of the rules, the likeliest to fail first, until one fails. A mutant whose tests all pass survives.
docs/mutants.md lists those that do, with the reason; ``make mutants`` fails if they are more than 1 in 20.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

#: Where rules are, and what of it is none: it learns, or reads and checks the lists.
PACKAGES: Final = ("geotag/arabic", "geotag/extraction", "geotag/resolve", "geotag/ner/people")
NO_RULES: Final = ("geotag/resolve/learning/", "geotag/arabic/words/")
EXAMPLES: Final = "tests/arabic/test_examples.py"
#: All but what teaches the weights.
RESOLVE_TESTS: Final = tuple(
    str(path.relative_to(ROOT))
    for path in sorted((ROOT / "tests" / "resolve").glob("test_*.py"))
    if path.stem not in ("test_learning", "test_qualified")
)
#: The tests that are run for what is in a package, in this order, behind those of its module: the quickest first.
TESTS: Final[Mapping[str, Sequence[str]]] = {
    "words": (
        EXAMPLES,
        "tests/arabic",
        "tests/ner/test_people.py",
        "tests/resolve/test_roles.py",
    ),
    "geotag.arabic": ("tests/arabic", "tests/extraction/test_mentions.py"),
    "geotag.extraction": (EXAMPLES, "tests/extraction"),
    "geotag.resolve": (EXAMPLES, *RESOLVE_TESTS),
    "geotag.ner.people": (EXAMPLES, "tests/ner/test_people.py"),
}
#: Tests of time and memory, and of many articles, which tell nothing of a rule that others do not.
SLOW: Final = "linear or linearly or hundred_runs or ten_thousand or time_grows"
#: What every process needs and is slow to import; none of it is of geotag.
LIBRARIES: Final = (
    "torch",
    "stanza",
    "numpy",
    "shapely",
    "shapely.geometry",
    "folium",
    "geopy.geocoders",
    "hypothesis",
)
#: A mutant that makes the tests run for ever is found by them, too.
LONGEST_SECONDS: Final = 600
MOST_SURVIVORS: Final = 0.05
#: A constant that is a class of words and nothing more: the class is mutated itself.
_ONLY_WORDS: Final = re.compile(r"(forms|ordered|texts|numbers|entries)\('[\w.]+'(, '\w+')?\)")
#: Meets no text.
_NOTHING: Final = "\0"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change.

    Attributes
    ----------
    where
        The module, or the file of words.
    name
        The constant, or the class of words.
    change
        What becomes of it: a key of :data:`CHANGES`.
    """

    where: str
    name: str
    change: str

    def __str__(self) -> str:
        return f"{self.where}: {self.name}: {self.change}"


def _emptied(value: Any) -> Any:
    return MappingProxyType({}) if isinstance(value, MappingProxyType) else type(value)()


#: What can be done to a constant, by name.
CHANGES: Final[Mapping[str, Callable[[Any], Any]]] = {
    "doubled": lambda value: value * 2 if value else 1,
    "halved": lambda value: value // 2 if isinstance(value, int) else value / 2,
    "meets nothing": lambda value: _NOTHING if isinstance(value, str) else re.compile("(?!)"),
    "emptied": _emptied,
    "every other word dropped": lambda value: value[::2],
}


def main() -> None:
    """Run the tests against every mutant, and list those that survive."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="mutants whose line has this pattern")
    parser.add_argument("--list", action="store_true", help="list the mutants, and run nothing")
    options = parser.parse_args()
    os.chdir(ROOT)
    mutants = [mutant for mutant in _in_child(_all_mutants) if re.search(options.only, str(mutant))]
    if options.list:
        print(*mutants, sep="\n")
        return
    os.environ["OMP_NUM_THREADS"] = "1"
    for library in LIBRARIES:
        importlib.import_module(library)
    if _survives(None) is False:
        sys.exit("the tests fail without any mutant")
    survivors = []
    for number, mutant in enumerate(mutants, 1):
        begun = time.monotonic()
        survives = _survives(mutant)
        survivors += [mutant] if survives else []
        verdict = "SURVIVES" if survives else "found"
        print(f"{number}/{len(mutants)} {verdict} {mutant} ({time.monotonic() - begun:.1f} s)", flush=True)
    print(f"\n{len(survivors)} of {len(mutants)} mutants survive", *survivors, sep="\n")
    sys.exit(len(survivors) > MOST_SURVIVORS * len(mutants))


def _all_mutants() -> Iterator[Mutant]:
    from geotag.arabic import words

    for name in words.class_names():
        yield Mutant("words", name, "emptied")
        if len(words.entries(name)) > 1:
            yield Mutant("words", name, "every other word dropped")
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            within = str(path.relative_to(ROOT))
            if not within.startswith(NO_RULES):
                yield from _of_module(path, within.removesuffix(".py").replace("/", "."))


def _of_module(path: Path, name: str) -> Iterator[Mutant]:
    module = importlib.import_module(name)
    for constant, value in _constants(ast.parse(path.read_text(encoding="utf-8"))):
        if not _ONLY_WORDS.fullmatch(ast.unparse(value)):
            for change in _changes(getattr(module, constant)):
                yield Mutant(name, constant, change)


def _constants(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """The constants of a module, which are all annotated as such, with what they are given."""
    for node in tree.body:
        is_constant = isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation).startswith("Final")
        if is_constant and isinstance(node.target, ast.Name) and node.value is not None:
            yield node.target.id, node.value


def _changes(value: Any) -> Sequence[str]:
    if isinstance(value, bool) or value is None:
        return ()
    if isinstance(value, int | float):
        return ("doubled", "halved") if value else ("doubled",)
    if isinstance(value, str | re.Pattern):
        return ("meets nothing",)
    return ("emptied",) if isinstance(value, Set | Mapping | tuple | list) else ()


def _survives(mutant: Mutant | None) -> bool:
    """Whether all tests pass with the mutant, in a process of their own."""
    child = os.fork()
    if child == 0:
        silence = os.open(os.devnull, os.O_WRONLY)
        if mutant is not None:
            os.dup2(silence, 1)
            os.dup2(silence, 2)
        code = 1
        try:
            signal.alarm(LONGEST_SECONDS)
            code = _test(mutant)
        finally:
            sys.stdout.flush()
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return status == 0


def _test(mutant: Mutant | None) -> int:
    if mutant is None:
        return _run([test for tests in TESTS.values() for test in tests])
    _put_in(mutant)
    for tests in _stages(mutant):
        if code := _run(tests):
            return code
    return 0


def _run(tests: Sequence[str]) -> int:
    import pytest

    # The libraries that are loaded already are none of the suite, whose assertions pytest rewrites.
    options = ["-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    return int(pytest.main([*options, "-k", f"not ({SLOW})", *dict.fromkeys(tests)]))


def _stages(mutant: Mutant) -> Iterator[list[str]]:
    """Its own tests, with the examples in the docstrings of its module; then those of its package."""
    module = f"{mutant.where.replace('.', '/')}.py"
    stem = mutant.where.rpartition(".")[2]
    own = [str(path.relative_to(ROOT)) for path in ROOT.glob(f"tests/**/test_{stem}.py")]
    if (ROOT / module).exists():
        yield [module, *own]
    else:
        yield [f"{EXAMPLES}::test_each_example_holds_by_its_word[{mutant.name}]"]
    yield list(next(tests for package, tests in TESTS.items() if mutant.where.startswith(package)))


def _put_in(mutant: Mutant) -> None:
    """Have the next import of the mutant's module, or of the lists of words, give the mutant."""
    change = CHANGES[mutant.change]
    if mutant.where != "words":
        sys.meta_path.insert(0, _Finder(mutant.where, mutant.name, change))
        # At once, so that pytest finds it when it collects the examples of docstrings.
        importlib.import_module(mutant.where)
        return
    from geotag.arabic import words

    entries = words.word_class(mutant.name).entries
    kept = change(entries)
    read = words.word_class

    def mutated(name: str) -> Any:
        found = read(name)
        return words.WordClass(found.meaning, found.read_by, kept) if name == mutant.name else found

    words.word_class = mutated


class _Finder(importlib.abc.MetaPathFinder):
    """Imports one module with one constant changed."""

    def __init__(self, module: str, constant: str, change: Callable[[Any], Any]) -> None:
        self._module, self._constant, self._change = module, constant, change

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        """Find the module if it is the one to be changed."""
        if fullname != self._module:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin is not None:
            spec.loader = _Loader(fullname, spec.origin, self._constant, self._change)
        return spec


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, fullname: str, path: str, constant: str, change: Callable[[Any], Any]) -> None:
        super().__init__(fullname, path)
        self._constant, self._change = constant, change

    def get_code(self, fullname: str) -> Any:  # noqa: ARG002 - as a loader is asked
        """The module's code with the constant passed through the change."""
        tree = ast.parse(self.get_data(self.path))
        for node in tree.body:
            if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == self._constant and node.value:
                node.value = ast.Call(ast.Name("__change__", ast.Load()), [node.value], [])
        return compile(ast.fix_missing_locations(tree), self.path, "exec")

    def exec_module(self, module: ModuleType) -> None:
        """Run the module, in which the change is known."""
        module.__dict__["__change__"] = self._change
        super().exec_module(module)


def _in_child(listed: Callable[[], Iterator[Mutant]]) -> list[Mutant]:
    """What `listed` gives, asked in a process of its own: this one must not have imported geotag."""
    end, start = os.pipe()
    child = os.fork()
    if child == 0:
        with os.fdopen(start, "w", encoding="utf-8") as pipe:
            pipe.writelines(f"{m.where}\t{m.name}\t{m.change}\n" for m in listed())
        os._exit(0)
    os.close(start)
    with os.fdopen(end, encoding="utf-8") as pipe:
        found = [Mutant(*line.rstrip("\n").split("\t")) for line in pipe]
    _, status = os.waitpid(child, 0)
    if status:
        sys.exit("the modules of the rules cannot be imported")
    return found


if __name__ == "__main__":
    main()

"""The words of the rules, as data: ``*.toml`` beside this file, one file a subject, one table a class.

A class says what its words mean and which modules read them, and has its words with examples::

    [acts]
    meaning = "Verbs that governments take and places do not."
    read_by = ["geotag.resolve.roles"]
    normalisation = "model"
    example = "{} موسكو أمس"
    words = "قالت أعلنت رفضت"

``words`` is a text of words between spaces or, where a form has a space itself, a list. They are spelled as in prose:
what the rules compare with is made of them here, as ``normalisation`` says. In ``example``, a phrase of our own in
which the rule holds, ``{}`` stands for the word; ``tests/arabic/test_examples.py`` puts each before its rule. Words
with an example, a source or attributes of their own stand in groups::

    [heads]
    meaning = "Generic words before the names of places."
    read_by = ["geotag.arabic.heads"]
    normalisation = "folded"
    attributes = ["kinds"]

    [[heads.groups]]
    kinds = "island region"
    example = "{} سقطرى"
    words = "جزيرة"

A file is read when the first of its classes is asked for, and checked as it is read.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from geotag.arabic.orthography import fold, model_form

__all__ = [
    "Entry",
    "WordListError",
    "WordTableError",
    "class_names",
    "entries",
    "forms",
    "numbers",
    "ordered",
    "texts",
    "word_class",
]

Attribute: TypeAlias = str | int | float

#: Where a class or a group names no other source.
OUR_SOURCE: Final = "compiled by hand for geotag"
#: What makes the form that rules compare with of a word as it is spelled.
_NORMALISATIONS: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        "model": lambda spelling: " ".join(map(model_form, spelling.split(" "))),
        "folded": fold,
        # Signs, letters, and words that are looked for letter by letter.
        "none": lambda spelling: spelling,
    }
)
_CLASS_KEYS: Final = frozenset(
    {"meaning", "read_by", "normalisation", "attributes", "source", "example", "words", "groups"}
)
_GROUP_KEYS: Final = frozenset({"source", "example", "words"})
#: What stands for the word in an example.
_SLOT: Final = "{}"


class WordListError(ValueError):
    """A list of words is not as it has to be; the message names file, class and entry."""


class WordTableError(WordListError, LookupError):
    """There is no such file or class, or its entries have no such attribute."""


@dataclass(frozen=True, slots=True)
class WordClass:
    """A class of words.

    Attributes
    ----------
    meaning
        What its words have in common.
    read_by
        Names of the modules whose rules read it.
    entries
        In the order of the file.
    """

    meaning: str
    read_by: tuple[str, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of a class.

    Attributes
    ----------
    form
        What the rules compare with.
    spelling
        As it stands in the file.
    phrase
        A phrase in which the rule that reads the class holds by this word, which is ``{}`` there; "" if there is none.
    source
        Where it is from.
    attributes
        What the class says of it beside.
    """

    form: str
    spelling: str
    phrase: str
    source: str
    attributes: Mapping[str, Attribute]

    @property
    def example(self) -> str:
        """The phrase with the word."""
        return self.example_with(self.spelling)

    def example_with(self, other: str) -> str:
        """The phrase with another word, by which the rule does not hold."""
        return self.phrase.replace(_SLOT, other)


def forms(name: str, **wanted: Collection[Attribute]) -> frozenset[str]:
    """The forms of a class.

    Parameters
    ----------
    name
        File and class, such as ``metonymy.acts``.
    wanted
        For an attribute, the values of those that are asked for: ``side=("opens", "both")``.

    Raises
    ------
    WordTableError
        If there is no such class.
    WordListError
        If its file has a fault.
    """
    return frozenset(
        entry.form
        for entry in entries(name)
        if all(_value(name, entry, attribute) in values for attribute, values in wanted.items())
    )


def ordered(name: str) -> tuple[str, ...]:
    """The forms of a class, in the order of the file; else as :func:`forms`."""
    return tuple(entry.form for entry in entries(name))


def texts(name: str, attribute: str) -> Mapping[str, str]:
    """What a class says in `attribute`, by form; else as :func:`forms`. No form may stand there twice."""
    return MappingProxyType({form: str(value) for form, value in _values(name, attribute).items()})


def numbers(name: str, attribute: str) -> Mapping[str, float]:
    """As :func:`texts`, for an attribute that is a number."""
    return MappingProxyType({form: float(value) for form, value in _values(name, attribute).items()})


def entries(name: str) -> tuple[Entry, ...]:
    """The words of a class with all that is said of them, in the order of the file; else as :func:`forms`."""
    return word_class(name).entries


def word_class(name: str) -> WordClass:
    """A class with what it says of itself; else as :func:`forms`."""
    file, _, class_name = name.partition(".")
    found = _classes(file).get(class_name)
    if found is None:
        raise WordTableError(f"{file}.toml has no class {class_name!r}")
    return found


def class_names() -> tuple[str, ...]:
    """Names of all classes of all files, sorted."""
    files = (entry.name for entry in resources.files(__name__).iterdir() if entry.name.endswith(".toml"))
    return tuple(
        sorted(f"{stem}.{name}" for stem in (f.removesuffix(".toml") for f in files) for name in _classes(stem))
    )


def _values(name: str, attribute: str) -> Mapping[str, Attribute]:
    values: dict[str, Attribute] = {}
    for entry in entries(name):
        if entry.form in values:
            raise WordListError(f"{name}: {entry.spelling} stands there twice, with two values")
        values[entry.form] = _value(name, entry, attribute)
    return values


def _value(name: str, entry: Entry, attribute: str) -> Attribute:
    if attribute not in entry.attributes:
        raise WordTableError(f"the words of {name} have no {attribute!r}")
    return entry.attributes[attribute]


@cache
def _classes(file: str) -> Mapping[str, WordClass]:
    path = resources.files(__name__).joinpath(f"{file}.toml")
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise WordTableError(f"there is no list of words {file}.toml") from error
    return read_classes(f"{file}.toml", text)


def read_classes(file: str, text: str) -> Mapping[str, WordClass]:
    """Read the content of a file.

    Parameters
    ----------
    file
        Its name, for errors.
    text
        Its content.

    Raises
    ------
    WordListError
        If it is no TOML, or a class has a key that is not known, an entry twice, or no entry at all.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WordListError(f"{file}: {error}") from error
    return MappingProxyType({name: _checked(f"{file}: {name}", table) for name, table in content.items()})


def _checked(where: str, table: Any) -> WordClass:
    if not isinstance(table, dict):
        raise WordListError(f"{where}: is no class, which is a table")
    _check_keys(where, table, _CLASS_KEYS)
    for key in ("meaning", "read_by", "normalisation"):
        if not table.get(key):
            raise WordListError(f"{where}: lacks {key}")
    if table["normalisation"] not in _NORMALISATIONS:
        raise WordListError(f"{where}: normalisation is {table['normalisation']!r}, not {', '.join(_NORMALISATIONS)}")
    found: dict[tuple[Any, ...], Entry] = {}
    for entry in _entries(where, table):
        identity = (entry.form, *sorted(entry.attributes.items()))
        if identity in found:
            raise WordListError(f"{where}: {entry.spelling} stands there twice, as {found[identity].spelling}")
        found[identity] = entry
    if not found:
        raise WordListError(f"{where}: has no words")
    return WordClass(table["meaning"], tuple(table["read_by"]), tuple(found.values()))


def _entries(where: str, table: Mapping[str, Any]) -> Iterator[Entry]:
    normal = _NORMALISATIONS[table["normalisation"]]
    attributes = table.get("attributes", [])
    groups = [*([{"words": table["words"]}] if "words" in table else []), *table.get("groups", [])]
    for group in groups:
        _check_keys(where, group, _GROUP_KEYS.union(attributes))
        spellings = group.get("words", "")
        spellings = spellings.split() if isinstance(spellings, str) else spellings
        missing = [attribute for attribute in attributes if attribute not in group]
        if missing:
            raise WordListError(f"{where}: {' '.join(spellings)} lacks {', '.join(missing)}")
        told = MappingProxyType({attribute: group[attribute] for attribute in attributes})
        example = group.get("example", table.get("example", ""))
        source = group.get("source", table.get("source", OUR_SOURCE))
        for spelling in spellings:
            form = normal(spelling)
            if not form:
                raise WordListError(f"{where}: nothing is left of {spelling!r} in its form")
            if example and _SLOT not in example:
                raise WordListError(f"{where}: the example of {spelling} has no {_SLOT} for it: {example}")
            yield Entry(form, spelling, example, source, told)


def _check_keys(where: str, table: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = sorted(table.keys() - known)
    if unknown:
        raise WordListError(f"{where}: unknown {', '.join(unknown)}")

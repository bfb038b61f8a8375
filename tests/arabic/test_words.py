"""The lists of words: how they are read, what is refused, and that the rules named in them read them."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from geotag.arabic import words

HEADER = 'meaning = "x"\nread_by = ["geotag.arabic.heads"]\n'
MODEL = f'[one]\n{HEADER}normalisation = "model"\n'
KINDS = f'[one]\n{HEADER}normalisation = "folded"\nattributes = ["kind"]\n'


def test_words_are_spelled_as_in_prose_and_read_in_the_form_of_their_class() -> None:
    text = MODEL + 'words = "أكّدت قالت"\n' + MODEL.replace("one", "two").replace("model", "folded") + 'words = "قرى"\n'
    read = words.read_classes("x.toml", text)
    assert [(entry.form, entry.spelling) for entry in read["one"].entries] == [("اكدت", "أكّدت"), ("قالت", "قالت")]
    assert [entry.form for entry in read["two"].entries] == ["قري"]


def test_a_group_has_attributes_a_source_and_an_example_of_its_own() -> None:
    text = KINDS + 'example = "في {}"\n[[one.groups]]\nkind = "city"\nwords = ["رام الله"]\nsource = "s"\n'
    text += '[[one.groups]]\nkind = "sea"\nwords = "بحر"\nexample = "على {}"\n'
    town, sea = words.read_classes("x.toml", text)["one"].entries
    assert (town.form, town.example, town.source, dict(town.attributes)) == (
        "رام الله", "في رام الله", "s", {"kind": "city"}
    )  # fmt: skip
    assert (sea.example, sea.source) == ("على بحر", words.OUR_SOURCE)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[one", "x.toml: "),
        ("one = 1", "x.toml: one: is no class"),
        (MODEL + 'words = "a"\ncolour = "red"', "x.toml: one: unknown colour"),
        ('[one]\nwords = "a"', "x.toml: one: lacks meaning"),
        (MODEL.replace("model", "morse") + 'words = "a"', "x.toml: one: normalisation is 'morse'"),
        (MODEL + 'words = "أعلن قال اعلن"', "x.toml: one: اعلن stands there twice, as أعلن"),
        (MODEL + 'words = ["و", "ـ", ""]', "x.toml: one: nothing is left of ''"),
        (MODEL + 'words = "  "', "x.toml: one: has no words"),
        (MODEL, "x.toml: one: has no words"),
        (MODEL + 'words = "قال"\nexample = "صرح أمس"', "x.toml: one: the example of قال has no {} for it: صرح"),
        (KINDS + '[[one.groups]]\nwords = "بحر"', "x.toml: one: بحر lacks kind"),
        (KINDS + '[[one.groups]]\nwords = "بحر"\nkind = "sea"\nkin = 1', "x.toml: one: unknown kin"),
    ],
)
def test_a_fault_is_named_with_its_file_class_and_entry(text: str, fault: str) -> None:
    with pytest.raises(words.WordListError, match=f"^{re.escape(fault)}"):
        words.read_classes("x.toml", text)


@pytest.mark.parametrize("ask", [words.forms, words.ordered, words.entries])
def test_what_is_not_there_is_said(ask: Callable[[str], object]) -> None:
    for name in ("signs.noises", "noises.loud"):
        with pytest.raises(words.WordTableError, match="noises"):
            ask(name)


def test_an_attribute_that_a_class_lacks_is_said() -> None:
    for ask in (lambda: words.texts("signs.quotes", "colour"), lambda: words.forms("signs.quotes", colour=("red",))):
        with pytest.raises(words.WordTableError, match=r"the words of signs\.quotes have no 'colour'"):
            ask()


@pytest.mark.parametrize("name", words.class_names())
def test_the_modules_that_a_class_names_read_it(name: str) -> None:
    for module in words.word_class(name).read_by:
        source = Path(importlib.import_module(module).__file__ or "").read_text(encoding="utf-8")
        assert re.search(rf"\(['\"]{re.escape(name)}['\"]", source), f"{module} does not read {name}"

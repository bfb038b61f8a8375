from __future__ import annotations

from dataclasses import replace

import pytest

from geotag.arabic.tokens import tokens
from geotag.model import Place
from geotag.resolve.local_context import LocalContext, local_contexts, merged
from tests.resolve.places import BATROUN, LEBANON, LIBYA, NORTH, TRIPOLI_LB, queries_in

ADJECTIVES = {"الليبية": "LY", "السورية": "SY", "لبنانية": "LB"}
TEXAS = replace(NORTH, id="tx", name="تكساس", country="US")


def contexts(text: str, *names: Place) -> list[LocalContext]:
    words = tokens(text)
    demonyms = {word.start: ADJECTIVES[word.text] for word in words if word.text in ADJECTIVES}
    return local_contexts(queries_in(text, *names), words, demonyms)


@pytest.mark.parametrize(
    ("text", "names", "countries"),
    [
        ("وصل الوفد إلى طرابلس في لبنان أمس.", (TRIPOLI_LB, LEBANON), {"LB"}),
        ("وصل الوفد إلى طرابلس برفقة بعثة لبنانية أمس.", (TRIPOLI_LB,), {"LB"}),
        ("وصل الوفد إلى طرابلس مساء أمس ثم غادر إلى لبنان.", (TRIPOLI_LB, LEBANON), set()),
        ("غادر الوفد لبنان إلى طرابلس.", (TRIPOLI_LB,), set()),
    ],
)
def test_countries_within_four_tokens_after_a_name(text: str, names: tuple[Place, ...], countries: set[str]) -> None:
    assert contexts(text, *names)[0].countries == countries


@pytest.mark.parametrize(
    ("text", "described"),
    [
        ("شهدت طرابلس الليبية احتجاجات.", {"LY"}),
        ("شهدت العاصمة الليبية طرابلس احتجاجات.", {"LY"}),
        ("شهدت طرابلس لبنانية احتجاجات.", set()),
        ("شهدت طرابلس أمس مظاهرات الليبية.", set()),
        ("زارت الحكومة الليبية طرابلس أمس.", set()),
        ("احتجت الليبية طرابلس.", set()),
        ("طرابلس", set()),
    ],
)
def test_adjectives_of_countries_that_describe_a_name(text: str, described: set[str]) -> None:
    assert contexts(text, TRIPOLI_LB)[0].described == described


@pytest.mark.parametrize(
    "text",
    [
        "هبطت الطائرة في البترون في تكساس.",
        "هبطت الطائرة في البترون بتكساس.",
        "هبطت الطائرة في البترون داخل ولاية تكساس.",
        "هبطت الطائرة في البترون شمال تكساس.",
        "هبطت الطائرة في البترون ولاية تكساس.",
        "هبطت الطائرة في البترون التابعة لولاية تكساس.",
    ],
)
def test_a_name_is_said_to_lie_in_the_next(text: str) -> None:
    town, state = contexts(text, BATROUN, TEXAS)
    assert (town.container, town.fellows) == (1, ())
    assert state == LocalContext()


@pytest.mark.parametrize(
    "text",
    [
        "وصلت مساعدات إلى البترون وتكساس.",
        "وصلت مساعدات إلى البترون، تكساس.",
        "وصلت مساعدات من البترون إلى تكساس.",
        "وصلت مساعدات إلى البترون ثم إلى تكساس.",
        "وصلت مساعدات إلى البترون قرب تكساس.",
        "وصلت مساعدات إلى البترون بالقرب من تكساس.",
        "طريق البترون - تكساس مغلق.",
    ],
)
def test_names_that_are_joined_are_fellows(text: str) -> None:
    first, second = contexts(text, BATROUN, TEXAS)
    assert (first.fellows, second.fellows) == ((1,), (0,))
    assert first.container is second.container is None


@pytest.mark.parametrize(
    "text",
    [
        "غادر البترون أمس تكساس.",
        "غادر البترون من تكساس.",
        "البترون في أقصى بلاد بعيدة تكساس.",
        "أعلنت البترون في بيان لها أمس أن تكساس رفضت.",
        "البترون تكساس",
    ],
)
def test_names_that_nothing_joins(text: str) -> None:
    assert contexts(text, BATROUN, TEXAS) == [LocalContext(), LocalContext()]


def test_what_stands_around_several_mentions_of_a_name() -> None:
    first = LocalContext(frozenset({"LY"}), frozenset(), None, (3,))
    second = LocalContext(frozenset({"LB"}), frozenset({"LB"}), 5, (1, 6))
    third = LocalContext(container=7)
    assert merged([first, second, third]) == LocalContext({"LY", "LB"}, {"LB"}, 5, (3, 1, 6))
    assert merged([]) == LocalContext()


def test_a_country_that_is_named_is_no_context_of_itself() -> None:
    libya, town = contexts("زار وفد ليبيا ثم طرابلس.", LIBYA, TRIPOLI_LB)
    assert libya.countries == town.countries == frozenset()

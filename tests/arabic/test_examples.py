"""The example of every word, before the rule that reads the word: it holds, and not with another word in its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest

from geotag.arabic import words
from geotag.arabic.demonyms import DemonymIndex
from geotag.arabic.heads import strip_head
from geotag.arabic.proclitics import readings
from geotag.arabic.tokens import sentences, tokens
from geotag.arabic.words import Entry
from geotag.boundaries.divisions import Division
from geotag.gazetteer.lookup.search import Gazetteer
from geotag.model import Mention, Place
from geotag.ner.people import PersonMention, link_people
from geotag.ner.people.context import MentionContext, mention_context, names_the_same
from geotag.ner.people.names import parse_name
from geotag.resolve.query import Query
from geotag.resolve.roles import is_metonym
from geotag.resolve.surroundings import LocalContext, local_contexts

#: Neither a word nor a sign of Arabic that any rule knows.
NO_WORD, NO_SIGN = "ضظغ", "%"

MOSCOW = Place(id="x:1", name="موسكو", name_en="Moscow", lat=55.75, lon=37.6, kind="city", prominence=7.0)

Rule = Callable[[str, Entry], bool]


@cache
def entries_of(name: str) -> tuple[Entry, ...]:
    """The words of a class by its file, past what the rules were given: mutants of a class change that."""
    file, _, class_name = name.partition(".")
    path = Path(words.__file__).with_name(f"{file}.toml")
    return words.read_classes(path.name, path.read_text(encoding="utf-8"))[class_name].entries


def metonym(text: str, _: Entry) -> bool:
    start = text.index("موسكو")
    found = tokens(text)
    before = text[:start].rpartition(" ")[2]
    mention = Mention(start, start + len("موسكو"), "موسكو", "LOC", 0.9, proclitics=before if before.isalpha() else "")
    return is_metonym(mention, MOSCOW, text, found, [token.start for token in found])


def around(text: str) -> LocalContext:
    first, second = text.index("طرابلس"), text.rindex(" ") + 1
    spans = ((first, first + len("طرابلس")), (second, len(text)))
    queries = [Query(text[start:end], start, end, 0.9, None, "", None, ()) for start, end in spans]
    return local_contexts(queries, tokens(text), {})[0]


def contained(text: str, _: Entry) -> bool:
    return around(text).container == 1


def listed(text: str, _: Entry) -> bool:
    return around(text).fellows == (1,)


def of_relation(text: str, entry: Entry) -> bool:
    return {"in": contained, "beside": listed}[str(entry.attributes["relation"])](text, entry)


def detached(text: str, entry: Entry) -> bool:
    found = strip_head(text)
    if found is None:
        return False
    head, rest = found
    plural = entry.attributes.get("number") == "several"
    kinds = frozenset(str(entry.attributes["kinds"]).split())
    return (head.plural, head.detachable, head.kinds, text.endswith(rest)) == (plural, True, kinds, True)


def part_of_name(text: str, entry: Entry) -> bool:
    found = strip_head(text)
    if entry.attributes["number"] == "several":
        return detached(text, entry)
    return found is not None and not found[0].detachable and not found[0].plural


def people(text: str, *names: str) -> int:
    mentions, position = [], 0
    for number, name in enumerate(names):
        start = text.index(name, position)
        position = start + len(name)
        mentions.append(PersonMention(number, name, start))
    return len(link_people(mentions, text))


def units(text: str) -> list[tuple[str, str]]:
    return [(unit.key, unit.kind) for unit in parse_name(text).units]


def beside(text: str, name: str = "حداد") -> MentionContext:
    start = text.index(name)
    return mention_context(text, start, start + len(name))


def another_name(text: str, second: str) -> bool:
    start = text.index(second)
    first = "سمير حداد"
    return names_the_same(text, parse_name(first), len(first), parse_name(second), (start, start + len(second)))


@cache
def countries() -> Mapping[str, DemonymIndex]:
    names = Gazetteer().country_names
    return {country: DemonymIndex({country: names[country]}) for country in names}


def of_country(text: str, entry: Entry) -> bool:
    country = str(entry.attributes["country"])
    return countries()[country].country(text) == country


def without_article(text: str, entry: Entry) -> bool:
    return of_country(text, entry) and not of_country(text.removeprefix("ال"), entry)


def stem_is_none(text: str, _: Entry) -> bool:
    stem = text.removeprefix("ال").removesuffix("ية")
    return DemonymIndex({"AA": [f"{stem}يا"]}).country(text) is None


def bracketed(text: str, entry: Entry) -> bool:
    if entry.attributes["side"] == "opens":
        return another_name(text, "أبو علي")
    return [len(sentence) for sentence in sentences(text)] == [3, 2]


def sides_with(sex: str) -> Rule:
    return lambda text, _: beside(text.replace(" حداد", f"{'ت' if sex == 'f' else ''} حداد")).sex == sex


RULES: Mapping[str, Rule] = {
    "demonyms.endings": lambda text, _: DemonymIndex({"LB": ["لبنان"]}).country(text) == "LB",
    "demonyms.lost": lambda text, _: DemonymIndex({"AA": [text]}).country("السوري") == "AA",
    "demonyms.land": lambda text, _: DemonymIndex({"AF": [text]}).country("الأفغاني") == "AF",
    "demonyms.stems": of_country,
    "demonyms.plurals": without_article,
    "demonyms.other_stems": stem_is_none,
    "directions.sides": contained,
    "directions.parts": contained,
    "heads.detachable": detached,
    "heads.part_of_name": part_of_name,
    "heads.of_two_words": detached,
    "heads.also_surroundings": lambda text, _: "دمشق" in {c.place.name for c in Gazetteer().find(text)},
    "heads.of_divisions": lambda text, _: Division("AZ", None, "region", ("غورنو",), {}, ()).is_called(text),
    "joiners.of_lists": listed,
    "metonymy.acts": metonym,
    "metonymy.of_governments": metonym,
    "metonymy.support": metonym,
    "metonymy.complementizers": metonym,
    "metonymy.particles": metonym,
    "metonymy.borders": lambda text, entry: not metonym(text, entry),
    "people.titles": lambda text, _: units(text) == [("مروان", "plain"), ("حداد", "plain")],
    "people.long_titles": lambda text, _: units(text) == [("مروان", "plain"), ("حداد", "plain")],
    "people.posts": lambda text, _: units(text) == [("مروان", "plain"), ("حداد", "plain")],
    "people.father_of": lambda text, _: units(text) == [("ابوتريكه", "kunya")],
    "people.mother_of": lambda text, _: units(text) == [("امكلثوم", "kunya")],
    "people.child_of": lambda text, _: units(text) == [("بنسلمان", "patronymic")],
    "people.first_parts": lambda text, _: len(units(text)) == 1,
    "people.last_parts": lambda text, _: len(units(text)) == 1,
    "people.old_spellings": lambda text, entry: units(text)[0][0] == entry.attributes["usual"],
    "people.dropped_first": lambda text, _: people(f"{text}. حسن علي مبارك", text, "حسن علي مبارك") == 1,
    "people.roles": lambda text, entry: beside(text).role == entry.form,
    "people.first_name_roles": lambda text, _: people(text, "يوسف حداد", "يوسف") == 2,
    "people.princes": lambda text, _: people(text, "يوسف حداد", "يوسف") == 1,
    "people.said": lambda text, entry: sides_with("m")(text, entry) and _other_sex(text, entry),
    "people.relatives": lambda text, _: beside(text, "هدى").is_relative,
    "people.siblings": lambda text, _: beside(text).is_group,
    "people.families": lambda text, _: beside(text).is_group,
    "people.revered": lambda text, _: beside(text).is_revered,
    "people.revered_before": lambda text, _: beside(text).is_revered,
    "people.called": lambda text, _: another_name(text, "الصقر"),
    "prepositions.of_belonging": contained,
    "prepositions.of_place": of_relation,
    "proclitics.conjunctions": metonym,
    "proclitics.sequences": lambda text, entry: any(r.proclitics == entry.form for r in readings(text)),
    "signs.quotes": metonym,
    "signs.brackets": bracketed,
    "signs.sentence_ends": lambda text, _: len(sentences(text)) == 2,
    "signs.clause_ends": lambda text, _: not beside(text).role,
    "signs.commas": listed,
    "signs.dashes": listed,
}
#: What stands in the word's place, where a word that no rule knows would leave the rule as it is.
OTHER_WORDS = {"people.princes": "دكتور"}


def _other_sex(text: str, entry: Entry) -> bool:
    """Whether the verb in its feminine tells the other sex (رأى, رأت)."""
    feminine = entry.spelling.removesuffix("ى") + "ت"
    return bool(beside(text.replace(entry.spelling, feminine)).sex == "f")


@pytest.mark.parametrize("name", RULES)
def test_each_example_holds_by_its_word(name: str) -> None:
    held = {entry.spelling: RULES[name](entry.example, entry) for entry in entries_of(name) if entry.phrase}
    assert held
    assert [word for word, holds in held.items() if not holds] == []


@pytest.mark.parametrize("name", RULES)
def test_no_example_holds_by_another_word(name: str) -> None:
    other = OTHER_WORDS.get(name, NO_SIGN if name.startswith("signs.") else NO_WORD)
    held = {e.spelling: RULES[name](e.example_with(other), e) for e in entries_of(name) if e.phrase}
    assert [word for word, holds in held.items() if holds] == []


def test_every_class_with_examples_is_before_its_rule() -> None:
    with_examples = {name for name in words.class_names() if any(entry.phrase for entry in entries_of(name))}
    assert with_examples - RULES.keys() == {"demonyms.other_words"}


def test_words_that_only_look_like_adjectives_of_a_country() -> None:
    index = DemonymIndex({"HU": ["المجر"]})
    assert index.country("مجري") == index.country("المجريين") == "HU"
    assert [index.country(word) for word in words.forms("demonyms.other_words")] == [None, None]

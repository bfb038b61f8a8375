"""Figures that were counted by hand; the rules are those of :mod:`geotag.evaluation.judging`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from geotag.errors import GoldError, ResultsError
from geotag.evaluation.geoparsing import evaluate_articles, evaluate_names, read_predictions
from geotag.evaluation.gold import GoldFormat, GoldName, gold_format, read_articles, read_names
from geotag.gazetteer import Gazetteer
from geotag.model import Candidate, Match, Place
from tests.evaluation.annotated import gold_records, predicted_records, write


def place(key: str, name: str, lat: float, lon: float, population: int | None = None, country: str = "SY") -> Place:
    return Place(f"test:{key}", name, key, lat, lon, "city", country=country, population=population)


class GazetteerByHand:
    """Two places of the name طرابلس, two of حلب, one each of some others."""

    PLACES = (
        place("damascus", "دمشق", 33.51, 36.29, 1_500_000),
        place("beirut", "بيروت", 33.89, 35.50, 360_000, "LB"),
        place("tripoli-ly", "طرابلس", 32.89, 13.19, 1_100_000, "LY"),
        place("tripoli-lb", "طرابلس", 34.43, 35.84, 230_000, "LB"),
        place("aleppo", "حلب", 36.20, 37.16, 1_800_000),
        place("aleppo-us", "حلب", 40.0, -100.0, None, "US"),
        place("moscow", "موسكو", 55.75, 37.62, 10_000_000, "RU"),
    )

    def find(self, name: str) -> list[Candidate]:
        return [Candidate(p, Match(p.name, "exact", 0.0)) for p in self.PLACES if p.name == name]

    def search(self, name: str) -> list[Candidate]:
        return self.find(name)


GAZETTEER = cast("Gazetteer", GazetteerByHand())


@pytest.fixture
def measured(tmp_path: Path) -> dict[str, Any]:
    return measure(tmp_path, gold_records(), predicted_records())


def measure(
    directory: Path, gold: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]], **options: int
) -> dict[str, Any]:
    path = write(directory / "gold.jsonl", gold)
    form: GoldFormat = gold_format(path)
    predicted = read_predictions(write(directory / "found.jsonl", found))
    return evaluate_articles(read_articles(path, form), form, predicted, GAZETTEER, **options)


def test_recognition_resolution_and_both_together(measured: dict[str, Any]) -> None:
    assert (measured["format"], measured["articles"], measured["absent"]) == ("news", 2, 0)
    assert measured["recognition"] == {"p": 0.8571, "r": 0.8571, "f1": 0.8571}  # 6 of 7, one spurious
    assert measured["end_to_end"] == {"p": 0.6, "r": 0.5, "f1": 0.5455}  # 3 right, 2 wrong, 3 of 6 missing
    assert measured["found"] == 5
    assert measured["resolution_accuracy"] == 0.6
    assert measured["acc161"] == 0.75
    assert measured["median_km"] == 6.0
    # خوري is less than half of سامي خوري.
    assert measured["people"] == {"p": 0.0, "r": 0.0, "f1": 0.0}


def test_an_absent_article_is_missed(tmp_path: Path) -> None:
    measured = measure(tmp_path, gold_records(), predicted_records()[:1])
    assert measured["absent"] == 1
    assert measured["recognition"] == {"p": 0.75, "r": 0.4286, "f1": 0.5455}


def test_groups(measured: dict[str, Any]) -> None:
    role = measured["by"]["role"]
    assert list(role) == ["literal", "metonym", "nested"]
    assert role["metonym"] == {
        "mentions": 1, "recall": 1.0, "found": 1, "resolution_accuracy": 1.0, "acc161": 1.0, "median_km": 0.0
    }  # fmt: skip
    assert (role["nested"]["mentions"], role["nested"]["recall"]) == (1, 0.0)
    assert role["literal"]["recall"] == 0.8333
    country = measured["by"]["country"]
    assert list(country) == ["SY", "LB", "RU"]
    assert country["LB"]["resolution_accuracy"] == 0.0
    assert country["SY"] == {
        "mentions": 4, "recall": 0.75, "found": 2, "resolution_accuracy": 1.0, "acc161": 1.0, "median_km": 6.0
    }  # fmt: skip
    assert {name: own["mentions"] for name, own in measured["by"]["kind"].items()} == {"city": 6, "admin1": 1}
    ambiguity = measured["by"]["ambiguity"]
    assert {name: own["mentions"] for name, own in ambiguity.items()} == {"0": 2, "1": 3, "2": 2}
    assert list(ambiguity) == ["0", "1", "2"]


def test_distances(measured: dict[str, Any]) -> None:
    distances = measured["distances"]
    assert distances["count"] == 4
    assert distances["km"][:3] == [0.0, 0.9, 11.1]
    assert 2000 < distances["km"][3] < 2200
    assert [distances["quantiles"][q] for q in ("0.25", "0.5", "0.75", "1")] == distances["km"]
    assert distances["within"] == {
        "1": 0.5, "5": 0.5, "10": 0.5, "25": 0.75, "50": 0.75, "100": 0.75, "161": 0.75, "500": 0.75, "1000": 0.75
    }  # fmt: skip


def test_calibration(measured: dict[str, Any]) -> None:
    calibration = measured["calibration"]
    assert calibration["mentions"] == 4
    assert calibration["error"] == 0.225  # (2 x 0.05 + 0.15 + 0.65) / 4
    assert calibration["error_with_spurious"] == 0.25  # the spurious one was stated with 0.35
    assert len(calibration["bins"]) == 10
    assert calibration["bins"][9] == {"from": 0.9, "to": 1.0, "mentions": 2, "confidence": 0.95, "accuracy": 1.0}
    assert calibration["bins"][6] == {"from": 0.6, "to": 0.7, "mentions": 1, "confidence": 0.65, "accuracy": 0.0}
    assert calibration["bins"][0]["accuracy"] is None


def test_the_baselines_choose_by_the_name(measured: dict[str, Any]) -> None:
    baselines = measured["baselines"]
    assert list(baselines) == ["highest population", "nearest to the others"]
    # Libya's طرابلس has more people, Lebanon's lies nearer to بيروت and دمشق; nobody has هدنة.
    assert baselines["highest population"]["resolution_accuracy"] == 0.8
    assert baselines["nearest to the others"]["resolution_accuracy"] == 1.0
    assert baselines["nearest to the others"]["end_to_end"] == {"p": 1.0, "r": 0.8333, "f1": 0.9091}
    assert "recognition" not in baselines["highest population"]


def test_the_worst_errors_come_with_their_sentences(measured: dict[str, Any]) -> None:
    errors = measured["errors"]
    assert {kind: [error["name"] for error in own] for kind, own in errors.items()} == {
        "wrong": ["طرابلس"],
        "unresolved": ["بيروت"],
        "missed": ["حمص"],
        "spurious": ["هدنة"],
    }
    (wrong,) = errors["wrong"]
    assert (wrong["place"], wrong["confidence"], wrong["expected"]) == ("test:طرابلس", 0.65, [34.43, 35.84])
    assert "".join(wrong["quote"]) == "زار وزير الخارجية دمشق ثم بيروت، وقال سامي خوري إن طرابلس هادئة."


def test_only_so_many_errors_are_listed(tmp_path: Path) -> None:
    measured = measure(tmp_path, gold_records(), [], worst=2)
    assert {kind: len(own) for kind, own in measured["errors"].items()} == {
        "wrong": 0, "unresolved": 0, "missed": 2, "spurious": 0
    }  # fmt: skip


CASE_TEXT = "وصلت إلى حلب، لا إلى حلب. وقالت تدمر كلمة."
CASES = [
    {
        "id": "c1",
        "class": "words",
        "text": CASE_TEXT,
        "places": [{"surface": "حلب", "occurrence": 2, "lat": 36.2, "lon": 37.16, "acc_km": 25}],
        "not_places": ["تدمر"],
    },
    {"id": "c2", "class": "words", "text": CASE_TEXT, "places": [], "not_places": ["تدمر"]},
]


def case_record(case: str, *spans: tuple[int, float]) -> dict[str, Any]:
    return {
        "id": case,
        "mentions": [
            {"start": start, "end": start + (4 if start > 30 else 3), "label": "LOC", "place": f"p{start}"}
            for start, _ in spans
        ],
        "places": [{"id": f"p{start}", "lat": lat, "lon": 37.16} for start, lat in spans],
    }


@pytest.mark.parametrize(
    ("found", "wrong"),
    [
        ([case_record("c1", (21, 36.2))], []),
        ([case_record("c1", (9, 36.2), (21, 36.2))], []),  # another place does no harm
        ([case_record("c1", (9, 36.2))], ["c1"]),  # the first حلب is not the second
        ([case_record("c1", (21, 40.0))], ["c1"]),
        ([case_record("c1", (21, 36.2), (32, 34.5))], ["c1"]),  # the trap
        ([case_record("c1", (21, 36.2)), case_record("c2", (32, 34.5))], ["c2"]),
    ],
)
def test_a_case_is_right_when_all_of_it_is(tmp_path: Path, found: list[dict[str, Any]], wrong: list[str]) -> None:
    assert CASE_TEXT[21:24] == "حلب"
    assert CASE_TEXT[32:36] == "تدمر"
    measured = measure(tmp_path, CASES, found)
    assert measured["wrong"] == wrong
    assert measured["accuracy"] == 1 - len(wrong) / 2
    assert measured["by_class"] == {"words": 1 - len(wrong) / 2}


def test_tweets_count_what_lies_in_the_box(tmp_path: Path) -> None:
    text = "#لبنان و #سوريا و #ليبيا"
    box = ["33.0", "34.7", "35.0", "36.6"]
    mention = {"text": "#لبنان", "start": 0, "end": 6, "lat": 33.9, "lon": 35.8, "bbox": box, "country_code": "lb"}
    mentions = [mention, mention, {**mention, "start": 9, "end": 15, "bbox": None}, {**mention, "start": 18, "end": 24}]
    found = {
        "id": 7,
        "mentions": [
            {"start": 1, "end": 6, "label": "LOC", "place": "a"},
            {"start": 10, "end": 15, "label": "LOC", "place": "b"},
        ],
        "places": [{"id": "a", "lat": 33.05, "lon": 35.1}, {"id": "b", "lat": 10.0, "lon": 10.0}],
    }
    measured = measure(tmp_path, [{"id": 7, "text": text, "mentions": mentions}], [found])
    # Three mentions, one listed twice; the first is 114 km off and in its box, the second far off.
    assert measured["mentions"] == 3
    assert (measured["recall"], measured["acc161_of_found"], measured["end_to_end_161"]) == (0.6667, 0.5, 0.3333)
    assert measured["inside_or_25km"] == 0.3333
    assert list(measured["by"]["country"]) == ["LB"]


def test_names_count_the_first_candidate(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    path.write_text(
        "name\tcountry\tcategory\nطرابلس\tLB\ttown\nطرابلس\tLB|LY\ttown\nحلب\tXX\ttown\nحلب\tEG\triver\nقنا\tEG\ttown\n",
        encoding="utf-8",
    )
    assert gold_format(path) == "names"
    measured = evaluate_names(read_names(path), GAZETTEER)
    assert (measured["names"], measured["found_names"], measured["right_first"]) == (5, 0.8, 0.6)
    assert measured["by_category"] == {"river": "1/1", "town": "2/4"}
    assert [error["name"] for error in measured["errors"]["elsewhere"]] == ["طرابلس", "قنا"]
    assert measured["baselines"]["highest population"] == {"found_names": 0.8, "right_first": 0.6}
    assert read_names(path)[1] == GoldName("طرابلس", frozenset({"LB", "LY"}), "town")


def altered(**changes: Any) -> list[dict[str, Any]]:
    first, *others = gold_records()
    return [{key: value for key, value in {**first, **changes}.items() if value is not None}, *others]


@pytest.mark.parametrize(
    ("records", "message"),
    [
        (altered(id=None), "line 1: there is no field 'id'"),
        (altered(people=None), "line 1: there is no field 'people'"),
        (altered(places=None), "line 1: there is no field 'places' or 'mentions'"),
        (altered(text="؟"), "field start: "),
        (altered(text=" ", places=[], people=[]), "line 1, field text: there is no text"),
        (altered(id="war"), "line 2, field id: 'war' is in line 1 already"),
        (altered(places=[{"start": 0, "end": 3, "lat": 91, "lon": 1}]), "field lat: 91 is not within -90 to 90"),
        (altered(places=[{"start": 0, "end": 3, "lat": None, "lon": 1}]), "fields lat and lon"),
        (altered(places=[{"start": 0, "end": 3, "lat": 1, "lon": 1, "role": "x"}]), "field role: 'x' is not one of"),
        (altered(places=[{"start": 0, "end": 3, "lat": 1}]), "there is no field 'lon'"),
        ([{**CASES[0], "places": [{"surface": "حلب", "occurrence": 3, "lat": 1, "lon": 1}]}], "is not 3 times"),
    ],
)
def test_bad_gold_is_named_with_line_and_field(tmp_path: Path, records: list[dict[str, Any]], message: str) -> None:
    path = write(tmp_path / "gold.jsonl", records)
    with pytest.raises(GoldError) as raised:
        read_articles(path, gold_format(path))
    assert message in str(raised.value)
    assert str(path) in str(raised.value)


@pytest.mark.parametrize("content", ["{", "[]", ""])
def test_what_is_no_gold_file_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(GoldError, match=r"gold\.jsonl"):
        gold_format(path)
    with pytest.raises(GoldError, match=r"gold\.jsonl"):
        read_articles(path, "news")


def test_bad_predictions_are_named(tmp_path: Path) -> None:
    path = tmp_path / "found.jsonl"
    path.write_text('\n{"id": 1, "mentions": [{"label": "LOC"}]}\n', encoding="utf-8")
    with pytest.raises(ResultsError, match=r"found\.jsonl, line 2: no record of an article"):
        read_predictions(path)
    other = [{**predicted_records()[0], "text_sha256": "0" * 64}]
    with pytest.raises(GoldError, match="article visit: the predictions are of another text"):
        measure(tmp_path, gold_records(), other)


def test_bad_tables_of_names_are_named(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    for content, message in (
        ("name\tcountry\n", "no column 'category'"),
        ("name\tcountry\tcategory\nحلب\tSY\n", "line 2: name, country and category are needed"),
        ("name\tcountry\tcategory\n", "holds no names"),
    ):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(GoldError, match=message):
            read_names(path)


def test_the_figures_are_ready_for_json(measured: dict[str, Any]) -> None:
    assert json.loads(json.dumps(measured, allow_nan=False)) == measured

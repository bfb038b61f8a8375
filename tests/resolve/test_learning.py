from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from geotag.cli import main
from geotag.errors import GoldError
from geotag.resolve.features import FEATURE_NAMES
from geotag.resolve.learning.weights import Example, fit
from geotag.resolve.ranking import Weights, bundled_weights
from tests.factory import BAKU

TEXTS = [
    ("وصل رئيس الحكومة الليبية إلى طرابلس قادما من بنغازي.", {"طرابلس": (32.89, 13.18), "بنغازي": (32.12, 20.07)}),
    ("زار وزير الداخلية اللبناني طرابلس ثم عاد إلى بيروت.", {"طرابلس": (34.44, 35.84), "بيروت": (33.89, 35.5)}),
    ("عقد اجتماع في باكو بين الوفدين.", {"باكو": (40.38, 49.89)}),
    ("تظاهر الآلاف في لندن أمس.", {"لندن": (51.51, -0.13)}),
    ("اندلع حريق في مدينة حلب.", {"حلب": (36.2, 37.16)}),
]


def gold(path: Path) -> Path:
    with path.open("w", encoding="utf-8") as stream:
        for text, names in TEXTS:
            places = [
                {"start": text.index(name), "end": text.index(name) + len(name), "lat": lat, "lon": lon}
                for name, (lat, lon) in names.items()
            ]
            record = {"id": text, "text": text, "places": places, "people": []}
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path


def example(right: str) -> Example:
    """Two candidates, one prominent and one near, far apart, of which the named one is right."""
    rows = [[0.0] * len(FEATURE_NAMES) for _ in range(2)]
    rows[0][FEATURE_NAMES.index("prominence")] = 3.0
    rows[1][FEATURE_NAMES.index("near")] = 1.0
    return Example(
        (replace(BAKU, lat=10.0), replace(BAKU, lat=50.0)),
        tuple(map(tuple, rows)),
        (right == "prominent", right == "near"),
    )


def prior() -> Weights:
    return Weights(dict.fromkeys(FEATURE_NAMES, 0.0), 0.0)


def test_weights_follow_the_examples() -> None:
    near = fit([[example("near")] for _ in range(30)], prior()).weights
    prominent = fit([[example("prominent")] for _ in range(30)], prior()).weights
    assert near.features["near"] > 1 > 0 > near.features["prominence"]
    assert prominent.features["prominence"] > 0 > prominent.features["near"]
    assert near.features["curated"] == 0, "what no example tells stays as the prior says"


def test_accuracy_is_that_on_unseen_articles() -> None:
    result = fit([[example("near")] for _ in range(30)], prior())
    assert result.names == 30
    assert result.accuracy == 1.0
    assert 0 <= result.calibration_error < 0.2


def test_too_few_articles_are_refused() -> None:
    with pytest.raises(GoldError, match="at least 5 articles"):
        fit([[example("near")]] * 4, prior())


def test_the_command_writes_weights_that_read_back(tmp_path: Path) -> None:
    output = tmp_path / "weights.json"
    result = CliRunner().invoke(
        main, ["model", "resolver", str(gold(tmp_path / "gold.jsonl")), "-o", str(output), "--rounds", "1"]
    )
    assert result.exit_code == 0, result.output
    assert "5 articles, 7 names" in result.stderr
    assert set(Weights.from_json(output.read_text(encoding="utf-8")).features) == set(bundled_weights().features)


def test_bad_gold_names_file_line_and_field(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(
        '{"id": 1, "text": "نص", "places": [], "people": []}\n{"id": 2, "text": "نص", "places": [{"start": 0}]}\n',
        encoding="utf-8",
    )
    result = CliRunner().invoke(main, ["model", "resolver", str(path), "-o", str(tmp_path / "weights.json")])
    assert result.exit_code == 2
    assert "gold.jsonl, line 2: there is no field 'end'" in result.stderr


def test_raw_news_that_qualifies_a_name_teaches_too(tmp_path: Path) -> None:
    raw = tmp_path / "raw.txt"
    raw.write_text("شهدت طرابلس الليبية احتجاجات. ثم عاد الهدوء إلى طرابلس مساء أمس.", encoding="utf-8")
    gold_file, output = gold(tmp_path / "gold.jsonl"), tmp_path / "weights.json"
    arguments = ["model", "resolver", str(gold_file), "-o", str(output), "--rounds", "1", "--raw", str(raw)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "6 articles, 8 names" in result.stderr


def test_a_table_of_names_teaches_nothing(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    path.write_text("name\tcountry\tcategory\nحلب\tSY\tcity\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["model", "resolver", str(path), "-o", str(tmp_path / "weights.json")])
    assert result.exit_code == 2
    assert "names.tsv holds names, not annotated articles" in result.stderr


def test_gold_that_is_not_utf8_is_bad_usage(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes('{"id": 1, "text": "نص", "places": [], "people": []}\n'.encode("windows-1256"))
    result = CliRunner().invoke(main, ["model", "resolver", str(path), "-o", str(tmp_path / "weights.json")])
    assert result.exit_code == 2
    assert "gold.jsonl: it is not UTF-8" in result.stderr


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"features": {"far": 1}}'])
def test_a_prior_that_holds_no_weights_is_bad_usage(tmp_path: Path, content: str) -> None:
    prior = tmp_path / "prior.json"
    prior.write_text(content, encoding="utf-8")
    arguments = [str(gold(tmp_path / "gold.jsonl")), "-o", str(tmp_path / "weights.json"), "--prior", str(prior)]
    result = CliRunner().invoke(main, ["model", "resolver", *arguments])
    assert result.exit_code == 2
    assert "--prior" in result.stderr
    assert not (tmp_path / "weights.json").exists()


def test_weights_of_other_evidence_are_refused() -> None:
    text = bundled_weights().to_json().replace('"near"', '"far"')
    with pytest.raises(ValueError, match="far, near"):
        Weights.from_json(text)

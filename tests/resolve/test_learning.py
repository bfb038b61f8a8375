from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from geotag.cli import main
from geotag.errors import GoldError
from geotag.resolve.evidence import FEATURES
from geotag.resolve.learning import Example, fit, read_gold
from geotag.resolve.ranking import Weights, bundled_weights

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
            stream.write(json.dumps({"text": text, "places": places}, ensure_ascii=False) + "\n")
    return path


def example(right: str) -> Example:
    """Two candidates, one prominent and one near, of which the named one is right."""
    rows = [[0.0] * len(FEATURES) for _ in range(2)]
    rows[0][FEATURES.index("prominence")] = 3.0
    rows[1][FEATURES.index("near")] = 1.0
    return Example(tuple(map(tuple, rows)), (right == "prominent", right == "near"), 1.0)


def prior() -> Weights:
    return Weights(dict.fromkeys(FEATURES, 0.0), 0.0)


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


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "line 2"),
        ('{"text": "نص"}', "there is no field 'places'"),
        ('{"text": "نص", "places": [{"start": 0, "lat": 1, "lon": 2}]}', "there is no field 'end'"),
        ('{"text": "نص", "places": [{"start": 0, "end": 2, "lat": "north", "lon": 2}]}', "north"),
    ],
)
def test_bad_gold_names_file_line_and_field(tmp_path: Path, line: str, complaint: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"text": "نص", "places": []}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(GoldError, match="line 2") as caught:
        list(read_gold(path))
    assert complaint in str(caught.value)


def test_gold_that_is_not_utf8_is_bad_usage(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes('{"text": "نص", "places": []}\n'.encode("windows-1256"))
    result = CliRunner().invoke(main, ["model", "resolver", str(path), "-o", str(tmp_path / "weights.json")])
    assert result.exit_code == 2
    assert "gold.jsonl, line 1" in result.stderr


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

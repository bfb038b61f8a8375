from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stanza
from click.testing import CliRunner, Result
from stanza.resources.common import DEFAULT_RESOURCES_VERSION

import geotag
from geotag.cli import main
from geotag.errors import ModelDamagedError, ModelDownloadError, ModelNotFoundError
from geotag.ner import resources, tokenizer
from geotag.ner.downloading import download
from geotag.ner.recogniser import Recogniser
from tests.conftest import KARABAKH
from tests.ner.stanza_server import DEPENDENCIES, NER, make_models, make_site, serving

ODD = "qqq ١٢٣ " + "ب" * 130 + " دَمَّرَ \U0001f30d\n\nباريس وأنقرة"
PARTS = {f"ar/ner/{NER}.pt", *(f"ar/{kind}/{name}.pt" for kind, name in DEPENDENCIES.items())}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    root = tmp_path_factory.mktemp("site")
    return root, make_site(root)


@pytest.fixture(scope="module")
def server(site: tuple[Path, dict[str, Any]]) -> Iterator[Any]:
    with serving(*site) as running:
        yield running


@pytest.fixture(scope="module")
def downloaded(server: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("models") / "stanza"
    download(directory, resources_url=server.address)
    return directory


@pytest.fixture
def models(downloaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of models with a copy of the package, named to geotag."""
    shutil.copytree(downloaded, tmp_path / "models" / "stanza")
    monkeypatch.setenv("GEOTAG_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=KARABAKH)


def test_the_whole_package_comes_as_an_archive(server: Any, downloaded: Path) -> None:
    info = resources.read_info(downloaded)
    assert set(info.files) == PARTS
    assert info.details["packages"]["ner"] == NER
    assert (downloaded / "ar" / "tokenize" / "padt.pt").exists()
    assert not (downloaded / "ar" / "default.zip").exists()
    assert any(path.endswith("/models/default.zip") for path in server.asked)


def test_a_part_of_the_package_comes_file_by_file(server: Any, tmp_path: Path) -> None:
    server.asked.clear()
    download(tmp_path, processors=["ner"], resources_url=server.address + "/")
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.pt")} == PARTS
    assert not any("default.zip" in path for path in server.asked)


def test_its_entities_are_those_of_a_stanza_pipeline(downloaded: Path) -> None:
    pipeline = stanza.Pipeline(
        "ar",
        dir=str(downloaded),
        processors={"tokenize": tokenizer.VARIANT, "ner": "default"},
        package=None,
        download_method=None,
        tokenize_form="written",
        verbose=False,
    )
    recogniser = Recogniser(downloaded)
    found = []
    for text in (KARABAKH, ODD):
        spans = recogniser.recognise(text).spans
        assert [(s.start, s.end, s.label) for s in spans] == [
            (e.start_char, e.end_char, e.type) for e in pipeline(text).ents
        ]
        found += spans
    # The weights are random, so some tags follow each other as they never should; such spans have no probability.
    assert all(0 <= span.score <= 1 for span in found)
    assert any(span.score > 0 for span in found)
    assert len({span.label for span in found}) > 1
    assert "B-MISC" in recogniser._tag_ids


def test_its_company_changes_nothing(downloaded: Path) -> None:
    recogniser = Recogniser(downloaded)
    texts = [KARABAKH, ODD, "", "باريس", KARABAKH]
    together = [recognition.spans for recognition in recogniser.recognise_many(texts)]
    assert together == [recogniser.recognise(text).spans for text in texts]


def test_posteriors_of_all_readings_of_a_word_sum_to_one(downloaded: Path) -> None:
    text = "باريس"
    recognition = Recogniser(downloaded).recognise(text)
    names = sum(recognition.posterior(0, len(text), label) for label in ("PER", "LOC", "ORG", "MISC"))
    assert 0 < names <= 1.0002


@pytest.mark.parametrize("charlm", [True, False])
def test_a_directory_of_somebody_elses_is_a_model(
    site: tuple[Path, dict[str, Any]], tmp_path: Path, charlm: bool
) -> None:
    make_models(tmp_path / "ar", charlm=charlm)
    listing = json.loads(json.dumps(site[1]))
    for path in tmp_path.glob("ar/*/*.pt"):
        listing["ar"][path.parent.name][path.stem]["md5"] = resources._md5(path)
    if not charlm:
        listing["ar"]["ner"][NER]["dependencies"] = [{"model": "pretrain", "package": "fasttextwiki"}]
    (tmp_path / "resources.json").write_text(json.dumps(listing), encoding="utf-8")
    tagged = geotag.load(tmp_path).tag(KARABAKH)
    assert tagged.mentions
    assert tagged.provenance["model"]["name"] == tmp_path.name


def test_commands_use_it(server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEOTAG_MODELS", str(tmp_path))
    assert "absent     stanza package" in run("doctor").stdout
    refused = run("tag", "-", "--model", "stanza")
    assert refused.exit_code == 3
    assert "to get it, type: geotag model download" in refused.stderr

    fetched = run("model", "download", "--processors", "ner", "--resources-url", server.address)
    assert fetched.exit_code == 0, fetched.stderr
    assert fetched.stdout.startswith(f"{NER} is in {tmp_path / 'stanza'}")
    assert fetched.stdout.rstrip().endswith("use --model stanza")

    record = json.loads(run("tag", "-", "--model", "stanza").stdout)
    assert record["provenance"]["model"]["name"] == "stanza"
    assert record["mentions"]
    (tmp_path / "gold.bio").write_text("وصل\tO\nبوتين\tB-PER\n", encoding="utf-8")
    table = run("model", "evaluate", tmp_path / "gold.bio", "--model", "stanza", "--model", "news").stdout
    assert "stanza F1" in table
    assert "news F1" in table
    assert f"Stanza's Arabic NER package {NER}" in run("model", "list").stdout
    assert f"ok         stanza package: {NER}" in run("doctor").stdout
    assert json.loads(run("model", "info", "stanza", "--format", "json").stdout)["details"]["packages"]["ner"] == NER


@pytest.mark.parametrize("part", sorted(PARTS))
def test_an_altered_file_is_refused(models: Path, part: str) -> None:
    path = models / "stanza" / part
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    result = run("tag", "-", "--model", "stanza")
    assert result.exit_code == 3
    assert f"{path} was altered or cut short (MD5 " in result.stderr
    assert "type: geotag model download" in result.stderr
    assert run("doctor").exit_code == 3


def test_a_missing_file_is_named(models: Path) -> None:
    (models / "stanza" / "ar" / "forward_charlm" / "ccwiki.pt").unlink()
    with pytest.raises(ModelNotFoundError, match=r"ccwiki\.pt is missing; type: geotag model download"):
        Recogniser("stanza")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"ar": {"packages": {}}}', '{"ar": []}'])
def test_a_damaged_list_is_named(models: Path, text: str) -> None:
    (models / "stanza" / "resources.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelDamagedError, match=r"resources\.json does not describe an Arabic NER package"):
        Recogniser("stanza")


def test_without_a_network_the_error_says_what_to_do(tmp_path: Path) -> None:
    with serving(tmp_path, {}) as gone:
        pass
    result = run("model", "download", "--dir", tmp_path / "here", "--resources-url", gone.address)
    assert result.exit_code == 3
    assert isinstance(result.exception, SystemExit)
    assert f"could not be fetched from {gone.address} (ConnectionError)" in result.stderr
    assert f"geotag model download --dir DIR on a machine that has a network, and copy DIR to {tmp_path / 'here'}" in (
        result.stderr
    )
    assert result.stderr.count("\n") == 1


def test_a_server_without_stanzas_list(tmp_path: Path) -> None:
    with serving(tmp_path, {}) as bare:
        (tmp_path / f"resources_{DEFAULT_RESOURCES_VERSION}.json").unlink()
        with pytest.raises(ModelDownloadError, match="could not be fetched"):
            download(tmp_path / "here", resources_url=bare.address)


@pytest.mark.parametrize("processors", [(), ("ner",)])
def test_a_file_that_is_not_the_listed_one_is_refused(
    site: tuple[Path, dict[str, Any]], tmp_path: Path, processors: tuple[str, ...]
) -> None:
    root = tmp_path / "site"
    shutil.copytree(site[0], root)
    for path in [*root.rglob("default.zip"), *root.rglob(f"{NER}.pt")]:
        path.write_bytes(path.read_bytes() + b"x")
    with serving(root, site[1]) as server, pytest.raises(ModelDamagedError, match=r"md5 for .* expected"):
        download(tmp_path / "here", processors=processors, resources_url=server.address)


def test_a_server_without_arabic(tmp_path: Path) -> None:
    with serving(tmp_path, {"fr": {}}) as server, pytest.raises(ModelDamagedError, match=r"Unknown language.*ar"):
        download(tmp_path / "here", resources_url=server.address)

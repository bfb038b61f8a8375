"""One tagger for many threads, event loops and processes: the same records everywhere, to the byte."""

from __future__ import annotations

import asyncio
import copy
import csv
import gc
import io
import json
import multiprocessing
import os
import pickle
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import torch

import geotag
from benchmarks.articles import generated
from geotag import Article
from geotag.corpus.tagging_results import TaggingResult
from geotag.gazetteer import Gazetteer, GazetteerGeocoder
from geotag.ner.network import TagNetwork
from geotag.ner.torch_threads import torch_threads
from geotag.readonly import ReadOnlyDict
from geotag.recipe import Recipe, loaded_again
from geotag.records.serialising import to_json

TEXTS = [article.text for article in islice(generated(2), 24)]
ARTICLES = [Article(f"a{number}", text, date="2024-01-02") for number, text in enumerate(TEXTS)]
#: Seconds that a child process may take, on a machine that has other things to do.
LIMIT = 240


def record(tagged: geotag.TaggedArticle) -> str:
    return to_json(tagged.to_dict())


@pytest.fixture(scope="module")
def expected(tagger: geotag.Tagger) -> list[str]:
    return [record(tagged) for tagged in tagger.tag_many(ARTICLES)]


def tagged_by_threads(tagger: geotag.Tagger, articles: list[Article], threads: int) -> list[str]:
    """The records, where each thread begins at the same moment with the articles of its own."""
    found = [""] * len(articles)
    together = threading.Barrier(threads)

    def work(first: int) -> None:
        together.wait()
        for number in range(first, len(articles), threads):
            found[number] = record(tagger.tag(articles[number]))

    with ThreadPoolExecutor(threads) as pool:
        for future in [pool.submit(work, first) for first in range(threads)]:
            future.result()
    return found


def test_threads_find_in_a_fresh_tagger_what_one_finds(expected: list[str]) -> None:
    fresh = geotag.load()
    assert tagged_by_threads(fresh, ARTICLES, 8) == expected
    # And the words that they remembered are right for what comes later.
    assert [record(tagged) for tagged in fresh.tag_many(ARTICLES)] == expected


@pytest.mark.slow
def test_eight_threads_of_two_hundred_articles_each() -> None:
    articles = list(islice(generated(5, seed=7), 8 * 200))
    alone = [record(tagged) for tagged in geotag.load().tag_many(articles)]
    assert tagged_by_threads(geotag.load(), articles, 8) == alone


def test_words_are_forgotten_while_threads_read_them(tagger: geotag.Tagger) -> None:
    info = tagger.recogniser.info
    weights, vectors = info.part("ner"), info.part("pretrain")
    assert weights is not None
    assert vectors is not None
    sentences = [text.split() for text in TEXTS]
    large, small = TagNetwork(weights, vectors), TagNetwork(weights, vectors, memory=64)
    wanted = [large.scores([sentence])[0] for sentence in sentences]

    def work(first: int) -> bool:
        numbers = [(first + 5 * n) % len(sentences) for n in range(20)]
        return all((small.scores([sentences[n]])[0] == wanted[n]).all() for n in numbers)

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(work, range(12)))
    assert small._words._users == 0


def test_look_ups_work_in_any_thread() -> None:
    gazetteer = Gazetteer()
    geocoder = GazetteerGeocoder(gazetteer)
    asked: list[Callable[[], Any]] = [
        lambda: gazetteer.search("حلب"),
        lambda: gazetteer.search("تسخنفالي"),
        lambda: gazetteer.near(36.2, 37.15),
        lambda: gazetteer.place("geonames:170063"),
        lambda: gazetteer.country_names["SY"],
        lambda: geocoder.geocode("دمشق"),
        lambda: geocoder.reverse((33.5, 36.3)),
    ]
    alone = [question() for question in asked]
    assert all(alone)
    gazetteer.store.named.cache_clear()
    gazetteer._sounding_like.cache_clear()
    for _ in range(3):
        # Threads come and go.
        with ThreadPoolExecutor(8) as pool:
            for found in pool.map(lambda question: question(), asked * 6):
                assert found in alone
    assert 1 <= len(gazetteer.store._database._idle) <= 8
    gazetteer.close()
    assert gazetteer.store._database._idle == []
    for question in (lambda: gazetteer.search("حلب"), lambda: gazetteer.near(36.2, 37.15)):
        with pytest.raises(geotag.GazetteerError, match="was closed; open it again"):
            question()


@pytest.mark.filterwarnings("error")
def test_a_gazetteer_that_nobody_closed_closes_itself() -> None:
    gazetteer = Gazetteer()
    gazetteer.search("حلب")
    (connection,) = gazetteer.store._database._idle
    del gazetteer
    gc.collect()
    with pytest.raises(Exception, match="closed"):
        connection.execute("SELECT 1")


def test_a_server_loop_gives_the_same(tagger: geotag.Tagger, expected: list[str]) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        article = ARTICLES[int(await reader.readline())]
        tagged = await asyncio.to_thread(tagger.tag, article)
        writer.write(record(tagged).encode())
        writer.close()
        await writer.wait_closed()

    async def ask(port: int, number: int) -> str:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"{number}\n".encode())
        answer = (await reader.read()).decode()
        writer.close()
        await writer.wait_closed()
        return answer

    async def main() -> list[str]:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            return await asyncio.gather(*(ask(port, number) for number in range(len(ARTICLES))))

    # In a thread of its own: the browser tests leave a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: asyncio.run(main())).result() == expected


def run_child(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=LIMIT,
        cwd=Path(geotag.__file__).parent.parent,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_fork_pool_gives_the_same(expected: list[str]) -> None:
    # torch has two threads, and has used them; other threads are at work in the moment of the fork.
    code = """
import json, multiprocessing, sys, threading
import torch
import geotag
from tests.test_threads import ARTICLES, record

torch.set_num_threads(2)
(torch.rand(900, 900) @ torch.rand(900, 900)).sigmoid().sum()
tagger = geotag.load(threads=2)
tagger.tag(ARTICLES[0])
stop = threading.Event()

def keep_on():
    while not stop.is_set():
        tagger.tag(ARTICLES[1])

def work(article):
    return record(tagger.tag(article))

others = [threading.Thread(target=keep_on) for _ in range(2)]
for other in others:
    other.start()
with multiprocessing.get_context("fork").Pool(2) as pool:
    found = pool.map(work, ARTICLES[:8])
stop.set()
for other in others:
    other.join()
print(json.dumps([found, record(tagger.tag(ARTICLES[0])), torch.get_num_threads()]))
"""
    found, after, threads = json.loads(run_child(code))
    assert found == expected[:8]
    assert after == expected[0]
    assert threads == 2


def test_a_pickled_tagger_tags_in_a_fresh_process(tagger: geotag.Tagger, expected: list[str]) -> None:
    # As joblib, Dask and the executors of the standard library send it: by value, to a process that has nothing.
    assert len(pickle.dumps(tagger)) < 10_000
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        found = pool.starmap(_tagged, [(tagger, article) for article in ARTICLES[:4]])
    assert found == expected[:4]


def _tagged(tagger: geotag.Tagger, article: Article) -> str:
    return record(tagger.tag(article))


def test_a_process_loads_what_it_is_sent_once(tagger: geotag.Tagger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geotag.recipe._taggers", OrderedDict())
    sent = pickle.dumps(tagger)
    with ThreadPoolExecutor(4) as pool:
        first, *others = pool.map(pickle.loads, [sent] * 4)
    assert all(other is first for other in others)
    assert first.provenance == tagger.provenance
    with pytest.raises(geotag.GeotagError, match="with another model"):
        loaded_again(Recipe(None, None, None, 1), {**tagger.provenance, "model": {"name": "other"}})


def test_a_recipe_does_not_depend_on_the_current_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    recipe = Recipe.of("mine/model", Path("places.sqlite"), "corrections.csv", 2)
    assert recipe == Recipe(
        str(tmp_path / "mine" / "model"), str(tmp_path / "places.sqlite"), str(tmp_path / "corrections.csv"), 2
    )
    # The name of an installed model stays a name.
    name = geotag.load().recogniser.info.name
    assert Recipe.of(name, None, None, 1).model == name


def test_a_tagger_of_ones_own_parts_pickles_as_its_parts(tagger: geotag.Tagger, expected: list[str]) -> None:
    own = geotag.Tagger(tagger.recogniser, Gazetteer(), tagger.resolver)
    again = pickle.loads(pickle.dumps(own))
    assert again is not own
    assert record(again.tag(ARTICLES[0])) == expected[0]
    # What was loaded, and then changed, is no longer what was loaded.
    changed = geotag.load()
    changed.resolver = tagger.resolver
    assert changed.__reduce__()[0] is geotag.Tagger


def test_records_share_nothing_that_can_be_changed(tagger: geotag.Tagger) -> None:
    tagged = tagger.tag(Article("a", "وصل الوزير إلى بغداد قادما من بيروت"))
    place = tagged.places[0].place
    before = record(tagged)
    mappings: list[Any] = [
        tagged.provenance,
        tagged.provenance["model"],
        tagged.provenance["parameters"],
        tagged.provenance["gazetteer"]["sources"][0],
        place.links,
        tagger.provenance,
        tagger.gazetteer.info,
    ]
    for mapping in mappings:
        for change in _changes(mapping):
            with pytest.raises(TypeError, match="read-only; change a copy"):
                change()
    assert isinstance(tagged.provenance["gazetteer"]["sources"], tuple)
    changed = tagged.to_dict()
    changed["provenance"]["model"]["name"] = "other"
    changed["provenance"]["gazetteer"]["sources"].clear()
    for own in changed["places"]:
        own["links"].clear()
    assert record(tagger.tag(tagged.article)) == before == record(tagged)


def _changes(mapping: Any) -> Iterator[Callable[[], Any]]:
    yield lambda: mapping.__setitem__("model", 1)
    yield lambda: mapping.__delitem__("model")
    yield lambda: mapping.update(model=1)
    yield lambda: mapping.setdefault("other", 1)
    yield lambda: mapping.pop("model", None)
    yield mapping.popitem
    yield mapping.clear
    yield lambda: mapping.__ior__({"model": 1})


@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda tagged: pickle.loads(pickle.dumps(tagged))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_records_can_be_copied_pickled_and_hashed(karabakh: geotag.TaggedArticle, again: Any) -> None:
    other = again(karabakh)
    assert other == karabakh
    assert hash(other) == hash(karabakh)
    assert len({other, karabakh}) == 1
    assert type(other.provenance) is ReadOnlyDict
    assert record(other) == record(karabakh)
    assert json.loads(json.dumps(dict(other.provenance))) == karabakh.to_dict()["provenance"]


def test_every_article_has_an_outcome(tagger: geotag.Tagger) -> None:
    def articles() -> Iterator[Any]:
        yield "وصل الوزير إلى بغداد"
        yield " \n"
        yield Article("mine", "غادر الوفد دمشق")
        yield None
        yield "وصل إلى بيروت"

    found = list(tagger.tag_each(articles()))
    assert [outcome.article.id for outcome in found] == ["text-1", "text-2", "mine", "text-4", "text-5"]
    failures = [outcome for outcome in found if isinstance(outcome, geotag.TaggingFailure)]
    assert [(failure.id, failure.kind) for failure in failures] == [
        ("text-2", "EmptyArticleError"),
        ("text-4", "TypeError"),
    ]
    assert failures[0].message == "text-2 holds no text"
    assert failures[1].message == (
        "text-4: it cannot be tagged (TypeError: an Article or a str is needed, not NoneType)"
    )
    with pytest.raises(geotag.EmptyArticleError, match="text-2"):
        list(tagger.tag_many(articles()))
    assert [tagged.article.id for tagged in tagger.tag_many(TEXTS[:3])] == ["text-1", "text-2", "text-3"]
    assert tagger.tag(TEXTS[0]).article.id == "text"


def test_an_article_at_which_tagging_fails_is_not_the_end(
    tagger: geotag.Tagger, monkeypatch: pytest.MonkeyPatch, expected: list[str]
) -> None:
    from geotag.corpus.worker_process import _outcomes

    recognise_many, resolve = tagger.recogniser.recognise_many, tagger.resolver.resolve

    def failing(texts: Any) -> Any:
        if any(TEXTS[1] in text for text in texts):
            raise ZeroDivisionError("by hand")
        return recognise_many(texts)

    def failing_later(article: Article, *others: Any) -> Any:
        if article.id == "a2":
            raise RecursionError("by hand")
        return resolve(article, *others)

    monkeypatch.setattr(tagger.recogniser, "recognise_many", failing)
    monkeypatch.setattr(tagger.resolver, "resolve", failing_later)
    found = [
        outcome.kind if isinstance(outcome, geotag.TaggingFailure) else record(outcome)
        for outcome in tagger.tag_each(ARTICLES[:4])
    ]
    assert found == [expected[0], "ZeroDivisionError", "RecursionError", expected[3]]
    answers = [TaggingResult(*answer) for answer in _outcomes(tagger, ARTICLES[:4], ())]
    assert [answer.record or answer.error for answer in answers] == found
    assert answers[2].message == "a2: it cannot be tagged (RecursionError: by hand)"


def test_torch_is_left_as_its_user_set_it(tagger: geotag.Tagger, monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[int] = []
    run = TagNetwork._scores

    def counted(self: TagNetwork, sentences: Any) -> Any:
        used.append(torch.get_num_threads())
        return run(self, sentences)

    monkeypatch.setattr(TagNetwork, "_scores", counted)
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(3)
        tagger.tag(TEXTS[0])
        assert torch.get_num_threads() == 3

        def work(number: int) -> int:
            tagger.tag(TEXTS[number])
            return torch.get_num_threads()

        # Threads that used torch for the first time while others had set it for themselves.
        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(work, range(16))) == {3}
        with torch_threads(2):
            assert torch.get_num_threads() == 2
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)
    assert set(used) == {1}


def test_more_threads_can_be_asked_for(expected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    two = geotag.load(threads=2)
    used: list[int] = []
    run = TagNetwork._scores
    monkeypatch.setattr(
        TagNetwork, "_scores", lambda self, given: (used.append(torch.get_num_threads()), run(self, given))[1]
    )
    assert [record(tagged) for tagged in two.tag_many(ARTICLES)] == expected
    assert used == [2]
    with pytest.raises(ValueError, match="at least one thread, not with 0"):
        geotag.load(threads=0)


def test_importing_and_tagging_change_nothing_of_the_process() -> None:
    code = """
import csv, locale, logging, os, random, signal, socket, sys, warnings
import numpy, torch, stanza
torch.set_num_threads(2)

def state():
    mask = os.umask(0o77)
    os.umask(mask)
    return {
        "csv": csv.field_size_limit(), "umask": mask, "locale": locale.setlocale(locale.LC_ALL),
        "environ": dict(os.environ), "recursion": sys.getrecursionlimit(), "path": list(sys.path),
        "signals": {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE)},
        "warnings": list(warnings.filters), "logging": list(logging.root.handlers), "level": logging.root.level,
        "threads": torch.get_num_threads(), "random": random.getstate(), "seed": torch.initial_seed(),
        "grad": torch.is_grad_enabled(), "dtype": torch.get_default_dtype(), "timeout": socket.getdefaulttimeout(),
        "numpy": numpy.geterr(), "state": str(torch.get_rng_state().sum()), "cwd": os.getcwd(),
        "switch": sys.getswitchinterval(), "excepthook": sys.excepthook,
    }

before = state()
import geotag, geotag.cli, geotag.corpus, geotag.formats, geotag.maps, geotag.summary
imported = state()
geotag.load().tag("انسحبت القوات من آغدام وفضولي").to_dict()
after = state()
for now in (imported, after):
    for name, value in before.items():
        assert now[name] == value, (name, value, now[name])
"""
    run_child(code)


#: What JSON can smuggle into a text: halves of surrogate pairs, in names and beside them.
HALF = "وصل الوزير أحمد \ud83d الحداد إلى بغ\ud800داد ثم \udc00دمشق\udfff، قرب تسخن\ud800فالي \ud800."


@pytest.mark.parametrize(
    "name", ["json", "jsonl", "geojson", "geojsonseq", "csv", "kml", "tei", "webanno", "conll", "html"]
)
def test_half_a_surrogate_pair_is_written_by_every_format(tagger: geotag.Tagger, name: str) -> None:
    from geotag.formats import format_for

    tagged = tagger.tag(Article("id\ud800", HALF, title="عنوان\udc00", source="مصدر\ud800", date="2024-01-02"))
    assert all(HALF[mention.start : mention.end] == mention.text for mention in tagged.mentions)
    assert hash(tagged) == hash(tagger.tag(tagged.article))
    chosen = format_for(name)
    written = io.BytesIO()
    stream: Any = written if chosen.binary else io.TextIOWrapper(written, encoding="utf-8", newline="")
    chosen.write([tagged], stream)
    stream.flush()
    assert written.getvalue()
    if not chosen.binary:
        written.getvalue().decode("utf-8")


def test_half_a_surrogate_pair_is_looked_up_as_no_name(gazetteer: Gazetteer) -> None:
    for name in ("\ud800", "حلب\ud800", "مدينة \udc00"):
        gazetteer.search(name, loose=True)
        assert gazetteer.place(name) is None
        GazetteerGeocoder(gazetteer).geocode(name)


def test_half_a_surrogate_pair_in_a_file_is_not_the_end(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from geotag.cli import main

    path = tmp_path / "articles.jsonl"
    lines = [json.dumps({"id": name, "text": text}) for name, text in (("x", HALF), ("y", TEXTS[0]))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["tag", str(path), "--format", "jsonl", "--threads", "1"])
    # A file that holds one is refused by name, as no text, and the others are tagged.
    assert done.exit_code == 1
    assert "line 1, field text: this is no text (character 16 is half of a surrogate pair)" in done.stderr
    assert json.loads(done.stdout)["id"] == "y"


def test_settings_of_the_process_are_put_back(tmp_path: Path) -> None:
    from geotag.cli.articles import open_output
    from geotag.corpus import read_inputs
    from geotag.files.csv_tables import field_size_limit

    rows = tmp_path / "rows.csv"
    rows.write_text(f'id,text\na,"{"نص طويل " * 40_000}"\nb,بغداد\n', encoding="utf-8")
    before = csv.field_size_limit()

    def read(_: int) -> list[Any]:
        return [getattr(item, "id", item) for item in read_inputs([rows])]

    with ThreadPoolExecutor(4) as pool:
        assert all(found == ["a", "b"] for found in pool.map(read, range(8)))
    items = read_inputs([rows])
    next(items)
    # Also while it is being read.
    assert csv.field_size_limit() == before
    with field_size_limit(10**6), field_size_limit(10**7):
        assert csv.field_size_limit() == 10**7
    assert csv.field_size_limit() == before
    items.close()  # type: ignore[attr-defined]

    mask = os.umask(0o027)
    try:
        with open_output(tmp_path / "out.json") as stream:
            stream.write("{}")
        assert (tmp_path / "out.json").stat().st_mode & 0o777 == 0o640
    finally:
        os.umask(mask)


def test_the_date_of_a_geopackage_is_not_left_behind(karabakh: geotag.TaggedArticle) -> None:
    pyogrio = pytest.importorskip("pyogrio")
    from geotag.formats.geopackage import write

    seen: list[Any] = []

    def articles() -> Iterator[geotag.TaggedArticle]:
        seen.append(pyogrio.get_gdal_config_option("OGR_CURRENT_DATE"))
        yield karabakh

    def package(_: int) -> bytes:
        stream = io.BytesIO()
        write(articles(), stream)
        return stream.getvalue()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(package, range(4)))) == 1
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None

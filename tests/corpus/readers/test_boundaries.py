"""Whatever a reader raises, the input is named and the others are read."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from geotag.corpus import InputFailure, read_inputs
from geotag.corpus.readers import json_lines, markup_text, plain_text
from tests.corpus.readers.prose import BODY, SECOND, TEXT, articles, complaints, ids, page, read, write
from tests.corpus.readers.test_feed import item, rss
from tests.corpus.readers.test_mbox import box, message
from tests.corpus.readers.test_warc import Crawl

ENCODINGS = ["utf-16", "utf-32", "punycode", "idna", "unicode_escape", "charmap", "undefined", "hex", "x" * 40]
ERRORS = [
    KeyError("x"),
    AssertionError(),
    TypeError("no\nsuch"),
    MemoryError(),
    RecursionError("deep"),
    StopIteration(),
]


def feed(encoding: str) -> str:
    return rss(item(1), encoding=encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("ending", ["xml", "html"])
def test_an_encoding_that_is_stated_wrongly_ends_nothing(tmp_path: Path, ending: str, encoding: str) -> None:
    path = write(tmp_path / f"a.{ending}", feed(encoding) if ending == "xml" else page(charset=encoding))
    after = write(tmp_path / "b.txt", TEXT)
    *found, last = read(path, after)
    assert getattr(last, "id", None) == "b"
    if encoding.startswith("utf"):
        # Who can read the name of the encoding in single bytes knows that it is wrong.
        assert all(BODY in each.text for each in found if not isinstance(each, InputFailure))
        assert complaints(path) == []
    else:
        (complaint,) = complaints(path)
        assert "encoding" in complaint


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_encoding_that_the_user_gives_is_tried(tmp_path: Path, encoding: str) -> None:
    for name, text in {
        "a.jsonl": json.dumps({"text": BODY}),
        "b.csv": f"id,text\n1,{BODY}\n",
        "c.xml": feed("x"),
    }.items():
        write(tmp_path / name, text)
    assert len(complaints(tmp_path, encoding=encoding)) == 3


def test_utf_16_without_a_mark_is_read_where_the_user_says_so(tmp_path: Path) -> None:
    text = f"id\ttext\n1\t{BODY}\n"
    path = write(tmp_path / "a.csv", text, "utf-16-le")
    assert articles(path, encoding="utf-16")[0].text == BODY


def test_a_charset_with_a_nul_is_named(tmp_path: Path) -> None:
    mail = box(tmp_path / "m.mbox", message(1, BODY), message(2, BODY))
    mail.write_bytes(mail.read_bytes().replace(b'charset="utf-8"', b'charset="utf\x00-8"', 1))
    assert len(complaints(mail)) == 1
    assert ids(mail) == ["2/a@news.example"]


def test_marked_sections_of_html_are_comments() -> None:
    assert markup_text.markup_text(f"<![foo]><p>{BODY}<![endif]--><![if !mso]></p><![x") == BODY


def test_a_feed_and_a_mail_with_a_marked_section_are_read(tmp_path: Path) -> None:
    write(tmp_path / "a.rss", rss(item(1)).replace(BODY, f"&lt;![foo]&gt;{BODY}"))
    box(tmp_path / "m.mbox", message(1, f"<p><![foo]>{BODY}</p>", "html"))
    assert all(BODY in article.text for article in articles(tmp_path))


@pytest.mark.parametrize("reference", ["&#xd800;", "&#55357;", "&amp;#xd800;"])
@pytest.mark.parametrize("where", [BODY, "خبر"])
def test_half_a_surrogate_pair_ends_nothing(tmp_path: Path, reference: str, where: str) -> None:
    write(tmp_path / "a.rss", rss(item(1), item(2)).replace(where, f"{where}{reference}", 1))
    write(tmp_path / "b.html", page().replace(where, f"{where}{reference}"))
    box(tmp_path / "m.mbox", message(1, f"<p>{BODY}{reference}</p>", "html"))
    write(tmp_path / "z.txt", TEXT)
    found = read(tmp_path)
    assert getattr(found[-1], "id", None) == "z"
    for each in found:
        text = str(each.error) if isinstance(each, InputFailure) else f"{each.id}{each.title}{each.text}"
        assert text.encode()


def test_half_a_pair_in_an_id_ends_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    rows = [{"id": "\ud800", "text": BODY}, {"title": "\ud800", "text": BODY}, {"id": "c", "text": BODY}]
    path.write_text("\n".join(map(json.dumps, rows)))
    assert ids(path) == ["c"]
    assert len(complaints(path)) == 2


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_what_nobody_expected_is_told_by_type_and_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def failing(*_: object) -> object:
        raise error

    monkeypatch.setattr(plain_text, "decode", failing)
    write(tmp_path / "a.txt", TEXT)
    write(tmp_path / "b.jsonl", json.dumps({"text": BODY}))
    first, second = read(tmp_path)
    assert isinstance(first, InputFailure)
    told = str(first.error)
    assert told.startswith(f"{tmp_path}/a.txt: ")
    assert "\n" not in told
    if isinstance(error, MemoryError):
        assert "more memory than there is" in told
    elif isinstance(error, RecursionError):
        assert "nested too deeply" in told
    else:
        assert type(error).__name__ in told or "StopIteration" in told
        assert "report this as a bug of geotag" in told
    assert getattr(second, "id", None) == "b-1"


def test_one_line_that_nobody_expected_does_not_end_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = json_lines.row_article

    def failing(values: dict[str, object], *others: object) -> object:
        if values["id"] == 2:
            raise ZeroDivisionError("by nothing")
        return make(values, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(json_lines, "row_article", failing)
    path = write(tmp_path / "a.jsonl", "\n".join(json.dumps({"id": n, "text": BODY}) for n in range(4)))
    assert ids(path) == ["0", "1", "3"]
    assert complaints(path)[0].startswith(
        f"{path}, line 3: reading it failed as nobody expected (ZeroDivisionError: by"
    )


def test_the_traceback_is_for_who_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(plain_text, "decode", lambda *_: {}["x"])
    path = write(tmp_path / "a.txt", TEXT)
    with caplog.at_level(logging.DEBUG, "geotag.corpus.input_failures"):
        (failure,) = read(path)
    assert isinstance(failure, InputFailure)
    assert isinstance(failure.error.__cause__, KeyError)
    assert caplog.records[0].exc_info is not None


def test_an_interrupt_goes_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(plain_text, "decode", interrupted)
    with pytest.raises(KeyboardInterrupt):
        list(read_inputs([write(tmp_path / "a.txt", TEXT)]))


def test_tables_with_the_line_ends_of_old_macintoshes(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", f'id,text\r1,"{BODY}\r{SECOND}"\r2,{SECOND}\r')
    write(tmp_path / "b.jsonl", "\r".join(json.dumps({"id": n, "text": BODY}) for n in (3, 4)))
    found = articles(tmp_path)
    assert [article.id for article in found] == ["1", "2", "3", "4"]
    assert found[0].text == f"{BODY}\r{SECOND}"


def test_parquet_with_a_zone_that_nobody_knows_is_read(tmp_path: Path) -> None:
    column = pa.array([1_709_622_000, None], pa.timestamp("s", "Mars/Olympus"))
    parquet.write_table(pa.table({"text": [BODY, SECOND], "date": column}), tmp_path / "a.parquet")
    assert [article.text for article in articles(tmp_path / "a.parquet")] == [BODY, SECOND]


def test_parquet_whose_columns_have_broken_names_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"text": [BODY], "titre": ["x"]}), path)
    path.write_bytes(path.read_bytes().replace(b"titre", b"titr\xe9").replace(b"dGl0cmU", b"dGl0cuk"))
    write(tmp_path / "b.txt", TEXT)
    assert ids(tmp_path)[-1] == "b"


def test_inputs_without_an_article_are_named(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "id,text\n")
    write(tmp_path / "b.jsonl", "\n\n")
    parquet.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "c.parquet")
    for number, name in enumerate(("a.csv", "b.jsonl", "c.parquet")):
        assert complaints(tmp_path)[number] == f"{tmp_path}/{name}: there is no article in it"


def test_marks_where_files_were_joined_are_no_text(tmp_path: Path) -> None:
    line = json.dumps({"id": "x", "text": BODY})
    write(tmp_path / "a.jsonl", f"{line}\n\ufeff{line}\n")
    write(tmp_path / "b.csv", f"id,text\n1,{BODY}\n\ufeff2,{BODY}\n")
    assert ids(tmp_path) == ["x", "x-2", "1", "2"]


def test_a_nul_in_a_table_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f"id,text\n1,{BODY}\x00\n2,{BODY}\n")
    assert ids(path) == ["2"]
    assert "a.csv, line 2, column text: this is no text (it holds NUL" in complaints(path)[0]


def test_a_record_cannot_end_its_crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from geotag.corpus.readers import warc

    make = warc.page_article

    def failing(data: bytes, name: str, *others: object, **options: object) -> object:
        if "record 1" in name:
            raise AttributeError("none")
        return make(data, name, *others, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(warc, "page_article", failing)
    path = Crawl(tmp_path / "c.warc").add(1, page().encode()).add(2, page().encode()).close()
    assert len(ids(path)) == 1
    assert "c.warc, record 1: reading it failed as nobody expected (AttributeError: none)" in complaints(path)[0]


def test_parquet_with_damaged_statistics_does_not_end_the_process(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"id": ["a", "b"], "text": [BODY, None]}), path)
    data = path.read_bytes()
    after = write(tmp_path / "b.txt", TEXT)
    footer = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    # In a process of its own, since what this is about would end this one too.
    script = (
        "import sys; from pathlib import Path; from geotag.corpus import read_inputs\n"
        f"data, path = bytearray({data!r}), Path({str(path)!r})\n"
        f"for at in range({footer}, {footer} + 400):\n"
        "    for value in (0, data[at] ^ 1, data[at] + 0x10 & 0xFF):\n"
        "        path.write_bytes(data[:at] + bytes([value]) + data[at + 1 :])\n"
        f"        *_, last = read_inputs([path, {str(after)!r}], tell=lambda _: None)\n"
        "        assert last.id == 'b', last\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]

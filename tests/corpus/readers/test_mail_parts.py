from __future__ import annotations

from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest

from tests.corpus.readers.prose import BODY, SECOND, TITLE, articles, complaints, ids
from tests.corpus.readers.test_mbox import box, message

HEAD = b"From news@news.example Tue Mar  5 10:00:00 2024\n"


def mail(path: Path, *parts: str | MIMEText | MIMEMultipart, kind: str = "mixed") -> Path:
    made = MIMEMultipart(kind)
    made["Subject"] = "Digest"
    for part in parts:
        made.attach(MIMEText(part, "plain", "utf-8") if isinstance(part, str) else part)
    path.write_bytes(HEAD + bytes(made) + b"\n")
    return path


def html(text: str) -> MIMEText:
    return MIMEText(f"<html><body><p>{text}</p></body></html>", "html", "utf-8")


def several(kind: str, *parts: MIMEText | MIMEMultipart) -> MIMEMultipart:
    made = MIMEMultipart(kind)
    for part in parts:
        made.attach(part)
    return made


def plain(text: str) -> MIMEText:
    return MIMEText(text, "plain", "utf-8")


def named(text: str) -> MIMEText:
    made = plain(text)
    made.add_header("Content-Disposition", "inline", filename="note.txt")
    return made


def text_of(path: Path) -> str:
    (article,) = articles(path)
    return article.text.removeprefix("Digest\n\n")


def test_all_texts_of_a_message_are_read(tmp_path: Path) -> None:
    assert text_of(mail(tmp_path / "m.mbox", BODY, html(SECOND), BODY)) == f"{BODY}\n\n{SECOND}\n\n{BODY}"


def test_of_alternatives_only_one_is_read(tmp_path: Path) -> None:
    assert text_of(mail(tmp_path / "m.mbox", plain(BODY), html(SECOND), kind="alternative")) == BODY
    assert text_of(mail(tmp_path / "m.mbox", html(SECOND), plain(BODY), kind="alternative")) == BODY


@pytest.mark.parametrize("empty", ["", " \n\u00a0\n", "To see this message, use a mail reader that shows HTML."])
def test_an_empty_text_hides_no_page(tmp_path: Path, empty: str) -> None:
    assert text_of(mail(tmp_path / "m.mbox", plain(empty), html(SECOND), kind="alternative")) == SECOND


def test_parts_of_parts_are_read_in_their_order(tmp_path: Path) -> None:
    page = several("related", html(SECOND), plain("picture"))
    path = mail(tmp_path / "m.mbox", several("alternative", plain(""), page), plain(BODY))
    assert text_of(path) == f"{SECOND}\n\n{BODY}"


def test_attachments_are_passed_over(tmp_path: Path) -> None:
    attached = plain(SECOND)
    attached.add_header("Content-Disposition", "attachment", filename="x.txt")
    assert text_of(mail(tmp_path / "m.mbox", plain(BODY), attached, named(SECOND))) == BODY
    assert text_of(mail(tmp_path / "m.mbox", named(SECOND))) == SECOND


@pytest.mark.parametrize(("encoding", "charset"), [("utf-8", "utf-8"), ("windows-1256", "windows-1256"), ("utf-8", "")])
def test_a_subject_in_bytes_is_read_as_the_message(tmp_path: Path, encoding: str, charset: str) -> None:
    path = tmp_path / "m.mbox"
    kind = f'Content-Type: text/plain; charset="{charset}"\n' if charset else ""
    head = f"Subject: {TITLE}\nFrom: وكالة <a@news.example>\nContent-Transfer-Encoding: 8bit\n{kind}\n{BODY}\n"
    path.write_bytes(HEAD + head.encode(encoding))
    (article,) = articles(path)
    assert (article.title, article.source) == (TITLE, "وكالة")
    assert article.text == f"{TITLE}\n\n{BODY}"


def test_a_subject_that_nothing_says_the_encoding_of_is_named(tmp_path: Path) -> None:
    path = tmp_path / "m.mbox"
    path.write_bytes(HEAD + b"Subject: " + TITLE.encode("windows-1256") + b"\n\n" + BODY.encode() + b"\n")
    (complaint,) = complaints(path)
    assert "message 1, header subject: this is not UTF-8, and nothing says what it is; " in complaint
    path.write_bytes(path.read_bytes().replace(BODY.encode(), BODY.encode("windows-1256")))
    assert articles(path, encoding="windows-1256")[0].title == TITLE


@pytest.mark.parametrize("word", ["=?utf-8?B?5eTH?=", "=?us-ascii?Q?=E5=E4?="])
def test_an_encoded_subject_that_cannot_be_decoded_is_named(tmp_path: Path, word: str) -> None:
    path = tmp_path / "m.mbox"
    path.write_bytes(HEAD + f"Subject: {word}\n\n{BODY}\n".encode())
    assert "header subject: it is not in the encoding that it states" in complaints(path)[0]


def test_parameters_in_pieces_are_put_together(tmp_path: Path) -> None:
    path = tmp_path / "m.mbox"
    kind = b"Content-Type: text/plain; charset*0=windows-;\n charset*1=1256\n"
    path.write_bytes(HEAD + kind + b"\n" + BODY.encode("windows-1256") + b"\n")
    assert text_of(path) == BODY


def test_a_text_with_from_at_the_beginning_of_a_line_is_one_message(tmp_path: Path) -> None:
    path = box(tmp_path / "m.mbox", message(1, BODY), message(2, SECOND))
    data = path.read_bytes()
    unquoted = EmailMessage()
    unquoted.set_content(f"{BODY}\n\nFrom here on it is said:\n\n{SECOND}\n\nFrom Baku with love\n{BODY}", cte="8bit")
    path.write_bytes(HEAD + bytes(unquoted) + b"\n\n" + data)
    first, *_ = found = articles(path)
    assert len(found) == 3
    assert first.text.count(BODY) == 2
    assert "From here on it is said:" in first.text
    assert ids(path)[1:] == ["1/a@news.example", "2/a@news.example"]

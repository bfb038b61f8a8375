from __future__ import annotations

import mailbox
from email.message import EmailMessage
from pathlib import Path

from tests.corpus.readers.prose import BODY, SECOND, TITLE, articles, complaints, ids, read


def message(number: int, text: str, subtype: str = "plain", charset: str = "utf-8") -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = TITLE
    made["From"] = "أخبار الاختبار <news@news.example>"
    made["Date"] = "Tue, 05 Mar 2024 10:00:00 +0300"
    made["Message-ID"] = f"<{number}/a@news.example>"
    made.set_content(text, subtype=subtype, charset=charset)
    return made


def box(path: Path, *messages: EmailMessage) -> Path:
    made = mailbox.mbox(path)
    for each in messages:
        made.add(each)
    made.close()
    return path


def test_messages(tmp_path: Path) -> None:
    both = message(3, SECOND)
    both.add_alternative(f"<p>{BODY}</p>", subtype="html")
    both.add_attachment(b"\x00" * 100, maintype="application", subtype="octet-stream", filename="x.bin")
    path = box(
        tmp_path / "m.mbox",
        message(1, f"From here on\n{BODY}\n"),
        message(2, f"<html><head><title>x</title></head><p>{BODY}</p><p>{SECOND}</p>", "html", "windows-1256"),
        both,
    )
    first, second, third = articles(path)
    assert first.text == f"{TITLE}\n\nFrom here on\n{BODY}"
    assert (first.id, first.title, first.source) == ("1/a@news.example", TITLE, "أخبار الاختبار")
    assert first.date == "2024-03-05T10:00:00+03:00"
    assert second.text == f"{TITLE}\n\n{BODY}\n{SECOND}"
    assert third.text == f"{TITLE}\n\n{SECOND}"


def test_bad_messages_are_named_and_the_others_read(tmp_path: Path) -> None:
    path = box(tmp_path / "m.mbox", message(1, BODY), message(2, BODY * 300), message(3, "A text in English. " * 20))
    with path.open("ab") as stream:
        stream.write(b"\nFrom x\nContent-Type: image/png\n\nabc\n")
        stream.write(b"\nFrom x\nContent-Type: text/plain\n\n" + BODY.encode("windows-1256") + b"\n")
        stream.write(b"\nFrom x\nDate: no day\nContent-Type: text/plain; charset=us-ascii\n\n" + BODY.encode() + b"\n")
    found = read(path, max_bytes=20_000)
    assert [getattr(item, "id", None) for item in found] == ["1/a@news.example", None, None, None, None, "m-6"]
    assert getattr(found[-1], "date", "") is None
    long, english, picture, encoding = complaints(path, max_bytes=20_000)
    assert "m.mbox, message 2: 0.1 MB is too long for an article" in long
    assert "message 3: this is not Arabic" in english
    assert "message 4: this message holds no text" in picture
    assert "message 5: this is not UTF-8" in encoding


def test_what_is_no_mailbox_is_named(tmp_path: Path) -> None:
    path = tmp_path / "m.mbox"
    path.write_text(BODY, encoding="utf-8")
    assert "this is no mbox file" in complaints(path)[0]


def test_what_looks_like_a_mailbox_is_read_as_one(tmp_path: Path) -> None:
    assert ids(box(tmp_path / "inbox", message(1, BODY))) == ["1/a@news.example"]


def test_a_date_against_every_rule_is_left_out_and_told_of(tmp_path: Path) -> None:
    path = tmp_path / "m.mbox"
    path.write_bytes(b"From x\nDate: Tue, 05 Mar 99999999999999999999 10:00:00\n\n" + BODY.encode() + b"\n")
    notes: list[str] = []
    assert [article.date for article in articles(path, tell=notes.append)] == [None]
    stated = "Tue, 05 Mar 99999999999999999999 10:00:00"
    assert notes == [f"{path}: dates that could not be read, and are left out: 1, such as '{stated}'"]


def test_the_date_of_a_message_is_the_one_it_states(tmp_path: Path) -> None:
    stated = ["Tue, 05 Mar 2024 01:00:00 +0300", "5 Mar 2024 22:00:00 AST", "Tue, 05 Mar 2024 01:00:00 -0000 (UTC)"]
    path = tmp_path / "m.mbox"
    path.write_text("".join(f"From x\nDate: {date}\n\n{BODY}\n\n" for date in stated), encoding="utf-8")
    dates = ["2024-03-05T01:00:00+03:00", "2024-03-05T22:00:00", "2024-03-05T01:00:00Z"]
    assert [article.date for article in articles(path)] == dates

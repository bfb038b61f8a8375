"""Evaluations as text: a table for people, Markdown for documents, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from geotag.evaluation.models import Evaluation
from geotag.evaluation.span_scores import Score
from geotag.paths import StrPath

__all__ = ["REPORTS", "as_json", "as_markdown", "as_table", "short_names"]

_DIGITS: Final = 4
_SHOWN_DIGITS: Final = 3
_MICRO: Final = "micro"


def as_table(evaluations: Sequence[Evaluation]) -> str:
    """A block for each file: a row for each label, the models beside each other."""
    return "\n".join(_aligned(rows) for rows in _blocks(evaluations))


def as_markdown(evaluations: Sequence[Evaluation]) -> str:
    """One Markdown table: a row for each file and label, the models beside each other."""
    lines: list[str] = []
    for file, rows in zip(_files(evaluations), _blocks(evaluations), strict=True):
        if not lines:
            header = ["file", "label", *rows[0][1:]]
            lines = [_markdown_row(header), _markdown_row(["---", "---", *["---:"] * (len(header) - 2)])]
        lines += [_markdown_row([file, *row]) for row in rows[1:]]
    return "".join(line + "\n" for line in lines)


def as_json(evaluations: Sequence[Evaluation]) -> str:
    """A list of objects, one for each model and file."""
    content = [
        {
            "model": evaluation.model,
            "file": evaluation.file,
            "sentences": evaluation.sentences,
            "tokens": evaluation.tokens,
            "labels": {label: _numbers(score) for label, score in evaluation.scores.items()},
            _MICRO: _numbers(evaluation.micro),
        }
        for evaluation in evaluations
    ]
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


#: Report by name.
REPORTS: Final[Mapping[str, Callable[[Sequence[Evaluation]], str]]] = {
    "table": as_table,
    "json": as_json,
    "markdown": as_markdown,
}


def short_names(paths: Sequence[StrPath]) -> list[str]:
    """The shortest ends of paths that tell them apart.

    Examples
    --------
    >>> short_names([Path("corpora/aqmar/test.bio"), Path("corpora/anercorp/test.bio"), Path("corpora/dev.bio")])
    ['aqmar/test.bio', 'anercorp/test.bio', 'dev.bio']
    """
    names = []
    known = [Path(path) for path in paths]
    for path in known:
        others = [other.parts for other in known if other != path]
        size = 1
        while size < len(path.parts) and any(other[-size:] == path.parts[-size:] for other in others):
            size += 1
        names.append("/".join(path.parts[-size:]))
    return names


def _numbers(score: Score) -> dict[str, Any]:
    return {
        "precision": round(score.precision, _DIGITS),
        "recall": round(score.recall, _DIGITS),
        "f1": round(score.f1, _DIGITS),
        "gold": score.gold,
        "predicted": score.predicted,
        "correct": score.correct,
    }


def _files(evaluations: Sequence[Evaluation]) -> list[str]:
    return list(dict.fromkeys(evaluation.file for evaluation in evaluations))


def _blocks(evaluations: Sequence[Evaluation]) -> Iterator[list[list[str]]]:
    """For each file the rows of its table, the first one the header."""
    for file in _files(evaluations):
        own = [evaluation for evaluation in evaluations if evaluation.file == file]
        header = [file, "gold"]
        for evaluation in own:
            # With one model its name would only be in the way.
            name = f"{evaluation.model} " if len(own) > 1 else ""
            header += [f"{name}P", f"{name}R", f"{name}F1"]
        rows = [header]
        for label in [*own[0].scores, _MICRO]:
            scores = [e.micro if label == _MICRO else e.scores[label] for e in own]
            figures = [f"{n:.{_SHOWN_DIGITS}f}" for s in scores for n in (s.precision, s.recall, s.f1)]
            rows.append([label, str(scores[0].gold), *figures])
        yield rows


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "".join(
        "  ".join([row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))])
        + "\n"
        for row in rows
    )


def _markdown_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

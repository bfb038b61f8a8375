"""A run over a corpus: what is read is tagged by an engine and stored in the order of the inputs.

A run that was interrupted reads its inputs again, checks that those which are done are still the same, and goes on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Protocol, Self

from geotag.corpus.duplicates import Duplicate
from geotag.corpus.input_failures import InputFailure
from geotag.corpus.run_store import Notice, RunCounts, RunEntry, RunStore
from geotag.corpus.tagging_results import TaggingResult
from geotag.model import Article
from geotag.outcomes import BATCH_CHARACTERS
from geotag.paths import StrPath

__all__ = ["Engine", "run_corpus"]

#: Inputs in a batch at most: failures have no characters.
_BATCH_INPUTS: Final = 500

#: In names of files, which ids never become here, but which others may make of them.
_SLASHES: Final = ("/", "\\")

_Item = Article | InputFailure | Duplicate


@dataclass(frozen=True, slots=True)
class _Pending:
    """An input whose batch is under way: its entry, and what comes of it where that is known already."""

    entry: RunEntry
    failure: InputFailure | None = None
    link: Mapping[str, Any] | None = None


class Engine(Protocol):
    """What tags: :class:`geotag.corpus.workers.LocalEngine` or :class:`geotag.corpus.ray_engine.RayEngine`.

    Attributes
    ----------
    provenance
        Of its taggers.
    """

    provenance: dict[str, Any]

    def tag(self, batches: Iterable[Sequence[Article]]) -> Iterator[list[TaggingResult]]:
        """Give the outcomes of each batch, in the order of the batches, reading few of them ahead."""

    def __enter__(self) -> Self:
        """Start the taggers, or nothing where they start with their first batch."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the taggers at once, whatever is under way."""


def run_corpus(
    items: Iterable[_Item],
    directory: StrPath,
    engine: Engine,
    *,
    inputs: Sequence[str] = (),
    parameters: Mapping[str, Any] | None = None,
    resume: bool = False,
    progress: Callable[[int], object] = lambda _: None,
    renamed: MutableMapping[str, str] | None = None,
) -> RunCounts:
    """Tag a corpus into a directory; see :mod:`geotag.corpus.run_store` for what is in it.

    Parameters
    ----------
    items
        What :func:`geotag.corpus.read_inputs` gives, or :func:`geotag.corpus.duplicates.link_duplicates` makes of it.
    engine
        What tags.
    inputs
        Names of what is read, to be kept.
    parameters
        What else the results depend on; JSON values.
    resume
        Go on with the run in the directory, if there is one.
    progress
        Is told of each number of inputs that are done.
    renamed
        As :func:`geotag.corpus.read_inputs` fills it: ids that had to be changed. They are told of among the errors,
        and taken out.

    Raises
    ------
    OutputError
        If the directory cannot be used or written.
    RunMismatchError
        If the run in it was begun with something else.
    """
    directory = Path(directory)
    description = {"provenance": engine.provenance, "parameters": dict(parameters or {})}
    with RunStore(directory, description, inputs=list(inputs), resume=resume) as store:
        remaining = ((item, _pending(item, renamed)) for item in items)
        for row in store.committed():
            _, pending = next(remaining, (None, None))
            store.require_same(row, pending.entry if pending else None)
            progress(1)
        store.discard_rest()
        batches: deque[list[_Pending]] = deque()
        for outcomes in engine.tag(_articles(remaining, batches)):
            batch = batches.popleft()
            _store(store, batch, outcomes)
            progress(len(batch))
        store.finish()
        return store.counts


def _pending(item: _Item, renamed: MutableMapping[str, str] | None) -> _Pending:
    if isinstance(item, InputFailure):
        return _Pending(RunEntry(item.input), failure=item)
    article = item.article if isinstance(item, Duplicate) else item
    given = renamed.pop(article.id, None) if renamed else None
    entry = RunEntry.of(article, _notices(article.id, given))
    return _Pending(entry, link=item.to_dict() if isinstance(item, Duplicate) else None)


def _notices(name: str, given: str | None) -> Iterator[Notice]:
    if given is not None:
        yield Notice("RepeatedId", f"{name}: an article before it has the id {given} too; this one is called {name}")
    if any(slash in name for slash in _SLASHES):
        yield Notice("SlashInId", f"{name}: the id holds a slash; it is kept, but do not make a name of a file of it")


def _articles(items: Iterator[tuple[_Item, _Pending]], batches: deque[list[_Pending]]) -> Iterator[list[Article]]:
    """The articles of each batch; what waits for their outcomes is kept in `batches`, without the texts."""
    articles: list[Article] = []
    batch: list[_Pending] = []
    size = 0
    for item, pending in items:
        batch.append(pending)
        if isinstance(item, Article):
            articles.append(item)
            size += len(item.text)
        if size >= BATCH_CHARACTERS or len(batch) >= _BATCH_INPUTS:
            batches.append(batch)
            yield articles
            articles, batch, size = [], [], 0
    if batch:
        batches.append(batch)
        yield articles


def _store(store: RunStore, batch: list[_Pending], outcomes: Iterable[TaggingResult]) -> None:
    found = iter(outcomes)
    for pending in batch:
        if pending.link is not None:
            store.append_duplicate(pending.entry, pending.link)
        elif pending.failure is not None:
            error = pending.failure.error
            store.append(pending.entry, None, type(error).__name__, str(error))
        else:
            outcome = next(found)
            store.append(pending.entry, outcome.record, outcome.error, outcome.message)

"""A run over a corpus: what is read is tagged by an engine and stored in the order of the inputs.

A run that was interrupted reads its inputs again, checks that those which are done are still the same, and goes on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Protocol, Self

from geotag.corpus.duplicates import Duplicate
from geotag.corpus.failures import InputFailure
from geotag.corpus.store import RunCounts, RunStore
from geotag.corpus.workers import Outcome
from geotag.model import Article

__all__ = ["Engine", "run_corpus"]

#: Characters that are tagged together, as many as :meth:`geotag.Tagger.tag_many` takes at a time.
_BATCH_CHARACTERS: Final = 40_000
#: Inputs in a batch at most: failures have no characters.
_BATCH_INPUTS: Final = 500

_Item = Article | InputFailure | Duplicate
_Batch = list[_Item]


class Engine(Protocol):
    """What tags: :class:`geotag.corpus.workers.LocalEngine` or :class:`geotag.corpus.ray_engine.RayEngine`.

    Attributes
    ----------
    provenance
        Of its taggers.
    """

    provenance: dict[str, Any]

    def tag(self, batches: Iterable[Sequence[Article]]) -> Iterator[list[Outcome]]:
        """Give the outcomes of each batch, in the order of the batches, reading few of them ahead."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End, at once."""


def run_corpus(
    items: Iterable[_Item],
    directory: Path,
    engine: Engine,
    *,
    inputs: Sequence[str] = (),
    parameters: Mapping[str, Any] | None = None,
    resume: bool = False,
    progress: Callable[[int], object] = lambda _: None,
) -> RunCounts:
    """Tag a corpus into a directory; see :mod:`geotag.corpus.store` for what is in it.

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

    Raises
    ------
    OutputError
        If the directory cannot be used or written.
    RunMismatchError
        If the run in it was begun with something else.
    """
    description = {"provenance": engine.provenance, "parameters": dict(parameters or {})}
    with RunStore(directory, description, inputs=list(inputs), resume=resume) as store:
        remaining = iter(items)
        for row in store.committed():
            store.require_same(row, next(remaining, None))
            progress(1)
        batches: deque[_Batch] = deque()
        for outcomes in engine.tag(_articles(remaining, batches)):
            batch = batches.popleft()
            _store(store, batch, outcomes)
            progress(len(batch))
        store.finish()
        return store.counts


def _articles(items: Iterator[_Item], batches: deque[_Batch]) -> Iterator[list[Article]]:
    """The articles of each batch; the whole batch is kept in `batches` until its outcomes come."""
    for first in items:
        batch = _batch(chain([first], items))
        batches.append(batch)
        yield [item for item in batch if isinstance(item, Article)]


def _batch(items: Iterable[_Item]) -> _Batch:
    batch: _Batch = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.text) if isinstance(item, Article) else 0
        if size >= _BATCH_CHARACTERS or len(batch) >= _BATCH_INPUTS:
            break
    return batch


def _store(store: RunStore, batch: _Batch, outcomes: Iterable[Outcome]) -> None:
    found = iter(outcomes)
    for item in batch:
        if isinstance(item, Article):
            outcome = next(found)
            store.append(item, outcome.record, outcome.error, outcome.message)
        elif isinstance(item, Duplicate):
            store.append_duplicate(item)
        else:
            store.append(item, None, type(item.error).__name__, str(item.error))

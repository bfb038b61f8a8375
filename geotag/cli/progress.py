"""Progress on a terminal: how many articles are done, of about how many, at which rate."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click

from geotag.corpus.consumption import Consumption

__all__ = ["Progress", "showing_progress", "write_above"]

_T = TypeVar("_T")
#: Of bars on the terminal, the one that is being drawn.
_drawn: list[Any] = []


class Progress:
    """Counts articles on a bar; how many there will be is guessed from the bytes that were read of all.

    So nothing is read twice, and of a pipe, whose size nobody knows, there is only a count.

    Attributes
    ----------
    consumption
        Is to be given to what reads the inputs.
    """

    def __init__(self, bar: Any) -> None:
        self.consumption = Consumption()
        self._bar = bar
        self._marks: deque[int] = deque()

    def passing(self, items: Iterable[_T]) -> Iterator[_T]:
        """The items as they are read; how far the inputs were read with each is kept until it is done."""
        for item in items:
            self._marks.append(self.consumption.done)
            yield item

    def done(self, count: int = 1) -> None:
        """Note that the next `count` of the items are done."""
        taken = 0
        for _ in range(min(count, len(self._marks))):
            taken = self._marks.popleft()
        total = self.consumption.total
        if total and taken:
            self._bar.total = max(self._bar.n + count, round((self._bar.n + count) * total / min(taken, total)))
        self._bar.update(count)

    def end(self) -> None:
        """Note that there is no further one."""
        if self._bar.total is not None:
            self._bar.total = self._bar.n
            self._bar.refresh()


@contextmanager
def showing_progress(*, wanted: bool = True) -> Iterator[Progress]:
    """A bar on stderr while something is done; nothing unless that is a terminal.

    Parameters
    ----------
    wanted
        Whether the bar may be shown.
    """
    from tqdm import tqdm

    with tqdm(unit=" articles", disable=None if wanted else True, smoothing=0.05, file=sys.stderr) as bar:
        if not bar.disable:
            _drawn.append(bar)
        try:
            yield Progress(bar)
        finally:
            if not bar.disable:
                _drawn.remove(bar)


def write_above(line: str) -> None:
    """Write a line to stderr, above the bar if one is drawn."""
    if not _drawn:
        click.echo(line, err=True)
        return
    with _drawn[-1].external_write_mode(file=sys.stderr):
        click.echo(line, err=True)

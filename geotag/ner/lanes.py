"""Many sequences through one recurrent network without padding.

Sequences are laid end to end in a fixed number of lanes; a lane starts afresh where a sequence begins. Every matrix
product then has the same shape, so what comes out for a sequence does not depend, to the bit, on the company it is in.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy
import torch
from numpy.typing import NDArray
from torch import Tensor

from geotag.ner.lstm import Direction

__all__ = ["WIDTH", "Lanes", "run_lanes"]

#: Lanes; also the rows of every matrix product. More are faster for many articles and slower for one.
WIDTH: Final = 48


@dataclass(frozen=True, slots=True)
class Lanes:
    """Where each element of some sequences goes.

    Attributes
    ----------
    steps
        Length of the longest lane.
    cells
        For each element, in order of the sequences: ``step * WIDTH + lane``.
    begins, ends
        For each step, which lanes a sequence begins, or ends, in: WIDTH x 1, None where it is none.
    """

    steps: int
    cells: NDArray[numpy.int64]
    begins: list[Tensor | None]
    ends: list[Tensor | None]

    @classmethod
    def of(cls, lengths: Sequence[int]) -> Lanes:
        """Lay out sequences of the given lengths (at least 1), the longest first, each in the emptiest lane."""
        heap = [(0, lane) for lane in range(WIDTH)]
        firsts = numpy.empty(len(lengths), dtype=numpy.int64)
        for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
            filled, lane = heap[0]
            firsts[index] = filled * WIDTH + lane
            heapq.heapreplace(heap, (filled + lengths[index], lane))
        steps = max((filled for filled, _ in heap), default=0)
        sizes = numpy.asarray(lengths, dtype=numpy.int64)
        offsets = numpy.cumsum(sizes) - sizes
        within = numpy.arange(sizes.sum()) - numpy.repeat(offsets, sizes)
        cells = numpy.repeat(firsts, sizes) + within * WIDTH
        return cls(steps, cells, _marks(steps, firsts), _marks(steps, firsts + (sizes - 1) * WIDTH))


def _marks(steps: int, cells: NDArray[numpy.int64]) -> list[Tensor | None]:
    marks = numpy.zeros((steps, WIDTH, 1), dtype=bool)
    marks.reshape(-1)[cells] = True
    return [torch.from_numpy(lanes) if lanes.any() else None for lanes in marks]


def run_lanes(direction: Direction, inputs: Tensor, chosen: Tensor, lanes: Lanes) -> Iterator[tuple[int, Tensor]]:
    """One direction of a layer over sequences: each step with its hidden states, overwritten at the next step.

    Parameters
    ----------
    inputs
        What each kind of element adds to the gates, from :meth:`~geotag.ner.lstm.Direction.project`.
    chosen
        steps x WIDTH: the row of `inputs` of the element there.
    """
    fresh = lanes.ends if direction.reverse else lanes.begins
    hidden, cell = direction.start(WIDTH)
    for step in range(lanes.steps - 1, -1, -1) if direction.reverse else range(lanes.steps):
        begun = fresh[step]
        if begun is not None:
            hidden = torch.where(begun, direction.hidden, hidden)
            cell = torch.where(begun, direction.cell, cell)
        direction.advance(inputs.index_select(0, chosen[step]), hidden, cell)
        yield step, hidden

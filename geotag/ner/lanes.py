"""Many sequences through one recurrent network without padding.

Sequences are laid end to end in a fixed number of lanes; a lane starts afresh where a sequence begins. Every matrix
product then has the same shape, so what comes out for a sequence does not depend, to the bit, on the company it is in.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy
import torch
from numpy.typing import NDArray
from torch import Tensor

__all__ = ["WIDTH", "Direction", "Lanes", "blocks"]

#: Lanes; also the rows of every matrix product.
WIDTH: Final = 24


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
        steps x WIDTH x 1: whether a sequence begins, or ends, there.
    """

    steps: int
    cells: NDArray[numpy.int64]
    begins: Tensor
    ends: Tensor

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


def _marks(steps: int, cells: NDArray[numpy.int64]) -> Tensor:
    marks = numpy.zeros(steps * WIDTH, dtype=bool)
    marks[cells] = True
    return torch.from_numpy(marks.reshape(steps, WIDTH, 1))


class Direction:
    """One direction of an LSTM layer.

    Parameters
    ----------
    lstm
        The parameters of a :class:`torch.nn.LSTM` layer, by name.
    suffix
        ``""`` or ``"_reverse"``.
    hidden, cell
        The states that a sequence starts from.
    """

    def __init__(self, lstm: Mapping[str, Tensor], suffix: str, hidden: Tensor, cell: Tensor) -> None:
        self._reverse = suffix == "_reverse"
        self._size = hidden.numel()
        # The gates in an order in which those with the same activation are neighbours.
        i, f, g, o = range(4)
        order = torch.cat([torch.arange(self._size) + gate * self._size for gate in (i, f, o, g)])
        self._inputs = lstm[f"weight_ih_l0{suffix}"][order].T.contiguous()
        self._recurrent = lstm[f"weight_hh_l0{suffix}"][order].T.contiguous()
        self._bias = (lstm[f"bias_ih_l0{suffix}"] + lstm[f"bias_hh_l0{suffix}"])[order].contiguous()
        self._hidden, self._cell = hidden.reshape(1, -1), cell.reshape(1, -1)

    @property
    def gates(self) -> int:
        """Columns of :meth:`project`."""
        return 4 * self._size

    def project(self, rows: Tensor) -> Tensor:
        """What WIDTH inputs add to the gates."""
        return torch.addmm(self._bias, rows, self._inputs)

    def run(self, gates: Tensor, lanes: Lanes) -> Iterator[tuple[int, Tensor]]:
        """Each step with its hidden states, WIDTH x size; they are overwritten at the next step.

        Parameters
        ----------
        gates
            steps x WIDTH x 4 size, from :meth:`project`. Used up.
        """
        size = self._size
        fresh = lanes.ends if self._reverse else lanes.begins
        hidden, cell = self._hidden.repeat(WIDTH, 1), self._cell.repeat(WIDTH, 1)
        for step in range(lanes.steps - 1, -1, -1) if self._reverse else range(lanes.steps):
            hidden = torch.where(fresh[step], self._hidden, hidden)
            cell = torch.where(fresh[step], self._cell, cell)
            total = gates[step].addmm_(hidden, self._recurrent)
            opened, new = total[:, : 3 * size].sigmoid_(), total[:, 3 * size :].tanh_()
            cell.mul_(opened[:, size : 2 * size]).addcmul_(opened[:, :size], new)
            torch.mul(torch.tanh(cell), opened[:, 2 * size :], out=hidden)
            yield step, hidden


def blocks(rows: Tensor) -> Iterator[tuple[slice, Tensor]]:
    """`rows` in blocks of WIDTH, the last one filled up with zeros, each with where its own rows are."""
    for start in range(0, len(rows), WIDTH):
        block: Any = rows[start : start + WIDTH]
        if len(block) < WIDTH:
            block = torch.cat([block, block.new_zeros(WIDTH - len(block), block.shape[1])])
        yield slice(start, min(start + WIDTH, len(rows))), block

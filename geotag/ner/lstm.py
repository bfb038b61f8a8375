"""One direction of an LSTM layer, a step at a time."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from geotag.ner.products import Product, in_blocks

__all__ = ["Direction"]


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
    width
        Sequences that advance together.

    Attributes
    ----------
    reverse
        Whether it goes from the end to the beginning.
    size
        Units.
    gates
        Columns of :meth:`project`.
    hidden, cell
        The states that a sequence starts from, 1 x size.
    """

    def __init__(self, lstm: Mapping[str, Tensor], suffix: str, hidden: Tensor, cell: Tensor, width: int) -> None:
        self.reverse = suffix == "_reverse"
        self.size = hidden.numel()
        self.gates = 4 * self.size
        # The gates in an order in which those with the same activation are neighbours.
        i, f, g, o = range(4)
        order = torch.cat([torch.arange(self.size) + gate * self.size for gate in (i, f, o, g)])
        self._inputs = Product(lstm[f"weight_ih_l0{suffix}"][order].T, width)
        self._recurrent = Product(lstm[f"weight_hh_l0{suffix}"][order].T, width)
        self._bias = (lstm[f"bias_ih_l0{suffix}"] + lstm[f"bias_hh_l0{suffix}"])[order]
        self.hidden, self.cell = hidden.reshape(1, -1), cell.reshape(1, -1)

    def start(self, count: int) -> tuple[Tensor, Tensor]:
        """Hidden states and cells of `count` sequences before their first step."""
        return self.hidden.repeat(count, 1), self.cell.repeat(count, 1)

    def project(self, rows: Tensor, result: Tensor) -> Tensor:
        """Write what inputs add to the gates into `result`, one a row."""
        return in_blocks(self._inputs, rows, self._bias, result)

    def advance(self, gates: Tensor, hidden: Tensor, cell: Tensor) -> None:
        """One step of `width` sequences.

        Parameters
        ----------
        gates
            What their inputs add, from :meth:`project`. Used up.
        hidden, cell
            Their states, overwritten.
        """
        size = self.size
        total = self._recurrent.add(gates, hidden)
        opened, new = total[:, : 3 * size].sigmoid_(), total[:, 3 * size :].tanh_()
        cell.mul_(opened[:, size : 2 * size]).addcmul_(opened[:, :size], new)
        torch.mul(torch.tanh(cell), opened[:, 2 * size :], out=hidden)

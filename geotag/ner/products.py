"""Products with one matrix of weights, always of the same shape.

oneDNN takes a matrix that is laid out beforehand for its kernels, which use all that the processor has; the general
product of torch lays it out at every call, and on some processors leaves half of their width unused. The sums are
added up in the same order as there, so that not a bit of what was computed before changes.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator
from typing import Any, Final

import torch
from torch import Tensor

__all__ = ["PREPACKED", "Product", "in_blocks"]

#: MKL adds up this many terms before it adds their sum to the rest.
_BLOCK: Final = 192
_MKLDNN: Final[Any] = torch.ops.mkldnn
#: Whether oneDNN's products of laid out matrices are there. They are on other processors too, but were not tried.
PREPACKED: Final[bool] = (
    platform.machine() in ("x86_64", "AMD64")
    and torch.backends.mkldnn.is_available()
    and hasattr(_MKLDNN, "_linear_pointwise")
    and hasattr(_MKLDNN, "_reorder_linear_weight")
)


class Product:
    """What `rows` rows become when they are multiplied by `matrix`.

    The number of rows never changes, so what comes out for a row does not depend, to the bit, on the others.

    Parameters
    ----------
    matrix
        Inputs x outputs.
    rows
        How many rows each product has.
    prepacked
        Whether to lay out the matrix for oneDNN.
    """

    def __init__(self, matrix: Tensor, rows: int, *, prepacked: bool = PREPACKED) -> None:
        self.rows = rows
        self.inputs, self.outputs = matrix.shape
        self._matrix = matrix.contiguous()
        self._parts: list[tuple[slice, Tensor]] = []
        if prepacked:
            with torch.inference_mode():
                self._parts = [
                    (part, _MKLDNN._reorder_linear_weight(matrix[part].T.contiguous(), rows))
                    for part in _parts(self.inputs)
                ]

    def add(self, total: Tensor, rows: Tensor) -> Tensor:
        """``total + rows @ matrix``; `total` may be used up."""
        if not self._parts:
            return total.addmm_(rows, self._matrix)
        for part, packed in self._parts:
            total = _MKLDNN._linear_pointwise(rows[:, part], total, packed, None, "add")
        return total


def _parts(inputs: int) -> Iterator[slice]:
    """The inputs whose terms are added up before they are added to the rest, as MKL does it."""
    size = _BLOCK if inputs > 2 * _BLOCK or inputs <= _BLOCK else inputs // 2
    for start in range(0, inputs, size):
        yield slice(start, min(start + size, inputs))


def in_blocks(product: Product, rows: Tensor, bias: Tensor) -> Tensor:
    """``bias + rows @ matrix`` of any number of rows, the last of them filled up to a whole product."""
    result = torch.empty(len(rows), product.outputs)
    for start in range(0, len(rows), product.rows):
        block = rows[start : start + product.rows]
        own = len(block)
        if own < product.rows:
            block = torch.cat([block, block.new_zeros(product.rows - own, product.inputs)])
        result[start : start + own] = product.add(bias.repeat(product.rows, 1), block)[:own]
    return result

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
#: As few terms as this are left to torch: a call of oneDNN's costs more.
_FEW: Final = 32
_MKLDNN: Final[Any] = torch.ops.mkldnn
#: Whether oneDNN's products of laid out matrices are there. They are on other processors too, but were not tried.
PREPACKED: Final[bool] = (
    platform.machine() in ("x86_64", "AMD64")
    and torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    and hasattr(_MKLDNN, "_linear_pointwise")
    and hasattr(_MKLDNN, "_reorder_linear_weight")
)
#: Other + rows @ matrix; the overload is named because looking for it takes as long as a small product.
_add: Final[Any] = _MKLDNN._linear_pointwise.binary if PREPACKED else None


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
        parts = list(_parts(self.inputs)) if prepacked else [slice(self.inputs)]
        # Each part with whether it is laid out.
        self._parts: list[tuple[slice, Tensor, bool]] = []
        for part in parts:
            own = matrix[part]
            if prepacked and len(own) > _FEW:
                with torch.inference_mode():
                    packed = _MKLDNN._reorder_linear_weight(own.T.contiguous(), rows)
                self._parts.append((part, packed, True))
            else:
                self._parts.append((part, own.contiguous(), False))

    def add(self, total: Tensor, rows: Tensor) -> Tensor:
        """``total + rows @ matrix``; `total` is used up."""
        for part, matrix, packed in self._parts:
            own = rows[:, part]
            total = _add(own, total, matrix, None, "add") if packed else total.addmm_(own, matrix)
        return total


def _parts(inputs: int) -> Iterator[slice]:
    """The inputs whose terms are added up before they are added to the rest, as MKL does it."""
    size = _BLOCK if inputs > 2 * _BLOCK or inputs <= _BLOCK else inputs // 2
    for start in range(0, inputs, size):
        yield slice(start, min(start + size, inputs))


def in_blocks(product: Product, rows: Tensor, bias: Tensor, result: Tensor) -> Tensor:
    """Write ``bias + rows @ matrix`` of any number of rows into `result`, the last filled up to a whole product."""
    for start in range(0, len(rows), product.rows):
        block = rows[start : start + product.rows]
        own = len(block)
        if own < product.rows:
            block = torch.cat([block, block.new_zeros(product.rows - own, product.inputs)])
        result[start : start + own] = product.add(bias.repeat(product.rows, 1), block)[:own]
    return result

"""``python -m benchmarks.attempts ARTICLES``: ways to compute the network that were tried, beside the one that is used.

For each the ratio of its time to the used one's, words new and words remembered, and what it changes in the answers.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import numpy
import torch
from torch import Tensor

from benchmarks.__main__ import seconds
from geotag.ner import lanes, letters, lstm, network, products, recogniser
from geotag.ner.products import Product
from geotag.ner.recogniser import Recogniser, Recognition


class HalfProduct(Product):
    """Rows and matrix in bfloat16; sums in 32 bits."""

    def __init__(self, matrix: Tensor, rows: int) -> None:
        super().__init__(matrix, rows)
        with torch.inference_mode():
            self._packed = torch.ops.mkldnn._reorder_linear_weight(matrix.T.contiguous().bfloat16(), rows)

    def add(self, total: Tensor, rows: Tensor) -> Tensor:
        """``total + rows @ matrix``."""
        return total.add_(torch.ops.mkldnn._linear_pointwise(rows.bfloat16(), self._packed, None, "none", [], ""))


class ByteProduct(Product):
    """Rows and matrix as 8-bit integers, the scale of each column its own, that of the rows theirs at each call."""

    def __init__(self, matrix: Tensor, rows: int) -> None:
        super().__init__(matrix, rows)
        weight = matrix.T.contiguous()
        scales = (weight.abs().amax(dim=1) / 127).clamp_min(1e-8).double()
        zeros = torch.zeros(len(weight), dtype=torch.long)
        quantised = torch.quantize_per_channel(weight, scales, zeros, 0, torch.qint8)
        self._packed = torch.ops.quantized.linear_prepack(quantised, None)

    def add(self, total: Tensor, rows: Tensor) -> Tensor:
        """``total + rows @ matrix``."""
        return total.add_(torch.ops.quantized.linear_dynamic(rows, self._packed, True))


@contextmanager
def numpy_tanh() -> Iterator[None]:
    """The steps of LSTMs with numpy's hyperbolic tangent, which rounds otherwise."""

    def advance(self: Any, gates: Tensor, hidden: Tensor, cell: Tensor) -> None:
        size = self.size
        total = self._recurrent.add(gates, hidden)
        opened, new = total[:, : 3 * size].sigmoid_(), total[:, 3 * size :]
        numpy.tanh(new.numpy(), out=new.numpy())
        cell.mul_(opened[:, size : 2 * size]).addcmul_(opened[:, :size], new)
        torch.mul(torch.from_numpy(numpy.tanh(cell.numpy())), opened[:, 2 * size :], out=hidden)

    with mock.patch.object(lstm.Direction, "advance", advance):
        yield


@contextmanager
def lanes_of(width: int, chunk: int) -> Iterator[None]:
    """Other numbers of lanes, and of tokens that go through the network together."""
    with (
        mock.patch.object(lanes, "WIDTH", width),
        mock.patch.object(network, "WIDTH", width),
        mock.patch.object(recogniser, "_CHUNK", chunk),
    ):
        yield


def every_letter(keys: Any, *, return_inverse: bool) -> tuple[Any, Any]:  # noqa: ARG001 - as numpy.unique is called
    """In place of :func:`numpy.unique`: nothing is the same as anything."""
    return keys, numpy.arange(len(keys))


def forget_all(self: Any, words: Collection[str]) -> None:
    """Forget every word when there is no room."""
    self._rows.clear()
    self._make_room(max(len(words), self._room))


#: Each is in force while a recogniser is loaded and while it works.
ATTEMPTS: dict[str, Callable[[], AbstractContextManager[object]]] = {
    "as it is used": nullcontext,
    "torch's products": partial(mock.patch.object, lstm, "Product", partial(Product, prepacked=False)),
    "sums not in MKL's order": partial(mock.patch.object, products, "_parts", lambda inputs: [slice(0, inputs)]),
    "every letter of every word": partial(mock.patch.object, letters.numpy, "unique", every_letter),
    "24 lanes, 6,000 tokens": partial(lanes_of, 24, 6_000),
    "48 lanes, 6,000 tokens": partial(lanes_of, 48, 6_000),
    "32 lanes": partial(lanes_of, 32, 12_000),
    "96 lanes": partial(lanes_of, 96, 12_000),
    "a full memory is emptied": partial(mock.patch.object, network._WordMemory, "_forget", forget_all),
    "numpy's tanh": numpy_tanh,
    "bfloat16": partial(mock.patch.object, lstm, "Product", HalfProduct),
    "8-bit integers": partial(mock.patch.object, lstm, "Product", ByteProduct),
}


def changed(before: list[Recognition], after: list[Recognition]) -> tuple[int, int]:
    """How many names are gone or new, and how many of the others have another posterior."""
    found: list[dict[tuple[int, int, int, str], float]] = [
        {(n, s.start, s.end, s.label): s.score for n, article in enumerate(articles) for s in article.spans}
        for articles in (before, after)
    ]
    both = found[0].keys() & found[1].keys()
    return len(found[0].keys() ^ found[1].keys()), sum(found[0][key] != found[1][key] for key in both)


def main() -> None:
    """Measure, one thread."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.attempts", description=__doc__)
    parser.add_argument("articles", type=Path, help="JSON Lines file with text")
    parser.add_argument("--limit", type=int, default=300, help="articles to take (300)")
    parser.add_argument("--rounds", type=int, default=3, help="of which the shortest time counts (3)")
    options = parser.parse_args()
    lines = options.articles.read_text(encoding="utf-8").splitlines()[: options.limit]
    texts = [json.loads(line)["text"] for line in lines]
    torch.set_num_threads(1)

    found = {}
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in ATTEMPTS}
    for _ in range(options.rounds):
        for name, attempt in ATTEMPTS.items():
            with attempt():
                recognise = partial(Recogniser().recognise_many, texts)
                spent[name].append((seconds(recognise), seconds(recognise)))
                found[name] = recognise()
    times = {name: [min(column) for column in zip(*rounds, strict=True)] for name, rounds in spent.items()}
    first = next(iter(ATTEMPTS))
    print(f"{sum(len(article.spans) for article in found[first])} names")
    print(f"{'':<28}{'new':>6}{'remembered':>12}{'names changed':>15}{'posteriors':>12}")
    for name in ATTEMPTS:
        new, remembered = (own / used for own, used in zip(times[name], times[first], strict=True))
        names, posteriors = changed(found[first], found[name])
        print(f"{name:<28}{new:>6.2f}{remembered:>12.2f}{names:>15}{posteriors:>12}")


if __name__ == "__main__":
    main()

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from geotag.ner.products import PREPACKED, Product, in_blocks

SIZES = [(400, 1600), (307, 307), (193, 40), (100, 400), (20, 8), (1, 3)]
CPU = Path("/proc/cpuinfo")
#: Where MKL, which torch's own products come from, is known to add up in the order that a laid out product keeps.
SAME_ORDER = CPU.exists() and "AuthenticAMD" in CPU.read_text(encoding="utf-8")


def numbers(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(sum(shape)))


@pytest.mark.parametrize(("inputs", "outputs"), SIZES)
@pytest.mark.parametrize("prepacked", [False, True])
def test_a_product_is_added(inputs: int, outputs: int, prepacked: bool) -> None:
    if prepacked and not PREPACKED:
        pytest.skip("no oneDNN")
    matrix, rows, total = numbers(inputs, outputs), numbers(48, inputs), numbers(48, outputs)
    expected = total.double() + rows.double() @ matrix.double()
    with torch.inference_mode():
        found = Product(matrix, 48, prepacked=prepacked).add(total.clone(), rows)
    assert torch.allclose(found.double(), expected, atol=1e-3)


@pytest.mark.skipif(not (PREPACKED and SAME_ORDER), reason="not oneDNN and MKL on a processor of AMD's")
@pytest.mark.parametrize(("inputs", "outputs"), SIZES)
def test_a_laid_out_matrix_changes_no_bit(inputs: int, outputs: int) -> None:
    matrix, rows, total = numbers(inputs, outputs), numbers(48, inputs), numbers(48, outputs)
    with torch.inference_mode():
        plain, laid_out = (
            Product(matrix, 48, prepacked=prepacked).add(total.clone(), rows) for prepacked in (False, True)
        )
    assert torch.equal(plain, laid_out)


@pytest.mark.parametrize("count", [0, 1, 16, 17, 40])
def test_any_number_of_rows_in_blocks(count: int) -> None:
    product, bias, rows = Product(numbers(5, 7), 16), numbers(7), numbers(40, 5)
    with torch.inference_mode():
        every = in_blocks(product, rows, bias, torch.empty(40, 7))
        assert torch.equal(in_blocks(product, rows[:count], bias, torch.empty(count, 7)), every[:count])
    assert torch.allclose(every, bias + rows @ numbers(5, 7), atol=1e-5)

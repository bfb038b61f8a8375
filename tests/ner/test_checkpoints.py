from __future__ import annotations

import os
import pickle
import warnings
from pathlib import Path
from typing import Any

import pytest
import torch

from geotag.ner import checkpoints, resources


def same(ours: Any, theirs: Any) -> bool:
    if isinstance(theirs, torch.Tensor):
        return ours.dtype == theirs.dtype and torch.equal(ours, theirs)
    if isinstance(theirs, dict):
        return list(ours) == list(theirs) and all(same(ours[key], theirs[key]) for key in theirs)
    return type(ours) is type(theirs) and ours == theirs


@pytest.mark.parametrize("file", [resources.NER_FILE, resources.VECTORS_FILE])
def test_what_is_read_is_what_torch_reads(file: str) -> None:
    path = resources.bundled_model() / file
    assert same(checkpoints.load_checkpoint(path), torch.load(path, map_location="cpu", weights_only=True))


def test_a_compiled_module_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "compiled.pt"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), path)
    with pytest.raises(pickle.UnpicklingError, match="it holds a compiled module"):
        checkpoints.load_checkpoint(path)


class Trap:
    def __reduce__(self) -> Any:
        return os.mkdir, ("sprung",)


@pytest.mark.parametrize("zipped", [True, False])
def test_a_file_cannot_run_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zipped: bool) -> None:
    monkeypatch.chdir(tmp_path)
    torch.save({"emb": torch.zeros(2), "trap": Trap()}, "trap.pt", _use_new_zipfile_serialization=zipped)
    with pytest.raises(pickle.UnpicklingError, match=r"it holds posix\.mkdir, which is no part"):
        checkpoints.load_checkpoint(Path("trap.pt"))
    assert not Path("sprung").exists()

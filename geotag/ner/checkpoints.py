"""Reading Stanza's weight files quickly and safely.

``torch.load(..., weights_only=True)`` reads a file's word lists with an unpickler written in Python. This one is
Python's own, in C, and refuses everything but tensors and plain data just as strictly: a file cannot run code.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from zipfile import ZipFile, is_zipfile

import torch

__all__ = ["load_checkpoint"]

_ALLOWED: Final = frozenset(
    {
        ("__builtin__", "set"),
        ("builtins", "set"),
        ("collections", "OrderedDict"),
        ("torch._utils", "_rebuild_parameter"),
        ("torch._utils", "_rebuild_tensor_v2"),
    }
)


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"it holds {module}.{name}, which is no part of a model's weights")
        return super().find_class(module, name)


def _load(stream: Any, **options: Any) -> Any:
    return _Unpickler(stream, **options).load()


#: What torch.load asks of a pickle module.
_PICKLE: Final = SimpleNamespace(__name__=__name__, Unpickler=_Unpickler, load=_load)


def load_checkpoint(path: Path) -> Mapping[str, Any]:
    """What ``torch.load`` gives for a file of tensors and plain data, on the CPU.

    Raises
    ------
    pickle.UnpicklingError
        If the file holds anything else.
    """
    # torch would read a compiled module by other means, whatever the unpickler.
    if is_zipfile(path) and any(name.endswith("constants.pkl") for name in ZipFile(path).namelist()):
        raise pickle.UnpicklingError("it holds a compiled module, which is no part of a model's weights")
    content: Mapping[str, Any] = torch.load(path, map_location="cpu", pickle_module=_PICKLE, weights_only=False)
    return content

"""The recogniser's files: a Stanza resources directory that any Stanza user can load.

    resources.json          what Stanza reads: packages and their dependencies
    model.json              what geotag reads: name, version, training, licences, and the hash of every file
    ar/ner/news.pt          the NER weights
    ar/pretrain/news.pt     the word vectors they were trained over
    ar/lexicon.tsv          how names begin (:mod:`geotag.ner.lexicon`)

Stanza alone needs the first, third and fourth, and our tokenizer registered (``import geotag.ner.tokenizer``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geotag.errors import ModelDamagedError, ModelNotFoundError

__all__ = ["MAIN", "PACKAGE", "TYPES", "ModelInfo", "bundled", "installed", "read_info", "verify", "write_descriptions"]

#: Name of the package inside the resources directory.
PACKAGE: Final = "news"
#: The tag set that a recogniser answers with: PER, LOC, ORG.
MAIN: Final = "main"
#: The tag set of finer labels (COUNTRY, CITY, NATURAL …), where a model has one.
TYPES: Final = "types"
NER_FILE: Final = f"ar/ner/{PACKAGE}.pt"
VECTORS_FILE: Final = f"ar/pretrain/{PACKAGE}.pt"
LEXICON_FILE: Final = "ar/lexicon.tsv"
_RESOURCES: Final = "resources.json"
_DESCRIPTION: Final = "model.json"
_FILES: Final = (_RESOURCES, NER_FILE, VECTORS_FILE, LEXICON_FILE)
_MODELS: Final = Path(__file__).parent / "models"


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What ``model.json`` says of a model.

    Attributes
    ----------
    sha256
        Hash over the hashes of the model's files: the identity that provenance records.
    files
        SHA-256 by path below the directory.
    details
        Everything else: version, description, training data with licences, figures.
    """

    name: str
    directory: Path
    sha256: str
    files: Mapping[str, str]
    details: Mapping[str, Any]

    @property
    def size(self) -> int:
        """Size of the model's files, bytes."""
        return sum((self.directory / name).stat().st_size for name in self.files)


def bundled() -> Path:
    """Directory of the model that comes with geotag."""
    return _MODELS / PACKAGE


def installed() -> list[ModelInfo]:
    """Models that come with geotag, by name."""
    return [read_info(path.parent) for path in sorted(_MODELS.glob(f"*/{_DESCRIPTION}"))]


def read_info(directory: Path) -> ModelInfo:
    """Read ``model.json`` of a model directory, without looking at the weights.

    Raises
    ------
    ModelNotFoundError
        If there is no such file.
    ModelDamagedError
        If it is not what :func:`write_descriptions` writes.
    """
    path = directory / _DESCRIPTION
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        name, files, details = content["name"], dict(content["files"]), dict(content["details"])
    except FileNotFoundError:
        raise ModelNotFoundError(
            f"there is no model in {directory} ({_DESCRIPTION} is missing); reinstall geotag or name another directory"
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise ModelDamagedError(f"{path} is damaged ({error}); reinstall geotag or train the model again") from error
    return ModelInfo(name, directory, _joint_hash(files), files, details)


def verify(info: ModelInfo) -> None:
    """Check every file of a model against its hash.

    Raises
    ------
    ModelNotFoundError, ModelDamagedError
        Naming the file that is missing, cut short or altered.
    """
    for name, expected in info.files.items():
        path = info.directory / name
        try:
            with path.open("rb") as stream:
                actual = hashlib.file_digest(stream, "sha256").hexdigest()
        except FileNotFoundError:
            raise ModelNotFoundError(f"model {info.name}: {path} is missing; reinstall geotag") from None
        if actual != expected:
            raise ModelDamagedError(
                f"model {info.name}: {path} was altered or cut short (SHA-256 {actual[:12]}…, not {expected[:12]}…); "
                "reinstall geotag or train the model again"
            )


def write_descriptions(directory: Path, details: Mapping[str, Any]) -> ModelInfo:
    """Write ``resources.json`` and ``model.json`` for weights that lie in `directory` already."""
    resources = {
        "ar": {
            "lang_name": "Arabic",
            "tokenize": {},
            "ner": {PACKAGE: {"md5": _md5(directory / NER_FILE), "dependencies": [_dependency("pretrain")]}},
            "pretrain": {PACKAGE: {"md5": _md5(directory / VECTORS_FILE)}},
            "packages": {"default": {"tokenize": "geotag", "ner": PACKAGE}},
        },
        "arabic": {"alias": "ar"},
    }
    _write_json(directory / _RESOURCES, resources)
    files = {name: hashlib.sha256((directory / name).read_bytes()).hexdigest() for name in _FILES}
    _write_json(directory / _DESCRIPTION, {"name": directory.name, "files": files, "details": dict(details)})
    return read_info(directory)


def _dependency(model: str) -> dict[str, str]:
    return {"model": model, "package": PACKAGE}


def _joint_hash(files: Mapping[str, str]) -> str:
    return hashlib.sha256("".join(f"{name} {digest}\n" for name, digest in sorted(files.items())).encode()).hexdigest()


def _md5(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

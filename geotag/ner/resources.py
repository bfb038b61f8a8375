"""The recogniser's files: Stanza resources directories.

A model of geotag is one that any Stanza user can load:

    resources.json          what Stanza reads: packages, their dependencies and MD5 hashes
    model.json              what geotag reads: name, version, training, licences, and the hash of every file
    ar/ner/news.pt          the NER weights
    ar/pretrain/news.pt     the word vectors they were trained over
    ar/lexicon.tsv          how names begin (:mod:`geotag.ner.lexicon`)

Stanza alone needs the first, third and fourth, and our tokenizer registered (``import geotag.ner.tokenizer``).

A directory that Stanza filled, which has no ``model.json``, is a model too: its Arabic NER package with what that
depends on, checked against the hashes of its ``resources.json``.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from platformdirs import user_data_path

from geotag.errors import ModelDamagedError, ModelNotFoundError
from geotag.paths import StrPath

__all__ = [
    "MAIN",
    "PACKAGE",
    "TYPES",
    "ModelInfo",
    "bundled_model",
    "find",
    "installed",
    "models_directory",
    "read_info",
    "stanza_directory",
    "verify",
    "verify_file",
    "write_descriptions",
]

#: Name of the package inside the resources directory.
PACKAGE: Final = "news"
#: The tag set that a recogniser answers with: PER, LOC, ORG.
MAIN: Final = "main"
#: The tag set of finer labels (COUNTRY, CITY, NATURAL …), where a model has one.
TYPES: Final = "types"
NER_FILE: Final = f"ar/ner/{PACKAGE}.pt"
VECTORS_FILE: Final = f"ar/pretrain/{PACKAGE}.pt"
LEXICON_FILE: Final = "ar/lexicon.tsv"
LANGUAGE: Final = "ar"
_RESOURCES: Final = "resources.json"
_DESCRIPTION: Final = "model.json"
_FILES: Final = (_RESOURCES, NER_FILE, VECTORS_FILE, LEXICON_FILE)
_MODELS: Final = Path(__file__).parent / "models"
_MD5_DIGITS: Final = 32
#: Name of Stanza's own Arabic package among the models.
STANZA: Final = "stanza"
#: Environment variable that names the directory of downloaded models.
MODELS_VARIABLE: Final = "GEOTAG_MODELS"


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What the descriptions in a model's directory say of it.

    Attributes
    ----------
    sha256
        Hash over the hashes of the model's files: the identity that provenance records.
    files
        By path below the directory, the hash of each file: SHA-256, or MD5 in a directory that Stanza filled.
    parts
        Paths of the NER weights (``ner``) and of what they depend on (``pretrain``, ``forward_charlm``,
        ``backward_charlm``), below the directory.
    details
        Everything else: version, description, training data with licences, figures.
    normalised
        Whether the model was trained on tokens in :func:`~geotag.arabic.orthography.model_form`. Stanza's own were
        trained on tokens as they are written.
    """

    name: str
    directory: Path
    sha256: str
    files: Mapping[str, str]
    parts: Mapping[str, str]
    details: Mapping[str, Any]
    normalised: bool = True

    @property
    def size(self) -> int:
        """Size of the model's files, bytes."""
        return sum((self.directory / name).stat().st_size for name in self.files)

    def part(self, kind: str) -> Path | None:
        """File of a part of the model, None if it has no such part."""
        name = self.parts.get(kind)
        return self.directory / name if name else None


def bundled_model() -> Path:
    """Directory of the model that comes with geotag."""
    return _MODELS / PACKAGE


def models_directory() -> Path:
    """Where downloaded models are: the environment's ``GEOTAG_MODELS``, else a directory of this user's."""
    named = os.environ.get(MODELS_VARIABLE)
    return Path(named) if named else user_data_path("geotag", appauthor=False) / "models"


def stanza_directory() -> Path:
    """Where Stanza's own package is, once it was downloaded (:mod:`geotag.ner.downloading`)."""
    return models_directory() / STANZA


def installed() -> list[ModelInfo]:
    """Models that come with geotag, then those in :func:`models_directory`, each by name."""
    return [read_info(path) for path in (*_model_directories(_MODELS), *_model_directories(models_directory()))]


def find(model: StrPath) -> Path:
    """Directory of a model.

    Parameters
    ----------
    model
        The name of an installed model (``stanza`` is Stanza's own), or a directory. A directory of the same name as
        an installed model is named with a slash: ``./stanza``.

    Raises
    ------
    ModelNotFoundError
        If it is ``stanza`` and was not downloaded.
    """
    name = os.fspath(model)
    if name == Path(name).name:
        for root in (_MODELS, models_directory()):
            if root / name in _model_directories(root):
                return root / name
        if name == STANZA:
            raise ModelNotFoundError(
                f"Stanza's Arabic package is not in {models_directory()}; to get it, type: geotag model download"
            )
    return Path(model)


def _model_directories(root: Path) -> list[Path]:
    described = (path.parent for name in (_DESCRIPTION, _RESOURCES) for path in root.glob(f"*/{name}"))
    return sorted(set(described))


def read_info(directory: StrPath) -> ModelInfo:
    """Read the descriptions in a model directory, without looking at the weights.

    Raises
    ------
    ModelNotFoundError
        If there are none.
    ModelDamagedError
        If they are not what :func:`write_descriptions` or Stanza writes.
    """
    directory = Path(directory)
    if not (directory / _DESCRIPTION).exists() and (directory / _RESOURCES).exists():
        return _stanza_info(directory)
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
    kinds = {"ner", "pretrain", "forward_charlm", "backward_charlm"}
    parts = {Path(file).parent.name: file for file in files if Path(file).parent.name in kinds}
    return ModelInfo(name, directory, _joint_hash(files), files, parts, details)


def _stanza_info(directory: Path) -> ModelInfo:
    """Read what ``resources.json`` says of the Arabic NER package of a directory that Stanza filled."""
    path = directory / _RESOURCES
    try:
        arabic = json.loads(path.read_text(encoding="utf-8"))[LANGUAGE]
        official = arabic["packages"]["default"]["ner"]
        present = [name for name in arabic["ner"] if (directory / _stanza_file("ner", name)).exists()]
        package = present[0] if present and official not in present else official
        own = arabic["ner"][package]
        found = {"ner": package} | {item["model"]: item["package"] for item in own.get("dependencies", ())}
        files = {_stanza_file(kind, name): str(arabic[kind][name]["md5"]) for kind, name in found.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelDamagedError(
            f"{path} does not describe an Arabic NER package ({type(error).__name__}: {error}); "
            "type: geotag model download"
        ) from error
    parts = {kind: _stanza_file(kind, name) for kind, name in found.items()}
    details = {
        "description": f"Stanza's Arabic NER package {package}",
        "packages": dict(sorted(found.items())),
    }
    return ModelInfo(directory.name, directory, _joint_hash(files), files, parts, details, normalised=False)


def _stanza_file(kind: str, package: str) -> str:
    return f"{LANGUAGE}/{kind}/{package}.pt"


def verify(info: ModelInfo) -> None:
    """Check every file of a model against its hash.

    Raises
    ------
    ModelNotFoundError, ModelDamagedError
        Naming the file that is missing, cut short or altered.
    """
    for name in info.files:
        verify_file(info, name)


def verify_file(info: ModelInfo, name: str) -> None:
    """Check one file of a model against its hash; raises as :func:`verify`."""
    expected, path = info.files[name], info.directory / name
    algorithm = "MD5" if len(expected) == _MD5_DIGITS else "SHA-256"
    again = "reinstall geotag" if info.normalised else "type: geotag model download"
    try:
        with path.open("rb") as stream:
            actual = hashlib.file_digest(stream, lambda: _digest(algorithm)).hexdigest()
    except FileNotFoundError:
        raise ModelNotFoundError(f"model {info.name}: {path} is missing; {again}") from None
    if actual != expected:
        raise ModelDamagedError(
            f"model {info.name}: {path} was altered or cut short ({algorithm} {actual[:12]}…, not {expected[:12]}…); "
            + (f"{again} or train the model again" if info.normalised else again)
        )


def _digest(algorithm: str) -> Any:
    return hashlib.md5(usedforsecurity=False) if algorithm == "MD5" else hashlib.sha256()


def write_descriptions(directory: StrPath, details: Mapping[str, Any]) -> ModelInfo:
    """Write ``resources.json`` and ``model.json`` for weights that lie in `directory` already."""
    directory = Path(directory)
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

"""Fetching Stanza's official Arabic package: its tokenizer and taggers (PADT) and its names (AQMAR).

It goes into a directory of its own (:func:`geotag.ner.resources.stanza_directory`), and is a model as any other once it
is there.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from geotag.errors import ModelDamagedError, ModelDownloadError
from geotag.fetching import answered
from geotag.ner import resources
from geotag.ner.resources import ModelInfo
from geotag.paths import StrPath

__all__ = ["DEFAULT_PACKAGE", "download"]

DEFAULT_PACKAGE: Final = "default"
_ARCHIVE: Final = f"{resources.LANGUAGE}/default.zip"


def download(
    directory: StrPath | None = None,
    package: str = DEFAULT_PACKAGE,
    processors: Sequence[str] = (),
    resources_url: str | None = None,
    *,
    progress: bool = False,
) -> ModelInfo:
    """Download Stanza's Arabic package with Stanza's own downloader and check what came.

    Parameters
    ----------
    directory
        Where it goes; :func:`~geotag.ner.resources.stanza_directory` by default.
    package
        A package of Stanza's Arabic resources; ``default`` is the official one.
    processors
        Take only these of the package, with what they depend on; ``ner`` is always among them. All by default.
    resources_url
        Server of a mirror; it has ``resources_VERSION.json``, which names where the models are. Stanza's by default.
    progress
        Whether Stanza tells on stderr how far it is.

    Raises
    ------
    ModelDownloadError
        If the server cannot be reached, or has no such package.
    ModelDamagedError
        If a file that came is not the one that the server's list names.
    """
    import stanza
    from stanza.resources.common import DEFAULT_RESOURCES_URL

    directory = resources.stanza_directory() if directory is None else Path(directory)
    server = (resources_url or DEFAULT_RESOURCES_URL).rstrip("/")
    directory.mkdir(parents=True, exist_ok=True)
    try:
        _require_server(server)
        stanza.download(
            resources.LANGUAGE,
            model_dir=os.fspath(directory),
            package=package,
            processors=",".join(dict.fromkeys((*processors, "ner"))) if processors else {},
            resources_url=server,
            verbose=progress,
        )
    except Exception as error:
        if _is_of_network(error):
            raise ModelDownloadError(_no_network(server, error, directory)) from error
        if isinstance(error, ValueError | KeyError):
            # So Stanza tells of a wrong hash, and of names that its list does not have.
            raise ModelDamagedError(f"{server}: {error}; try again, or name another package or server") from error
        raise
    # What was unpacked is as large again.
    (directory / _ARCHIVE).unlink(missing_ok=True)
    info = resources.read_info(directory)
    resources.verify(info)
    return info


def _require_server(server: str) -> None:
    """Ask for the server's list, with a limit on the time that its answer may take: Stanza would wait for ever."""
    from stanza.resources.common import DEFAULT_RESOURCES_VERSION

    with answered(f"{server}/resources_{DEFAULT_RESOURCES_VERSION}.json"):
        pass


def _is_of_network(error: Exception) -> bool:
    import requests

    # Stanza fetches some addresses with huggingface_hub, whose HTTP client differs between its releases.
    package = type(error).__module__.partition(".")[0]
    of_client = package.startswith(("huggingface_hub", "httpx", "httpcore"))
    return of_client or isinstance(error, requests.RequestException | ConnectionError | TimeoutError)


def _no_network(server: str, error: Exception, directory: Path) -> str:
    return (
        f"Stanza's Arabic package could not be fetched from {server} ({type(error).__name__}). Check the network and "
        "HTTPS_PROXY, or name a mirror with --resources-url; or type geotag model download --dir DIR on a machine that "
        f"has a network, and copy DIR to {directory} here"
    )

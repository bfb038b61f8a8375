"""Files over the network, only when the user tells geotag to: taken up where they stopped, and verified.

Proxies are those of the environment (``HTTP_PROXY``, ``HTTPS_PROXY``, ``NO_PROXY``). Beside each file lies a record of
what was fetched (``FILE.json``), and while it comes, what there is of it (``FILE.part``).
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geotag.errors import DownloadError
from geotag.paths import StrPath
from geotag.safe_text import printable

if TYPE_CHECKING:
    import requests

__all__ = ["answered", "fetch"]

#: Seconds to wait for a connection, and for each next piece of an answer.
_PATIENCE: Final = (30, 60)
#: Bytes written at a time; what has come of a piece when the connection is cut is lost.
_PIECE: Final = 1 << 14
_PARTIAL: Final = 206
_RANGE_NOT_SATISFIABLE: Final = 416


@contextmanager
def answered(address: str, headers: Mapping[str, str] | None = None) -> Iterator[requests.Response]:
    """The server's answer, its content not read yet.

    Raises
    ------
    requests.RequestException
        If there is none within half a minute, or it is an error.
    """
    import requests

    with requests.get(address, stream=True, timeout=_PATIENCE, headers=headers) as answer:
        if answer.status_code != _RANGE_NOT_SATISFIABLE:
            answer.raise_for_status()
        yield answer


def fetch(
    address: str, path: StrPath, *, sha256: str | None = None, anew: bool = False, progress: bool = False
) -> Path:
    """Fetch a file, unless it is there already, and return its path.

    A fetch that was cut short goes on where it stopped, if the server still has the same file. What came must have the
    length that the server said, the hash that was asked for, and if it is a zip archive be whole. A file that is there
    must have the hash that it had when it came; one that was put there by hand is tested like one that came.

    Parameters
    ----------
    sha256
        Hash that the file must have, hexadecimal.
    anew
        Fetch it even if it is there.
    progress
        Whether to show on stderr how far it is, if that is a terminal.

    Raises
    ------
    DownloadError
        If it cannot be fetched, or is not the file that it should be.
    """
    path = Path(path)
    from filelock import FileLock

    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(_beside(path, ".lock")):
        if anew or not path.exists():
            draft, described = _downloaded(address, path, progress)
            digest = _tested(draft, path.name, address, sha256)
            # A record that does not belong to the file would make it look altered.
            _beside(path, ".json").unlink(missing_ok=True)
            draft.replace(path)
            _record(path, address, digest, described["modified"])
            _beside(draft, ".json").unlink(missing_ok=True)
        else:
            _verify(path, address, sha256)
    return path


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _downloaded(address: str, path: Path, progress: bool) -> tuple[Path, dict[str, Any]]:
    """The whole file under its name for the meantime, and what the server said of it."""
    import requests
    from tqdm import tqdm

    part = _beside(path, ".part")
    furthest = -1
    with tqdm(
        desc=printable(path.name),
        unit="B",
        unit_scale=True,
        disable=None if progress else True,
        file=sys.stderr,
        leave=False,
    ) as bar:
        while True:
            try:
                return part, _received(address, part, bar)
            except requests.HTTPError as error:
                raise DownloadError(_cannot(address, path, f"the server answered {_status(error)}")) from error
            except requests.RequestException as error:
                reached = part.stat().st_size if part.exists() else 0
                # The connection is taken up again as long as that brings more of the file than there was.
                if reached <= max(furthest, 0):
                    raise DownloadError(_cannot(address, path, type(error).__name__)) from error
                furthest = reached


def _received(address: str, part: Path, bar: Any) -> dict[str, Any]:
    """One request for what is missing of `part`; gives what the server said of the whole file."""
    import requests

    note = _beside(part, ".json")
    validator = _noted_validator(note, address) if part.exists() else None
    start = part.stat().st_size if validator else 0
    # What is counted, and gone on with, are the bytes of the file, not those of a compressed answer.
    headers = {"Accept-Encoding": "identity"}
    if validator and start:
        headers |= {"Range": f"bytes={start}-", "If-Range": validator}
    with answered(address, headers) as answer:
        if answer.status_code == _RANGE_NOT_SATISFIABLE:
            # What is there is no beginning of what the server has.
            part.unlink()
            return _received(address, part, bar)
        goes_on = answer.status_code == _PARTIAL and answer.headers.get("Content-Range", "").startswith(
            f"bytes {start}-"
        )
        start = start if goes_on else 0
        length = answer.headers.get("Content-Length", "")
        total = start + int(length) if length.isdecimal() else None
        described = {
            "address": address,
            "validator": _validator(answer.headers),
            "modified": answer.headers.get("Last-Modified"),
        }
        note.write_text(json.dumps(described), encoding="utf-8")
        bar.reset(total=total)
        bar.update(start)
        with part.open("ab" if goes_on else "wb") as stream:
            for piece in answer.iter_content(_PIECE):
                stream.write(piece)
                bar.update(len(piece))
    if total is not None and part.stat().st_size < total:
        raise requests.ConnectionError(f"{part.stat().st_size} of {total} bytes came")
    return described


def _validator(headers: Mapping[str, str]) -> str | None:
    """What tells whether the server still has the same file; a weak entity tag cannot."""
    tag = headers.get("ETag", "")
    return tag if tag and not tag.startswith("W/") else headers.get("Last-Modified")


def _noted_validator(note: Path, address: str) -> str | None:
    try:
        described = json.loads(note.read_text(encoding="utf-8"))
        return described["validator"] if described["address"] == address else None
    except (OSError, ValueError, KeyError, TypeError):
        # Nothing says which file the part is of: it is fetched from its beginning.
        return None


def _tested(draft: Path, name: str, address: str, sha256: str | None) -> str:
    """The hash of what came; what is not the file that it should be is refused and removed."""
    try:
        digest = _hash(draft)
        _require_hash(digest, sha256, f"what came from {address} has", "try again, or correct the hash")
        _require_whole(draft, name, f"what came from {address}")
    except DownloadError:
        _beside(draft, ".json").unlink(missing_ok=True)
        draft.unlink()
        raise
    return digest


def _verify(path: Path, address: str, sha256: str | None) -> None:
    """Refuse a file that is there already but is not the one that it should be."""
    record = _beside(path, ".json")
    digest = _hash(path)
    again = "delete it and type the same again, to have it fetched"
    _require_hash(digest, sha256, f"{path} has", f"{again}, or correct the hash")
    if not record.exists():
        _require_whole(path, path.name, str(path))
        _record(path, address, digest, None)
        return
    try:
        expected = str(json.loads(record.read_text(encoding="utf-8"))["sha256"])
    except (ValueError, KeyError, TypeError) as error:
        raise DownloadError(f"{record} is damaged ({error}); delete it, and {path.name} is taken as it is") from error
    _require_hash(digest, expected, f"{path} was altered since it came: it has", again)


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _require_hash(digest: str, expected: str | None, what: str, remedy: str) -> None:
    if expected is not None and digest != expected.lower():
        raise DownloadError(f"{what} SHA-256 {digest}, but {expected.lower()} was expected; {remedy}")


def _require_whole(path: Path, name: str, what: str) -> None:
    if not name.lower().endswith(".zip"):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            broken = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise DownloadError(f"{what} is no whole zip archive ({error}); fetch it again") from error
    if broken is not None:
        raise DownloadError(f"{what} is no whole zip archive ({broken} is damaged); fetch it again")


def _record(path: Path, address: str, digest: str, modified: str | None) -> None:
    record = {"address": address, "bytes": path.stat().st_size, "sha256": digest, "modified": modified}
    _beside(path, ".json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def _status(error: requests.HTTPError) -> str:
    return f"{error.response.status_code} {error.response.reason}" if error.response is not None else str(error)


def _cannot(address: str, path: Path, why: str) -> str:
    return (
        f"{address} could not be fetched ({why}). Check the network and HTTPS_PROXY and type the same again, which "
        f"goes on where it stopped; or fetch that file elsewhere, put it at {path}, and type the same again"
    )

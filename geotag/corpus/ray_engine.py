"""Tagging on Ray: a Ray Data pipeline over a pool of actors, each of which holds one worker process.

The worker process is the same as of a run on one machine, so an article that hangs or kills it is set aside in the same
way, and the results are the same. Ray starts an actor that was lost anew and gives it the batch again.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from geotag.corpus.tagging_results import TaggingResult
from geotag.corpus.workers import TaggerSettings, Worker
from geotag.errors import MissingExtraError, RunError
from geotag.model import Article

__all__ = ["RayEngine"]

#: Batches that one pipeline takes: what the driver holds at most. Actors load their model once for each pipeline.
_PIPELINE_BATCHES: Final = 2_000


class _TaggingActor:
    """Tags the batches that Ray gives it."""

    def __init__(self, settings: TaggerSettings, seconds: float, provenance: dict[str, Any]) -> None:
        self._worker = Worker(settings, seconds, provenance)

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        answers = []
        for data in batch["batch"]:
            # Made by this run itself, in _payload.
            articles = pickle.loads(data)  # noqa: S301
            answers.append(pickle.dumps(self._worker.tag(articles)))
        return {"number": batch["number"], "outcomes": answers}


class RayEngine:
    """Tags batches on a Ray cluster, or on a Ray of its own on this machine.

    Parameters
    ----------
    count
        How many actors.
    address
        Of the cluster, as ``ray://head:10001`` or ``auto``; by default, Ray is started on this machine.

    Raises
    ------
    MissingExtraError
        If Ray is not installed.
    """

    def __init__(self, settings: TaggerSettings, seconds: float, count: int, address: str | None = None) -> None:
        try:
            import ray
            import ray.data
        except ImportError as error:
            raise MissingExtraError("the engine ray needs Ray: pip install 'geotag[ray]'") from error
        # Actors work in a directory of their own.
        self._settings = settings.absolute()
        self._seconds = seconds
        self._count = count
        self._owned = not ray.is_initialized()
        # What a run depends on is known before the cluster does anything.
        probe = Worker(settings, seconds)
        self.provenance = probe.provenance
        probe.close()
        if not self._owned:
            return
        on = {"num_cpus": count, "include_dashboard": False, "_node_ip_address": "127.0.0.1"}
        # Ray lets its processes look for modules in the directories of the command and of its script first, unless it
        # is given another one: an empty one, which is sent to every machine.
        with tempfile.TemporaryDirectory(prefix="geotag-") as empty:
            (Path(empty) / "geotag.txt").touch()
            environment = {"working_dir": empty, "env_vars": {"PYTHONSAFEPATH": "1"}}
            ray.init(**(on if address is None else {"address": address}), log_to_driver=False, runtime_env=environment)

    def tag(self, batches: Iterable[Sequence[Article]]) -> Iterator[list[TaggingResult]]:
        """Tag batches; the outcomes come in the order of the batches."""
        import ray

        context = ray.data.DataContext.get_current()
        context.execution_options.preserve_order = True
        context.enable_progress_bars = False
        rows: Iterator[dict[str, Any]] = (
            {"number": number, "batch": pickle.dumps(list(batch))} for number, batch in enumerate(batches)
        )
        while window := list(islice(rows, _PIPELINE_BATCHES)):
            expected = int(window[0]["number"])
            tagged = ray.data.from_items(window, override_num_blocks=len(window)).map_batches(
                _TaggingActor,
                fn_constructor_args=(self._settings, self._seconds, self.provenance),
                batch_size=1,
                num_cpus=1,
                compute=ray.data.ActorPoolStrategy(size=min(self._count, len(window))),
            )
            for row in tagged.iter_rows():
                if row["number"] != expected:
                    raise RunError(f"Ray gave batch {row['number']} in the place of batch {expected}")
                expected += 1
                # Made by an actor of this run.
                yield pickle.loads(row["outcomes"])  # noqa: S301

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._owned:
            import ray

            ray.shutdown()

"""Two processes against one; a module of its own, because a spawned process does not read ``__main__``."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Sequence
from typing import Any

import torch

from geotag.ner.recogniser import Recogniser

__all__ = ["processes"]


def worker(texts: Sequence[str], ready: Any, begin: Any, done: Any) -> None:
    """Recognise `texts` three times between two signals."""
    torch.set_num_threads(1)
    recogniser = Recogniser()
    recogniser.recognise_many(texts)
    ready.release()
    begin.wait()
    for _ in range(3):
        recogniser.recognise_many(texts)
    done.release()


def processes(count: int, texts: Sequence[str]) -> float:
    """Seconds that `count` processes need for an equal share of three times the texts, loading apart."""
    context = multiprocessing.get_context("spawn")
    ready, begin, done = context.Semaphore(0), context.Event(), context.Semaphore(0)
    workers = [
        context.Process(target=worker, args=(texts[number::count], ready, begin, done)) for number in range(count)
    ]
    for process in workers:
        process.start()
    for _ in workers:
        if not ready.acquire(timeout=120):
            raise RuntimeError("a process did not start")
    start = time.perf_counter()
    begin.set()
    for _ in workers:
        done.acquire()
    spent = time.perf_counter() - start
    for process in workers:
        process.join()
    return spent
